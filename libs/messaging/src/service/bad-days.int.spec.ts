import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { newId } from '@sup/kernel';
import { type TestDatabase, type TestNats, testDatabase, testNats } from '@sup/testing';
import { IntakeService } from './intake.service.ts';
import { type RunningAgency, type StartOptions, progress, startAgency, until } from '../testing/agency.fixture.ts';
import { BarePeer } from '../testing/bare-peer.fixture.ts';
import { type SeatedNetwork, seatNetwork } from '../testing/network.fixture.ts';

jest.setTimeout(120_000);

/** The broker gives what a dead instance held to another after ten seconds; early mail must wait longer, as it does in service. */
const beyondRedelivery = 30_000;

describe('bad days', () => {
  let nats: TestNats;
  let network: SeatedNetwork;
  let databases: Record<string, TestDatabase>;
  let running: RunningAgency[];

  beforeEach(async () => {
    network = seatNetwork(['police', 'court']);
    nats = await testNats({ accounts: network.accounts });
    databases = { police: await testDatabase({}), court: await testDatabase({}) };
    running = [];
  });

  afterEach(async () => {
    for (const agency of running) await agency.stop().catch(() => undefined);
    for (const database of Object.values(databases)) await database.drop();
    await nats.stop();
  });

  async function start(id: string, more: Partial<StartOptions> = {}): Promise<RunningAgency> {
    const agency = await startAgency({ network, id, databaseUrl: databases[id]!.url, nats, ...more });
    running.push(agency);
    return agency;
  }

  async function stop(agency: RunningAgency): Promise<void> {
    running = running.filter((one) => one !== agency);
    await agency.stop();
  }

  async function asAdmin(
    id: string,
    work: (manager: Awaited<ReturnType<typeof jetstreamManager>>) => Promise<unknown>,
  ) {
    const admin = await BarePeer.connect(network, id, nats.url, true);
    await work(await jetstreamManager(admin.connection));
    await admin.close();
  }

  /** All applied once, each record in order, all receipted, and both sides agree. */
  async function settled(sender: RunningAgency, receiver: RunningAgency, count: number): Promise<void> {
    await until('all applied', async () => (await receiver.applied()).length >= count, 60_000);
    const applied = await receiver.applied();
    expect(applied).toHaveLength(count);
    const last = new Map<string, number>();
    for (const row of applied) {
      expect(row.n).toBe((last.get(row.record_id) ?? 0) + 1);
      last.set(row.record_id, row.n);
    }
    const peer = receiver.seat.id;
    const row = await until('receipted', async () => {
      const found = (await sender.links.reconcile()).find((one) => one.peer === peer)!;
      return found.received === count && found;
    });
    expect(row).toMatchObject({ missing: 0, doubled: 0, waiting: 0, agrees: true });
  }

  function series(records: number, each: number, text = 'x') {
    const ids = Array.from({ length: records }, () => newId());
    return Array.from({ length: each }, (_, at) =>
      ids.map((record) => progress('police', ['court'], { record, n: at + 1, text })),
    ).flat();
  }

  async function sendInPieces(agency: RunningAgency, facts: ReturnType<typeof series>, piece = 50, pauseMs = 15) {
    for (let at = 0; at < facts.length; at += piece) {
      await agency.send(facts.slice(at, at + piece));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  it('the broker is killed again and again under load: nothing lost, nothing twice, in order', async () => {
    const [police, court] = await Promise.all([start('police'), start('court')]);
    const facts = series(10, 120);
    const sending = sendInPieces(police, facts);
    for (let kills = 0; kills < 3; kills += 1) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      await nats.kill9();
      await nats.restart();
    }
    await sending;
    await settled(police, court, facts.length);
  });

  it('the broker loses its whole store: mailboxes are made again, and what was not receipted is sent again', async () => {
    const [police, court] = await Promise.all([start('police'), start('court')]);
    const before = series(5, 20);
    await police.send(before);
    await settled(police, court, before.length);
    await stop(court);
    const away = series(5, 20);
    await police.send(away);
    await until('stored at the broker', async () => (await police.links.links())[0]!.unreceipted === away.length);
    await nats.restart({ wipe: true });
    await start('court').then((again) => settled(police, again, before.length + away.length));
  });

  it('someone deletes the stream, then the consumer, under a running service: both are made again', async () => {
    const [police, court] = await Promise.all([start('police'), start('court')]);
    await police.send(series(1, 10));
    await settled(police, court, 10);
    await asAdmin('court', (manager) => manager.streams.delete('IN_POLICE'));
    await police.send(series(1, 10));
    await settled(police, court, 20);
    await asAdmin('court', (manager) => manager.consumers.delete('IN_POLICE', 'svc'));
    await police.send(series(1, 10));
    await settled(police, court, 30);
  });

  it('a parcel vanishes at the broker: the reported gap brings it back', async () => {
    const [police, court] = await Promise.all([start('police'), start('court')]);
    await police.send(series(1, 5));
    await settled(police, court, 5);
    await stop(court);
    await police.send(series(1, 5));
    await until('stored', async () => (await police.links.links())[0]!.unreceipted === 5);
    await asAdmin('court', (manager) => manager.streams.purge('IN_POLICE'));
    await police.send(series(1, 5));
    await until('stored', async () => (await police.links.links())[0]!.unreceipted === 10);
    await start('court').then((again) => settled(police, again, 15));
  });

  it('silence alone brings it back as well', async () => {
    const tuning = { silenceMs: [1_500, 2_000, 3_000], heartbeatMs: 3_600_000 };
    const police = await start('police', { tuning });
    const court = await start('court', { tuning });
    await police.send(series(1, 5));
    await settled(police, court, 5);
    await stop(court);
    await police.send(series(1, 5));
    await until('stored', async () => (await police.links.links())[0]!.unreceipted === 5);
    await asAdmin('court', (manager) => manager.streams.purge('IN_POLICE'));
    await start('court', { tuning }).then((again) => settled(police, again, 10));
  });

  it('an addressee away over the holidays: the full stream refuses, the rest waits in sight, nothing older goes (REF-10)', async () => {
    const police = await start('police', { tuning: { parcelFacts: 20 } });
    const court = await start('court', { inBytes: 300_000 });
    await police.send(series(1, 1));
    await settled(police, court, 1);
    await stop(court);
    const facts = series(10, 100, 'y'.repeat(700));
    await sendInPieces(police, facts, 100, 0);
    const link = await until('waiting in sight', async () =>
      (await police.links.links()).find(({ waiting }) => waiting === 'STREAM_FULL'),
    );
    expect(link.queued).toBeGreaterThan(0);
    expect(link.queued + link.unreceipted).toBe(facts.length);
    await asAdmin('court', async (manager) => {
      await manager.consumers.delete('IN_POLICE', 'svc');
      await manager.consumers.add('IN_POLICE', { durable_name: 'svc', ack_policy: 'explicit', deliver_policy: 'all' });
    });
    await start('court', { inBytes: 300_000 }).then((again) => settled(police, again, facts.length + 1));
    expect((await police.links.links())[0]).toMatchObject({ waiting: null, queued: 0 });
  });

  it('a fact dated ahead is taken in by itself when its time is reached (REF-04)', async () => {
    let offset = 0;
    const clock = { now: () => new Date(Date.now() + offset).toISOString() };
    const court = await start('court', { options: { clock } });
    await until('mailbox', async () => (await court.links.health()).ready);
    const peer = await BarePeer.connect(network, 'police', nats.url);
    const at = new Date(Date.now() + 20 * 60_000).toISOString();
    const fact = progress('police', ['court'], { time: at });
    await until('sent', () => peer.send('court', [[1, fact]], { sentAt: at }).catch(() => null));
    await until('parked', async () => (await court.links.quarantine())[0]?.code === 'SKEW');
    expect(await court.applied()).toEqual([]);
    offset = 20 * 60_000 + 1_000;
    await until('taken in', async () => (await court.applied()).length === 1);
    expect(await court.links.quarantine()).toEqual([]);
    await peer.close();
  });

  it.each([
    ['one leads and the other takes over', true],
    ['both work at once, without the lock', false],
  ])('two instances of one agency (%s): no double effect, order kept', async (_name, single) => {
    const tuning = { single, earlyPatienceMs: beyondRedelivery };
    const police = await start('police');
    const [first, second] = await Promise.all([start('court', { tuning }), start('court', { tuning })]);
    const facts = series(10, 60);
    const sending = sendInPieces(police, facts, 30);
    await until('some are applied', async () => (await second.applied()).length > 50);
    await stop(first);
    await sending;
    await settled(police, second, facts.length);
  });

  it('an instance ends with mail in its hands: later mail waits until the broker gives it to the other', async () => {
    const tuning = { single: false, earlyPatienceMs: beyondRedelivery };
    const police = await start('police');
    const [first, second] = await Promise.all([start('court', { tuning }), start('court', { tuning })]);
    let inHand = 0;
    const intake = first.app.get(IntakeService);
    jest.spyOn(intake, 'store').mockImplementation((_sender, batch) => {
      inHand += batch.length;
      return Promise.reject(new Error('the database of this instance is gone'));
    });
    const facts = series(10, 60);
    const sending = sendInPieces(police, facts, 30);
    await until('some mail is in its hands', () => Promise.resolve(inHand > 0));
    await stop(first);
    await sending;
    await settled(police, second, facts.length);
  });

  it('two instances relay at once, without the lock: one number, one fact', async () => {
    const tuning = { single: false };
    const [police] = await Promise.all([start('police', { tuning }), start('police', { tuning })]);
    const court = await start('court');
    const facts = series(10, 40);
    await sendInPieces(police, facts, 40, 5);
    await settled(police, court, facts.length);
  });
});
