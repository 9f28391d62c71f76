import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clockSnapshotSchema } from '@sup/contracts';
import { newId } from '@sup/kernel';
import { type TestDatabase, fixedClock, testDatabase } from '@sup/testing';
import { type ClockTable, computeDue, shippedCalendar } from '../protocol/index.ts';
import { CreateDeadlines20261201 } from '../store/migrations/20261201-create-deadlines.ts';
import {
  Following,
  type Given,
  type Side,
  calendarWith2027,
  factOf,
  publish,
  sideOf,
} from '../testing/sides.fixture.ts';

const toSender = { debtor: 'receiver', creditor: 'sender' };
const toReceiver = { debtor: 'sender', creditor: 'receiver' };
const objectionEnds = ['referral.objection-upheld', 'referral.objection-escalated', 'referral.withdrawn'];
const table: ClockTable = [
  {
    rule: 'PLC-ACK-3W',
    startsOn: 'referral.delivered',
    stopsOn: ['referral.acknowledged', 'referral.recalled'],
    ...toSender,
  },
  {
    rule: 'REF-DECIDE-5W',
    startsOn: 'referral.acknowledged',
    stopsOn: ['referral.accepted', 'referral.objected'],
    ...toSender,
  },
  { rule: 'REF-OBJECTION-5W', startsOn: 'referral.objected', stopsOn: objectionEnds, ...toReceiver },
  {
    rule: 'REF-RULING-10W',
    startsOn: 'referral.objection-escalated',
    stopsOn: ['referral.ruled-accept', 'referral.ruled-return'],
    debtor: 'arbiter',
    creditor: 'sender',
  },
  {
    rule: 'resultRuleId',
    startsOn: 'referral.delivered',
    stopsOn: ['referral.result', 'referral.objection-upheld', 'referral.ruled-return', 'referral.withdrawn'],
    pausesOn: 'referral.objected',
    resumesOn: ['referral.ruled-accept', 'referral.sent-back'],
    ...toSender,
  },
  {
    rule: 'REF-REVIEW-10W',
    startsOn: 'referral.result',
    stopsOn: ['referral.result-approved', 'referral.sent-back'],
    ...toReceiver,
  },
  {
    rule: 'REF-RECALL-3W',
    startsOn: 'referral.recall-requested',
    stopsOn: ['referral.recalled', 'referral.recall-refused', 'referral.result'],
    ...toSender,
  },
];
const following = new Following(table, { sender: 'plc', receiver: 'police-c', arbiter: 'proc' });

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

