import { describe, expect, it } from '@jest/globals';
import { computeDue, shippedCalendar } from '@sup/deadlines/protocol';
import { type ClockView } from '../api/referrals.views.ts';
import { byUrgency, dueState, instantOf, isOverdue, shanghaiTime } from './due.ts';

const calendar = shippedCalendar;
const due = (ruleId: string, triggerAt: string) => computeDue({ ruleId, triggerAt, calendar });
const clock = (ruleId: string, triggerAt: string, state: ClockView['state'] = 'running') =>
  ({ state, due: due(ruleId, triggerAt) }) as ClockView;

describe('how a day clock stands', () => {
  const ack = clock('PLC-ACK-3W', '2026-03-02');
  it('counts calendar days to the last day in time', () => {
    expect(ack.due.dueOn).toBe('2026-03-05');
    expect(dueState(ack, '2026-03-02T04:00:00.000Z')).toEqual({ kind: 'running', days: 3 });
  });
  it('is due today until midnight in Shanghai, whatever the day in UTC', () => {
    expect(dueState(ack, '2026-03-04T16:00:00.000Z')).toEqual({ kind: 'today', days: 0 });
    expect(dueState(ack, '2026-03-05T15:59:59.999Z')).toEqual({ kind: 'today', days: 0 });
  });
  it('is overdue from the first instant of the next day', () => {
    const state = dueState(ack, '2026-03-05T16:00:00.000Z');
    expect(state).toEqual({ kind: 'overdue', days: 1 });
    expect(isOverdue(state)).toBe(true);
  });
  it.each(['met', 'late', 'paused', 'void'] as const)('that is %s says so, not how many days', (state) =>
    expect(dueState({ ...ack, state }, '2027-01-01T00:00:00.000Z')).toEqual({ kind: state }),
  );
});

describe('how an hour clock stands', () => {
  const delivery = clock('REF-DELIVER-24H', '2026-03-02T02:00:00.000Z');
  it('counts whole hours left', () =>
    expect(dueState(delivery, '2026-03-02T03:30:00.000Z')).toEqual({ kind: 'running-hours', hours: 22 }));
  it('is overdue a moment after its instant', () =>
    expect(dueState(delivery, '2026-03-03T02:00:01.000Z')).toEqual({ kind: 'overdue-hours', hours: 1 }));
});

it('the overdue stand first, then the nearest due date, then what has no clock running', () => {
  const rows = [
    { id: 'none', nextDue: null },
    { id: 'later', nextDue: clock('PLC-URGE-30', '2026-03-02') },
    { id: 'met', nextDue: clock('PLC-ACK-3W', '2026-01-05', 'met') },
    { id: 'overdue', nextDue: clock('PLC-ACK-3W', '2026-02-02') },
    { id: 'soon', nextDue: clock('PLC-ACK-3W', '2026-03-02') },
  ];
  const order = rows.sort(byUrgency('2026-03-03T00:00:00.000Z')).map((row) => row.id);
  expect(order).toEqual(['overdue', 'soon', 'later', 'none', 'met']);
});

it('Beijing wall time is read and shown as Beijing wall time', () => {
  expect(instantOf('2026-11-25T12:04')).toBe('2026-11-25T04:04:00.000Z');
  expect(shanghaiTime('2026-11-25T16:30:00.000Z')).toBe('2026-11-26 00:30');
  expect(instantOf('nonsense')).toBe('');
});
