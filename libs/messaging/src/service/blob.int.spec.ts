import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type TestDatabase, type TestNats, testDatabase, testNats } from '@sup/testing';
import { type RunningAgency, progress, startAgency, until } from '../testing/agency.fixture.ts';
import { seatNetwork } from '../testing/network.fixture.ts';
import { type BlobStore } from './settings.ts';

jest.setTimeout(60_000);

const chunkBytes = 512 * 1024;

/** Files in memory; `libs/files` keeps them for real. */
class MemoryBlobs implements BlobStore {
  readonly whole = new Map<string, Buffer>();
  readonly chunks = new Map<string, Map<number, Uint8Array>>();
  failAt: number | null = null;

  has(hash: string) {
    return Promise.resolve(this.whole.has(hash));
  }

  blobOf(hash: string) {
    const blob = this.whole.get(hash);
    return Promise.resolve(blob ? { chunks: Math.ceil(blob.length / chunkBytes) } : null);
  }

  chunk(hash: string, index: number) {
    if (this.failAt === index) {
      this.failAt = null;
      return Promise.reject(new Error('disk away'));
    }
    return Promise.resolve(this.whole.get(hash)!.subarray(index * chunkBytes, (index + 1) * chunkBytes));
  }

  putChunk(hash: string, index: number, of: number, bytes: Uint8Array) {
    const held = this.chunks.get(hash) ?? new Map<number, Uint8Array>();
    held.set(index, bytes);
    this.chunks.set(hash, held);
    if (held.size < of) return Promise.resolve({ state: 'incomplete' as const });
    const all = Buffer.concat(Array.from({ length: of }, (_, at) => held.get(at)!));
    if (createHash('sha256').update(all).digest('hex') !== hash) return Promise.resolve({ state: 'broken' as const });
    this.whole.set(hash, all);
    return Promise.resolve({ state: 'complete' as const });
  }
}

class PoliceBlobs extends MemoryBlobs {}
class CourtBlobs extends MemoryBlobs {}

describe('encrypted files travel before the facts that name them', () => {
  let nats: TestNats;
  let databases: TestDatabase[];
  let police: RunningAgency;
  let court: RunningAgency;
  const atPolice = new PoliceBlobs();
  const atCourt = new CourtBlobs();

  beforeAll(async () => {
    const network = seatNetwork(['police', 'court']);
    nats = await testNats({ accounts: network.accounts });
    databases = [await testDatabase({}), await testDatabase({})];
    const start = (id: string, at: number, store: MemoryBlobs) =>
      startAgency({
        network,
        id,
        databaseUrl: databases[at]!.url,
        nats,
        options: { blobStore: store.constructor as never },
        stores: [store],
      });
    [police, court] = await Promise.all([start('police', 0, atPolice), start('court', 1, atCourt)]);
  });

  afterAll(async () => {
    await police?.stop();
    await court?.stop();
    for (const database of databases ?? []) await database.drop();
    await nats?.stop();
  });

  function upload(bytes: number): string {
    const content = randomBytes(bytes);
    const hash = createHash('sha256').update(content).digest('hex');
    atPolice.whole.set(hash, content);
    return hash;
  }

  const sendWith = (fact: ReturnType<typeof progress>, hashes: string[]) =>
    police.dataSource.transaction((manager) => police.outbox.append(manager, [fact], [hashes]));
  const arrived = async (id: string) => (await court.applied()).some((row) => row.fact_id === id);

  it('three megabytes arrive whole, and the fact after them', async () => {
    const hash = upload(3 * 2 ** 20 + 17);
    const fact = progress('police', ['court']);
    await sendWith(fact, [hash]);
    await until('fact', () => arrived(fact.id));
    await until('file', () => court.blobs.has(hash));
    expect(atCourt.whole.get(hash)!.equals(atPolice.whole.get(hash)!)).toBe(true);
  });

  it('a transfer that was cut off goes on where it was; later facts of the record wait, others do not', async () => {
    const hash = upload(4 * chunkBytes);
    atPolice.failAt = 2;
    const fact = progress('police', ['court'], { n: 1 });
    const later = progress('police', ['court'], { record: fact.subject, n: 2 });
    const other = progress('police', ['court']);
    await sendWith(fact, [hash]);
    await police.send([later, other]);
    await until('the later one', () => arrived(later.id));
    const order = (await court.applied()).filter((row) => row.record_id === fact.subject).map((row) => row.n);
    expect(order).toEqual([1, 2]);
    await until('the other one', () => arrived(other.id));
    expect(await court.blobs.has(hash)).toBe(true);
  });

  it('a fact that was held for a file is applied when the file is here', async () => {
    const hash = upload(1_000);
    const fact = progress('police', ['court']);
    court.ledger.judge = async ({ fact: { id } }) =>
      id === fact.id && !(await court.blobs.has(hash)) ? { outcome: 'held', waitsFor: `blob:${hash}` } : null;
    await police.send([fact]);
    await until('held', async () => {
      const held = await court.dataSource.query<unknown[]>(`select 1 from messaging_delivery where state = 'held'`);
      return held.length === 1;
    });
    await police.dataSource.transaction((manager) => police.blobs.push(manager, 'court', hash));
    await until('applied', () => arrived(fact.id));
  });

  it('bytes that are not what their name says are set aside', async () => {
    const hash = upload(2_000);
    atPolice.whole.set(hash, randomBytes(2_000));
    await police.dataSource.transaction((manager) => police.blobs.push(manager, 'court', hash));
    await until('set aside', async () =>
      (await court.links.quarantine()).some((entry) => entry.code === 'BLOB_BROKEN'),
    );
    expect(await court.blobs.has(hash)).toBe(false);
  });
});
