/** A property that was filled in as text; empty where it was not. */
export function textOf(filled: Readonly<Record<string, unknown>>, name: string): string {
  const value = filled[name];
  return typeof value === 'string' ? value : '';
}
