import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FixedClock, type TestDatabase, fixedClock, testDatabase } from '@sup/testing';
import { filesMigrations } from '../index.ts';
import { chunkBytes } from '../protocol/index.ts';
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

describe('chunks', () => {
  const threeChunks = () => stores.upload(randomBytes(2 * chunkBytes + 100));

  it('may come in any order, twice, and after a restart of the receiver', async () => {
    const { blob } = await threeChunks();
    expect(blob.chunks).toBe(3);
    const put = async (service: FilesService, index: number) =>
      service.putChunk(blob.hash, index, 3, await ours.chunk(blob.hash, index));
    expect(await put(theirs, 2)).toEqual({ state: 'incomplete', have: 1, of: 3 });
    expect(await put(theirs, 2)).toEqual({ state: 'incomplete', have: 1, of: 3 });
    expect(await theirs.has(blob.hash)).toBe(false);
    const restarted = new FilesService(theirDatabase.dataSource, {
      directory: join(stores.folder, 'theirs'),
      masterKey: stores.masterKey,
      clock,
    });
    expect(await restarted.chunksHeld(blob.hash, 3)).toEqual([2]);
    expect(await put(restarted, 0)).toMatchObject({ state: 'incomplete', have: 2 });
    expect(await put(restarted, 1)).toEqual({ state: 'complete' });
    expect(await put(restarted, 1)).toEqual({ state: 'complete' });
    expect(await restarted.blobOf(blob.hash)).toEqual(blob);
    expect(sha256(await buffer(await restarted.ciphertext(blob.hash)))).toBe(blob.hash);
  });

  it('that come to two instances at once make one whole blob', async () => {
    const { blob } = await stores.upload(randomBytes(8 * chunkBytes));
    const second = new FilesService(theirDatabase.dataSource, {
      directory: join(stores.folder, 'theirs'),
      masterKey: stores.masterKey,
      clock,
    });
    const states = await Promise.all(
      Array.from({ length: blob.chunks * 2 }, async (_, at) => {
        const index = at % blob.chunks;
        const service = at < blob.chunks ? theirs : second;
        return (await service.putChunk(blob.hash, index, blob.chunks, await ours.chunk(blob.hash, index))).state;
      }),
    );
    expect(states).toContain('complete');
    expect(states).not.toContain('broken');
    expect(sha256(await buffer(await second.ciphertext(blob.hash)))).toBe(blob.hash);
    expect(stores.disk('theirs')).toEqual([stores.blobPath('theirs', blob.hash)]);
  });

  it('that do not add up to the hash are dropped, and the right ones are taken afterwards', async () => {
    const { blob } = await threeChunks();
    await theirs.putChunk(blob.hash, 0, 3, randomBytes(chunkBytes));
    await theirs.putChunk(blob.hash, 1, 3, await ours.chunk(blob.hash, 1));
    expect(await theirs.putChunk(blob.hash, 2, 3, await ours.chunk(blob.hash, 2))).toEqual({ state: 'broken' });
    expect(stores.disk('theirs')).toEqual([]);
    expect(await theirs.chunksHeld(blob.hash, 3)).toEqual([]);
    expect(await stores.send(blob, (indexes) => indexes.reverse())).toBe('complete');
  });

  it('that are malformed are refused by code and write nothing', async () => {
    const hash = 'f'.repeat(64);
    expect(await theirs.putChunk('../x', 0, 1, Buffer.alloc(16))).toEqual({ state: 'refused', code: 'HASH_INVALID' });
    expect(await theirs.putChunk(hash, 5, 2, Buffer.alloc(16))).toMatchObject({ code: 'CHUNK_INDEX_INVALID' });
    expect(await theirs.putChunk(hash, 0, 2, Buffer.alloc(16))).toMatchObject({ code: 'CHUNK_SIZE_INVALID' });
    expect(() => statSync(join(stores.folder, 'theirs'))).toThrow();
  });

  it('that stopped coming are forgotten after forty days', async () => {
    const { blob } = await threeChunks();
    await theirs.putChunk(blob.hash, 0, 3, await ours.chunk(blob.hash, 0));
    clock.advance(39 * 24 * hours);
    expect(await theirs.sweep()).toMatchObject({ stalled: 0 });
    clock.advance(2 * 24 * hours);
    expect(await theirs.sweep()).toMatchObject({ stalled: 1 });
    expect(stores.disk('theirs')).toEqual([]);
  });

  it('are placed even if the receiver was killed between placing the blob and its row', async () => {
    const { blob } = await threeChunks();
    await stores.send(blob);
    await theirDatabase.dataSource.query('delete from file_blob');
    expect(await theirs.has(blob.hash)).toBe(false);
    const again = await theirs.putChunk(blob.hash, 0, 3, await ours.chunk(blob.hash, 0));
    expect(again).toEqual({ state: 'complete' });
    expect(await theirs.blobOf(blob.hash)).toEqual(blob);
  });
});

describe('a destroyed blob', () => {
  it('is gone with its key, twice without harm, while its row still proves what it was', async () => {
    const file = await stores.upload('recalled');
    await ours.adopt(database.dataSource.manager, [file.fileId]);
    const attachment = await stores.attachmentOf(file);
    await ours.destroyBlob(file.blob.hash);
    await ours.destroyBlob(file.blob.hash);
    expect(stores.disk('ours')).toEqual([]);
    await expect(ours.read(attachment)).rejects.toThrow('FILE_ABSENT');
    await expect(stores.attachmentOf(file)).rejects.toThrow('FILE_ABSENT');
    expect(await database.dataSource.query('select name, sha256, wrapped_key from file')).toEqual([
      { name: file.name, sha256: file.sha256, wrapped_key: null },
    ]);
    await expect(ours.destroyBlob('../../etc')).resolves.toBeUndefined();
  });

  it('in a transaction that is rolled back is not destroyed; in one that holds it is gone with the next sweep', async () => {
    const file = await stores.upload('kept after all');
    await ours.adopt(database.dataSource.manager, [file.fileId]);
    const rolledBack = database.dataSource.transaction(async (manager) => {
      await ours.destroyBlob(file.blob.hash, manager);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    await ours.sweep();
    expect((await buffer(await ours.read(await stores.attachmentOf(file)))).toString()).toBe('kept after all');
    await database.dataSource.transaction((manager) => ours.destroyBlob(file.blob.hash, manager));
    expect(await ours.has(file.blob.hash)).toBe(false);
    await ours.sweep();
    expect(stores.disk('ours')).toEqual([]);
  });

  it('that arrives anew before the sweep is kept', async () => {
    const { blob } = await stores.upload('again');
    await stores.send(blob);
    await theirDatabase.dataSource.transaction((manager) => theirs.destroyBlob(blob.hash, manager));
    expect(await stores.send(blob)).toBe('complete');
    await theirs.sweep();
    expect(await theirs.has(blob.hash)).toBe(true);
  });

  it('that is sent again is stored again', async () => {
    const { blob } = await stores.upload('again');
    await stores.send(blob);
    await theirs.destroyBlob(blob.hash);
    expect(await theirs.has(blob.hash)).toBe(false);
    expect(await stores.send(blob)).toBe('complete');
  });
});
