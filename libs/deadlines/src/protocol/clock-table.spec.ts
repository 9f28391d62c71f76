import { describe, expect, it } from '@jest/globals';
import { shippedCalendar } from './calendar.rules.ts';
import { type ClockEntry, effectOf, verdictOf } from './clock-table.rules.ts';
import { computeDue } from './due.decide.ts';

const parties = { debtor: 'receiver', creditor: 'sender' };
const result: ClockEntry = {
  rule: 'resultRuleId',
  startsOn: 'letter.delivered',
  stopsOn: ['letter.result', 'letter.withdrawn'],
  pausesOn: 'letter.objected',
  ...parties,
};
const ruling: ClockEntry = {
  rule: 'R',
  startsOn: 'letter.escalated',
  stopsOn: ['letter.ruled'],
  debtor: 'arbiter',
  creditor: 'sender',
};
const table = [result, ruling];
const move = (type: string) => ({ type, track: 'move' as const });

describe('a clock of the table', () => {
  it('stops, pauses and otherwise runs on', () => {
    expect(effectOf(table, result, 'running', move('letter.result'))).toBe('stop');
    expect(effectOf(table, result, 'running', move('letter.objected'))).toBe('pause');
    expect(effectOf(table, result, 'running', move('letter.accepted'))).toBe('none');
    expect(effectOf(table, result, 'stopped', move('letter.sent-back'))).toBe('none');
    expect(effectOf(table, result, 'stopped', move('letter.result'))).toBe('stop');
  });
  it('stays paused while the turn is another party’s, and resumes by the next move that is not', () => {
    expect(effectOf(table, result, 'paused', move('letter.escalated'))).toBe('none');
    expect(effectOf(table, result, 'paused', move('letter.ruled'))).toBe('resume');
    expect(effectOf(table, result, 'paused', move('letter.withdrawn'))).toBe('stop');
    expect(effectOf(table, result, 'paused', { type: 'letter.progress', track: 'note' })).toBe('none');
  });
  it('resumes after it was stopped where the table says so', () => {
    const back = { ...result, resumesOn: ['letter.ruled', 'letter.sent-back'] };
    expect(effectOf([back], back, 'stopped', move('letter.sent-back'))).toBe('resume');
    expect(effectOf([back], back, 'paused', move('letter.ruled'))).toBe('resume');
    expect(effectOf([back], back, 'paused', move('letter.other'))).toBe('none');
  });
});

describe('the verdict of a stopped clock', () => {
  const due = computeDue({ ruleId: 'PLC-ACK-3W', triggerAt: '2026-08-03', calendar: shippedCalendar });
  it('goes by the stated time: met in time, late after it, void when another party ended it in time', () => {
    expect(verdictOf(due, { at: '2026-08-06T15:59:59.999Z', byDebtor: true })).toBe('met');
    expect(verdictOf(due, { at: '2026-08-06T16:00:00.000Z', byDebtor: true })).toBe('late');
    expect(verdictOf(due, { at: '2026-08-05T02:00:00.000Z', byDebtor: false })).toBe('void');
    expect(verdictOf(due, { at: '2026-08-09T02:00:00.000Z', byDebtor: false })).toBe('late');
  });
  it('of an earliest date is never late', () => {
    const earliest = computeDue({ ruleId: 'CT-ZHONGBEN-3M', triggerAt: '2026-03-02', calendar: shippedCalendar });
    expect(verdictOf(earliest, { at: '2026-12-01T02:00:00.000Z', byDebtor: true })).toBe('met');
  });
});
