import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { DataSource } from 'typeorm';
import { databaseOptions } from './agency.database.ts';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await testDatabase({});
  const settings = { agency: 'plc', databaseUrl: database.url, pool: 2 };
  source = await new DataSource(databaseOptions(settings, { rows: [], migrations: [] })).initialize();
  await source.query('create table letter (id int primary key, text text)');
});
afterAll(async () => {
  await source?.destroy();
  await database?.drop();
});

const insert = 'insert into letter values ($1, $2)';
const letters = () => source.query<{ id: number }[]>('select id from letter order by id');

describe('a pipelined connection', () => {
  it('prepares a statement once and runs it again with other values', async () => {
    await source.transaction(async (manager) => {
      for (const id of [1, 2, 3]) await manager.query(insert, [id, 'a']);
      const prepared = await manager.query<{ n: number }[]>(
        'select count(*)::int as n from pg_prepared_statements where statement = $1',
        [insert],
      );
      expect(prepared).toEqual([{ n: 1 }]);
    });
    expect(await letters()).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  it('answers each of many statements asked at once on its own, in their order', async () => {
    await source.transaction(async (manager) => {
      const asked = Array.from({ length: 200 }, (_, n) => manager.query<{ n: number }[]>('select $1::int as n', [n]));
      expect((await Promise.all(asked)).map(([row]) => row?.n)).toEqual(asked.map((_, n) => n));
    });
  });

  it('undoes a whole transaction when one of many statements asked at once is refused', async () => {
    const before = await letters();
    const act = source.transaction(async (manager) => {
      const all = await Promise.allSettled([10, 1, 11].map((id) => manager.query(insert, [id, 'b'])));
      expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
      throw new Error('undone');
    });
    await expect(act).rejects.toThrow('undone');
    expect(await letters()).toEqual(before);
    await source.query(insert, [12, 'c']);
    expect(await letters()).toEqual([...before, { id: 12 }]);
  });

  it('says that a transaction could not begin, and goes on with a fresh connection', async () => {
    const act = source.transaction(async (manager) => {
      await manager.query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
      await manager.query(insert, [20, 'd']);
    });
    await expect(act).rejects.toThrow();
    await source.transaction((manager) => manager.query(insert, [21, 'd']));
    expect(await letters()).not.toContainEqual({ id: 20 });
    expect(await letters()).toContainEqual({ id: 21 });
  });
});
