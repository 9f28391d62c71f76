import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { DataSource } from 'typeorm';
import { auditMigrations } from '../index.ts';
import { genesisHash } from '../protocol/index.ts';
import { chainParts, lookAt } from '../testing/chain.fixture.ts';

interface Row {
  readonly seq: string;
  readonly prev_hash: string;
  readonly hash: string;
  readonly text: string;
}

describe('the audit trail', () => {
  let database: TestDatabase;
  const chain = (): Promise<Row[]> => database.dataSource.query('select * from audit_entry order by seq');
  const pending = async (): Promise<number> =>
    (await database.dataSource.query<unknown[]>('select from audit_pending')).length;

  beforeEach(async () => {
    database = await testDatabase({ migrations: auditMigrations });
  });
  afterEach(() => database.drop());

  it('keeps an act with the transaction that did it, and forgets it with the transaction that failed', async () => {
    const { trail, sealer } = chainParts(database.dataSource);
    await database.dataSource.transaction((manager) => trail.record(manager, lookAt(1, { act: 'write' })));
    const failed = database.dataSource.transaction(async (manager) => {
      await trail.record(manager, lookAt(2, { act: 'write' }));
      throw new Error('the business row was refused');
    });
    await expect(failed).rejects.toThrow('refused');
    await sealer.sealNow();
    const rows = await chain();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ seq: '1', prev_hash: genesisHash });
    expect(await pending()).toBe(0);
  });

  it('gives entries that are recorded at once one commit, and one chain without gaps', async () => {
    const { trail, sealer } = chainParts(database.dataSource);
    await Promise.all(Array.from({ length: 1_200 }, (_, n) => trail.saw(lookAt(n))));
    const commits = await database.dataSource.query<{ n: string }[]>(
      'select count(distinct xmin::text) as n from audit_pending',
    );
    expect(Number(commits[0]!.n)).toBeLessThanOrEqual(4);
    await sealer.sealNow();
    const rows = await chain();
    expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 1_200 }, (_, n) => n + 1));
    expect(rows.every((row, n) => row.prev_hash === (n === 0 ? genesisHash : rows[n - 1]!.hash))).toBe(true);
  });

  it('keeps looks that follow each other at once, each as soon as the last is kept', async () => {
    const { trail } = chainParts(database.dataSource);
    for (let n = 0; n < 50; n += 1) await trail.saw(lookAt(n));
    await Promise.all(
      [0, 1, 2].map(async () => {
        for (let n = 0; n < 50; n += 1) await trail.saw(lookAt(n));
      }),
    );
    expect(await pending()).toBe(200);
  });

  it('refuses what JSON cannot say and what is too large, and keeps nothing of it', async () => {
    const { trail } = chainParts(database.dataSource);
    for (const details of [{ n: Number.NaN }, { text: '\ud800' }]) {
      await expect(trail.saw(lookAt(1, { details }))).rejects.toMatchObject({ code: 'NOT_CANONICAL' });
    }
    await expect(trail.saw(lookAt(1, { details: { text: 'x'.repeat(70_000) } }))).rejects.toMatchObject({
      code: 'AUDIT_ENTRY_TOO_LARGE',
    });
    expect(await pending()).toBe(0);
  });

  it.each([
    "update audit_entry set text = text || ' ' where seq = 1",
    'update audit_entry set seq = 9 where seq = 1',
    'delete from audit_entry',
    'truncate audit_entry',
    'delete from audit_pending',
    "update audit_pending set text = '{}'",
    'truncate audit_pending',
    "set session_replication_role = 'replica'; delete from audit_entry",
  ])('lets nobody take back or change what is written: %s', async (statement) => {
    const { trail, sealer } = chainParts(database.dataSource);
    await trail.saw(lookAt(1));
    await sealer.sealNow();
    await trail.saw(lookAt(2));
    await expect(database.dataSource.query(statement)).rejects.toThrow(/audit|permission denied/);
    expect(await chain()).toHaveLength(1);
    expect(await pending()).toBe(1);
  });

  it('lets the very role that owns the tables add and read, and nothing else', async () => {
    const empty = await testDatabase({});
    const owner = `audit_owner_${process.pid}`;
    await empty.dataSource.query(`create role ${owner} login password 'owner'`);
    await empty.dataSource.query(`grant create on schema public to ${owner}`);
    const url = Object.assign(new URL(empty.url), { username: owner, password: 'owner' }).toString();
    const migrated = { migrations: auditMigrations, migrationsTableName: 'own_migration' };
    const owned = await new DataSource({ type: 'postgres', url, ...migrated }).initialize();
    try {
      await owned.runMigrations();
      const { trail, sealer } = chainParts(owned);
      await trail.saw(lookAt(1));
      await sealer.sealNow();
      for (const act of ["update audit_entry set act = 'x'", 'delete from audit_entry', 'truncate audit_entry']) {
        await expect(owned.query(act)).rejects.toThrow('permission denied');
      }
      expect(await owned.query<unknown[]>('select from audit_entry')).toHaveLength(1);
    } finally {
      await owned.destroy();
      await empty.dataSource.query(`drop owned by ${owner} cascade`);
      await empty.dataSource.query(`drop role ${owner}`);
      await empty.drop();
    }
  });
});
