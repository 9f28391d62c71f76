import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { type Clue, type ClueHistoryEntry } from '../protocol/index.ts';
import { clueFixture } from '../testing/clue.fixture.ts';
import {
  identityRequestsOf,
  insertIdentityRequest,
  markIdentitySeen,
  openIdentityRequests,
  putReporter,
  releaseIdentity,
  sealedReporter,
} from './clue-identity.store.ts';
import { clueRows } from './clue.row.ts';
import { ClueStore } from './clue.store.ts';
import { CreateClue1764000001000 } from './migrations/20261202-create-clue.ts';

const clueMigrations = [CreateClue1764000001000];
let database: TestDatabase;
const store = new ClueStore({ agency: 'own-agency', numberKey: new Uint8Array(32).fill(7) });
beforeAll(async () => {
  database = await testDatabase({ rows: clueRows, migrations: clueMigrations });
});
afterAll(async () => database?.drop());

describe('the tables', () => {
  it('are what the rows say: same columns, types and nulls', async () => {
    for (const { tableName, columns } of database.dataSource.entityMetadatas) {
      const found = await database.dataSource.query<{ name: string; type: string; nullable: boolean }[]>(
        `select column_name as name, is_nullable = 'YES' as nullable,
           case data_type when 'ARRAY' then 'text' when 'timestamp with time zone' then 'timestamptz' else data_type end as type
         from information_schema.columns where table_name = $1 order by column_name`,
        [tableName],
      );
      const stated = columns
        .map((column) => ({ name: column.databaseName, type: String(column.type), nullable: column.isNullable }))
        .sort((left, right) => (left.name < right.name ? -1 : 1));
      expect({ tableName, columns: found }).toEqual({ tableName, columns: stated });
    }
  });

  it('can be taken away and made again', async () => {
    const other = await testDatabase({ rows: clueRows, migrations: clueMigrations });
    await other.dataSource.undoLastMigration();
    await other.dataSource.runMigrations();
    await other.drop();
  });
});

describe('a clue in the store', () => {
  const personId = newId();
  const entry = (clue: Clue, n: number): ClueHistoryEntry => ({
    ...{ clueId: clue.id, n, type: 'clue.noted', at: '2026-11-25T02:00:00.000Z', payload: { text: '记事' } },
    ...{ by: n === 1 ? { personId, postId: 'clerk' } : null, actingPost: '内勤' },
  });

  it('comes back as it was, with its history in order', async () => {
    const clue = clueFixture();
    const on = database.dataSource.manager;
    await store.insert(on, clue);
    expect(await store.read(on, clue.id)).toEqual(clue);
    await store.appendHistory(on, [entry(clue, 1), entry(clue, 2)]);
    expect(await store.history(on, clue.id)).toEqual([entry(clue, 1), entry(clue, 2)]);
    await expect(store.appendHistory(on, [entry(clue, 2)])).rejects.toThrow('duplicate key');
    expect(await store.read(on, newId())).toBeNull();
  });

  it('is saved once: the second of two who read the same version breaks', async () => {
    const clue = clueFixture();
    const on = database.dataSource.manager;
    await store.insert(on, clue);
    await store.save(on, clue, { ...clue, version: 2, title: '另一标题' });
    expect((await store.read(on, clue.id))?.title).toBe('另一标题');
    await expect(store.save(on, clue, { ...clue, version: 2 })).rejects.toThrow('saved by another transaction');
  });

  it('is held by the one who locked it until the transaction ends', async () => {
    const clue = clueFixture();
    await store.insert(database.dataSource.manager, clue);
    const order: string[] = [];
    await Promise.all([
      database.dataSource.transaction(async (on) => {
        const held = await store.lock(on, clue.id);
        await on.query('select pg_sleep(0.2)');
        await store.save(on, held!, { ...held!, version: 2 });
        order.push('first');
      }),
      database.dataSource.transaction(async (on) => {
        await on.query('select pg_sleep(0.05)');
        const held = await store.lock(on, clue.id);
        order.push(`second sees ${held!.version}`);
      }),
    ]);
    expect(order).toEqual(['first', 'second sees 2']);
  });

  it('is found by the referral it came by, by one prepared from it, and by its number', async () => {
    const on = database.dataSource.manager;
    const origin = { referralId: newId(), from: 'other-agency' };
    const referral = { referralId: newId(), to: 'unit', kind: 'FORWARD', status: 'prepared', revision: 0 } as const;
    const clue = clueFixture({
      origin,
      clueNo: await store.nextNumber(on, '2026-11-25'),
      referrals: [{ ...referral, openedAt: '2026-11-25T02:00:00.000Z' }],
    });
    await store.insert(on, clue);
    expect(await store.ofOrigin(on, origin.referralId)).toBe(clue.id);
    expect(await store.ofReferral(on, referral.referralId)).toBe(clue.id);
    expect(await store.byNumber(on, clue.clueNo!)).toBe(clue.id);
    await expect(store.insert(on, clueFixture({ origin }))).rejects.toThrow('duplicate key');
  });

  it('is numbered with four digits at least, growing, by the agency and the day', async () => {
    const on = database.dataSource.manager;
    expect(await store.nextNumber(on, '2026-11-25')).toMatch(/^XS-own-agency-20261125-\d{4}$/);
    await on.query(`select setval('clue_number_seq', 19999)`);
    expect(await store.nextNumber(on, '2026-11-25')).toBe('XS-own-agency-20261125-20000');
  });
});

describe("the reporter's identity", () => {
  it('lies apart, sealed, and a release can be looked at once', async () => {
    const on = database.dataSource.manager;
    const clue = clueFixture();
    await store.insert(on, clue);
    await putReporter(on, clue.id, 'sealed text');
    expect(await sealedReporter(on, clue.id)).toBe('sealed text');
    const asked = { id: newId(), clueId: clue.id, reason: '核对身份', requestedBy: newId(), requestedPost: 'handler' };
    await insertIdentityRequest(on, { ...asked, requestedAt: '2026-11-25T02:00:00.000Z' });
    expect((await openIdentityRequests(on)).map(({ id }) => id)).toContain(asked.id);
    expect(await markIdentitySeen(on, asked.id, '2026-11-25T02:10:00.000Z')).toBe(false);
    expect(await releaseIdentity(on, asked.id, newId(), '2026-11-25T02:05:00.000Z')).toBe(true);
    expect(await releaseIdentity(on, asked.id, newId(), '2026-11-25T02:06:00.000Z')).toBe(false);
    expect(await markIdentitySeen(on, asked.id, '2026-11-25T02:10:00.000Z')).toBe(true);
    expect(await markIdentitySeen(on, asked.id, '2026-11-25T02:11:00.000Z')).toBe(false);
    expect((await identityRequestsOf(on, clue.id))[0]).toMatchObject({ seenAt: '2026-11-25T02:10:00.000Z' });
    await putReporter(on, clue.id, null);
    expect(await sealedReporter(on, clue.id)).toBeNull();
  });
});
