import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type TestDatabase, fixedClock, testDatabase } from '@sup/testing';
import { type ClockTable } from '../protocol/index.ts';
import { CreateDeadlines20261201 } from '../store/migrations/20261201-create-deadlines.ts';
import { Following, type Given, type Side, factOf, sideOf } from '../testing/sides.fixture.ts';

const table: ClockTable = [
  {
    rule: 'resultRuleId',
    startsOn: 'referral.delivered',
    stopsOn: ['referral.result', 'referral.withdrawn'],
    pausesOn: 'referral.objected',
    resumesOn: ['referral.sent-back'],
    debtor: 'receiver',
    creditor: 'sender',
  },
  {
    rule: 'REF-RECALL-3W',
    startsOn: 'referral.recall-requested',
    stopsOn: ['referral.recalled', 'referral.recall-refused', 'referral.result'],
    debtor: 'receiver',
    creditor: 'sender',
  },
];
const following = new Following(table, { sender: 'plc', receiver: 'police-c' });

let databases: TestDatabase[] = [];
let sender: Side;
let receiver: Side;
beforeAll(async () => {
  const migrations = [CreateDeadlines20261201];
  databases = await Promise.all([testDatabase({ migrations }), testDatabase({ migrations })]);
  const clock = fixedClock('2026-03-02T01:00:00.000Z');
  [sender, receiver] = ['plc', 'police-c'].map((agency, at) => sideOf(agency, databases[at]!.dataSource, clock)) as [
    Side,
    Side,
  ];
});
afterAll(async () => {
  await Promise.all(databases.map((database) => database.drop()));
});

const snapshots = (by: Side, id: string, factType: string, triggerAt: string) =>
  following.snapshots(by, id, factType, triggerAt);
const followAt: Following['at'] = (side, id, fact, carried) => following.at(side, id, fact, carried);

/** What both sides see after the fact, which must be the same. */
async function act(id: string, given: Given) {
  const [ours, theirs] = await following.act([sender, receiver], id, given);
  expect(theirs).toEqual(ours);
  return Object.fromEntries(ours!.map((clock) => [clock.clockId, clock]));
}

describe('clocks that a note ended, whose word came after a later move', () => {
  const answeredLate = async (refusedAt: string, resultAt: string) => {
    const id = newId();
    const asked = { by: sender, type: 'referral.recall-requested', at: '2026-03-04T02:00:00.000Z' };
    const carried = await snapshots(sender, id, asked.type, asked.at);
    const request = factOf(id, { ...asked, track: 'note', seen: 1 });
    const refused = factOf(id, { by: receiver, type: 'referral.recall-refused', at: refusedAt, track: 'note' });
    const result = factOf(id, { by: receiver, type: 'referral.result', at: resultAt, n: 2 });
    for (const side of [sender, receiver]) await followAt(side, id, request, carried);
    await followAt(receiver, id, refused);
    await followAt(sender, id, result);
    const inOrder = await followAt(receiver, id, result);
    const turned = await followAt(sender, id, refused);
    expect(await followAt(sender, id, result)).toEqual(turned);
    expect(await followAt(sender, id, refused)).toEqual(turned);
    expect(turned).toEqual(inOrder);
    return turned.find((clock) => clock.ruleId === 'REF-RECALL-3W');
  };

  it('stop at the note on both sides, and are in time where the note was', async () => {
    // Three working days from 4 March end with the 9th in Shanghai.
    expect(await answeredLate('2026-03-09T08:00:00.000Z', '2026-03-10T08:00:00.000Z')).toMatchObject({
      stoppedAt: '2026-03-09T08:00:00.000Z',
      state: 'met',
    });
  });

  it('never take over a later stop', async () => {
    expect(await answeredLate('2026-03-10T08:00:00.000Z', '2026-03-09T08:00:00.000Z')).toMatchObject({
      stoppedAt: '2026-03-09T08:00:00.000Z',
      state: 'met',
    });
  });

  it('keep their own stop when the note answers an earlier request', async () => {
    const id = newId();
    const ask = (at: string, n: number) =>
      act(id, { by: sender, type: 'referral.recall-requested', at, track: 'note', n, seen: 1 });
    await ask('2026-03-04T02:00:00.000Z', 1);
    const late = factOf(id, {
      ...{ by: receiver, type: 'referral.recall-refused', track: 'note', at: '2026-03-05T02:00:00.000Z' },
    });
    await ask('2026-03-06T02:00:00.000Z', 2);
    await act(id, { by: receiver, type: 'referral.result', at: '2026-03-09T03:00:00.000Z', n: 2 });
    const seen = await followAt(sender, id, late);
    const stops = seen.filter((clock) => clock.ruleId === 'REF-RECALL-3W').map((clock) => clock.stoppedAt);
    expect(stops).toEqual(['2026-03-05T02:00:00.000Z', '2026-03-09T03:00:00.000Z']);
  });

  it('keep the stop of the run after a resumption', async () => {
    const id = newId();
    await act(id, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
    await act(id, { by: receiver, type: 'referral.result', at: '2026-03-11T03:00:00.000Z', n: 2 });
    await act(id, { by: sender, type: 'referral.sent-back', at: '2026-03-12T03:00:00.000Z', n: 3 });
    await act(id, { by: receiver, type: 'referral.result', at: '2026-03-16T03:00:00.000Z', n: 4 });
    const seen = await act(id, {
      ...{ by: sender, type: 'referral.withdrawn', at: '2026-03-10T03:00:00.000Z', track: 'note' },
    });
    expect(seen['PLC-EXPLAIN-15#1']).toMatchObject({ state: 'met', stoppedAt: '2026-03-16T03:00:00.000Z' });
  });

  it('forget a pause that began after the note', async () => {
    const results: unknown[] = [];
    for (const turned of [false, true]) {
      const id = newId();
      await act(id, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
      const note = { by: sender, type: 'referral.withdrawn', at: '2026-03-04T03:00:00.000Z', track: 'note' as const };
      const objected = { by: receiver, type: 'referral.objected', at: '2026-03-05T03:00:00.000Z', n: 2 };
      const order = turned ? [objected, note] : [note, objected];
      for (const given of order) await act(id, given);
      const back = { by: sender, type: 'referral.sent-back', at: '2026-03-11T03:00:00.000Z', n: 3 };
      const seen = await act(id, back);
      results.push({ ...seen['PLC-EXPLAIN-15#1'], startedAt: null });
    }
    expect(results[1]).toEqual(results[0]);
    // 15 natural days from 2 March end on the 17th; the 5th to the 11th did not count.
    expect(results[0]).toMatchObject({ state: 'running', due: { dueOn: '2026-03-24' } });
  });
});
