import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { addDays } from './day.rules.ts';
import { isWorkingDay, shippedCalendar } from './calendar.rules.ts';

const root = resolve(import.meta.dirname, '../../../..');
const zones = ['UTC', 'Asia/Shanghai', 'America/New_York', 'Pacific/Auckland'];

/** Runs a module's text in a node process of its own whose zone is `zone`, and reads the JSON it prints. */
async function inZone(zone: string, text: string): Promise<unknown> {
  const node = resolve(root, 'node_modules/.bin/node');
  const { stdout } = await promisify(execFile)(node, ['--input-type=module', '--no-warnings', '-e', text], {
    cwd: root,
    env: { ...process.env, TZ: zone },
    maxBuffer: 4_000_000,
  });
  return JSON.parse(stdout);
}

const fieldCases = `
  import { addWorkingDays, computeDue, isPast, remindersOf, shanghaiDay, shippedCalendar } from '@sup/deadlines/protocol';
  const working = [['2026-02-12', 5], ['2026-05-08', 3], ['2026-10-03', 5], ['2025-09-26', 7], ['2025-12-30', 3],
    ['2026-09-18', 5], ['2026-04-30', 2]].map(([day, n]) => addWorkingDays(day, n, shippedCalendar));
  const due = (input) => computeDue({ ruleId: 'PLC-PLAN-10W', calendar: shippedCalendar, ...input });
  const unknown = due({ triggerAt: '2026-12-28' });
  const paused = due({ triggerAt: '2026-02-10', pauses: [{ from: '2026-02-13', to: '2026-02-25' }] });
  const night = due({ triggerAt: '2026-02-13T16:30:00Z', n: 1 });
  const hours = computeDue({ ruleId: 'AE-TRANSFER-24H', triggerAt: '2026-04-02T02:20:00.000Z', calendar: shippedCalendar });
  console.log(JSON.stringify({
    offset: new Date('2026-02-01T00:00:00Z').getTimezoneOffset(), working,
    unknown: [unknown.dueOn, unknown.provisional], paused: paused.dueOn,
    night: [shanghaiDay('2026-02-13T16:30:00Z'), night.triggerAt, night.dueOn, JSON.parse(JSON.stringify(night)).dueOn],
    hours: hours.dueAt, past: [isPast(night, '2026-02-24T15:59:59.999Z'), isPast(night, '2026-02-24T16:00:00.000Z')],
    reminders: remindersOf(unknown, shippedCalendar).map((reminder) => reminder.at),
  }));`;

describe('whatever the zone of the machine', () => {
  it.each(zones)('the field cases have the same dates under TZ=%s', async (zone) => {
    const { offset, ...answers } = (await inZone(zone, fieldCases)) as { offset: number };
    const offsets: Record<string, number> = {
      UTC: 0,
      'Asia/Shanghai': -480,
      'America/New_York': 300,
      'Pacific/Auckland': -780,
    };
    expect(offset).toBe(offsets[zone]);
    expect(answers).toEqual({
      working: ['2026-02-26', '2026-05-12', '2026-10-13', '2025-10-13', '2026-01-05', '2026-09-24', '2026-05-07'],
      unknown: ['2027-01-12', true],
      paused: '2026-03-05',
      night: ['2026-02-14', '2026-02-14', '2026-02-24', '2026-02-24'],
      hours: '2026-04-03T10:20:00+08:00',
      past: [false, true],
      reminders: ['2027-01-05T01:00:00.000Z', '2027-01-07T01:00:00.000Z', '2027-01-11T01:00:00.000Z'],
    });
  });
});

// chinese-days reads a day as midnight UTC, so that west of Greenwich it answers for the day before: it is not asked there.
const packages = `
  import chineseDays from 'chinese-days';
  import { LegalHoliday } from 'tyme4ts';
  import lunar from 'lunar-javascript';
  const { getDayDetail } = chineseDays.getDayDetail ? chineseDays : chineseDays.default;
  const west = new Date().getTimezoneOffset() > 0;
  const answers = {};
  for (let year = 2025; year <= 2026; year += 1)
    for (let month = 1; month <= 12; month += 1)
      for (let date = 1; date <= new Date(Date.UTC(year, month, 0)).getUTCDate(); date += 1) {
        const day = [year, String(month).padStart(2, '0'), String(date).padStart(2, '0')].join('-');
        const week = new Date(Date.UTC(year, month - 1, date)).getUTCDay();
        const weekday = week > 0 && week < 6;
        const tyme = LegalHoliday.fromYmd(year, month, date);
        const holiday = lunar.HolidayUtil.getHoliday(year, month, date);
        answers[day] = [...(west ? [] : [getDayDetail(day).work]), tyme ? tyme.isWork() : weekday, holiday ? holiday.isWork() : weekday];
      }
  console.log(JSON.stringify(answers));`;

describe('every day of 2025 and 2026', () => {
  it.each(zones)('is a working day for us exactly when the calendar packages say so under TZ=%s', async (zone) => {
    const answers = (await inZone(zone, packages)) as Record<string, boolean[]>;
    expect(Object.keys(answers)).toHaveLength(730);
    const different: unknown[] = [];
    for (let day = '2025-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
      const ours = isWorkingDay(day, shippedCalendar).working;
      if (answers[day]!.some((theirs) => theirs !== ours)) different.push([day, ours, answers[day]]);
    }
    expect(different).toEqual([]);
  });
});
