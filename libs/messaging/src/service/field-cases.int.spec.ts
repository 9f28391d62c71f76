import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { type TestDatabase, type TestNats, testDatabase, testNats } from '@sup/testing';
import { type RunningAgency, type StartOptions, progress, startAgency, until } from '../testing/agency.fixture.ts';
import { BarePeer } from '../testing/bare-peer.fixture.ts';
import { type SeatedNetwork, seatNetwork } from '../testing/network.fixture.ts';
import { Broker } from './broker.ts';

jest.setTimeout(60_000);

describe('cases from the field', () => {
  let nats: TestNats;
  let network: SeatedNetwork;
  let databases: Record<string, TestDatabase>;
  let running: RunningAgency[];
  let closing: (() => Promise<unknown>)[];

  beforeEach(async () => {
    network = seatNetwork(['police', 'court']);
    nats = await testNats({ accounts: network.accounts });
    databases = { police: await testDatabase({}), court: await testDatabase({}) };
    running = [];
    closing = [];
  });

  afterEach(async () => {
    for (const agency of running) await agency.stop();
    for (const close of closing) await close();
    for (const database of Object.values(databases)) await database.drop();
    await nats.stop();
  });

  async function start(id: string, tuning: StartOptions['tuning'] = {}): Promise<RunningAgency> {
    const quiet = { heartbeatMs: 3_600_000, ...tuning };
    const agency = await startAgency({ network, id, databaseUrl: databases[id]!.url, nats, tuning: quiet });
    running.push(agency);
    return agency;
  }

  async function stop(agency: RunningAgency): Promise<void> {
    running = running.filter((one) => one !== agency);
    await agency.stop();
  }

  async function adminOf(id: string): Promise<JetStreamManager> {
    const admin = await BarePeer.connect(network, id, nats.url, true);
    closing.push(() => admin.close());
    return jetstreamManager(admin.connection);
  }

  /** From now on the database refuses what arrives, and counts the refusals: a sequence is not rolled back. */
  async function refuseToStore({ dataSource }: RunningAgency): Promise<void> {
    await dataSource.query('create sequence refusals');
    await dataSource.query(
      `create function refuse() returns trigger language plpgsql as
         $$ begin perform nextval('refusals'); raise exception 'no space left'; end $$`,
    );
    await dataSource.query('create trigger refuse before insert on messaging_inbox execute function refuse()');
  }

  async function refusals({ dataSource }: RunningAgency): Promise<number> {
    const [row] = await dataSource.query<{ times: string }[]>(
      'select case when is_called then last_value else 0 end as times from refusals',
    );
    return Number(row!.times);
  }

  const storeAgain = ({ dataSource }: RunningAgency) => dataSource.query('drop trigger refuse on messaging_inbox');

  async function countOf({ dataSource }: RunningAgency, table: string): Promise<number> {
    return (await dataSource.query<unknown[]>(`select 1 from ${table}`)).length;
  }

  async function outboxRow({ dataSource }: RunningAgency, factId: string) {
    const [row] = await dataSource.query<{ state: string; attempts: number; parcel_id: string; seq: string }[]>(
      'select state, attempts, parcel_id, seq from messaging_outbox where fact_id = $1',
      [factId],
    );
    return row!;
  }

  it('what was valid but could not be stored gets no receipt, and exactly one once it is stored (REF-01, 2)', async () => {
    const court = await start('court');
    const atPolice = await adminOf('police');
    await atPolice.streams.add({ name: 'IN_COURT', subjects: ['in.COURT.fact', 'in.COURT.receipt'] });
    const receipts = async () => (await atPolice.streams.info('IN_COURT')).state.messages;
    const atCourt = await adminOf('court');
    await until('mailbox', () => atCourt.consumers.info('IN_POLICE', 'svc').catch(() => null));
    const peer = await BarePeer.connect(network, 'police', nats.url);
    closing.push(() => peer.close());

    await refuseToStore(court);
    const fact = progress('police', ['court']);
    await peer.send('court', [[1, fact]], { messageId: 'm2' });
    await until('refused twice', async () => (await refusals(court)) >= 2);
    expect((await peer.send('court', [[1, fact]], { messageId: 'm2' })).duplicate).toBe(true);
    expect(await receipts()).toBe(0);
    expect(await countOf(court, 'messaging_receipt')).toBe(0);
    expect(await countOf(court, 'messaging_inbox')).toBe(0);
    expect(await court.applied()).toEqual([]);

    await storeAgain(court);
    await until('receipted', async () => (await receipts()) > 0);
    // The receipt of a later fact comes after every receipt of this one: then all of them can be counted.
    await peer.send('court', [[2, progress('police', ['court'])]]);
    await until('applied', async () => (await court.applied()).length === 2);
    const last = await until('the later receipt', async () => {
      const [row] = await court.dataSource.query<{ number: string }[]>(
        `select sealed ->> 'number' as number from messaging_receipt where sent and sealed ->> 'highWater' = '2'`,
      );
      return row;
    });
    expect(last.number).toBe('2');
    const seqs = Array.from({ length: await receipts() }, (_, at) => at + 1);
    const sealed = await Promise.all(seqs.map((seq) => atPolice.streams.getMessage('IN_COURT', { seq })));
    expect(new Set(sealed.map((message) => message?.string())).size).toBe(2);
    expect((await court.applied()).filter((row) => row.fact_id === fact.id)).toHaveLength(1);
  });

  it('a copy that the broker calls a duplicate is not counted as an attempt (REF-07)', async () => {
    const police = await start('police');
    const away = await start('court');
    const atCourt = await adminOf('court');
    await until('mailbox', () => atCourt.consumers.info('IN_POLICE', 'svc').catch(() => null));
    // Nobody answers now: a receipt would end the counting.
    await stop(away);
    const counted = progress('police', ['court']);
    await police.send([counted]);
    await until('stored', async () => (await outboxRow(police, counted.id)).state === 'stored');
    expect((await outboxRow(police, counted.id)).attempts).toBe(1);

    const broker = police.app.get(Broker);
    const publish = broker.publish.bind(broker);
    const heard: Awaited<ReturnType<Broker['publish']>>[] = [];
    // The broker's first word is lost; the repetition under the same id is what the relay hears of.
    const losing = jest.spyOn(broker, 'publish').mockImplementation(async (...sent) => {
      await publish(...sent);
      heard.push(await publish(...sent));
      return heard.at(-1)!;
    });
    const fact = progress('police', ['court']);
    await police.send([fact]);
    await until('stored', async () => (await outboxRow(police, fact.id)).state === 'stored');
    losing.mockRestore();
    expect(heard).toEqual([{ stored: true, duplicate: true }]);
    expect((await outboxRow(police, fact.id)).attempts).toBe(0);
    const court = await start('court');
    await until('received', async () => (await outboxRow(police, fact.id)).state === 'received');
    await until('applied', async () => (await court.applied()).length === 2);
    expect((await court.applied()).map((row) => row.fact_id)).toEqual([counted.id, fact.id]);
  });

  it('each attempt has its own id at the broker and one fact id, and no row is dead while a copy waits (REF-07)', async () => {
    const police = await start('police', { silenceMs: [300] });
    const court = await start('court');
    const atCourt = await adminOf('court');
    await until('mailbox', () => atCourt.consumers.info('IN_POLICE', 'svc').catch(() => null));
    await refuseToStore(court);
    const publishing = jest.spyOn(police.app.get(Broker), 'publish');
    const toCourt = () => publishing.mock.calls.flatMap((call, at) => (call[0] === 'out.court.fact' ? [at] : []));
    const fact = progress('police', ['court']);
    await police.send([fact]);
    const parcels = new Set<string>();
    const states = new Set<string>();
    await until('sent and five times again', async () => {
      const { parcel_id: parcel, state, attempts } = await outboxRow(police, fact.id);
      if (parcel) parcels.add(parcel);
      states.add(state);
      return attempts >= 6;
    });
    const sent = toCourt();
    const ids = sent.map((at) => publishing.mock.calls[at]![3]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([...parcels]));
    expect(await Promise.all(sent.slice(0, 6).map((at) => publishing.mock.results[at]!.value))).toEqual(
      Array.from({ length: 6 }, () => ({ stored: true, duplicate: false })),
    );
    const { num_pending: untouched, num_ack_pending: tried } = await atCourt.consumers.info('IN_POLICE', 'svc');
    expect(untouched + tried).toBeGreaterThanOrEqual(6);
    expect([...states].filter((state) => state !== 'queued' && state !== 'stored')).toEqual([]);
    expect(await police.links.deadLetters()).toEqual([]);

    await storeAgain(court);
    await until('received', async () => (await outboxRow(police, fact.id)).state === 'received');
    await until('applied', async () => (await court.applied()).length > 0);
    expect((await court.applied()).map((row) => row.fact_id)).toEqual([fact.id]);
    const taken = await court.dataSource.query<unknown[]>('select fact_id, seq from messaging_inbox');
    expect(taken).toEqual([{ fact_id: fact.id, seq: (await outboxRow(police, fact.id)).seq }]);
    expect([...(await police.links.deadLetters()), ...(await court.links.deadLetters())]).toEqual([]);
    publishing.mockRestore();
  });
});
