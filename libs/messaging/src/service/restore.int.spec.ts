import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type TestDatabase, type TestNats, testDatabase, testNats } from '@sup/testing';
import { type RunningAgency, progress, startAgency, until } from '../testing/agency.fixture.ts';
import { type SeatedNetwork, seatNetwork } from '../testing/network.fixture.ts';

jest.setTimeout(120_000);

describe('a database restored from yesterday', () => {
  let nats: TestNats;
  let network: SeatedNetwork;
  let databases: Map<string, TestDatabase>;
  let running: RunningAgency[];

  beforeEach(async () => {
    network = seatNetwork(['police', 'court', 'plc']);
    nats = await testNats({ accounts: network.accounts });
    databases = new Map();
    running = [];
  });

  afterEach(async () => {
    for (const agency of running) await agency.stop().catch(() => undefined);
    for (const database of databases.values()) await database.drop();
    await nats.stop();
  });

  /** Starts an agency on the database it had before; `anew`: on an empty one, restored from before its first day. */
  async function start(id: string, { anew = false } = {}): Promise<RunningAgency> {
    if (anew) await databases.get(id)?.drop();
    const database = (anew ? undefined : databases.get(id)) ?? (await testDatabase({}));
    databases.set(id, database);
    const agency = await startAgency({ network, id, databaseUrl: database.url, nats });
    running.push(agency);
    return agency;
  }

  async function stop(agency: RunningAgency): Promise<void> {
    running = running.filter((one) => one !== agency);
    await agency.stop();
  }

  const records = async (agency: RunningAgency) => new Set((await agency.applied()).map((row) => row.fact_id));

  it('the echo of its peers brings back what it wrote and what it was sent, before it acts again', async () => {
    const [police, court, plc] = await Promise.all([start('police'), start('court'), start('plc')]);
    const mine = Array.from({ length: 30 }, () => progress('police', ['court', 'plc']));
    const theirs = Array.from({ length: 300 }, () => progress('court', ['police']));
    await police.send(mine);
    await court.send(theirs);
    await until('all exchanged', async () => {
      const [a, b, c] = await Promise.all([police.applied(), court.applied(), plc.applied()]);
      return a.length === 330 && b.length === 330 && c.length === 30;
    });
    await until('receipted', async () => (await police.links.links()).every((link) => link.unreceipted === 0));
    await until('receipted', async () => (await court.links.links()).every((link) => link.unreceipted === 0));
    await stop(police);

    const restored = await start('police', { anew: true });
    await until('the fence opens', async () => (await restored.links.health()).restore?.endedAt);
    await until('all back', async () => (await restored.applied()).length === 330);
    const back = await records(restored);
    expect([...mine, ...theirs].every((fact) => back.has(fact.id))).toBe(true);
    const health = await restored.links.health();
    expect(health.restore).toMatchObject({ unreachable: [] });

    const next = progress('police', ['court']);
    await restored.send([next]);
    await until('the next fact has a number of its own', async () => (await records(court)).has(next.id));
    expect(await court.links.quarantine()).toEqual([]);
    expect((await restored.links.reconcile()).find((row) => row.peer === 'court')).toMatchObject({
      agrees: true,
      missing: 0,
    });
    expect((await court.applied()).filter((row) => row.author === 'police')).toHaveLength(31);
  });

  it('while the fence is closed nothing is appended, sent or applied; peers that are away are named', async () => {
    const [police, court] = await Promise.all([start('police'), start('court')]);
    await police.send([progress('police', ['court'])]);
    await until('there', async () => (await court.applied()).length === 1);
    await stop(court);
    const restoring = police.engine.restore('an exercise');
    await expect(police.send([progress('police', ['court'])])).rejects.toMatchObject({ code: 'RESTORING' });
    await restoring;
    expect((await police.links.health()).restore).toMatchObject({ unreachable: ['court', 'plc'] });
    expect((await police.links.links()).map((link) => link.owesEcho)).toEqual([true, true]);
    await start('court');
    await until('asked when it comes back', async () =>
      (await police.links.links()).some((link) => link.peer === 'court' && !link.owesEcho),
    );
  });

  it('a restore that was cut off by a stop goes on at the next start', async () => {
    const [police] = await Promise.all([start('police'), start('court')]);
    await police.dataSource.query(`insert into messaging_state (name, value) values ('restore', $1)`, [
      JSON.stringify({ since: '2026-11-25T00:00:00.000Z', reason: 'x', endedAt: null, unreachable: [], returned: 7 }),
    ]);
    await police.dataSource.query(`update messaging_link set replay = 'owed' where peer = 'court'`);
    await stop(police);
    const again = await start('police');
    await until('ended', async () => (await again.links.health()).restore?.endedAt);
    expect((await again.links.health()).restore).toMatchObject({ since: '2026-11-25T00:00:00.000Z', returned: 7 });
  });

  it('numbers that nobody gave out close no fence: a claim needs our own signature', async () => {
    const [police, court] = await Promise.all([start('police'), start('court')]);
    await police.send([progress('police', ['court'], { record: newId() })]);
    await until('there', async () => (await court.applied()).length === 1);
    await court.dataSource.query(`update messaging_link set in_high = 50 where peer = 'police'`);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await police.links.health()).toMatchObject({ restoring: false, restore: null });
    await police.send([progress('police', [])]);
  });
});
