import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { accessMigrations, accessRows } from '@sup/access';
import { DomainError, newId } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import ExcelJS from 'exceljs';
import { deflateRawSync } from 'node:zlib';
import { type EntityManager } from 'typeorm';
import { type Clue } from '../protocol/index.ts';
import { clueRows } from '../store/clue.row.ts';
import { ClueStore } from '../store/clue.store.ts';
import { CreateClue1764000001000 } from '../store/migrations/20261202-create-clue.ts';
import { actorFixture } from '../testing/actors.fixture.ts';
import { clueFixture } from '../testing/clue.fixture.ts';
import { type DraftClue } from './clue.requests.ts';
import { csvLine } from './csv.rules.ts';
import { dayOfSerial, dayOfText } from './import-date.rules.ts';
import { ClueImports, type ImportPreview } from './import.service.ts';
import { type ClueIntake } from './intake.service.ts';
import { type ClueRecords } from './records.service.ts';

let database: TestDatabase;
let imports: ClueImports;
const store = new ClueStore({ agency: 'own-agency', numberKey: new Uint8Array(32).fill(7) });
const clerk = actorFixture('clerk');

beforeAll(async () => {
  database = await testDatabase({
    rows: [...accessRows, ...clueRows],
    migrations: [...accessMigrations, CreateClue1764000001000],
  });
  // The intake has its own suites; here it stores the draft, and refuses one title as its guards would.
  const createIn = async (on: EntityManager, given: DraftClue) => {
    if (given.title === '机密件')
      throw new DomainError('CLASSIFICATION_TOO_HIGH', 'refused', { zh: '密', en: 'secret' });
    const clue = clueFixture({ ...given, id: newId() });
    await store.insert(on, clue);
    return clue.id;
  };
  const agencies = [{ id: 'unit-a', nameZh: '甲县公安局', nameEn: 'Police of A' }];
  imports = new ClueImports(
    database.dataSource,
    { createIn } as unknown as ClueIntake,
    { agencies: () => agencies } as unknown as ClueRecords,
  );
});
afterAll(async () => database?.drop());
beforeEach(async () =>
  database.dataSource.query(
    'truncate clue, clue_search, clue_history, clue_person, clue_referral, clue_reporter, identity_request',
  ),
);

const stored = () =>
  database.dataSource.query<Clue[]>('select state from clue order by moved_at').then((found) => found.length);
const valuesOf = ({ rows }: ImportPreview) => rows.map(({ values }) => values);
/** Node encodes no GBK; these are the bytes that GB18030 gives. */
function gb18030(text: string): Buffer {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, number[]>();
  for (let high = 0x81; high <= 0xfe; high += 1) {
    for (let low = 0x40; low <= 0xfe; low += 1) {
      if (low !== 0x7f) table.set(decoder.decode(new Uint8Array([high, low])), [high, low]);
    }
  }
  const astral = (point: number) => {
    const linear = point - 0x10000 + 189_000;
    return [
      0x81 + Math.floor(linear / 12_600),
      0x30 + (Math.floor(linear / 1_260) % 10),
      0x81 + (Math.floor(linear / 10) % 126),
      0x30 + (linear % 10),
    ];
  };
  const bytes = [...text].flatMap((character) => {
    const point = character.codePointAt(0)!;
    return point < 0x80 ? [point] : point > 0xffff ? astral(point) : table.get(character)!;
  });
  return Buffer.from(bytes);
}

const csv = (names: readonly string[]) =>
  `标题,收到日期,被反映单位,被反映人,证件号码,主要内容\r\n${names
    .map((name, n) => `反映${name},2026-02-1${n},甲县公安局,${name},11010519491231002X,内容${n}\r\n`)
    .join('')}`;

