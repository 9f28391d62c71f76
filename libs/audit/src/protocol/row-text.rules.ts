/**
 * PostgreSQL's text of a row, `(a,"b c",)`: twelve columns compared as one string instead of read one by one. Null is
 * nothing, an empty text is `""`. Two rows never have one text, so equal texts prove equal columns.
 */
export function rowText(values: readonly (string | null)[]): string {
  let text = '(';
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (at > 0) text += ',';
    if (value === null) continue;
    text += value === '' || quoted.test(value) ? `"${value.replace(/["\\]/g, '$&$&')}"` : value;
  }
  return `${text})`;
}

/** The values of such a text, which the database wrote. */
export function readRowText(text: string): (string | null)[] {
  const fields = `${text.slice(1, -1)},`.matchAll(/(?:"((?:[^"\\]|""|\\[^])*)"|([^,"]*)),/g);
  return [...fields].map(([, inQuotes, plain]) =>
    inQuotes === undefined ? plain || null : inQuotes.replace(/""|\\([^])/g, (_, escaped?: string) => escaped ?? '"'),
  );
}

const quoted = /["\\(),\s]/;
