import { expect, it } from '@jest/globals';
import { testDatabase } from './test.database.ts';
import { testNats } from './test.nats.ts';

it('gives a database of its own on a real PostgreSQL', async () => {
  const database = await testDatabase({});
  expect(await database.dataSource.query('select current_database() like $1 as test', ['test_%'])).toEqual([
    { test: true },
  ]);
  await database.drop();
});

it('gives a nats-server that syncs every write and comes back after a kill', async () => {
  const nats = await testNats();
  const durable = async () =>
    ((await (await fetch(`${nats.monitorUrl}/jsz`)).json()) as { config: { sync_always: boolean } }).config.sync_always;
  expect(await durable()).toBe(true);
  await nats.kill9();
  await nats.restart({ wipe: true });
  expect(await durable()).toBe(true);
  await nats.stop();
});
