import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AckPolicy, DiscardPolicy, StorageType, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { brokerAccount } from '@sup/contracts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Hub, startHub } from '../local/nats.hub.ts';
import { type NetworkPlan, planOf } from '../local/network.plan.ts';

const mebibyte = 2 ** 20;
let folder: string;
let plan: NetworkPlan;
let hub: Hub;
const open: NatsConnection[] = [];

beforeAll(async () => {
  const binary = process.env['SUP_NATS_SERVER'];
  if (!binary) throw new Error('SUP_NATS_SERVER is not set: run this suite by `npm test -- deploy/nats`');
  folder = mkdtempSync(join(tmpdir(), 'sup-hub-'));
  plan = await planOf(folder, []);
  hub = await startHub(binary, folder, plan);
}, 30_000);
afterAll(async () => {
  for (const connection of open) await connection.close();
  await hub?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

async function as(agency: string, user: 'service' | 'administrator'): Promise<NatsConnection> {
  const seat = plan.seats.find((one) => one.agency.id === agency)!;
  const { seed } = user === 'service' ? seat.brokerApp : seat.brokerAdmin;
  const connection = await connect({
    servers: `nats://127.0.0.1:${plan.natsPort}`,
    authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)),
    inboxPrefix: user === 'service' ? `_INBOX_${agency}` : '_INBOX',
    reconnect: false,
  });
  open.push(connection);
  return connection;
}

async function makeMailboxes(agency: string): Promise<void> {
  const manager = await jetstreamManager(await as(agency, 'administrator'));
  for (const { agency: peer } of plan.seats) {
    if (peer.id === agency) continue;
    const account = brokerAccount(peer.id);
    const shape = { storage: StorageType.File, discard: DiscardPolicy.New, deny_delete: true };
    const facts = { name: `IN_${account}`, subjects: [`in.${account}.fact`], max_bytes: 32 * mebibyte, ...shape };
    const blobs = { name: `BLOB_${account}`, subjects: [`in.${account}.blob.>`], max_bytes: 1024 * mebibyte, ...shape };
    for (const stream of [facts, blobs]) {
      await manager.streams.add(stream);
      await manager.consumers.add(stream.name, { durable_name: 'svc', ack_policy: AckPolicy.Explicit });
    }
  }
}

describe('the hub of the whole table of agencies', () => {
  it('holds the mailboxes of every pair at once within its limits', async () => {
    for (const { agency } of plan.seats) await makeMailboxes(agency.id);
    const address = `http://127.0.0.1:${plan.natsMonitorPort}/jsz`;
    const jsz = (await (await fetch(address)).json()) as {
      streams: number;
      consumers: number;
      config: { sync_always: boolean };
    };
    const pairs = plan.seats.length * (plan.seats.length - 1);
    expect(jsz).toMatchObject({ streams: 2 * pairs, consumers: 2 * pairs, config: { sync_always: true } });
  }, 60_000);

  it('stores what one agency sends in the mailbox that bears its name', async () => {
    const ack = await jetstream(await as('police-c', 'service')).publish('out.court.fact', 'sealed');
    expect(ack.stream).toBe('IN_POLICE_C');
    const manager = await jetstreamManager(await as('court', 'administrator'));
    const stored = await manager.streams.getMessage('IN_POLICE_C', { seq: ack.seq });
    expect([stored?.subject, stored?.string()]).toEqual(['in.POLICE_C.fact', 'sealed']);
  });

  it('lets nobody write under the name of another', async () => {
    const police = jetstream(await as('police', 'service'));
    await expect(police.publish('in.COURT.fact', 'forged')).rejects.toThrow(/permission/i);
    const court = await jetstreamManager(await as('plc', 'administrator'));
    expect((await court.streams.info('IN_COURT')).state.messages).toBe(0);
  });

  it('lets a service neither make, nor change, nor empty a mailbox, even its own', async () => {
    const manager = await jetstreamManager(await as('police', 'service'), { checkAPI: false });
    await expect(manager.streams.add({ name: 'MINE', subjects: ['mine'] })).rejects.toThrow(/permission/i);
    await expect(manager.streams.purge('IN_COURT')).rejects.toThrow(/permission/i);
    await expect(manager.streams.delete('IN_COURT')).rejects.toThrow(/permission/i);
  });

  it('refuses a message to be deleted by the agency that received it, its administrator included', async () => {
    const manager = await jetstreamManager(await as('court', 'administrator'));
    await expect(manager.streams.deleteMessage('IN_POLICE_C', 1)).rejects.toThrow(/delete/i);
  });

  it('does not let an administrator into the account of another agency', async () => {
    const manager = await jetstreamManager(await as('disc', 'administrator'));
    expect((await manager.streams.info('IN_POLICE_C')).state.messages).toBe(0);
  });

  it('lets nobody in without a key of the table', async () => {
    await expect(connect({ servers: `nats://127.0.0.1:${plan.natsPort}`, reconnect: false })).rejects.toThrow(
      /authorization/i,
    );
  });
});
