import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type FixedClock, type TestDatabase, fixedClock, testDatabase } from '@sup/testing';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { FilesModule, filesMigrations } from '../index.ts';
import { FilesService, type StoredFile } from './files.service.ts';

const masterKey = randomBytes(32);
const hours = 3_600_000;

let database: TestDatabase;
let folder: string;
let clock: FixedClock;
let ours: FilesService;
let theirs: FilesService;
let theirDatabase: TestDatabase;

beforeAll(async () => {
  database = await testDatabase({ migrations: filesMigrations });
  theirDatabase = await testDatabase({ migrations: filesMigrations });
});
afterAll(async () => {
  await database.drop();
  await theirDatabase.drop();
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sup-files-'));
  clock = fixedClock(new Date().toISOString());
  const empty = 'truncate file, file_blob, file_chunk, file_discarded';
  for (const { dataSource } of [database, theirDatabase]) await dataSource.query(empty);
  ours = new FilesService(database.dataSource, { directory: join(folder, 'ours'), masterKey, clock });
  const otherKey = randomBytes(32);
  theirs = new FilesService(theirDatabase.dataSource, {
    directory: join(folder, 'theirs'),
    masterKey: otherKey,
    clock,
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const upload = (content: Uint8Array | string, name = '名单.xlsx') =>
  ours.upload(Readable.from([Buffer.from(content)]), { name, uploader: 'post-1' });
const attachmentOf = (file: StoredFile) => ours.attachmentOf(database.dataSource.manager, file.fileId);
const disk = (service: 'ours' | 'theirs') =>
  readdirSync(join(folder, service), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const blobPath = (service: 'ours' | 'theirs', hash: string) => join(folder, service, 'blobs', hash.slice(0, 2), hash);

async function send(blob: { hash: string; chunks: number }, order = (indexes: number[]) => indexes): Promise<string> {
  let state = 'none';
  for (const index of order(Array.from({ length: blob.chunks }, (_, at) => at))) {
    state = (await theirs.putChunk(blob.hash, index, blob.chunks, await ours.chunk(blob.hash, index))).state;
  }
  return state;
}

describe('an upload', () => {
  it('is stored as ciphertext only and read back byte for byte', async () => {
    const secret = 'SECRET-报案人口述'.repeat(5_000);
    const file = await upload(secret, '笔录.txt');
    expect(disk('ours')).toEqual([blobPath('ours', file.blob.hash)]);
    expect(readFileSync(disk('ours')[0]!).includes('SECRET')).toBe(false);
    expect(sha256(readFileSync(disk('ours')[0]!))).toBe(file.blob.hash);
    expect((await buffer(await ours.read(await attachmentOf(file)))).toString()).toBe(secret);
  });

  it('is encrypted from the first byte: nothing readable lies on disk while it is still coming', async () => {
    let seen: Buffer[] = [];
    const stream = async function* () {
      yield Buffer.from('SECRET-'.repeat(100_000));
      seen = disk('ours').map((path) => readFileSync(path));
      yield await Promise.resolve(Buffer.from('end'));
    };
    await ours.upload(stream(), { name: 'a.txt', uploader: 'post-1' });
    expect(seen).toHaveLength(1);
    expect(seen[0]!.length).toBeGreaterThan(500_000);
    expect(seen[0]!.includes('SECRET-')).toBe(false);
  });

  it('of no byte at all is a file like any other', async () => {
    const file = await upload('', 'empty.txt');
    expect(file).toMatchObject({ bytes: 0, sha256: sha256(Buffer.alloc(0)), blob: { bytes: 16, chunks: 1 } });
    expect(await buffer(await ours.read(await attachmentOf(file)))).toHaveLength(0);
  });

  it('keeps its exact name, and its type comes from the content (ATT-01, ATT-04)', async () => {
    const name = '关于“专项检查”的函（终稿）䶮𠮷.png';
    const file = await ours.upload(Readable.from([Buffer.from('<svg onload="x"/>')]), {
      name,
      mediaType: 'image/png',
      uploader: 'post-1',
    });
    expect(file).toMatchObject({ name, mediaType: 'application/octet-stream' });
    expect((await attachmentOf(file)).name).toBe(name);
  });

  it('that breaks off, is too large or badly named leaves nothing behind', async () => {
    const broken = async function* () {
      yield Buffer.alloc(100_000);
      await Promise.reject(new Error('aborted'));
    };
    await expect(ours.upload(broken(), { name: 'a', uploader: 'p' })).rejects.toThrow('aborted');
    const endless = async function* () {
      for (;;) yield await Promise.resolve(Buffer.alloc(64 * 1024 * 1024));
    };
    await expect(ours.upload(endless(), { name: 'a', uploader: 'p' })).rejects.toThrow('FILE_TOO_LARGE');
    await expect(upload('x', '../../etc/passwd')).rejects.toThrow('FILE_NAME_INVALID');
    expect(disk('ours')).toEqual([]);
    expect(await database.dataSource.query('select count(*)::int as n from file')).toEqual([{ n: 0 }]);
  });

  it("keeps no content key in clear: the row opens under the agency's master key only", async () => {
    const file = await upload('x');
    const { key } = await attachmentOf(file);
    const [row] = await database.dataSource.query<{ wrapped_key: Buffer }[]>('select wrapped_key from file');
    expect(row!.wrapped_key.includes(Buffer.from(key, 'base64url'))).toBe(false);
    const other = new FilesService(database.dataSource, {
      directory: join(folder, 'ours'),
      masterKey: randomBytes(32),
    });
    await expect(other.attachmentOf(database.dataSource.manager, file.fileId)).rejects.toThrow();
  });
});

describe('three files of a referral: one empty, one of 200 MB, two of one name (REF-12)', () => {
  it('arrive at the other agency with the same hashes, the equal names kept apart, and go on from there', async () => {
    const block = randomBytes(1024 * 1024);
    const large = async function* () {
      for (let index = 0; index < 200; index += 1) yield await Promise.resolve(block);
    };
    const files = [
      await upload('', 'empty.txt'),
      await ours.upload(large(), { name: '名单.xlsx', uploader: 'post-1' }),
      await upload('second list', '名单.xlsx'),
    ];
    const ids = files.map((file) => file.fileId);
    const { attachments, blobs } = await database.dataSource.transaction(async (manager) => {
      await ours.adopt(manager, ids);
      return ours.attachmentsOf(manager, ids);
    });
    expect(attachments.map((one) => one.name)).toEqual(['empty.txt', '名单.xlsx', '名单(2).xlsx']);
    expect(attachments[1]!.bytes).toBe(200 * 1024 * 1024);
    for (const blob of blobs) expect(await send(blob)).toBe('complete');
    expect(await theirs.faultsOf(attachments)).toEqual([]);
    const seen = createHash('sha256');
    for await (const piece of await theirs.read(attachments[1]!)) seen.update(piece as Buffer);
    expect(seen.digest('hex')).toBe(files[1]!.sha256);
    expect((await buffer(await theirs.read(attachments[2]!))).toString()).toBe('second list');
  }, 60_000);

  it('cannot be sent with fewer: a missing one refuses the set', async () => {
    const file = await upload('x');
    const ids = [file.fileId, newId()];
    const { manager } = database.dataSource;
    await expect(ours.attachmentsOf(manager, ids)).rejects.toMatchObject({
      code: 'FILE_ABSENT',
      details: { missing: [ids[1]] },
    });
    await expect(database.dataSource.transaction((tx) => ours.adopt(tx, ids))).rejects.toThrow('FILE_ABSENT');
    await expect(ours.adopt(manager, ['not-an-id'])).rejects.toThrow('FILE_ABSENT');
    clock.advance(25 * hours);
    await ours.sweep();
    expect(await ours.has(file.blob.hash)).toBe(false);
  });

  it('cannot be forwarded once one is missing or altered on disk', async () => {
    const [kept, altered, gone] = [await upload('kept'), await upload('altered'), await upload('gone')];
    const short = await upload('cut short on disk');
    const set = [
      await attachmentOf(kept),
      await attachmentOf(altered),
      await attachmentOf(gone),
      await attachmentOf(short),
    ];
    const bytes = readFileSync(blobPath('ours', altered.blob.hash));
    bytes[2]! ^= 1;
    writeFileSync(blobPath('ours', altered.blob.hash), bytes);
    rmSync(blobPath('ours', gone.blob.hash));
    truncateSync(blobPath('ours', short.blob.hash), 10);
    expect(await ours.faultsOf(set)).toEqual([
      { blob: altered.blob.hash, code: 'FILE_BROKEN' },
      { blob: gone.blob.hash, code: 'FILE_ABSENT' },
      { blob: short.blob.hash, code: 'FILE_BROKEN' },
    ]);
    await expect(ours.read(set[1]!)).rejects.toThrow('FILE_BROKEN');
    await expect(ours.read(set[2]!)).rejects.toThrow('FILE_ABSENT');
  });

  it('an attachment that lies about its plaintext, length or key is never read out', async () => {
    const attachment = await attachmentOf(await upload('content'));
    const lies = [
      { sha256: sha256(Buffer.from('other')) },
      { bytes: 6 },
      { key: randomBytes(32).toString('base64url') },
      { key: 'short' },
    ];
    for (const lie of lies) await expect(ours.read({ ...attachment, ...lie })).rejects.toThrow('FILE_BROKEN');
    await expect(ours.read({ ...attachment, blob: '../../../etc/passwd' })).rejects.toThrow('FILE_ABSENT');
  });
});

describe('files nobody used', () => {
  it('are gone after 24 hours, rows and bytes; used ones stay', async () => {
    const [used, abandoned] = [await upload('used'), await upload('abandoned')];
    await ours.adopt(database.dataSource.manager, [used.fileId]);
    clock.advance(24 * hours - 1);
    expect(await ours.sweep()).toMatchObject({ files: 0 });
    expect(await ours.has(abandoned.blob.hash)).toBe(true);
    clock.advance(2);
    expect(await ours.sweep()).toMatchObject({ files: 1 });
    expect(disk('ours')).toEqual([blobPath('ours', used.blob.hash)]);
    await expect(attachmentOf(abandoned)).rejects.toThrow('FILE_ABSENT');
    await expect(ours.adopt(database.dataSource.manager, [abandoned.fileId])).rejects.toThrow('FILE_ABSENT');
    expect((await buffer(await ours.read(await attachmentOf(used)))).toString()).toBe('used');
  });

  it('are swept when the service starts', async () => {
    await upload('abandoned');
    clock.advance(25 * hours);
    const shared = { provide: DataSource, useValue: database.dataSource };
    const files = FilesModule.forAgency({ directory: join(folder, 'ours'), masterKey, clock });
    const app = await Test.createTestingModule({
      imports: [{ module: class Database {}, global: true, providers: [shared], exports: [DataSource] }, files],
    }).compile();
    await app.init();
    await app.close();
    expect(disk('ours')).toEqual([]);
  });

  it('of a process that was killed while uploading or just before its row are gone too', async () => {
    const file = await upload('x');
    await database.dataSource.query('delete from file');
    await database.dataSource.query('delete from file_blob');
    const cut = join(folder, 'ours', 'uploading', `${newId()}.part`);
    writeFileSync(cut, 'ciphertext of a killed process');
    expect(await ours.sweep()).toMatchObject({ uploads: 0 });
    const old = (Date.parse(clock.now()) - 25 * hours) / 1000;
    for (const path of [cut, blobPath('ours', file.blob.hash)]) utimesSync(path, old, old);
    expect(await ours.sweep()).toMatchObject({ uploads: 2 });
    expect(disk('ours')).toEqual([]);
  });

  it('are not swept away under a referral that is just taking them', async () => {
    const file = await upload('raced');
    clock.advance(25 * hours);
    const sweeps: Promise<unknown>[] = [];
    await database.dataSource.transaction(async (manager) => {
      await ours.adopt(manager, [file.fileId]);
      sweeps.push(ours.sweep());
      await ours.attachmentOf(manager, file.fileId);
    });
    await Promise.all(sweeps);
    expect(await ours.has(file.blob.hash)).toBe(true);
    await expect(attachmentOf(file)).resolves.toMatchObject({ blob: file.blob.hash });
  });
});
