import { deflateRawSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type TestDatabase, fixedClock, testDatabase } from '@sup/testing';
import { filesMigrations } from '../index.ts';
import { downloadHeaders } from '../protocol/index.ts';
import { Stores, sha256 } from '../testing/stores.fixture.ts';

let database: TestDatabase;
let stores: Stores;
beforeAll(async () => void (database = await testDatabase({ migrations: filesMigrations })));
afterAll(async () => database?.drop());
beforeEach(async () => {
  const sources = { ours: database.dataSource, theirs: database.dataSource };
  stores = await Stores.empty(sources, fixedClock(new Date().toISOString()));
});
afterEach(() => stores.remove());

/** A zip of deflated parts; `declared` lies about every unpacked size. */
function zip(parts: readonly (readonly [string, Buffer])[], declared?: number): Buffer {
  const bodies: Buffer[] = [];
  const records: Buffer[] = [];
  let at = 0;
  for (const [name, content] of parts) {
    const packed = deflateRawSync(content);
    const title = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(declared ?? content.length, 22);
    local.writeUInt16LE(title.length, 26);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(8, 10);
    record.writeUInt32LE(packed.length, 20);
    record.writeUInt32LE(declared ?? content.length, 24);
    record.writeUInt16LE(title.length, 28);
    record.writeUInt32LE(at, 42);
    bodies.push(local, title, packed);
    records.push(record, title);
    at += local.length + title.length + packed.length;
  }
  const directory = Buffer.concat(records);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, directory, end]);
}
const failure = (code: string, details: object = {}): object =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

describe('ATT-01: names of files', () => {
  it.each(['关于“专项检查”情况的函（终稿）.docx', '䶮𠮷.pdf', `${'名'.repeat(83)}ab.txt`])(
    '%s is kept as it is',
    async (name) => {
      const file = await stores.upload('内容', name);
      expect(file.name).toBe(name);
      const header = downloadHeaders(file.name, file.mediaType)['Content-Disposition']!;
      expect(header).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\w%.~-]+$/);
      expect(decodeURIComponent(header.split("UTF-8''")[1]!)).toBe(name);
    },
  );

  it('a longer one is cut at a character, its ending kept', async () => {
    const { name } = await stores.upload('内容', `${'𠮷'.repeat(90)}.docx`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name).toBe(`${'𠮷'.repeat(62)}.docx`);
  });
});

describe('ATT-03: archives that burst', () => {
  const zeros = Buffer.alloc(157 * 1024 * 1024);
  const nested = (levels: number): Buffer =>
    levels === 0 ? Buffer.from('a') : zip([[levels === 1 ? 'a.txt' : 'a.zip', nested(levels - 1)]]);
  const rows = Buffer.from(`<sheetData>${'<row><c s="1"/></row>'.repeat(1_048_576)}</sheetData>`);
  it.each([
    ['a sheet that inflates to 157 MB', () => zip([['xl/worksheets/sheet1.xml', zeros]]), 'ratio'],
    ['a document that declares two gigabytes', () => zip([['word/document.xml', Buffer.from('x')]], 2 ** 31), 'ratio'],
    ['a sheet that says it is small and is not', () => zip([['xl/worksheets/sheet1.xml', zeros]], 10), 'ratio'],
    ['ten levels of archives', () => nested(10), 'depth'],
    ['a million empty rows', () => zip([['xl/worksheets/sheet1.xml', rows]]), 'ratio'],
  ])('%s is refused and leaves nothing', async (_, make, exceeds) => {
    await expect(stores.upload(make(), 'a.xlsx')).rejects.toEqual(failure('ARCHIVE_REFUSED', { exceeds }));
    expect(stores.disk('ours')).toEqual([]);
  });
});

describe('ATT-04: what a browser might run', () => {
  it.each([
    ['pwn.svg', '<svg onload="alert(1)"/>'],
    ['report.html', '<html><script>alert(1)</script>'],
    ['x.xml', '<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>'],
  ])('%s is plain bytes to be saved, whatever the client says', async (name, content) => {
    const file = await stores.ours.upload(Readable.from([Buffer.from(content)]), {
      ...{ name, mediaType: 'image/png', uploader: 'p' },
    });
    expect(downloadHeaders(file.name, file.mediaType)).toMatchObject({
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': expect.stringMatching(/^attachment;/),
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
    });
  });

  it.each([
    ['a PDF that is a page', Buffer.from('%PDF-1.4\n<html><script>'), 'POLYGLOT'],
    [
      'a picture with an archive behind it',
      Buffer.concat([Buffer.from('GIF89a;'), zip([['a', Buffer.from('x')]])]),
      'POLYGLOT',
    ],
    [
      'a program called a picture',
      Buffer.concat([Buffer.from('7f454c460201010000000000', 'hex'), Buffer.alloc(64)]),
      'EXECUTABLE',
    ],
    [
      'a document with macros',
      zip([
        ['word/document.xml', Buffer.from('<a/>')],
        ['word/vbaProject.bin', Buffer.from('x')],
      ]),
      'MACRO',
    ],
  ])('%s is refused', async (_, content, why) => {
    await expect(stores.upload(content, 'a.png')).rejects.toEqual(failure('FILE_TYPE_REFUSED', { why }));
  });

  it('an office file is known by its parts, not by its name', async () => {
    const sheet = zip([['xl/workbook.xml', Buffer.from('<workbook/>')]]);
    expect((await stores.upload(sheet, '名单.docx')).mediaType).toMatch(/spreadsheetml/);
    expect((await stores.upload(zip([['a.txt', Buffer.from('x')]]), '名单.docx')).mediaType).toBe('application/zip');
  });
});

describe('N06: a state secret', () => {
  const marked = '机密★10年\n关于某事的报告';
  it.each([
    ['by its name', '普通内容', '【机密】方案.txt'],
    ['by its text', marked, '方案.txt'],
    ['by a part of a document', zip([['word/header1.xml', Buffer.from('<w:t>机</w:t><w:t>密★</w:t>')]]), '方案.docx'],
    ['inside an archive', zip([['内/方案.txt', Buffer.from(marked)]]), '材料.zip'],
  ])('known %s is refused; only who, when, how much and the hash stay', async (_, content, name) => {
    await expect(stores.upload(content, name)).rejects.toEqual(
      failure('CLASSIFICATION_TOO_HIGH', { classification: 'CONFIDENTIAL' }),
    );
    expect(stores.disk('ours')).toEqual([]);
    const stubs: object[] = await database.dataSource.query('select * from file_refused');
    const bytes = Buffer.from(content);
    expect(stubs).toMatchObject([{ uploader: 'post-1', bytes: String(bytes.length), sha256: sha256(bytes) }]);
    expect(JSON.stringify(stubs)).not.toContain('方案');
    expect(await database.dataSource.query('select 1 from file')).toEqual([]);
  });
});

it('a file knows the records that use it, and is read back whole', async () => {
  const { manager } = database.dataSource;
  const file = await stores.upload('证据', '证据.txt');
  expect(await stores.ours.find(file.fileId)).toMatchObject({ uploader: 'post-1', uses: [] });
  const use = { kind: 'clue', id: newId(), caseId: newId() };
  await stores.ours.adopt(manager, [file.fileId], use);
  await stores.ours.adopt(manager, [file.fileId], use);
  expect((await stores.ours.find(file.fileId))?.uses).toEqual([use]);
  expect((await buffer(await stores.ours.open(file.fileId))).toString()).toBe('证据');
  expect(await stores.ours.find('nonsense')).toBeNull();
});
