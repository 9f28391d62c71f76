import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type AgencyClient, LocalNetwork, type ReferralView, history } from '@sup/deploy';
import { StubbornOfficers, inParallel, insist } from './load.ts';

jest.setTimeout(900_000);

const referrals = 2_000;
/** Every part dies in turn, four times over. The sender's service is the relay's host. */
const victims = ['plc', 'police-c', 'nats-server', 'postgres', 'plc'];

let network: LocalNetwork;
let committee: AgencyClient;
let police: AgencyClient;

beforeAll(async () => {
  network = await LocalNetwork.start(['plc', 'proc', 'police', 'police-c', 'sharing'], { SUP_HEAP: 'roomy' });
  committee = network.client('plc');
  police = network.client('police-c');
});
afterAll(async () => network?.stop());

describe(`twenty kills of every part under a load of ${referrals} referrals, and once the broker's whole store deleted`, () => {
  const ids: string[] = [];
  let kills = 0;
  let storesDeleted = 0;

  it('loses nothing and does nothing twice', async () => {
    const officers = new StubbornOfficers(committee, police);
    const titles = Array.from({ length: referrals }, (_, index) => `反映事项第${index + 1}号`);
    const load = inParallel(titles, 16, async (title) => {
      const id = await officers.send(title);
      ids.push(id);
      if (ids.length % 4 === 0) await officers.carryToTheEnd(id);
    });
    const killing = killAll();
    await Promise.all([load, killing]);
    expect(kills).toBe(20);
    expect(storesDeleted).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(referrals);
    await quiet(ids);
  });

  it('both sides hold equal histories of every referral', async () => {
    const different: string[] = [];
    await inParallel(ids, 16, async (id) => {
      const [ours, theirs] = await Promise.all([
        insist(() => committee.get<ReferralView>('clerk', `/api/referrals/${id}`)),
        insist(() => police.get<ReferralView>('clerk', `/api/referrals/${id}`)),
      ]);
      const equal = ours.status === theirs.status && JSON.stringify(history(ours)) === JSON.stringify(history(theirs));
      if (!equal) different.push(`${id}: ${ours.status} / ${theirs.status}`);
    });
    expect(different).toEqual([]);
  });

  it('the receiver holds exactly the referrals that were sent', async () => {
    const { total } = await police.get<{ total: number }>('clerk', '/api/referrals?box=incoming&size=1');
    expect(total).toBe(referrals);
  });

  it('reconcile reports nothing missing and nothing done twice, at either side', async () => {
    for (const agency of [committee, police]) {
      const { peers } = await agency.get<{ peers: { missing: number; doubled: number; dead: number }[] }>(
        'sysadmin',
        '/api/network/reconcile',
      );
      expect(peers.length).toBeGreaterThan(0);
      for (const peer of peers) expect(peer).toMatchObject({ missing: 0, doubled: 0, dead: 0 });
    }
  });

  async function killAll(): Promise<void> {
    for (let round = 0; kills < 20; round += 1) {
      await wait(1_500);
      const victim = victims[round % victims.length]!;
      const pid = network.pidOf(victim);
      if (victim === 'nats-server' && round > 9 && existsSync(join(network.folder, 'nats', 'jetstream'))) {
        process.kill(pid, 'SIGKILL');
        rmSync(join(network.folder, 'nats', 'jetstream'), { recursive: true, force: true });
        storesDeleted += 1;
      } else process.kill(pid, 'SIGKILL');
      kills += 1;
      while (network.pidOf(victim) === pid) await wait(100);
    }
  }
});

/** Waits until both sides show the same status for every referral, none of them merely `sent`. */
async function quiet(ids: readonly string[]): Promise<void> {
  await inParallel(ids, 16, async (id) => {
    for (;;) {
      const [ours, theirs] = await Promise.all([
        insist(() => committee.get<ReferralView>('clerk', `/api/referrals/${id}`)),
        insist(() => police.get<ReferralView>('clerk', `/api/referrals/${id}`)),
      ]);
      if (ours.status === theirs.status && ours.status !== 'sent' && ours.revision === theirs.revision) return;
      await wait(250);
    }
  });
}