describe('a list without titles', () => {
  it('takes the beginning of the facts and cuts no character in two', async () => {
    const list = `收到日期,被反映单位,主要内容\r\n2026-02-14,甲县公安局,${'反'.repeat(39)}𠮷野被打\r\n`;
    await imports.apply(Buffer.from(list), {}, clerk);
    const [{ title }] = await database.dataSource.query<[{ title: string }]>('select title from clue');
    expect(title).toBe(`${'反'.repeat(39)}𠮷`);
  });
});

describe('IMP-01: the encoding of a list', () => {
  const plain = csv(['王五', '欧阳静', '赵六']);
  const astral = csv(['王五', '𠮷野', '赵六']);
  it.each([
    ['GBK', gb18030(plain), plain, 'gb18030', 'rest'],
    ['GB18030 with 𠮷', gb18030(astral), astral, 'gb18030', 'rest'],
    ['UTF-8', Buffer.from(astral), astral, 'utf-8', 'strict'],
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${astral}`), astral, 'utf-8', 'mark'],
    ['UTF-16LE with its mark', Buffer.from(`\uFEFF${astral}`, 'utf16le'), astral, 'utf-16le', 'mark'],
  ])('%s is told, and gives the same rows', async (_name, bytes, text, encoding, by) => {
    const preview = await imports.preview(bytes, {});
    expect(preview.encoding).toEqual({ encoding, by });
    expect(preview.errors).toEqual([]);
    expect(valuesOf(preview)).toEqual(valuesOf(await imports.preview(Buffer.from(text), {})));
    expect(preview.rows.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
  });

  it('a file of two short lines in GBK is read, and the officer can choose otherwise', async () => {
    const bytes = gb18030('姓名\n王五');
    const preview = await imports.preview(bytes, {});
    expect(preview.encoding).toEqual({ encoding: 'gb18030', by: 'rest' });
    expect(valuesOf(preview)).toEqual([{ persons: '王五' }]);
    await expect(imports.preview(bytes, { encoding: 'utf-8' })).rejects.toMatchObject({
      code: 'IMPORT_UNDECODABLE',
      details: { line: 1 },
    });
  });

  it('bytes that are no text, and texts that were lost before, are refused with their line', async () => {
    const bad = Buffer.concat([Buffer.from('标题,主要内容\r\n一,二\r\n'), Buffer.from([0x41, 0xff, 0xff, 0x0d, 0x0a])]);
    await expect(imports.preview(bad, {})).rejects.toMatchObject({
      code: 'IMPORT_UNDECODABLE',
      details: { line: expect.any(Number) },
    });
    await expect(imports.preview(bad, { encoding: 'utf-8' })).rejects.toMatchObject({ details: { line: 3 } });
    const lost = Buffer.from('标题,主要内容\r\n一,二\r\n三,\uFFFD\r\n');
    await expect(imports.preview(lost, {})).rejects.toMatchObject({ code: 'IMPORT_UNDECODABLE', details: { line: 3 } });
    expect(await stored()).toBe(0);
  });
});

describe('IMP-03: our own CSV', () => {
  it('comes back without exactly the apostrophes that were put there', async () => {
    const title = '=HYPERLINK("http://x/?"&A1,"查看")';
    const text =
      csvLine(['标题', '主要内容', '证件号码', '被反映人', '被反映单位', '收到日期']) +
      csvLine([title, '\t=1+1', '110105194912310021', '王五', 'unit-a', '2026-02-14']);
    const preview = await imports.preview(Buffer.from(`\uFEFF${text}`), {});
    expect(valuesOf(preview)[0]).toMatchObject({ title, facts: '=1+1', idNumbers: '110105194912310021' });
  });
});

describe('IMP-04: dates', () => {
  it.each([
    ['2026-02-14', '2026-02-14'],
    ['2026.2.14', '2026-02-14'],
    ['2026/2/14', '2026-02-14'],
    ['2026年2月14日', '2026-02-14'],
    ['２０２６年２月１４日', '2026-02-14'],
    ['20260214', '2026-02-14'],
    ['46067', '2026-02-14'],
    ['1988-04-17', '1988-04-17'],
  ])('%s is %s', (text, day) => expect(dayOfText(text)).toEqual({ day }));

  it.each(['02/03/26', '2/3/2026', '26-02-03', '3.2.26'])('%s could be several days and is refused', (text) =>
    expect(dayOfText(text)).toEqual({ fault: 'ambiguous' }),
  );
  it.each(['2026-02-30', '昨天', '2026', ''])('%s is no day', (text) =>
    expect(dayOfText(text)).toEqual({ fault: 'unreadable' }),
  );

  it('serial numbers are counted by the calendar, in both systems', () => {
    expect(dayOfSerial(46_067, false)).toEqual({ day: '2026-02-14' });
    expect(dayOfSerial(46_067.99, false)).toEqual({ day: '2026-02-14' });
    expect(dayOfSerial(61, false)).toEqual({ day: '1900-03-01' });
    expect(dayOfSerial(59, false)).toEqual({ day: '1900-02-28' });
    expect(dayOfSerial(60, false)).toEqual({ fault: 'unreadable' });
    expect(dayOfSerial(46_067 - 1_462, true)).toEqual({ day: '2026-02-14' });
  });

  it.each([false, true])('a workbook gives the same days, counted from 1904: %s', async (date1904) => {
    const book = new ExcelJS.Workbook();
    book.properties.date1904 = date1904;
    const sheet = book.addWorksheet('线索');
    sheet.addRow(['标题', '收到日期']);
    const days = ['2026-02-14', '1988-04-17'].map((day) => new Date(`${day}T00:00:00Z`));
    const serial = 46_067 - (date1904 ? 1_462 : 0);
    for (const cell of [...days, '2026.2.14', '2026年2月14日', serial, '02/03/26']) {
      const row = sheet.addRow(['一', cell]);
      if (cell instanceof Date) row.getCell(2).numFmt = 'yyyy-mm-dd';
    }
    const preview = await imports.preview(await bytesOf(book), {});
    expect(valuesOf(preview).map(({ receivedOn }) => receivedOn)).toEqual([
      '2026-02-14',
      '1988-04-17',
      '2026-02-14',
      '2026-02-14',
      '2026-02-14',
      undefined,
    ]);
    expect(preview.errors.filter(({ column }) => column === '收到日期')).toMatchObject([
      { line: 7, address: 'B7', zh: expect.stringContaining('歧义') },
    ]);
  });
});

describe('IMP-05: workbooks', () => {
  it('reads runs of fonts, cached values, merged cells and links; says what it leaves out and what it cannot read', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('线索');
    sheet.addRow(['标题', '被反映单位', '被反映人', '证件号码', '主要内容', '备注', '收到日期']);
    for (let n = 2; n <= 6; n += 1)
      sheet.addRow([`第${n}件`, n === 2 ? '甲县公安局' : null, '王五', null, '内容', '私下', '2026-02-14']);
    sheet.mergeCells('B2:B6');
    sheet.getCell('C2').value = { richText: [{ text: '王' }, { font: { bold: true }, text: '五' }] };
    sheet.getCell('D3').value = { formula: 'B2&"X"', result: '11010519491231002X' };
    sheet.getCell('D4').value = { formula: 'B2&"X"' };
    sheet.getCell('D5').value = 110_105_194_912_310_021;
    sheet.getCell('E6').value = { text: 'a@example.org', hyperlink: 'mailto:a@example.org' };
    sheet.getColumn(6).hidden = true;
    for (let n = 7; n < 10_007; n += 1) sheet.getCell(n, 1).style = { font: { bold: true } };
    const preview = await imports.preview(await bytesOf(book), {});
    expect(preview.rows).toHaveLength(5);
    expect(valuesOf(preview).map(({ agency }) => agency)).toEqual(Array(5).fill('甲县公安局'));
    expect(preview.rows[0]!.values['persons']).toBe('王五');
    expect(preview.rows[1]!.values['idNumbers']).toBe('11010519491231002X');
    expect(preview.rows[4]!.values['facts']).toBe('a@example.org');
    expect(preview.columns[5]).toEqual({ title: '备注', key: null, ignored: 'hidden' });
    expect(preview.errors.map(({ address }) => address)).toEqual(['D4', 'D5']);
    expect(JSON.stringify(preview)).not.toContain('[object');
    expect(JSON.stringify(preview)).not.toContain('私下');
  });

  it('refuses an archive that would burst, one that is no workbook, and an old binary workbook', async () => {
    await expect(
      imports.preview(zipOf('xl/worksheets/sheet1.xml', Buffer.alloc(150 * 2 ** 20, 32)), {}),
    ).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' });
    await expect(imports.preview(zipOf('a.txt', Buffer.from('nothing')), {})).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
    });
    await expect(imports.preview(Buffer.from('d0cf11e0a1b11ae1', 'hex'), {})).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
    });
  });
});

describe('applying a list', () => {
  it('makes a draft of every row, once, however often the file is sent', async () => {
    const bytes = Buffer.from(csv(['王五', '欧阳静']));
    expect(await stored()).toBe(0);
    const [first, second] = await Promise.all([imports.apply(bytes, {}, clerk), imports.apply(bytes, {}, clerk)]);
    expect([first.created.length + second.created.length, first.skipped.length + second.skipped.length]).toEqual([
      2, 2,
    ]);
    expect(await stored()).toBe(2);
    expect((await imports.preview(bytes, {})).rows.map(({ state }) => state)).toEqual(['imported', 'imported']);
    const [clue] = await database.dataSource.query<{ state: Clue }[]>(
      'select state from clue where import_key like $1',
      ['%:2'],
    );
    expect(clue!.state).toMatchObject({
      ...{ title: '反映王五', channel: 'COMPLAINT', receivedAt: '2026-02-09T16:00:00.000Z' },
      subject: { agency: 'unit-a', persons: [{ name: '王五', idNumber: '11010519491231002X' }] },
    });
  });

  it('imports no row when one is faulty, and names every fault by line and column in both languages', async () => {
    const text = `标题,来源,收到日期,被反映单位,主要内容\n甲,群众控告举报,2026-02-14,unit-a,内容\n乙,道听途说,02/03/26,unit-a,内容\n丙,,,unit-a,\n`;
    const refusal = await imports.apply(Buffer.from(text), {}, clerk).catch((error: unknown) => error as DomainError);
    expect(refusal).toMatchObject({ code: 'IMPORT_FAULTY' });
    const { errors } = (refusal as DomainError).details as { errors: Record<string, unknown>[] };
    expect(errors).toMatchObject([
      { line: 3, column: '来源', address: 'B3', zh: expect.any(String), en: expect.stringContaining('Complaint') },
      { line: 3, column: '收到日期', address: 'C3' },
      { line: 4, column: '收到日期', address: 'C4' },
    ]);
    expect(await stored()).toBe(0);
  });

  it('imports no row when the register refuses one, and says which line', async () => {
    const text = csv(['王五']).replace('反映王五', '机密件');
    await expect(imports.apply(Buffer.from(csv(['赵六']) + text.split('\r\n')[1]), {}, clerk)).rejects.toMatchObject({
      code: 'CLASSIFICATION_TOO_HIGH',
      details: { line: 3 },
    });
    expect(await stored()).toBe(0);
  });
});

async function bytesOf(book: ExcelJS.Workbook): Promise<Buffer> {
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** A zip of one entry. */
function zipOf(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(8, 10);
  record.writeUInt32LE(packed.length, 20);
  record.writeUInt32LE(content.length, 24);
  record.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, record, Buffer.from(name), end]);
}
