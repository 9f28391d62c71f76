import { parentPort, workerData } from 'node:worker_threads';
import ExcelJS from 'exceljs';
import type { SheetCell, SheetRead } from './sheet.rules.ts';

/**
 * Reads the first visible sheet of a workbook in a thread of its own: whatever a file does to the reader, it does to this
 * thread's memory. Plain cells come out: text, number, serial of a date, or a fault.
 */
const { bytes, rowsAtMost } = workerData as { bytes: ArrayBuffer; rowsAtMost: number };

const dayMs = 86_400_000;

async function read(): Promise<SheetRead> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes);
  const sheet = book.worksheets.find(({ state }) => state === 'visible') ?? book.worksheets[0];
  if (!sheet) return { kind: 'empty' };
  const from1904 = Boolean(book.properties.date1904);
  const hidden: number[] = [];
  for (let column = 1; column <= Math.min(sheet.columnCount, 200); column += 1) {
    if (sheet.getColumn(column).hidden) hidden.push(column);
  }
  const rows: { line: number; cells: SheetCell[] }[] = [];
  let tooMany = false;
  sheet.eachRow({ includeEmpty: false }, (row, line) => {
    const cells: SheetCell[] = [];
    row.eachCell({ includeEmpty: false }, (cell, column) => {
      if (column > 200) return;
      const value = plain(cell.isMerged ? cell.master.value : cell.value, from1904);
      if (value !== null) cells[column - 1] = { ...value, address: cell.address };
    });
    if (!cells.some(Boolean)) return;
    if (rows.length > rowsAtMost) tooMany = true;
    else rows.push({ line, cells: Array.from(cells, (cell) => cell ?? null) });
  });
  return tooMany ? { kind: 'too-many' } : { kind: 'rows', sheet: sheet.name, from1904, hidden, rows };
}

type Plain = { text: string } | { number: number } | { serial: number } | { fault: 'no-cached-value' | 'cell-error' };

function plain(value: unknown, from1904: boolean): Plain | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return { text: value };
  if (typeof value === 'number') return { number: value };
  if (typeof value === 'boolean') return { text: value ? 'TRUE' : 'FALSE' };
  // The reader made a moment of the serial by UTC arithmetic; the same arithmetic gives the serial back.
  if (value instanceof Date) return { serial: value.getTime() / dayMs + (from1904 ? 25_569 - 1_462 : 25_569) };
  const cell = value as Record<string, unknown>;
  if ('error' in cell) return { fault: 'cell-error' };
  if ('formula' in cell || 'sharedFormula' in cell) {
    return cell['result'] === undefined || cell['result'] === null
      ? { fault: 'no-cached-value' }
      : plain(cell['result'], from1904);
  }
  if (Array.isArray(cell['richText'])) {
    const text = (cell['richText'] as { text?: string }[]).map((run) => run.text ?? '').join('');
    return text === '' ? null : { text };
  }
  if ('text' in cell) return plain(cell['text'], from1904);
  return { fault: 'cell-error' };
}

read().then(
  (sheet) => parentPort?.postMessage(sheet),
  () => parentPort?.postMessage({ kind: 'unreadable' } satisfies SheetRead),
);
