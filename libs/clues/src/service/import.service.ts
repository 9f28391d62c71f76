import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { DomainError } from '@sup/kernel';
import { createHash } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { rows } from '../store/queries.ts';
import { type DraftClue, draftClueSchema } from './clue.requests.ts';
import { type DecodedText, decodeText } from './import-text.rules.ts';
import { type ImportQuery } from './import.requests.ts';
import { type ImportColumn, type ImportFault, columnOfPath, columnsOf, draftOf, readRow } from './import.rules.ts';
import { ClueIntake } from './intake.service.ts';
import { ClueRecords } from './records.service.ts';
import { registerColumns } from './register.rules.ts';
import { type SheetRead, addressOf } from './sheet.rules.ts';
import { readTable, readWorkbook, unreadable } from './workbook.service.ts';

/** What a list would become. Nothing is stored. */
export interface ImportPreview {
  readonly step: 'preview';
  /** Of the file: rows are known again by it. */
  readonly sha256: string;
  readonly format: 'xlsx' | 'text';
  /** The guess, and what it rests on; null for a workbook. */
  readonly encoding: Pick<DecodedText, 'encoding' | 'by'> | null;
  readonly sheet: string | null;
  readonly columns: readonly ImportColumn[];
  /** `imported`: this row of this file is in the register already. */
  readonly rows: readonly {
    readonly line: number;
    readonly values: Readonly<Record<string, string>>;
    readonly state: 'ready' | 'faulty' | 'imported';
  }[];
  readonly errors: readonly ImportFault[];
}

export interface ImportDone {
  readonly step: 'apply';
  readonly sha256: string;
  readonly created: readonly { readonly line: number; readonly id: string }[];
  /** Lines that an earlier import of the same file brought. */
  readonly skipped: readonly number[];
}

interface Read extends Omit<ImportPreview, 'step' | 'rows'> {
  readonly rows: readonly {
    readonly line: number;
    readonly values: Readonly<Record<string, string>>;
    readonly draft: DraftClue | null;
  }[];
}

const errorsShown = 500;
const locales = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError };

/** Lists of clues from elsewhere: shown first, then drafts in one transaction, every row of a file once. */
@Injectable()
export class ClueImports {
  constructor(
    private readonly database: DataSource,
    private readonly intake: ClueIntake,
    private readonly records: ClueRecords,
  ) {}

  async preview(bytes: Uint8Array, query: Pick<ImportQuery, 'encoding'>): Promise<ImportPreview> {
    const { rows: read, ...about } = await this.read(bytes, query);
    const known = await this.known(this.database.manager, about.sha256);
    const shown = read.map(({ line, values, draft }) => ({
      ...{ line, values },
      state: known.has(line) ? ('imported' as const) : draft ? ('ready' as const) : ('faulty' as const),
    }));
    return { step: 'preview', ...about, errors: about.errors.slice(0, errorsShown), rows: shown };
  }

  /** All rows or none. Throws IMPORT_FAULTY with every fault by line and column, and whatever refuses a draft. */
  async apply(bytes: Uint8Array, query: Pick<ImportQuery, 'encoding'>, actor: Actor): Promise<ImportDone> {
    const { rows: read, sha256, errors } = await this.read(bytes, query);
    if (errors.length > 0) throw importFaulty(errors);
    return this.database.transaction(async (manager) => {
      await manager.query(`select pg_advisory_xact_lock(hashtextextended('clue-import:' || $1, 0))`, [sha256]);
      const known = await this.known(manager, sha256);
      const created: { line: number; id: string }[] = [];
      for (const { line, draft } of read) {
        if (known.has(line)) continue;
        const id = await this.intake.createIn(manager, draft!, actor, { register: false }).catch((error: unknown) => {
          throw atLine(error, line);
        });
        await manager.query('update clue set import_key = $2 where id = $1', [id, keyOf(sha256, line)]);
        created.push({ line, id });
      }
      return { step: 'apply', sha256, created, skipped: read.flatMap(({ line }) => (known.has(line) ? [line] : [])) };
    });
  }

