import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { AuditTrail } from '@sup/audit';
import { DomainError } from '@sup/kernel';
import { createHash } from 'node:crypto';
import { PassThrough, Transform, type Readable, type Writable, pipeline } from 'node:stream';
import ExcelJS from 'exceljs';
import { DataSource, type EntityManager } from 'typeorm';
import { type Clue } from '../protocol/index.ts';
import { type ListedClue } from '../store/clue-list.store.ts';
import { rows } from '../store/queries.ts';
import { byteOrderMark, csvLine } from './csv.rules.ts';
import { type RegisterQuery } from './list.requests.ts';
import { ClueLists } from './list.service.ts';
import { ClueRecords } from './records.service.ts';
import { type RegisterRow, registerColumns, storableInXml } from './register.rules.ts';

/** Lines of one register. More is to be narrowed by its filters: nobody reads it, and it leaves the house as one file. */
export const registerLinesAtMost = 50_000;

/** Registers (台账) as files. They hold what the list with the same filters holds, in its order: the same access rules. */
@Injectable()
export class ClueRegisters {
  constructor(
    private readonly database: DataSource,
    private readonly lists: ClueLists,
    private readonly records: ClueRecords,
    private readonly trail: AuditTrail,
  ) {}

  /** The file while it is being written. Throws REGISTER_TOO_LARGE before its first byte; a later failure breaks it off. */
  async open(query: RegisterQuery, actor: Actor): Promise<Readable> {
    const lines = await this.lists.countUpTo(query, actor, registerLinesAtMost + 1);
    if (lines > registerLinesAtMost) throw registerTooLarge();
    const file = new PassThrough();
    this.write(query, actor, file).catch((error: unknown) => file.destroy(error as Error));
    return file;
  }

  /**
   * Writes the register as one instant shows it, line by line, and ends `out`. The record of the export holds its number of
   * lines and the file's sha256.
   */
  async write(query: RegisterQuery, actor: Actor, out: Writable): Promise<void> {
    await this.database.transaction('REPEATABLE READ', async (manager) => {
      const hash = createHash('sha256');
      const seen = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          done(null, chunk);
        },
      });
      const written = new Promise<void>((done, failed) =>
        pipeline(seen, out, (error) => (error ? failed(error) : done())),
      );
      const lines = this.lines(query, actor, manager);
      const count = query.format === 'csv' ? await this.csv(query, lines, seen) : await this.xlsx(query, lines, seen);
      await written;
      await this.trail.saw({
        ...{ act: 'export', action: 'clue.register-written', record: null },
        actor: { personId: actor.personId, postId: actor.postId, postTitle: actor.postTitle },
        details: { format: query.format, lines: count, sha256: hash.digest('hex'), queue: query.queue },
      });
    });
  }

  private async csv(query: RegisterQuery, lines: AsyncGenerator<RegisterRow[]>, out: Writable): Promise<number> {
    let count = 0;
    await put(out, byteOrderMark + csvLine(registerColumns.map(({ title }) => title[query.lang])));
    for await (const portion of lines) {
      count += portion.length;
      await put(out, portion.map((row) => csvLine(registerColumns.map(({ cell }) => cell(row, query.lang)))).join(''));
    }
    out.end();
    return count;
  }

  private async xlsx(query: RegisterQuery, lines: AsyncGenerator<RegisterRow[]>, out: Writable): Promise<number> {
    let count = 0;
    const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useSharedStrings: true, useStyles: true });
    const sheet = book.addWorksheet(query.lang === 'zh' ? '线索台账' : 'Clues', {
      views: [{ state: 'frozen', ySplit: 1 }],
    });
    sheet.columns = registerColumns.map(({ key, title, width, kind }) => ({
      ...{ key, header: title[query.lang], width },
      style: { numFmt: kind === 'text' ? '@' : '0' },
    }));
    for await (const portion of lines) {
      count += portion.length;
      for (const row of portion) {
        sheet.addRow(registerColumns.map(({ cell }) => storableInXml(cell(row, query.lang)))).commit();
      }
    }
    sheet.commit();
    await book.commit();
    return count;
  }

  private async *lines(query: RegisterQuery, actor: Actor, on: EntityManager): AsyncGenerator<RegisterRow[]> {
    let n = 0;
    const today = this.records.today();
    const nameOf = (agency: string) =>
      this.records.agencyNamed(agency)?.[query.lang === 'zh' ? 'nameZh' : 'nameEn'] ?? agency;
    for await (const portion of this.lists.portions(query, actor, on)) {
      const states = await statesOf(on, portion);
      yield portion.map(({ id, dueOn }) => ({ n: (n += 1), clue: states.get(id)!, dueOn, nameOf, today }));
      if (n > registerLinesAtMost) throw registerTooLarge();
    }
  }
}

async function statesOf(on: EntityManager, portion: readonly ListedClue[]): Promise<ReadonlyMap<string, Clue>> {
  const found = await rows<{ id: string; state: Clue }>(on, 'select id, state from clue where id = any($1::uuid[])', [
    portion.map(({ id }) => id),
  ]);
  return new Map(found.map(({ id, state }) => [id, state]));
}

function put(out: Writable, text: string): Promise<void> {
  return new Promise((done, failed) => out.write(text, (error) => (error ? failed(error) : done())));
}

function registerTooLarge(): DomainError {
  return new DomainError(
    'REGISTER_TOO_LARGE',
    'refused',
    {
      zh: `台账一次最多导出 ${registerLinesAtMost} 行，请缩小范围`,
      en: `A register holds ${registerLinesAtMost} lines at most: narrow it`,
    },
    { limit: registerLinesAtMost },
  );
}
