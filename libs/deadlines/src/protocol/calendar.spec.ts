import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calendarSchema } from '@sup/contracts';
import {
  addWorkingDays,
  calendarCovers,
  calendarVersionFits,
  checkCalendar,
  compareCalendarVersions,
  isWorkingDay,
  shippedCalendar,
} from './calendar.rules.ts';
import { addDays, addMonths, dayNumber, dayOf, daysBetween, daysInMonth, partsOf, weekday } from './day.rules.ts';
import { computeDue } from './due.decide.ts';
import { millisecondsOf, shanghaiDay, shanghaiMinute, shanghaiText, utcText } from './instant.rules.ts';
import { remindersOf, rungReachedAt } from './overdue.rules.ts';

const anyNumber = fc.integer({ min: -500_000, max: 800_000 });
const known = fc.integer({ min: dayNumber('2025-01-01'), max: dayNumber('2026-10-01') }).map(dayOf);

describe('an instant', () => {
  it('is of the day, and shown by the minute, of Shanghai', () => {
    expect(shanghaiDay('2026-11-30T15:59:59.999Z')).toBe('2026-11-30');
    expect(shanghaiDay('2026-11-30T16:00:00.000Z')).toBe('2026-12-01');
    expect(shanghaiMinute('2026-11-30T16:00:59.000Z')).toBe('2026-12-01 00:00');
  });
});

describe('days', () => {
  it('are numbered as the machine numbers them in UTC, both ways', () => {
    fc.assert(
      fc.property(anyNumber, (number) => {
        const day = dayOf(number);
        expect(dayNumber(day)).toBe(number);
        const theirs = new Date(number * 86_400_000);
        expect(day).toBe(theirs.toISOString().slice(0, 10));
        expect(weekday(day) % 7).toBe(theirs.getUTCDay());
      }),
    );
  });
  it('months later keep their date, or end the month', () => {
    fc.assert(
      fc.property(anyNumber.map(dayOf), fc.integer({ min: 0, max: 60 }), (day, n) => {
        const [from, to] = [partsOf(day), partsOf(addMonths(day, n))];
        expect(to.year * 12 + to.month).toBe(from.year * 12 + from.month + n);
        const last = daysInMonth(to.year, to.month);
        if (from.date === daysInMonth(from.year, from.month)) expect(to.date).toBe(last);
        else expect(to.date).toBe(Math.min(from.date, last));
      }),
    );
  });
  it.each([
    '2026-2-3',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '26-01-01',
    '2026-01-01T00:00:00Z',
    '',
    '２０２６-01-01',
  ])('refuses %j as a day', (text) => {
    expect(() => addDays(text, 1)).toThrow('DAY_INVALID');
  });
});

describe('instants', () => {
  it('are read and written as the machine does, in UTC and in Shanghai', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (ms) => {
        const text = new Date(ms).toISOString();
        expect(utcText(ms)).toBe(text);
        expect(millisecondsOf(text)).toBe(ms);
        expect(millisecondsOf(shanghaiText(ms))).toBe(ms);
        expect(shanghaiDay(text)).toBe(new Date(ms + 28_800_000).toISOString().slice(0, 10));
      }),
    );
  });
  it.each([
    '2026-02-13',
    '2026-02-13T16:30:00',
    '2026-02-13T24:00:00Z',
    '2026-02-30T00:00:00Z',
    'now',
    '2026-02-13T16:30:00+15:00',
  ])('refuses %j as an instant', (text) => {
    expect(() => millisecondsOf(text)).toThrow('INSTANT_INVALID');
  });
});

describe('working days', () => {
  it('to a day and back again is the day, when it is a working day', () => {
    fc.assert(
      fc.property(known, fc.integer({ min: 1, max: 60 }), (day, n) => {
        const to = addWorkingDays(day, n, shippedCalendar);
        expect(isWorkingDay(to, shippedCalendar).working).toBe(true);
        const back = addWorkingDays(to, -n, shippedCalendar);
        expect(back <= day && addWorkingDays(back, n, shippedCalendar) === to).toBe(true);
      }),
    );
  });
  it('name the reason of every day off and of every make-up day', () => {
    expect(isWorkingDay('2026-02-14', shippedCalendar)).toEqual({
      working: true,
      provisional: false,
      kind: 'make-up',
      why: '春节调休上班',
    });
    expect(isWorkingDay('2026-02-16', shippedCalendar).why).toBe('春节');
    expect(isWorkingDay('2026-03-01', shippedCalendar).why).toBe('周末');
    expect(isWorkingDay('2027-01-01', shippedCalendar)).toMatchObject({
      working: false,
      provisional: true,
      kind: 'statutory',
    });
    expect(isWorkingDay('2027-02-08', shippedCalendar)).toMatchObject({ working: true, provisional: true });
    expect([calendarCovers(shippedCalendar, '2026-12-31'), calendarCovers(shippedCalendar, '2027-02-08')]).toEqual([
      true,
      false,
    ]);
  });
});

