/** Whether the due date that the services computed is the expected one. */
export function sameInstant(a: string | null, b: string): boolean {
  return a !== null && Date.parse(a) === Date.parse(b);
}

/** Triggers are days for day rules and instants for hour rules. */
export function sameTrigger(a: string, b: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/;
  return day.test(a) || day.test(b) ? a.slice(0, 10) === b.slice(0, 10) : Date.parse(a) === Date.parse(b);
}
