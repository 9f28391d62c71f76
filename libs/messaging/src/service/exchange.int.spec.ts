import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type TestDatabase, type TestNats, testDatabase, testNats } from '@sup/testing';
import { newId } from '@sup/kernel';
import { type RunningAgency, progress, startAgency, until } from '../testing/agency.fixture.ts';
import { type SeatedNetwork, seatNetwork } from '../testing/network.fixture.ts';

jest.setTimeout(60_000);

describe('two agencies that share no database', () => {
  let nats: TestNats;
  let network: SeatedNetwork;
  let databases: TestDatabase[];
  let police: RunningAgency;
  let court: RunningAgency;

  beforeAll(async () => {
    network = seatNetwork(['police', 'court', 'plc']);
    nats = await testNats({ accounts: network.accounts });
    databases = [await testDatabase({}), await testDatabase({})];
    const start = (id: string, at: number) => startAgency({ network, id, databaseUrl: databases[at]!.url, nats });
    [police, court] = await Promise.all([start('police', 0), start('court', 1)]);
  });

  afterAll(async () => {
    await police?.stop();
    await court?.stop();
    for (const database of databases ?? []) await database.drop();
    await nats?.stop();
  });

  it('a fact reaches its addressee once, in order, and its sender sees the receipt', async () => {
    const record = newId();
    const facts = Array.from({ length: 600 }, (_, at) => progress('police', ['court'], { record, n: at + 1 }));
    await police.send(facts);
    const applied = await until('600 facts applied', async () => {
      const rows = (await court.applied()).filter((row) => row.record_id === record);
      return rows.length >= 600 && rows;
    });
    expect(applied.map((row) => row.n)).toEqual(facts.map((fact) => fact.n));
    await until('all receipted', async () => {
      const states = await police.dataSource.transaction((manager) => police.outbox.statesOf(manager, record));
      return states.length === 600 && states.every(({ state }) => state === 'received');
    });
  });

  it('both say the same about what went between them', async () => {
    await until('the links are quiet', async () =>
      (await police.links.links()).every((link) => link.unreceipted === 0),
    );
    const rows = await police.links.reconcile();
    expect(rows.find((row) => row.peer === 'court')).toMatchObject({
      reachable: true,
      sent: 600,
      received: 600,
      applied: 600,
      missing: 0,
      doubled: 0,
      dead: 0,
      waiting: 0,
      agrees: true,
    });
    expect(rows.find((row) => row.peer === 'plc')).toMatchObject({ reachable: false, agrees: null });
  });

  it('its own fact is looped back to its own reactions in the transaction that made it', async () => {
    const fact = progress('police', []);
    await police.send([fact]);
    await until('looped back', async () => (await police.applied()).some((row) => row.fact_id === fact.id));
    expect(await court.applied()).not.toContainEqual(expect.objectContaining({ fact_id: fact.id }));
  });

  it('a transaction that is rolled back puts nothing on the wire (REF-11)', async () => {
    const fact = progress('police', ['court']);
    const undone = police.dataSource.transaction(async (manager) => {
      await police.outbox.append(manager, [fact]);
      await manager.query('select 1 / 0');
    });
    await expect(undone).rejects.toThrow(/division by zero/);
    const after = progress('police', ['court']);
    await police.send([after]);
    await until('the next one', async () => (await court.applied()).some((row) => row.fact_id === after.id));
    expect((await court.applied()).some((row) => row.fact_id === fact.id)).toBe(false);
  });

  it('tells the administrator that the network is durable and well', async () => {
    await expect(police.links.health()).resolves.toMatchObject({
      ready: true,
      connected: true,
      durable: true,
      restoring: false,
      dead: 0,
      quarantined: 0,
    });
  });

  it('refuses facts of others, unknown recipients, and content that is too large', async () => {
    await expect(police.send([progress('court', ['plc'])])).rejects.toMatchObject({ code: 'NOT_OUR_FACT' });
    await expect(police.send([progress('police', ['nobody'])])).rejects.toMatchObject({ code: 'RECIPIENT_UNKNOWN' });
    await expect(police.send([progress('police', ['police'])])).rejects.toMatchObject({ code: 'RECIPIENT_UNKNOWN' });
    const large = { ...progress('police', ['court']), data: { text: 'x'.repeat(5_001) } };
    await expect(police.send([large])).rejects.toMatchObject({ code: 'FACT_INVALID' });
  });

  it('a peer without a service does not hold up the others', async () => {
    const away = progress('police', ['plc']);
    const here = progress('police', ['court']);
    await police.send([away, here]);
    await until('delivered to the one that is there', async () =>
      (await court.applied()).some((row) => row.fact_id === here.id),
    );
    const link = await until('seen to wait', async () =>
      (await police.links.links()).find(({ peer, waiting }) => peer === 'plc' && waiting === 'NO_MAILBOX'),
    );
    expect(link.queued).toBe(1);
  });
});
