import { type Bilingual } from '@sup/kernel';
import { upload } from './http.ts';

/** GBK is a part of GB18030 and read as it. */
export const importEncodings = {
  'utf-8': 'UTF-8',
  gb18030: 'GB18030 / GBK',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
} as const;

/** What is wrong in one cell; `line` is the file's own line, `address` the cell of a sheet. */
export interface ImportFault extends Bilingual {
  readonly line: number;
  readonly column: string | null;
  readonly address: string | null;
}

export interface ImportPreview {
  readonly sha256: string;
  readonly format: 'xlsx' | 'text';
  /** Null for a sheet, which states its own. */
  readonly encoding: { readonly encoding: string; readonly by: string } | null;
  readonly columns: readonly {
    readonly title: string;
    readonly key: string | null;
    readonly ignored: 'hidden' | 'unknown' | 'register' | null;
  }[];
  readonly rows: readonly {
    readonly line: number;
    readonly values: Readonly<Record<string, string>>;
    readonly state: 'ready' | 'faulty' | 'imported';
  }[];
  readonly errors: readonly ImportFault[];
}

export interface ImportDone {
  readonly created: readonly { readonly line: number; readonly id: string }[];
  /** Lines that an earlier import of the same list has made already. */
  readonly skipped: readonly number[];
}

function send<Answer>(file: File, step: 'preview' | 'apply', encoding: string | undefined): Promise<Answer> {
  const query = new URLSearchParams({ step, ...(encoding ? { encoding } : {}) });
  return upload<Answer>(`/api/clues/import?${query}`, file, () => undefined, new AbortController().signal);
}

/** Reads the file and changes nothing; without an encoding the service guesses it. */
export const previewImport = (file: File, encoding: string | undefined) =>
  send<ImportPreview>(file, 'preview', encoding);
export const applyImport = (file: File, encoding: string | undefined) => send<ImportDone>(file, 'apply', encoding);
