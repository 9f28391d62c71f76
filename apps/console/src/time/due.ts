import { daysBetween, shanghaiDay } from '@sup/deadlines/protocol';
import { type ClockView } from '../api/referrals.views.ts';

/** How a clock stands, for people: what to write beside the due date, not only how to colour it. */
export type DueState =
  | { readonly kind: 'met' | 'late' | 'void' | 'paused' }
  | { readonly kind: 'running' | 'today' | 'overdue'; readonly days: number }
  | { readonly kind: 'running-hours' | 'overdue-hours'; readonly hours: number };

const hour = 3_600_000;

/** How the clock stands at the business instant `now`. Day rules count calendar days, hour rules whole hours. */
export function dueState(clock: Pick<ClockView, 'state' | 'due'>, now: string): DueState {
  if (clock.state !== 'running') return { kind: clock.state };
  const { dueOn, dueAt } = clock.due;
  if (dueOn === null) {
    const left = Date.parse(dueAt) - Date.parse(now);
    if (left < 0) return { kind: 'overdue-hours', hours: Math.max(1, Math.ceil(-left / hour)) };
    return { kind: 'running-hours', hours: Math.floor(left / hour) };
  }
  const days = daysBetween(shanghaiDay(now), dueOn);
  if (days < 0) return { kind: 'overdue', days: -days };
  return { kind: days === 0 ? 'today' : 'running', days };
}

export const isOverdue = (state: DueState): boolean => state.kind === 'overdue' || state.kind === 'overdue-hours';

/** Overdue first, then the earliest due date, then what has no clock. */
export function byUrgency(now: string) {
  const rank = (clock: ClockView | null): number =>
    clock === null || clock.state !== 'running'
      ? Number.MAX_SAFE_INTEGER
      : Date.parse(clock.due.dueAt) - Date.parse(now);
  return (one: { nextDue: ClockView | null }, other: { nextDue: ClockView | null }): number =>
    Math.sign(rank(one.nextDue) - rank(other.nextDue));
}

/** `2026-11-25 12:04` in Asia/Shanghai. */
export function shanghaiTime(instant: string): string {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) return instant;
  return new Date(ms + 8 * hour).toISOString().slice(0, 16).replace('T', ' ');
}

/** The instant of a Beijing wall time as an input of type `datetime-local` gives it: `2026-11-25T12:04`. */
export function instantOf(local: string): string {
  const ms = Date.parse(`${local.length === 16 ? `${local}:00` : local}+08:00`);
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString();
}
