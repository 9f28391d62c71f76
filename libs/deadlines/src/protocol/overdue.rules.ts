import { type Calendar, type Due } from '@sup/contracts';
import { type Bilingual } from '@sup/kernel';
import { addWorkingDays, isWorkingDay, previousWorkingDay } from './calendar.rules.ts';
import { type Day, addDays, daysBetween } from './day.rules.ts';
import { findRule } from './deadline.rules.ts';
import { hourMs, millisecondsOf, shanghaiDay, shanghaiText, startOfDay, utcText } from './instant.rules.ts';

/** From when a due date is overdue, UTC: 00:00 Shanghai of the next day; for hour rules, right after the last instant. */
export function overdueFrom(due: Due): string {
  return due.dueOn === null ? utcText(millisecondsOf(due.dueAt) + 1) : utcText(startOfDay(addDays(due.dueOn, 1)));
}

/** Whether an act at `instant` is out of time. An act is judged by the time its author states, never by arrival. */
export function isPast(due: Due, instant: string): boolean {
  return millisecondsOf(instant) >= millisecondsOf(overdueFrom(due));
}

/** Whether an act at `instant` comes before the earliest day of an EARLIEST rule: a warning, never an overdue mark. */
export function isTooEarly(due: Due, instant: string): boolean {
  if (findRule(due.ruleId)?.kind !== 'EARLIEST') return false;
  return due.dueOn === null ? millisecondsOf(instant) < millisecondsOf(due.dueAt) : shanghaiDay(instant) < due.dueOn;
}

export type ReminderKind = 'HALF' | 'T-3' | 'T-1';
export interface Reminder {
  readonly kind: ReminderKind;
  /** The day it is given, a working day; for hour rules the day of `at`. */
  readonly on: Day;
  /** The instant it is given, UTC: 09:00 Shanghai; for hour rules the exact hour. */
  readonly at: string;
}

/** Reminders are given when the office opens. */
const reminderHour = 9;

/**
 * The reminders before a due date, earliest first: at half the term, three and one units before its end (PROTOCOL.md 5,
 * row 10; months count in natural days), moved back to a working day. Those that would fall on the starting day or
 * earlier are left out, and of two on one day the later kind stays: one person is not told the same thing twice.
 */
export function remindersOf(due: Due, calendar: Calendar): Reminder[] {
  const found = due.dueOn === null ? hourReminders(due) : dayReminders(due, due.dueOn, calendar);
  return found.filter((reminder, index) => !found.slice(index + 1).some((later) => later.at <= reminder.at));
}

function hourReminders(due: Due): Reminder[] {
  const [start, end] = [millisecondsOf(due.triggerAt), millisecondsOf(due.dueAt)];
  const half = start + Math.floor((end - start) / 2);
  const all = [
    { kind: 'HALF', ms: half },
    { kind: 'T-3', ms: end - 3 * hourMs },
    { kind: 'T-1', ms: end - hourMs },
  ] as const;
  return all
    .filter(({ ms }) => ms > start)
    .map(({ kind, ms }) => ({ kind, on: shanghaiDay(shanghaiText(ms)), at: utcText(ms) }));
}

function dayReminders(due: Due, dueOn: Day, calendar: Calendar): Reminder[] {
  const start = shanghaiDay(due.triggerAt);
  const back = (day: Day) => previousWorkingDay(day, calendar);
  const working = due.unit === 'WORKING_DAY';
  const before = (n: number) => (working ? addWorkingDays(dueOn, -n, calendar) : back(addDays(dueOn, -n)));
  const all = [
    { kind: 'HALF', on: working ? halfOfWorkingDays(start, dueOn, calendar) : back(half(start, dueOn)) },
    { kind: 'T-3', on: before(3) },
    { kind: 'T-1', on: before(1) },
  ] as const;
  return all
    .filter(({ on }) => on > start)
    .map(({ kind, on }) => ({ kind, on, at: utcText(startOfDay(on) + reminderHour * hourMs) }));
}

const half = (start: Day, end: Day): Day => addDays(start, Math.floor(daysBetween(start, end) / 2));

function halfOfWorkingDays(start: Day, end: Day, calendar: Calendar): Day {
  let count = 0;
  for (let on = addDays(start, 1); on <= end; on = addDays(on, 1)) if (isWorkingDay(on, calendar).working) count += 1;
  return addWorkingDays(start, Math.floor(count / 2), calendar);
}

export type Rung = 1 | 2 | 3 | 4;
export interface EscalationStep {
  readonly rung: Rung;
  /** Whole working days that have passed since the last day in time. */
  readonly afterWorkingDays: number;
  readonly act: 'REMIND' | 'URGE_LETTER' | 'INTERVIEW' | 'REPORT_AND_BULLETIN';
  readonly text: Bilingual;
}

/** What follows silence (domain report C2). The spacing is a default of the project: no law gives a number. */
export const escalationLadder: readonly EscalationStep[] = [
  { rung: 1, afterWorkingDays: 0, act: 'REMIND', text: { zh: '催办提醒', en: 'Reminder' } },
  { rung: 2, afterWorkingDays: 3, act: 'URGE_LETTER', text: { zh: '督办函', en: 'Urging letter' } },
  { rung: 3, afterWorkingDays: 8, act: 'INTERVIEW', text: { zh: '约谈', en: 'Interview' } },
  { rung: 4, afterWorkingDays: 15, act: 'REPORT_AND_BULLETIN', text: { zh: '报告、通报', en: 'Report and bulletin' } },
];

/** When a rung is reached, UTC. Rung 1 with the overdue itself, the others at 00:00 Shanghai after their working days. */
export function rungReachedAt(due: Due, rung: Rung, calendar: Calendar): string {
  const { afterWorkingDays } = escalationLadder.find((step) => step.rung === rung)!;
  return afterWorkingDays === 0 ? overdueFrom(due) : startAfter(due, afterWorkingDays, calendar);
}

/**
 * From when a debtor whose link is silent is written down as out of contact (失联), UTC: one more working day has passed
 * (PROTOCOL.md 3, Overdue).
 */
export function outOfContactFrom(due: Due, calendar: Calendar): string {
  return startAfter(due, 1, calendar);
}

function startAfter(due: Due, workingDays: number, calendar: Calendar): string {
  const last = due.dueOn ?? shanghaiDay(due.dueAt);
  return utcText(startOfDay(addDays(addWorkingDays(last, workingDays, calendar), 1)));
}
