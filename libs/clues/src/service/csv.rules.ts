/** What a spreadsheet may take for the beginning of a formula, behind anything it skips or that a list separator ends. */
const formulaStart = /^[\s\p{C}\p{Z},;'"]*[=+\-@−]/u;
/** A tab or an end of line in front shifts cells. */
const shiftingStart = /^'*[\t\r\n]/u;
/** Digits that a spreadsheet would make a number of, and lose: identity numbers, account numbers, leading zeros. */
const digitsKept = /^'*(\d{12,}|0\d+)$/u;

/** Whether a text field needs an apostrophe so that a spreadsheet shows it as written (IMP-03). Widths do not matter. */
export function needsApostrophe(text: string): boolean {
  const folded = text.normalize('NFKC');
  return formulaStart.test(folded) || shiftingStart.test(text) || digitsKept.test(folded);
}

/** A text as it stands in our CSV. `defused` then `restored` is the text itself, whatever it is. */
export function defused(text: string): string {
  return needsApostrophe(text) ? `'${text}` : text;
}

/** Takes away exactly the apostrophe that `defused` put there. */
export function restored(text: string): string {
  return text.startsWith("'") && needsApostrophe(text.slice(1)) ? text.slice(1) : text;
}

/** A line of CSV (RFC 4180) with its end: texts defused and quoted, numbers bare, nothing for null. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  const fields = cells.map((cell) => {
    if (cell === null) return '';
    return typeof cell === 'number' ? String(cell) : `"${defused(cell).replaceAll('"', '""')}"`;
  });
  return `${fields.join(',')}\r\n`;
}

export const byteOrderMark = '\uFEFF';
