import { ArchiveGuard } from '@sup/files';
import { DomainError } from '@sup/kernel';
import { parse } from 'csv-parse/sync';
import { Worker } from 'node:worker_threads';
import { restored } from './csv.rules.ts';
import { type SheetRead, addressOf } from './sheet.rules.ts';

/** Rows of one import, header included. */
export const importRowsAtMost = 5_000;
const workbookLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 } as const;
const readAtMostMs = 20_000;

/**
 * The first sheet of an xlsx file. The gate for archives goes first, on counted bytes (ATT-03); the reader has a thread with
 * its own memory limit and a time limit. Throws ARCHIVE_REFUSED, IMPORT_UNREADABLE, IMPORT_TOO_LONG.
 */
export async function readWorkbook(bytes: Uint8Array): Promise<SheetRead> {
  const guard = new ArchiveGuard();
  guard.see(bytes);
  await guard.end();
  const read = await inThread(bytes);
  if (read.kind === 'unreadable') throw unreadable();
  return checked(read);
}

/** A text file's table: comma, tab or semicolon; our own apostrophes taken away again (IMP-03). Throws IMPORT_UNREADABLE. */
export function readTable(text: string): SheetRead {
  const header = text.slice(0, text.search(/[\r\n]|$/u));
  const delimiter = [',', '\t', ';', '，'].reduce(
    (best, one) => (count(header, one) > count(header, best) ? one : best),
    ',',
  );
  let parsed: { readonly record: string[]; readonly info: { readonly lines: number } }[];
  try {
    parsed = parse(text, {
      ...{ bom: true, info: true, delimiter, relax_column_count: true },
    }) as unknown as typeof parsed;
  } catch (error) {
    const line = (error as { lines?: unknown }).lines;
    throw unreadable(typeof line === 'number' ? line : null);
  }
  const rows = parsed
    .map(({ record, info }) => ({ line: info.lines - breaksIn(record), record }))
    .filter(({ record }) => record.some((cell) => cell.trim() !== ''))
    .map(({ line, record }) => ({
      line,
      cells: record.map((cell, at) =>
        cell === '' ? null : { text: restored(cell), address: addressOf(at + 1, line) },
      ),
    }));
  if (rows.length > importRowsAtMost) return checked({ kind: 'too-many' });
  return rows.length === 0 ? { kind: 'empty' } : { kind: 'rows', sheet: null, from1904: false, hidden: [], rows };
}

function inThread(bytes: Uint8Array): Promise<SheetRead> {
  // Beside the bundle of a service lies a bundle of the thread's program; from source it is the source.
  const program = import.meta.url.endsWith('.ts') ? './workbook.worker.ts' : './workbook.worker.js';
  const copy = new Uint8Array(bytes).buffer;
  const worker = new Worker(new URL(program, import.meta.url), {
    workerData: { bytes: copy, rowsAtMost: importRowsAtMost },
    transferList: [copy],
    resourceLimits: workbookLimits,
    // What it prints would be the file's content.
    ...{ stdout: true, stderr: true },
  });
  return new Promise<SheetRead>((done) => {
    const late = setTimeout(() => done({ kind: 'unreadable' }), readAtMostMs);
    worker.once('message', (read: SheetRead) => done(read));
    worker.once('error', () => done({ kind: 'unreadable' }));
    worker.once('exit', () => {
      clearTimeout(late);
      done({ kind: 'unreadable' });
    });
  }).finally(() => void worker.terminate());
}

function checked(read: SheetRead): SheetRead {
  if (read.kind !== 'too-many') return read;
  throw new DomainError(
    'IMPORT_TOO_LONG',
    'invalid',
    {
      zh: `一次最多导入 ${importRowsAtMost} 行，请分批`,
      en: `An import takes ${importRowsAtMost} rows at most: divide it`,
    },
    { limit: importRowsAtMost },
  );
}

export function unreadable(line: number | null = null): DomainError {
  return new DomainError(
    'IMPORT_UNREADABLE',
    'invalid',
    {
      zh: line ? `第 ${line} 行不是完整的表格行` : '文件不是可读取的 xlsx 或 CSV 表格',
      en: line ? `Line ${line} is no whole row of a table` : 'The file is no readable xlsx or CSV table',
    },
    line ? { line } : {},
  );
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function breaksIn(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/gu)?.length ?? 0), 0);
}