  private async read(bytes: Uint8Array, { encoding }: Pick<ImportQuery, 'encoding'>): Promise<Read> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const begins = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
    // The old binary workbook: exported again it is an xlsx, and is not guessed at.
    if (begins === '\xD0\xCF\x11\xE0') throw unreadable();
    const format = begins.startsWith('PK') ? 'xlsx' : 'text';
    const text = format === 'text' ? decodeText(bytes, encoding ?? null) : null;
    const sheet = text ? readTable(text.text) : await readWorkbook(bytes);
    if (sheet.kind !== 'rows') throw unreadable();
    const guess = text && { encoding: text.encoding, by: text.by };
    return { sha256, format, encoding: guess, sheet: sheet.sheet, ...this.rowsOf(sheet) };
  }

  private rowsOf(sheet: Extract<SheetRead, { kind: 'rows' }>): Pick<Read, 'columns' | 'rows' | 'errors'> {
    const [header, ...body] = sheet.rows;
    const columns = columnsOf(header!, sheet.hidden);
    const errors: ImportFault[] = [];
    if (!columns.some(({ key }) => key === 'title' || key === 'facts')) {
      errors.push({
        line: header!.line,
        column: null,
        address: null,
        zh: '没有“标题”或“主要内容”列',
        en: 'There is no column Title or Facts',
      });
    }
    const read = body.map((row) => {
      const { line, values, faults } = readRow(row, columns, sheet);
      const result = draftClueSchema.safeParse(draftOf(values, (name) => this.agencyOf(name)));
      const issues = result.success ? [] : result.error.issues.map((issue) => faultOf(issue, line, columns));
      // A member that could not be read is not besides missing.
      const unread = new Set(faults.map(({ column }) => column));
      const all = [...faults, ...issues.filter(({ column }) => column === null || !unread.has(column))];
      errors.push(...all);
      return { line, values, draft: all.length === 0 && result.success ? result.data : null };
    });
    return { columns, rows: read, errors };
  }

  private agencyOf(name: string): string {
    const found = this.records.agencies().find(({ id, nameZh, nameEn }) => [id, nameZh, nameEn].includes(name.trim()));
    return found?.id ?? name.trim();
  }

  private async known(on: EntityManager, sha256: string): Promise<ReadonlySet<number>> {
    const found = await rows<{ key: string }>(
      on,
      'select import_key as key from clue where import_key >= $1 and import_key < $2',
      [`${sha256}:`, `${sha256};`],
    );
    return new Set(found.map(({ key }) => Number(key.slice(sha256.length + 1))));
  }
}

function keyOf(sha256: string, line: number): string {
  return `${sha256}:${line}`;
}

function faultOf(issue: z.core.$ZodIssue, line: number, columns: readonly ImportColumn[]): ImportFault {
  const key = columnOfPath(issue.path);
  const at = columns.findIndex((column) => column.key === key);
  const title = at >= 0 ? columns[at]!.title : (registerColumns.find((column) => column.key === key)?.title.zh ?? key);
  const [zh, en] = [locales.zh, locales.en].map((locale) => {
    const said = locale(issue as z.core.$ZodRawIssue);
    return (typeof said === 'string' ? said : said?.message) ?? issue.message;
  });
  const own = issue.message.split(' / ');
  const words = own.length === 2 ? { zh: own[0]!, en: own[1]! } : { zh: zh!, en: en! };
  return { line, column: title, address: at >= 0 ? addressOf(at + 1, line) : null, ...words };
}

function importFaulty(errors: readonly ImportFault[]): DomainError {
  return new DomainError(
    'IMPORT_FAULTY',
    'invalid',
    { zh: `有 ${errors.length} 处错误，未导入任何一行`, en: `${errors.length} faults: no row was imported` },
    { errors: errors.slice(0, errorsShown), more: Math.max(0, errors.length - errorsShown) },
  );
}

/** The same refusal with the row it came from. */
function atLine(error: unknown, line: number): unknown {
  if (!(error instanceof DomainError)) return error;
  const { code, kind, text, details } = error;
  return new DomainError(
    code,
    kind,
    { zh: `第 ${line} 行：${text.zh}`, en: `Line ${line}: ${text.en}` },
    { ...details, line },
  );
}
