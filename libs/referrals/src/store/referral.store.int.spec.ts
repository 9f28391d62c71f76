import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { referralMigrations, referralRows } from '../index.ts';
import { destroyContent, insertSealed, openPart } from './referral-content.store.ts';
import { listReferrals } from './referral-list.store.ts';
import {
  type ReferralRecord,
  insertReferral,
  lockReferral,
  nextReferralNumber,
  openOffer,
  updateReferral,
} from './referral.store.ts';
import { gramsOf, gramsSought } from './search.rules.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ rows: referralRows, migrations: referralMigrations });
});
afterAll(async () => database?.drop());

function record(more: Partial<ReferralRecord> = {}): ReferralRecord {
  const now = '2026-11-25T01:02:03.004Z';
  return {
    ...{ id: newId(), party: 'sender', arbitrated: false, box: 'drafts', homeStatus: 'draft', version: 1, peer: null },
    ...{
      kind: 'FORWARD',
      referralNo: null,
      title: '标题',
      offerKey: null,
      parentId: null,
      caseId: newId(),
      clueId: null,
      dueOn: null,
      overdue: false,
    },
    ...{ frozen: null, openingHash: null, openingFactId: null, state: null, createdAt: now, updatedAt: now },
    ...more,
  };
}

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
    const other = await testDatabase({ rows: referralRows, migrations: referralMigrations });
    await other.dataSource.undoLastMigration();
    await other.dataSource.runMigrations();
    await other.drop();
  });
});

describe('a record', () => {
  it('comes back as it was saved, in UTC, whatever the session’s zone', async () => {
    const kept = record({ title: '䶮𠮷', dueOn: '2026-12-01', overdue: true });
    await insertReferral(database.dataSource, kept);
    await database.dataSource.transaction(async (manager) => {
      await manager.query(`set local time zone 'America/New_York'`);
      expect(await lockReferral(manager, kept.id)).toEqual(kept);
    });
  });

  it('is not saved over a version that somebody else saved', async () => {
    const kept = record();
    await insertReferral(database.dataSource, kept);
    await updateReferral(database.dataSource, { ...kept, title: '甲' });
    await expect(updateReferral(database.dataSource, { ...kept, title: '乙' })).rejects.toThrow('another transaction');
  });

  it('gets a number of at least four digits that grows past them', async () => {
    expect(await nextReferralNumber(database.dataSource, 'police-c', '2026-11-25')).toMatch(
      /^YS-police-c-20261125-\d{4}$/,
    );
    await database.dataSource.query(`select setval('referral_number_seq', 20000)`);
    expect(await nextReferralNumber(database.dataSource, 'police-c', '2026-11-25')).toBe('YS-police-c-20261125-20001');
  });

  it('is an open offer only once it was sent', async () => {
    const kept = record({ offerKey: 'key', homeStatus: 'sent', box: 'outgoing', referralNo: 'YS-1' });
    await insertReferral(database.dataSource, kept);
    const sought = { offerKey: 'key', clueId: null, to: 'police' };
    await database.dataSource.transaction(async (manager) => {
      expect(await openOffer(manager, sought, newId())).toEqual({ id: kept.id, referralNo: 'YS-1' });
      expect(await openOffer(manager, sought, kept.id)).toBeNull();
    });
  });
});

describe('content', () => {
  it('is destroyed closed and open, and names only the files that nothing else holds', async () => {
    const [one, other] = [record(), record()];
    const blob = (hash: string) => ({ hash, bytes: 1, chunks: 1 });
    for (const kept of [one, other]) await insertReferral(database.dataSource, kept);
    await insertSealed(
      database.dataSource,
      one.id,
      { part: 'body', body: 'x', commitment: 'y', blobs: [blob('a'), blob('b')] },
      one.createdAt,
    );
    await openPart(
      database.dataSource,
      one.id,
      { part: 'body', body: {}, blobs: [blob('a'), blob('b')] },
      one.createdAt,
    );
    await openPart(database.dataSource, other.id, { part: 'body', body: {}, blobs: [blob('b')] }, one.createdAt);
    expect(await destroyContent(database.dataSource, one.id)).toEqual(['a']);
    const left = await database.dataSource.query('select referral_id as id from referral_content');
    expect(left).toEqual([{ id: other.id }]);
  });
});

describe('search', () => {
  it('finds words of one and two characters, whatever their width or case', async () => {
    const kept = record({ title: 'ＡＢＣ公司查封案' });
    await insertReferral(database.dataSource, kept);
    const readable = () => ({ sql: 'true', params: [] });
    const found = { box: 'all', statuses: [], overdue: false, page: 1, size: 20, readable } as const;
    const find = async (text: string) =>
      (await listReferrals(database.dataSource, { ...found, text })).rows.map(({ id }) => id);
    for (const text of ['查封', '封', 'abc公司', 'ＡＢＣ']) expect(await find(text)).toEqual([kept.id]);
    for (const text of ['封查', 'abc_司', '%']) expect(await find(text)).toEqual([]);
  });

  it('asks the index for pairs where there are any', () => {
    expect(gramsOf('查封 案')).toEqual(['查', '查封', '封', '案']);
    expect(gramsSought('查封')).toEqual(['查封']);
    expect(gramsSought('封')).toEqual(['封']);
  });
});
