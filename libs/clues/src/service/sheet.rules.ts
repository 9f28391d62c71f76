/** A cell as an import reads it; null: empty. `address` as the spreadsheet shows it (`C12`). */
export type SheetCell =
  | ({ readonly address: string } & (
      | { readonly text: string }
      | { readonly number: number }
      /** A date's serial number in the workbook's own system. */
      | { readonly serial: number }
      | { readonly fault: 'no-cached-value' | 'cell-error' }
    ))
  | null;

export interface SheetRow {
  /** Line of the file or row of the sheet, from 1. */
  readonly line: number;
  readonly cells: readonly SheetCell[];
}

export type SheetRead =
  | { readonly kind: 'empty' | 'too-many' | 'unreadable' }
  | {
      readonly kind: 'rows';
      /** The sheet's name; null for a text file. */
      readonly sheet: string | null;
      readonly from1904: boolean;
      /** Hidden columns, from 1. */
      readonly hidden: readonly number[];
      readonly rows: readonly SheetRow[];
    };

/** `A1` of a column and line, both from 1. */
export function addressOf(column: number, line: number): string {
  let letters = '';
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) {
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  }
  return `${letters}${line}`;
}
