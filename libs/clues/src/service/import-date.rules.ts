/** A day that was read, or why it was not. */
export type DayRead = { readonly day: string } | { readonly fault: 'ambiguous' | 'unreadable' };

const written = [
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/u,
  /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]$/u,
  /^(\d{4})(\d{2})(\d{2})$/u,
] as const;
/** Day, month and year in an order that nobody can tell. */
const unclear = /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$|^\d{2}[-/.]\d{1,2}[-/.]\d{1,2}$/u;

/** A day as people write it: 2026-02-14, 2026.2.14, 2026年2月14日. 02/03/26 could be three days and is refused (IMP-04). */
export function dayOfText(text: string): DayRead {
  const folded = text.normalize('NFKC').replace(/\s+/gu, '');
  if (/^\d{5}(\.\d+)?$/u.test(folded)) return dayOfSerial(Number(folded), false);
  for (const pattern of written) {
    const [, year, month, day] = pattern.exec(folded) ?? [];
    if (year && month && day) return dayOf(Number(year), Number(month), Number(day));
  }
  return { fault: unclear.test(folded) ? 'ambiguous' : 'unreadable' };
}

const dayMs = 86_400_000;

/**
 * The day of a spreadsheet's serial number, by calendar arithmetic: 46067 is 2026-02-14 in the system of 1900, whose
 * number 60 is a day that never was; `from1904` counts from 1904-01-01. A time of day is left out.
 */
export function dayOfSerial(serial: number, from1904: boolean): DayRead {
  const whole = Math.floor(serial);
  if (!Number.isFinite(serial) || whole < (from1904 ? 0 : 1) || whole > 2_958_465) return { fault: 'unreadable' };
  if (from1904) return { day: iso(Date.UTC(1904, 0, 1) + whole * dayMs) };
  if (whole === 60) return { fault: 'unreadable' };
  return { day: iso(Date.UTC(1899, 11, whole < 60 ? 31 : 30) + whole * dayMs) };
}

function dayOf(year: number, month: number, day: number): DayRead {
  const ms = Date.UTC(year, month - 1, day);
  const same = new Date(ms);
  const exists = same.getUTCFullYear() === year && same.getUTCMonth() === month - 1 && same.getUTCDate() === day;
  return exists && year >= 1900 ? { day: iso(ms) } : { fault: 'unreadable' };
}

function iso(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
