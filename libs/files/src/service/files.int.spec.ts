import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type FixedClock, type TestDatabase, fixedClock, testDatabase } from '@sup/testing';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { FilesModule, filesMigrations } from '../index.ts';
import { Stores, sha256 } from '../testing/stores.fixture.ts';
import { FilesService } from './files.service.ts';

const hours = 3_600_000;

let database: TestDatabase;
let theirDatabase: TestDatabase;
let clock: FixedClock;
let stores: Stores;
let ours: FilesService;
let theirs: FilesService;
beforeAll(async () => {
  database = await testDatabase({ migrations: filesMigrations });
  theirDatabase = await testDatabase({ migrations: filesMigrations });
});
afterAll(async () => {
  await database.drop();
  await theirDatabase.drop();
});
beforeEach(async () => {
  clock = fixedClock(new Date().toISOString());
  const sources = { ours: database.dataSource, theirs: theirDatabase.dataSource };
  stores = await Stores.empty(sources, clock);
  ({ ours, theirs } = stores);
});
afterEach(() => stores.remove());

describe('an upload', () => {
  it('is stored as ciphertext only and read back byte for byte', async () => {
    const secret = 'SECRET-报案人口述'.repeat(5_000);
    const file = await stores.upload(secret, '笔录.txt');
    expect(stores.disk('ours')).toEqual([stores.blobPath('ours', file.blob.hash)]);
    expect(readFileSync(stores.disk('ours')[0]!).includes('SECRET')).toBe(false);
    expect(sha256(readFileSync(stores.disk('ours')[0]!))).toBe(file.blob.hash);
    expect((await buffer(await ours.read(await stores.attachmentOf(file)))).toString()).toBe(secret);
  });

  it('is encrypted from the first byte: nothing readable lies on disk while it is still coming', async () => {
    let seen: Buffer[] = [];
    const stream = async function* () {
      yield Buffer.from('SECRET-'.repeat(100_000));
      seen = stores.disk('ours').map((path) => readFileSync(path));
      yield await Promise.resolve(Buffer.from('end'));
    };
    await ours.upload(stream(), { name: 'a.txt', uploader: 'post-1' });
    expect(seen).toHaveLength(1);
    expect(seen[0]!.length).toBeGreaterThan(500_000);
    expect(seen[0]!.includes('SECRET-')).toBe(false);
  });

  it('of no byte at all is a file like any other', async () => {
    const file = await stores.upload('', 'empty.txt');
    expect(file).toMatchObject({ bytes: 0, sha256: sha256(Buffer.alloc(0)), blob: { bytes: 16, chunks: 1 } });
    expect(await buffer(await ours.read(await stores.attachmentOf(file)))).toHaveLength(0);
  });

  it('keeps its exact name, and its type comes from the content (ATT-01, ATT-04)', async () => {
    const name = '关于“专项检查”的函（终稿）䶮𠮷.png';
    const file = await ours.upload(Readable.from([Buffer.from('<svg onload="x"/>')]), {
      name,
      mediaType: 'image/png',
      uploader: 'post-1',
    });
    expect(file).toMatchObject({ name, mediaType: 'application/octet-stream' });
    expect((await stores.attachmentOf(file)).name).toBe(name);
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
    await expect(stores.upload('x', '../../etc/passwd')).rejects.toThrow('FILE_NAME_INVALID');
    expect(stores.disk('ours')).toEqual([]);
    expect(await database.dataSource.query('select count(*)::int as n from file')).toEqual([{ n: 0 }]);
  });

  it("keeps no content key in clear: the row opens under the agency's master key only", async () => {
    const file = await stores.upload('x');
    const { key } = await stores.attachmentOf(file);
    const [row] = await database.dataSource.query<{ wrapped_key: Buffer }[]>('select wrapped_key from file');
    expect(row!.wrapped_key.includes(Buffer.from(key, 'base64url'))).toBe(false);
    const other = new FilesService(database.dataSource, {
      directory: join(stores.folder, 'ours'),
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
      await stores.upload('', 'empty.txt'),
      await ours.upload(large(), { name: '名单.xlsx', uploader: 'post-1' }),
      await stores.upload('second list', '名单.xlsx'),
    ];
    const ids = files.map((file) => file.fileId);
    const { attachments, blobs } = await database.dataSource.transaction(async (manager) => {
      await ours.adopt(manager, ids);
      return ours.attachmentsOf(manager, ids);
    });
    expect(attachments.map((one) => one.name)).toEqual(['empty.txt', '名单.xlsx', '名单(2).xlsx']);
    expect(attachments[1]!.bytes).toBe(200 * 1024 * 1024);
    for (const blob of blobs) expect(await stores.send(blob)).toBe('complete');
    expect(await theirs.faultsOf(attachments)).toEqual([]);
    const seen = createHash('sha256');
    for await (const piece of await theirs.read(attachments[1]!)) seen.update(piece as Buffer);
    expect(seen.digest('hex')).toBe(files[1]!.sha256);
    expect((await buffer(await theirs.read(attachments[2]!))).toString()).toBe('second list');
  }, 60_000);

  it('cannot be sent with fewer: a missing one refuses the set', async () => {
    const file = await stores.upload('x');
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
    const [kept, altered, gone] = [
      await stores.upload('kept'),
      await stores.upload('altered'),
      await stores.upload('gone'),
    ];
    const short = await stores.upload('cut short on disk');
    const set = [
      await stores.attachmentOf(kept),
      await stores.attachmentOf(altered),
      await stores.attachmentOf(gone),
      await stores.attachmentOf(short),
    ];
    const bytes = readFileSync(stores.blobPath('ours', altered.blob.hash));
    bytes[2]! ^= 1;
    writeFileSync(stores.blobPath('ours', altered.blob.hash), bytes);
    rmSync(stores.blobPath('ours', gone.blob.hash));
    truncateSync(stores.blobPath('ours', short.blob.hash), 10);
    expect(await ours.faultsOf(set)).toEqual([
      { blob: altered.blob.hash, code: 'FILE_BROKEN' },
      { blob: gone.blob.hash, code: 'FILE_ABSENT' },
      { blob: short.blob.hash, code: 'FILE_BROKEN' },
    ]);
    await expect(ours.read(set[1]!)).rejects.toThrow('FILE_BROKEN');
    await expect(ours.read(set[2]!)).rejects.toThrow('FILE_ABSENT');
  });

  it('an attachment that lies about its plaintext, length or key is never read out', async () => {
    const attachment = await stores.attachmentOf(await stores.upload('content'));
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
    const [used, abandoned] = [await stores.upload('used'), await stores.upload('abandoned')];
    await ours.adopt(database.dataSource.manager, [used.fileId]);
    clock.advance(24 * hours - 1);
    expect(await ours.sweep()).toMatchObject({ files: 0 });
    expect(await ours.has(abandoned.blob.hash)).toBe(true);
    clock.advance(2);
    expect(await ours.sweep()).toMatchObject({ files: 1 });
    expect(stores.disk('ours')).toEqual([stores.blobPath('ours', used.blob.hash)]);
    await expect(stores.attachmentOf(abandoned)).rejects.toThrow('FILE_ABSENT');
    await expect(ours.adopt(database.dataSource.manager, [abandoned.fileId])).rejects.toThrow('FILE_ABSENT');
    expect((await buffer(await ours.read(await stores.attachmentOf(used)))).toString()).toBe('used');
  });

  it('are swept when the service starts', async () => {
    await stores.upload('abandoned');
    clock.advance(25 * hours);
    const shared = { provide: DataSource, useValue: database.dataSource };
    const files = FilesModule.forAgency({ directory: join(stores.folder, 'ours'), masterKey: stores.masterKey, clock });
    const app = await Test.createTestingModule({
      imports: [{ module: class Database {}, global: true, providers: [shared], exports: [DataSource] }, files],
    }).compile();
    await app.init();
    await app.close();
    expect(stores.disk('ours')).toEqual([]);
  });

  it('of a process that was killed while uploading or just before its row are gone too', async () => {
    const file = await stores.upload('x');
    await database.dataSource.query('delete from file');
    await database.dataSource.query('delete from file_blob');
    const cut = join(stores.folder, 'ours', 'uploading', `${newId()}.part`);
    writeFileSync(cut, 'ciphertext of a killed process');
    expect(await ours.sweep()).toMatchObject({ uploads: 0 });
    const old = (Date.parse(clock.now()) - 25 * hours) / 1000;
    for (const path of [cut, stores.blobPath('ours', file.blob.hash)]) utimesSync(path, old, old);
    expect(await ours.sweep()).toMatchObject({ uploads: 2 });
    expect(stores.disk('ours')).toEqual([]);
  });

  it('are not swept away under a referral that is just taking them', async () => {
    const file = await stores.upload('raced');
    clock.advance(25 * hours);
    const sweeps: Promise<unknown>[] = [];
    await database.dataSource.transaction(async (manager) => {
      await ours.adopt(manager, [file.fileId]);
      sweeps.push(ours.sweep());
      await ours.attachmentOf(manager, file.fileId);
    });
    await Promise.all(sweeps);
    expect(await ours.has(file.blob.hash)).toBe(true);
    await expect(stores.attachmentOf(file)).resolves.toMatchObject({ blob: file.blob.hash });
  });
});