describe('the calendar', () => {
  it('that is shipped fits its schema and does not contradict itself', () => {
    expect(calendarSchema.parse(shippedCalendar)).toEqual(shippedCalendar);
    expect(() => checkCalendar(shippedCalendar)).not.toThrow();
    expect(calendarVersionFits(shippedCalendar)).toBe(true);
  });
  it('is refused when a day stands twice, a make-up day is no weekend, a statutory day is missing, a year is doubled', () => {
    const year = shippedCalendar.years[1]!;
    const change = (more: object) => ({ ...shippedCalendar, years: [{ ...year, ...more }] });
    const wrong = (on: string) => change({ makeUpWorkdays: [{ on, name: 'x' }] });
    expect(() => checkCalendar(wrong('2026-02-16'))).toThrow('CALENDAR_INVALID');
    expect(() => checkCalendar(wrong('2026-03-04'))).toThrow('CALENDAR_INVALID');
    expect(() => checkCalendar(wrong('2030-03-02'))).toThrow('CALENDAR_INVALID');
    expect(() => checkCalendar(change({ offDays: [] }))).toThrow('CALENDAR_INVALID');
    expect(() => checkCalendar({ ...shippedCalendar, years: [year, year] })).toThrow('CALENDAR_INVALID');
  });
  it('has versions that grow with the last year and the edition', () => {
    expect(compareCalendarVersions('2026.2', '2026.10')).toBeLessThan(0);
    expect(compareCalendarVersions('2027.1', '2026.10')).toBeGreaterThan(0);
    expect(calendarVersionFits({ ...shippedCalendar, version: '2027.1' })).toBe(false);
    expect(calendarVersionFits({ ...shippedCalendar, version: 'newest' })).toBe(false);
  });
});

describe('a due date', () => {
  const units = fc.constantFrom('PLC-ACK-3W', 'XF-60', 'PR-ARREST-7', 'CT-REHEAR-1M');
  it('never comes earlier for a longer term, a later start, or a longer pause', () => {
    fc.assert(
      fc.property(
        units,
        known,
        fc.integer({ min: 1, max: 40 }),
        fc.nat(20),
        fc.nat(20),
        (ruleId, triggerAt, n, wait, length) => {
          const at = (input: object) =>
            computeDue({ ruleId, triggerAt, n, calendar: shippedCalendar, ...input }).dueOn!;
          expect(at({ n: n + 1 }) >= at({})).toBe(true);
          expect(at({ triggerAt: addDays(triggerAt, 1) }) >= at({})).toBe(true);
          const from = addDays(triggerAt, wait);
          const paused = at({ pauses: [{ from, to: addDays(from, length) }] });
          expect(at({ pauses: [{ from, to: addDays(from, length + 1) }] }) >= paused && paused >= at({})).toBe(true);
        },
      ),
    );
  });
  it('can be counted again from its arithmetic', () => {
    fc.assert(
      fc.property(known, fc.integer({ min: 1, max: 30 }), fc.nat(15), fc.nat(15), (triggerAt, n, wait, length) => {
        const from = addDays(triggerAt, wait);
        const pauses = [{ from, to: addDays(from, length) }];
        const due = computeDue({ ruleId: 'PLC-ACK-3W', triggerAt, n, pauses, calendar: shippedCalendar });
        const counted = due.arithmetic.flatMap((step) => (step.step === 'counted' ? [step] : []));
        expect(counted.reduce((sum, step) => sum + step.count, 0)).toBe(n);
        const off = due.arithmetic.flatMap((step) => (step.step === 'skipped' ? step.days : []));
        const days = counted.reduce((sum, step) => sum + daysBetween(step.from, step.to) + 1, 0);
        expect(days).toBe(n + off.length);
      }),
    );
  });
  it('is reminded of on working days between start and end, each day once, the ladder follows in order', () => {
    fc.assert(
      fc.property(units, known, fc.integer({ min: 1, max: 60 }), (ruleId, triggerAt, n) => {
        const due = computeDue({ ruleId, triggerAt, n, calendar: shippedCalendar });
        const reminders = remindersOf(due, shippedCalendar);
        for (const { on } of reminders) {
          expect(on > triggerAt && on < due.dueOn!).toBe(true);
          expect(isWorkingDay(on, shippedCalendar).working).toBe(true);
        }
        expect(reminders.map(({ on }) => on)).toEqual([...new Set(reminders.map(({ on }) => on))].sort());
        const rungs = ([1, 2, 3, 4] as const).map((rung) => rungReachedAt(due, rung, shippedCalendar));
        expect(rungs).toEqual([...new Set(rungs)].sort());
      }),
    );
  });
  it('of three working days is reminded of at half time and on the day before', () => {
    const due = computeDue({ ruleId: 'PLC-ACK-3W', triggerAt: '2026-08-03', calendar: shippedCalendar });
    expect(remindersOf(due, shippedCalendar)).toEqual([
      { kind: 'HALF', on: '2026-08-04', at: '2026-08-04T01:00:00.000Z' },
      { kind: 'T-1', on: '2026-08-05', at: '2026-08-05T01:00:00.000Z' },
    ]);
  });
  it('on a Monday after a holiday is reminded of before the holiday', () => {
    const due = computeDue({ ruleId: 'XF-NOTICE-15', triggerAt: '2026-09-16', calendar: shippedCalendar });
    expect(due.dueOn).toBe('2026-10-08');
    expect(remindersOf(due, shippedCalendar).at(-1)).toMatchObject({ kind: 'T-1', on: '2026-09-30' });
  });
  it('of hours is reminded of three and one hours before', () => {
    const due = computeDue({ ruleId: 'IN-RECORD', triggerAt: '2026-03-24T17:40:00+08:00', calendar: shippedCalendar });
    expect(remindersOf(due, shippedCalendar).map(({ kind, at }) => [kind, at])).toEqual([
      ['HALF', '2026-03-24T21:40:00.000Z'],
      ['T-3', '2026-03-25T06:40:00.000Z'],
      ['T-1', '2026-03-25T08:40:00.000Z'],
    ]);
  });
});