describe('clocks that both sides follow', () => {
  it('start with the delivery, are met by acts in time, and the next rung starts', async () => {
    const id = newId();
    let seen = await act(id, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
    expect(Object.keys(seen).sort()).toEqual(['PLC-ACK-3W#1', 'PLC-EXPLAIN-15#1']);
    expect(seen['PLC-ACK-3W#1']).toMatchObject({ state: 'running', debtor: 'police-c', creditor: 'plc' });
    expect(seen['PLC-ACK-3W#1']!.due.dueOn).toBe('2026-03-05');
    seen = await act(id, { by: receiver, type: 'referral.acknowledged', at: '2026-03-05T15:59:59.999Z', n: 2 });
    expect(seen['PLC-ACK-3W#1']).toMatchObject({ state: 'met', stoppedAt: '2026-03-05T15:59:59.999Z' });
    expect(seen['REF-DECIDE-5W#1']!.due.dueOn).toBe('2026-03-12');
  });

  it('are late by one second past midnight in Shanghai, whoever hears of it when', async () => {
    const id = newId();
    await act(id, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
    const seen = await act(id, { by: receiver, type: 'referral.acknowledged', at: '2026-03-05T16:00:00.000Z', n: 2 });
    expect(seen['PLC-ACK-3W#1']!.state).toBe('late');
  });

  it('carry snapshots that fit the documented schema', async () => {
    const made = await snapshots(receiver, newId(), 'referral.delivered', '2026-03-02T03:00:00.000Z');
    expect(made.map((snapshot) => clockSnapshotSchema.parse(snapshot))).toEqual(made);
  });

  it('change nothing when a fact is followed twice', async () => {
    const id = newId();
    const carried = await snapshots(receiver, id, 'referral.delivered', '2026-03-02T03:00:00.000Z');
    const delivered = factOf(id, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
    const acknowledged = factOf(id, {
      by: receiver,
      type: 'referral.acknowledged',
      at: '2026-03-04T03:00:00.000Z',
      n: 2,
    });
    await followAt(sender, id, delivered, carried);
    const once = await followAt(sender, id, acknowledged);
    expect(await followAt(sender, id, delivered, carried)).toEqual(once);
    expect(await followAt(sender, id, acknowledged)).toEqual(once);
  });

  it('void the overdue mark of an act that was stated in time, in either order of arrival', async () => {
    const [one, other] = [newId(), newId()];
    const acknowledged = { by: receiver, type: 'referral.acknowledged', at: '2026-03-05T10:00:00.000Z', n: 2 };
    const mark = (clockId: string) => ({
      by: sender,
      type: 'clock.overdue',
      at: '2026-03-06T02:00:00.000Z',
      track: 'note' as const,
      more: {
        clockId,
        ruleId: 'PLC-ACK-3W',
        dueAt: '2026-03-05T23:59:59+08:00',
        rung: 1,
        unreachable: false,
        to: 'police-c',
      },
    });
    for (const id of [one, other])
      await act(id, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
    let seen = await act(one, mark('PLC-ACK-3W#1'));
    expect(seen['PLC-ACK-3W#1']!.overdueRungs).toEqual([1]);
    seen = await act(one, acknowledged);
    expect(seen['PLC-ACK-3W#1']).toMatchObject({ state: 'met', overdueRungs: [] });
    await act(other, acknowledged);
    seen = await act(other, mark('PLC-ACK-3W#1'));
    expect(seen['PLC-ACK-3W#1']).toMatchObject({ state: 'met', overdueRungs: [] });
    const third = newId();
    await act(third, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
    await act(third, mark('PLC-ACK-3W#1'));
    seen = await act(third, { ...acknowledged, at: '2026-03-06T03:00:00.000Z' });
    expect(seen['PLC-ACK-3W#1']).toMatchObject({ state: 'late', overdueRungs: [1] });
  });

  it('stand still from the objection to the ruling, and then have what was left', async () => {
    const id = newId();
    await act(id, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
    await act(id, { by: receiver, type: 'referral.acknowledged', at: '2026-03-03T03:00:00.000Z', n: 2 });
    let seen = await act(id, { by: receiver, type: 'referral.objected', at: '2026-03-05T03:00:00.000Z', n: 3 });
    expect(seen['PLC-EXPLAIN-15#1']).toMatchObject({ state: 'paused' });
    seen = await act(id, { by: sender, type: 'referral.objection-escalated', at: '2026-03-09T03:00:00.000Z', n: 4 });
    expect(seen['PLC-EXPLAIN-15#1']!.state).toBe('paused');
    expect(seen['REF-OBJECTION-5W#1']!.state).toBe('met');
    const ruled = factOf(id, {
      by: { ...sender, agency: 'proc' },
      type: 'referral.ruled-accept',
      at: '2026-03-12T03:00:00.000Z',
      n: 5,
    });
    const both = await Promise.all([sender, receiver].map((side) => followAt(side, id, ruled)));
    expect(both[1]).toEqual(both[0]);
    const resumed = both[0]!.find((clock) => clock.clockId === 'PLC-EXPLAIN-15#1')!;
    // 15 natural days from 2 March end on the 17th; the 6th to the 12th did not count.
    expect([resumed.state, resumed.due.dueOn]).toEqual(['running', '2026-03-24']);
  });

  it('resume with what was left when a result is sent back, under the same id', async () => {
    const id = newId();
    await act(id, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
    let seen = await act(id, { by: receiver, type: 'referral.result', at: '2026-03-11T03:00:00.000Z', n: 2 });
    expect(seen['PLC-EXPLAIN-15#1']!.state).toBe('met');
    seen = await act(id, { by: sender, type: 'referral.sent-back', at: '2026-03-20T03:00:00.000Z', n: 3 });
    // Six of fifteen days were left on the 11th.
    expect(seen['PLC-EXPLAIN-15#1']).toMatchObject({ state: 'running', stoppedAt: null });
    expect(seen['PLC-EXPLAIN-15#1']!.due.dueOn).toBe('2026-03-26');
    seen = await act(id, { by: receiver, type: 'referral.result', at: '2026-03-27T03:00:00.000Z', n: 4 });
    expect(seen['PLC-EXPLAIN-15#1']!.state).toBe('late');
    expect(Object.keys(seen)).toContain('REF-REVIEW-10W#2');
  });

  it('end at once when the note that starts them was overtaken by the move that ends them', async () => {
    const id = newId();
    const asked = {
      by: sender,
      type: 'referral.recall-requested',
      at: '2026-03-04T02:00:00.000Z',
      track: 'note' as const,
      seen: 1,
    };
    const carried = await snapshots(sender, id, asked.type, asked.at);
    const request = factOf(id, asked);
    const result = factOf(id, { by: receiver, type: 'referral.result', at: '2026-03-04T03:00:00.000Z', n: 2 });
    await followAt(sender, id, request, carried);
    const atSender = await followAt(sender, id, result);
    await followAt(receiver, id, result);
    const atReceiver = await followAt(receiver, id, request, carried);
    expect(atReceiver).toEqual(atSender);
    expect(atReceiver.find((clock) => clock.ruleId === 'REF-RECALL-3W')).toMatchObject({ state: 'met' });
  });
});

describe('an extension', () => {
  const extension = { n: 15, unit: 'NATURAL_DAY' as const, approver: 'head', reason: '案情复杂' };
  const extend = (id: string, wanted: object = {}) =>
    sender.dataSource.transaction((manager) =>
      sender.clocks.extend(manager, id, 'PLC-EXPLAIN-15#1', { ...extension, ...wanted }),
    );

  it('is counted from the unrolled end and taken over by the other side', async () => {
    const id = newId();
    await act(id, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
    const due = await extend(id);
    expect(due.dueOn).toBe('2026-04-01');
    const granted = {
      by: sender,
      type: 'referral.extension-granted',
      track: 'note' as const,
      at: '2026-03-16T03:00:00.000Z',
    };
    const seen = await act(id, { ...granted, more: { clockId: 'PLC-EXPLAIN-15#1', about: 1, due } });
    expect(seen['PLC-EXPLAIN-15#1']!.due).toEqual(due);
  });

  it('that reaches the other side after the act makes the act in time', async () => {
    const id = newId();
    await act(id, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
    const due = await extend(id);
    const granted = factOf(id, {
      ...{ by: sender, type: 'referral.extension-granted', track: 'note', at: '2026-03-16T03:00:00.000Z' },
      more: { clockId: 'PLC-EXPLAIN-15#1', about: 1, due },
    });
    const result = factOf(id, { by: receiver, type: 'referral.result', at: '2026-03-20T03:00:00.000Z', n: 2 });
    const before = await followAt(receiver, id, result);
    expect(before.find((clock) => clock.clockId === 'PLC-EXPLAIN-15#1')!.state).toBe('late');
    const after = await followAt(receiver, id, granted);
    await followAt(sender, id, granted);
    expect(await followAt(sender, id, result)).toEqual(after);
    expect(after.find((clock) => clock.clockId === 'PLC-EXPLAIN-15#1')!.state).toBe('met');
  });

  it('is refused a second time, when too long, for a stopped clock and for a clock that is not there', async () => {
    const id = newId();
    await act(id, { by: receiver, type: 'referral.delivered', at: '2026-03-02T03:00:00.000Z' });
    await expect(extend(id, { n: 16 })).rejects.toThrow('EXTENSION_TOO_LONG');
    await extend(id);
    await expect(extend(id)).rejects.toThrow('EXTENSION_EXHAUSTED');
    await followAt(
      sender,
      id,
      factOf(id, { by: receiver, type: 'referral.result', at: '2026-03-11T03:00:00.000Z', n: 2 }),
    );
    await expect(extend(id)).rejects.toThrow('CLOCK_STOPPED');
    await expect(extend(newId())).rejects.toThrow('CLOCK_ABSENT');
  });
});

describe('another reckoning', () => {
  it('of the other side is kept and shown beside the author’s', async () => {
    const id = newId();
    const [snapshot] = await snapshots(receiver, id, 'referral.acknowledged', '2026-02-12T03:00:00.000Z');
    const due = { ...snapshot!.due, dueOn: '2026-02-20', dueAt: '2026-02-20T23:59:59+08:00' };
    const fact = factOf(id, { by: receiver, type: 'referral.acknowledged', at: '2026-02-12T03:00:00.000Z' });
    const [clock] = await followAt(sender, id, fact, [{ ...snapshot!, due }]);
    expect([clock!.due.dueOn, clock!.difference?.dueOn]).toEqual(['2026-02-20', '2026-02-26']);
  });
  it('is not attempted for a rule that is not known here', async () => {
    const id = newId();
    const due = {
      ...computeDue({ ruleId: 'PLC-ACK-3W', triggerAt: '2026-03-02', calendar: shippedCalendar }),
      ruleId: 'NEW-RULE',
    };
    const carried = [{ clockId: 'NEW-RULE#1', debtor: 'police-c', creditor: 'plc', due }];
    const fact = factOf(id, { by: receiver, type: 'referral.acknowledged', at: '2026-03-02T03:00:00.000Z' });
    expect(await followAt(sender, id, fact, carried)).toMatchObject([
      { ruleId: 'NEW-RULE', difference: null, state: 'running' },
    ]);
  });
});

describe('a new calendar', () => {
  it('counts open provisional clocks again, keeps the old date, tells which changed; the other side follows the note', async () => {
    const id = newId();
    let seen = await act(id, { by: receiver, type: 'referral.objection-escalated', at: '2026-12-28T03:00:00.000Z' });
    const old = seen['REF-RULING-10W#1']!.due;
    expect([old.dueOn, old.provisional]).toEqual(['2027-01-12', true]);
    await publish(sender, calendarWith2027);
    const [waiting] = await sender.clocks.of(sender.dataSource.manager, id);
    expect([waiting!.due.dueOn, waiting!.difference?.dueOn]).toEqual(['2027-01-12', '2027-01-13']);
    const changed = (await publish(receiver, calendarWith2027)).filter((clock) => clock.recordId === id);
    expect(changed).toMatchObject([
      { clockId: 'REF-RULING-10W#1', capability: 'letters', old, new: { dueOn: '2027-01-13' } },
    ]);
    await Promise.all([sender.calendars.refresh(), receiver.calendars.refresh()]);
    const note = { by: receiver, type: 'clock.recomputed', at: '2026-12-29T03:00:00.000Z', track: 'note' as const };
    const told = { clockId: 'REF-RULING-10W#1', old, new: changed[0]!.new, at: note.at };
    seen = await act(id, { ...note, more: told });
    expect(seen['REF-RULING-10W#1']).toMatchObject({
      due: { dueOn: '2027-01-13', provisional: false },
      earlierDues: [old],
      difference: null,
    });
    expect(sender.calendars.current().version).toBe('2027.1');
  });
});
