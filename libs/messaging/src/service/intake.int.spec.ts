import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { newId } from '@sup/kernel';
import { type TestDatabase, type TestNats, testDatabase, testNats } from '@sup/testing';
import { canonicalText } from '../protocol/index.ts';
import { type RunningAgency, progress, startAgency, until } from '../testing/agency.fixture.ts';
import { BarePeer } from '../testing/bare-peer.fixture.ts';
import { type SeatedNetwork, seatNetwork } from '../testing/network.fixture.ts';

jest.setTimeout(60_000);

// Each test plays another agency, so that its sequence of numbers begins at 1.
const peers = ['p-one', 'p-two', 'p-three', 'p-four', 'p-five', 'p-six', 'p-seven', 'p-eight'];

describe('what arrives is stored once, checked, and answered', () => {
  let nats: TestNats;
  let database: TestDatabase;
  let network: SeatedNetwork;
  let court: RunningAgency;
  let left = [...peers];
  const opened: BarePeer[] = [];

  beforeAll(async () => {
    network = seatNetwork(['court', ...peers]);
    nats = await testNats({ accounts: network.accounts });
    database = await testDatabase({});
    court = await startAgency({
      network,
      id: 'court',
      databaseUrl: database.url,
      nats,
      tuning: { heartbeatMs: 60_000 },
    });
    const admin = await BarePeer.connect(network, 'court', nats.url, true);
    const manager = await jetstreamManager(admin.connection);
    await until('mailboxes', async () => (await manager.getAccountInfo()).consumers === peers.length * 2);
    await admin.close();
  });

  afterAll(async () => {
    for (const peer of opened) await peer.close();
    await court?.stop();
    await database?.drop();
    await nats?.stop();
  });

  /** A peer with a stream of its own, so that the receipts it is sent can be read. */
  async function nextPeer(): Promise<BarePeer> {
    const [id, ...rest] = left;
    left = rest;
    const admin = await BarePeer.connect(network, id!, nats.url, true);
    const manager = await jetstreamManager(admin.connection);
    await manager.streams.add({ name: 'IN_COURT', subjects: ['in.COURT.fact', 'in.COURT.receipt'] });
    await manager.consumers.add('IN_COURT', { durable_name: 'svc', ack_policy: 'explicit' });
    await admin.close();
    const peer = await BarePeer.connect(network, id!, nats.url);
    opened.push(peer);
    return peer;
  }

  async function receipts(peer: BarePeer, atLeast: number): Promise<string[]> {
    const consumer = await jetstream(peer.connection).consumers.get('IN_COURT', 'svc');
    const bodies: string[] = [];
    for (let tries = 0; bodies.length < atLeast && tries < 20; tries += 1) {
      for await (const message of await consumer.fetch({ max_messages: 20, expires: 1_000 })) {
        bodies.push(message.string());
        message.ack();
      }
    }
    return bodies;
  }

  const effects = async (factId: string) => (await court.applied()).filter((row) => row.fact_id === factId).length;
  const inQuarantine = async (sender: string) =>
    (await court.links.quarantine()).filter((entry) => entry.sender === sender);

  it('a repeated fact has no second effect, and the same signed receipt is sent again (REF-01, 1)', async () => {
    const peer = await nextPeer();
    const fact = progress(peer.id, ['court']);
    await peer.send('court', [[1, fact]]);
    const [first] = await receipts(peer, 1);
    await peer.send('court', [[1, fact]]);
    const [second] = await receipts(peer, 1);
    expect(second).toBe(first);
    expect(await effects(fact.id)).toBe(1);
  });

  it('five copies at once are one fact (REF-01, 3; REF-06)', async () => {
    const peer = await nextPeer();
    const fact = progress(peer.id, ['court']);
    await Promise.all(Array.from({ length: 5 }, () => peer.send('court', [[1, fact]])));
    await until('applied', async () => (await effects(fact.id)) === 1);
    expect(await receipts(peer, 1)).not.toHaveLength(0);
    const rows = await court.dataSource.query<unknown[]>('select 1 from messaging_inbox where sender = $1', [peer.id]);
    expect(rows).toHaveLength(1);
    expect(await effects(fact.id)).toBe(1);
  });

  it('the same message id long after, and after the broker has lost its store, has one effect (REF-06)', async () => {
    const peer = await nextPeer();
    const fact = progress(peer.id, ['court']);
    await peer.send('court', [[1, fact]], { messageId: 'm-1' });
    const again = await peer.send('court', [[1, fact]], { messageId: 'm-1' });
    expect(again.duplicate).toBe(true);
    await until('applied', async () => (await effects(fact.id)) === 1);
    const admin = await BarePeer.connect(network, 'court', nats.url, true);
    await (await jetstreamManager(admin.connection)).streams.purge(`IN_${peer.id.toUpperCase().replace('-', '_')}`);
    await admin.close();
    await nats.kill9();
    await nats.restart();
    await until('sent again', () => peer.send('court', [[1, fact]], { messageId: 'm-1#2' }).catch(() => null));
    await receipts(peer, 2);
    expect(await effects(fact.id)).toBe(1);
  });

  it('a clock that runs ahead: up to five minutes accepted, twenty parked and retried, the past always accepted (REF-04)', async () => {
    const peer = await nextPeer();
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const minute = 60_000;
    const offsets = [90_000, 4 * minute, -20 * minute, -3 * 24 * 60 * minute];
    const good = offsets.map(
      (ms, index) => [index + 1, progress(peer.id, ['court'], { time: at(Math.max(ms, 0)) })] as const,
    );
    for (const [index, entry] of good.entries()) await peer.send('court', [entry], { sentAt: at(offsets[index]!) });
    const skewed = progress(peer.id, ['court'], { time: at(20 * minute) });
    await peer.send('court', [[5, skewed]]);
    for (const [, fact] of good) await until('accepted', async () => (await effects(fact.id)) === 1);
    const [parked] = await until('parked', async () => {
      const entries = await inQuarantine(peer.id);
      return entries.length > 0 && entries;
    });
    expect(parked).toMatchObject({ code: 'SKEW', retryAt: skewed.time });
    expect(await effects(skewed.id)).toBe(0);
    const ahead = await court.dataSource.query<{ ahead_ms: string }[]>(
      'select ahead_ms from messaging_inbox where sender = $1 and seq = 2',
      [peer.id],
    );
    expect(Number(ahead[0]!.ahead_ms)).toBeGreaterThan(3.9 * minute);
  });

  it('same identity with other bytes, and a number used twice, are loud and change nothing', async () => {
    const peer = await nextPeer();
    const fact = progress(peer.id, ['court'], { text: 'the truth' });
    await peer.send('court', [[1, fact]]);
    await until('applied', async () => (await effects(fact.id)) === 1);
    await peer.send('court', [[2, { ...fact, data: { text: 'another story' } }]]);
    await peer.send('court', [[1, progress(peer.id, ['court'])]]);
    const codes = await until('both in quarantine', async () => {
      const entries = await inQuarantine(peer.id);
      return entries.length === 2 && entries.map((entry) => entry.code);
    });
    expect(codes).toEqual(['FACT_CONFLICT', 'SEQUENCE_CONFLICT']);
    const [kept] = await court.dataSource.query<{ body: string }[]>(
      'select body from messaging_fact where fact_id = $1',
      [fact.id],
    );
    expect(kept!.body).toBe(canonicalText(fact));
  });

  it('an unreadable fact goes to quarantine with its proof; the rest of its parcel is applied, its author is told', async () => {
    const peer = await nextPeer();
    const good = progress(peer.id, ['court']);
    const newer = { ...progress(peer.id, ['court']), dataschema: 'urn:sup:fact:referral.progress:v9' };
    const elsewhere = progress(peer.id, ['p-one']);
    await peer.send('court', [
      [1, newer],
      [2, good],
      [3, elsewhere],
      [4, '{"not":"a fact"}'],
    ]);
    await until('the good one', async () => (await effects(good.id)) === 1);
    const codes = (await inQuarantine(peer.id)).map((entry) => entry.code);
    expect(codes.sort()).toEqual(['ENVELOPE_INVALID', 'NOT_ADDRESSED_TO_US', 'VERSION_UNKNOWN']);
    const [told] = await court.dataSource.query<{ body: string }[]>(
      `select f.body from messaging_outbox o join messaging_fact f on f.fact_id = o.fact_id
       where o.recipient = $1 and f.type = 'fact.not-processed' order by o.position`,
      [peer.id],
    );
    expect(JSON.parse(told!.body)).toMatchObject({
      subject: newer.subject,
      data: { factId: newer.id, code: 'VERSION_UNKNOWN' },
    });
  });

  it('what cannot be verified is kept with its bytes and never delivered again', async () => {
    const peer = await nextPeer();
    const sealed = peer.parcel('court', [[1, progress(peer.id, ['court'])]]);
    const tampered = `${sealed.body.slice(0, -6)}AAAAAA`;
    const forAnother = peer.parcel('p-one', [[1, progress(peer.id, ['p-one'])]]);
    await peer.publish('out.court.fact', tampered, sealed.headers, newId());
    await peer.publish('out.court.fact', 'rubbish', {}, newId());
    await peer.publish('out.court.fact', forAnother.body, forAnother.headers, newId());
    await peer.publish('out.court.receipt', sealed.body, sealed.headers, newId());
    const entries = await until('four in quarantine', async () => {
      const found = await inQuarantine(peer.id);
      return found.length === 4 && found;
    });
    expect(entries.map((entry) => entry.code)).toEqual([
      'SIGNATURE_INVALID',
      'SUITE_UNKNOWN',
      'NOT_ADDRESSED_TO_US',
      'PAYLOAD_INVALID',
    ]);
    const [raw] = await court.dataSource.query<{ raw: Buffer }[]>(
      `select raw from messaging_quarantine where sender = $1 and code = 'SUITE_UNKNOWN'`,
      [peer.id],
    );
    expect(raw!.raw.toString()).toBe('rubbish');
    expect(await court.links.retryQuarantined(entries[0]!.id)).toBe(false);
  });

  it('a fact that overtook a missing number waits, so that order holds; the gap is reported', async () => {
    const peer = await nextPeer();
    const record = newId();
    const [one, two, three] = [1, 2, 3].map((n) => progress(peer.id, ['court'], { record, n }));
    await peer.send('court', [
      [1, one!],
      [3, three!],
    ]);
    await until('the first', async () => (await effects(one!.id)) === 1);
    const [link] = (await court.links.links()).filter((entry) => entry.peer === peer.id);
    expect(link).toMatchObject({ receivedHighWater: 3, receivedGaps: [[2, 2]] });
    expect(await effects(three!.id)).toBe(0);
    await peer.send('court', [[2, two!]]);
    await until('all', async () => (await effects(three!.id)) === 1);
    const order = (await court.applied()).filter((row) => row.record_id === record).map((row) => row.n);
    expect(order).toEqual([1, 2, 3]);
  });
});
