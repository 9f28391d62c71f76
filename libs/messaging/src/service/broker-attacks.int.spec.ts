import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { newId } from '@sup/kernel';
import { type TestDatabase, type TestNats, testDatabase, testNats } from '@sup/testing';
import { newKeyRing, openParcel, parseKeyRing } from '../protocol/index.ts';
import { type RunningAgency, progress, startAgency, until } from '../testing/agency.fixture.ts';
import { BarePeer } from '../testing/bare-peer.fixture.ts';
import { type SeatedNetwork, seatNetwork } from '../testing/network.fixture.ts';

jest.setTimeout(60_000);

describe('an agency that attacks the broker with its own credentials (SHR-06, messaging/NATS.md 2)', () => {
  let nats: TestNats;
  let database: TestDatabase;
  let network: SeatedNetwork;
  let court: RunningAgency;
  let plc: BarePeer;
  let disc: BarePeer;
  let discAdmin: BarePeer;

  beforeAll(async () => {
    network = seatNetwork(['plc', 'court', 'disc']);
    nats = await testNats({ accounts: network.accounts });
    database = await testDatabase({});
    court = await startAgency({ network, id: 'court', databaseUrl: database.url, nats });
    plc = await BarePeer.connect(network, 'plc', nats.url);
    disc = await BarePeer.connect(network, 'disc', nats.url);
    discAdmin = await BarePeer.connect(network, 'disc', nats.url, true);
    await until('mailboxes', () => plc.send('court', [[1, progress('plc', ['court'])]]).catch(() => null));
    await until('delivered', async () => (await court.applied()).length === 1);
  });

  afterAll(async () => {
    for (const peer of [plc, disc, discAdmin]) await peer?.close();
    await court?.stop();
    await database?.drop();
    await nats?.stop();
  });

  const refused = async (attempt: Promise<unknown>): Promise<void> =>
    expect(attempt).rejects.toThrow(/permission|no ?responders|not enabled|timeout|not found/i);
  const untouched = async () => expect((await court.applied()).filter((row) => row.author === 'plc')).toHaveLength(1);

  it.each([
    'in.PLC.fact',
    'in.court.fact',
    '$JS.API.STREAM.PURGE.IN_PLC',
    'asked.PLC.health',
    '$JS.ACK.IN_PLC.svc.1.1.1.1.0',
  ])('cannot publish on %s as someone else', async (subject) => {
    await refused(disc.connection.request(subject, '{}', { timeout: 500 }));
    await untouched();
  });

  it('cannot listen to the mail of others: a wildcard hears nothing', async () => {
    const heard: string[] = [];
    discAdmin.connection.subscribe('>', { callback: (_error, message) => void heard.push(message.subject) });
    await discAdmin.connection.flush();
    await plc.send('court', [[2, progress('plc', ['court'])]]);
    await until('delivered', async () => (await court.applied()).length >= 2);
    expect(heard.filter((subject) => /PLC|court/i.test(subject))).toEqual([]);
  });

  it('cannot read, delete, purge, or make consumers on the streams of others, nor with its service key on its own', async () => {
    const manager = await jetstreamManager(discAdmin.connection);
    for (const attempt of [
      manager.streams.info('IN_PLC'),
      manager.streams.delete('IN_PLC'),
      manager.streams.purge('IN_PLC'),
      manager.streams.getMessage('IN_PLC', { seq: 1 }),
      manager.consumers.add('IN_PLC', { durable_name: 'svc', ack_policy: 'explicit', filter_subject: 'in.PLC.fact' }),
    ]) {
      await expect(attempt).rejects.toThrow(/not found/i);
    }
    await manager.streams.add({ name: 'IN_COURT', subjects: ['in.COURT.fact', 'in.COURT.receipt'] });
    await manager.consumers.add('IN_COURT', { durable_name: 'svc', ack_policy: 'explicit' });
    const service = await jetstreamManager(disc.connection, { checkAPI: false, timeout: 500 });
    for (const attempt of [
      service.streams.delete('IN_COURT'),
      service.streams.purge('IN_COURT'),
      service.streams.getMessage('IN_COURT', { seq: 1 }),
      service.consumers.add('IN_COURT', { durable_name: 'other', ack_policy: 'explicit' }),
      service.consumers.delete('IN_COURT', 'svc'),
    ]) {
      await refused(attempt);
    }
  });

  it('cannot poison a message id that another agency will use: dedup is per sender', async () => {
    const id = newId();
    await disc.publish('out.court.fact', 'rubbish', {}, id);
    const fact = progress('plc', ['court']);
    const ack = await plc.send('court', [[3, fact]], { messageId: id });
    expect(ack.duplicate).toBe(false);
    await until('delivered', async () => (await court.applied()).some((row) => row.fact_id === fact.id));
  });

  it('cannot send in another’s name by the reply subject of a publish or of a pull', async () => {
    const before = (await court.links.quarantine()).filter((entry) => entry.sender === 'plc').length;
    disc.connection.publish('out.court.fact', 'x', { reply: 'out.plc.fact' });
    discAdmin.connection.publish('in.COURT.fact', 'forged', { reply: 'out.court.fact' });
    const manager = await jetstreamManager(discAdmin.connection);
    await manager.streams.add({ name: 'FORGE', subjects: ['in.PLC.fact'] });
    await manager.consumers.add('FORGE', { durable_name: 'svc', ack_policy: 'explicit' });
    const parcel = disc.parcel('court', [[9, progress('disc', ['court'])]]);
    await jetstream(discAdmin.connection).publish('in.PLC.fact', parcel.body);
    discAdmin.connection.publish('$JS.API.CONSUMER.MSG.NEXT.FORGE.svc', '1', { reply: 'out.court.fact' });
    await until('it lands under the sender that truly sent it', async () =>
      (await court.links.quarantine()).some((entry) => entry.sender === 'disc' && entry.code === 'SENDER_MISMATCH'),
    );
    const after = (await court.links.quarantine()).filter((entry) => entry.sender === 'plc').length;
    expect(after).toBe(before);
    await untouchedBy('disc');
  });

  const untouchedBy = async (author: string) =>
    expect((await court.applied()).filter((row) => row.author === author)).toEqual([]);

  it('cannot pass off a parcel of another agency as its own, nor open it with the raw bytes in hand', async () => {
    const parcel = plc.parcel('court', [[4, progress('plc', ['court'])]]);
    await disc.publish('out.court.fact', parcel.body, parcel.headers, newId());
    await until('refused', async () =>
      (await court.links.quarantine()).some((entry) => entry.sender === 'disc' && entry.detail === 'stream'),
    );
    const opened = openParcel(
      { ...parcel, sender: 'plc', now: new Date().toISOString() },
      { ...parseKeyRing(network.seats.get('disc')!.ring), agency: 'court' },
      court.directory.view(),
    );
    expect(opened).toMatchObject({ quarantine: 'SEALING_KEY_UNKNOWN' });
    const stolen = parseKeyRing(newKeyRing('court', { now: () => new Date().toISOString() }).ring);
    expect(
      openParcel({ ...parcel, sender: 'plc', now: new Date().toISOString() }, stolen, court.directory.view()),
    ).toHaveProperty('quarantine');
  });

  it('a query over a wrong account or without a seal is answered by silence', async () => {
    await refused(disc.connection.request('ask.court.health', '{"id":"1","data":{}}', { timeout: 500 }));
    await refused(disc.connection.request('ask.court.replay', 'x', { timeout: 500 }));
    await expect(court.ask.ask('plc', 'health', {}, { timeoutMs: 500 })).rejects.toMatchObject({
      code: 'PEER_UNREACHABLE',
    });
  });
});
