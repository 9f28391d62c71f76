import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { type EntityManager } from 'typeorm';
import { type Clue, type ClueReferral, evolveClue } from '../protocol/index.ts';
import { clueRows } from '../store/clue.row.ts';
import { ClueStore } from '../store/clue.store.ts';
import { CreateClue1764000001000 } from '../store/migrations/20261202-create-clue.ts';
import { CreateClueStray1764000001100 } from '../store/migrations/20261203-create-clue-stray.ts';
import { clueFixture } from '../testing/clue.fixture.ts';
import { FollowingService } from './following.service.ts';
import { type Happening } from './records.service.ts';

const at = '2026-11-25T02:00:00.000Z';
const started: string[] = [];
const store = new ClueStore({ agency: 'own-agency', numberKey: new Uint8Array(32).fill(7) });
/** Rows as the real service keeps them; audit, signals and clocks have suites of their own. */
const records = {
  agency: 'own-agency',
  now: () => at,
  today: () => '2026-11-25',
  write: async (on: EntityManager, clue: Clue, { type, payload }: Happening): Promise<Clue> => {
    const next = evolveClue(clue, { type, at, by: null, payload });
    await store.save(on, clue, next);
    return next;
  },
  open: async (on: EntityManager, clue: Clue): Promise<Clue> => {
    await store.insert(on, clue);
    return clue;
  },
};
const limits = {
  start: (_on: unknown, _id: string, { ruleId }: { ruleId: string }) => Promise.resolve(started.push(ruleId)),
};
const cases = { opened: () => Promise.resolve() };
const directory = { view: () => ({ follow: (id: string) => id, commonSuperior: () => 'superior' }) };
const following = new FollowingService(
  ...([store, records, limits, cases, directory] as unknown as ConstructorParameters<typeof FollowingService>),
);

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({
    rows: clueRows,
    migrations: [CreateClue1764000001000, CreateClueStray1764000001100],
  });
});
afterAll(async () => database?.drop());

async function offered(more: Partial<ClueReferral> = {}): Promise<{ id: string; referralId: string }> {
  const referralId = newId();
  const referral: ClueReferral = {
    ...{ referralId, to: 'receiver', kind: 'FORWARD', status: 'sent', revision: 1, openedAt: at },
    ...more,
  };
  const clue = clueFixture({ status: 'referred-out', referrals: [referral] });
  await store.insert(database.dataSource.manager, clue);
  return { id: clue.id, referralId: referral.referralId };
}
const happens = (type: string, subject: string, author: string, n: number, data: object = {}) =>
  following.follow(database.dataSource.manager, { type, subject, n, data, statedat: at } as never, author);
const read = async (id: string): Promise<Clue> => (await store.read(database.dataSource.manager, id))!;

describe('a clue follows its referrals', () => {
  it('comes back when the receiver returns the last one, and must find another way in time', async () => {
    const { id, referralId } = await offered();
    await happens('referral.returned', referralId, 'receiver', 4);
    expect(await read(id)).toMatchObject({ status: 'screening', referrals: [{ status: 'returned', revision: 4 }] });
    expect(started).toContain('REF-REROUTE-3W');
  });

  it('does not believe a stranger, nor a fact older than what it saw', async () => {
    const { id, referralId } = await offered({ revision: 3, status: 'acknowledged' });
    await happens('referral.returned', referralId, 'stranger', 4);
    await happens('referral.ruled-return', referralId, 'receiver', 4);
    await happens('referral.delivered', referralId, 'receiver', 2);
    expect(await read(id)).toMatchObject({ status: 'referred-out', referrals: [{ status: 'acknowledged' }] });
  });

  it('stays out while another offer of it is open', async () => {
    const { id, referralId } = await offered();
    const other: ClueReferral = { ...(await read(id)).referrals[0]!, referralId: newId(), to: 'second' };
    const before = await read(id);
    await store.save(database.dataSource.manager, before, {
      ...before,
      version: 3,
      referrals: [...before.referrals, other],
    });
    await happens('referral.returned', referralId, 'receiver', 4);
    expect((await read(id)).status).toBe('referred-out');
    await happens('referral.result-approved', other.referralId, 'own-agency', 6);
    expect((await read(id)).status).toBe('disposed');
  });

  it('goes out with the receiver’s word that overtakes our own, and comes back once', async () => {
    const referral: ClueReferral = {
      ...{ referralId: newId(), to: 'receiver', kind: 'FORWARD', status: 'prepared', revision: 0, openedAt: at },
    };
    const clue = clueFixture({ status: 'screening', referrals: [referral] });
    await store.insert(database.dataSource.manager, clue);
    await happens('referral.delivered', referral.referralId, 'receiver', 2);
    await happens('referral.sent', referral.referralId, 'own-agency', 1);
    expect((await read(clue.id)).status).toBe('referred-out');
    await happens('referral.returned', referral.referralId, 'receiver', 4);
    await happens('referral.acknowledged', referral.referralId, 'receiver', 3);
    expect(await read(clue.id)).toMatchObject({ status: 'screening', referrals: [{ status: 'returned' }] });
  });

  it('reopened and referred again, comes back though the first round was answered', async () => {
    const { id, referralId } = await offered();
    await happens('referral.result-approved', referralId, 'own-agency', 6);
    const answered = await read(id);
    const again: ClueReferral = { ...answered.referrals[0]!, referralId: newId(), status: 'prepared', revision: 0 };
    const closed = { ...answered, status: 'closed' as const };
    const reopened = evolveClue(closed, { type: 'clue.reopened', at, by: null, payload: { newFacts: '新的录音' } });
    await store.save(database.dataSource.manager, answered, { ...reopened, referrals: [...reopened.referrals, again] });
    await happens('referral.sent', again.referralId, 'own-agency', 1);
    await happens('referral.returned', again.referralId, 'receiver', 4);
    expect((await read(id)).status).toBe('screening');
  });

  it('goes on with the referral that a forwarding opened, also when that one was heard of first', async () => {
    const { id, referralId } = await offered();
    const onward = newId();
    await happens('referral.returned', onward, 'third', 4);
    const sent = { parties: { sender: 'own-agency', receiver: 'third' }, kind: 'FORWARD' };
    await happens('referral.forwarded', referralId, 'receiver', 4, { opens: { referralId: onward, sent } });
    expect(await read(id)).toMatchObject({
      status: 'screening',
      referrals: [{ status: 'forwarded' }, { referralId: onward, to: 'third', status: 'returned' }],
    });
  });

  it('a discarded draft leaves the clue free to be offered again, once', async () => {
    const { id, referralId } = await offered({ status: 'prepared', revision: 0 });
    await following.discarded(database.dataSource.manager, referralId);
    await following.discarded(database.dataSource.manager, referralId);
    const clue = await read(id);
    expect(clue.referrals[0]!.status).toBe('discarded');
    expect(clue.version).toBe(clueFixture().version + 1);
  });
});

describe('a clue that came by referral', () => {
  it('owes the sender an answer again when the sender sends the first one back', async () => {
    const referralId = newId();
    const clue = clueFixture({ status: 'disposed', caseId: referralId, origin: { referralId, from: 'sender' } });
    await store.insert(database.dataSource.manager, clue);
    await happens('referral.result', referralId, 'own-agency', 6);
    expect((await read(clue.id)).repliedAt).toBe(at);
    await happens('referral.sent-back', referralId, 'stranger', 7);
    expect((await read(clue.id)).repliedAt).toBe(at);
    await happens('referral.sent-back', referralId, 'sender', 7);
    expect((await read(clue.id)).repliedAt).toBeNull();
  });
});
