import { type Calendar, type Due } from '@sup/contracts';
import { DomainError } from '@sup/kernel';
import { type ClockState, computeDue, findRule, overdueFrom, remindersOf, verdictOf } from '../protocol/index.ts';
import { type ClockRecord } from '../store/clock.store.ts';

/**
 * A clock's due date by our own reckoning; undefined where our rule table does not know its rule (a newer version of the
 * other side): then the author's date is kept as it is.
 */
export function dueBy(clock: Pick<ClockRecord, 'due' | 'pauses' | 'extensions'>, calendar: Calendar): Due | undefined {
  const { ruleId, triggerAt, n, unit } = clock.due;
  if (!findRule(ruleId)) return undefined;
  try {
    return computeDue({ ruleId, triggerAt, n, unit, calendar, pauses: clock.pauses, extensions: clock.extensions });
  } catch (refusal) {
    // What the other side has written must not stop its record here: it stands, shown without a second opinion.
    if (refusal instanceof DomainError) return undefined;
    throw refusal;
  }
}

/** Our own date where it is another than the author's: shown beside it (PROTOCOL.md 5, row 4). */
export function differenceOf(authors: Due, own: Due | undefined): Due | null {
  return own && (own.dueAt !== authors.dueAt || own.provisional !== authors.provisional) ? own : null;
}

/** The state of a clock whose due date, pauses or stop have changed. */
export function stateOf(clock: Pick<ClockRecord, 'due' | 'pauses' | 'stoppedAt' | 'stoppedByDebtor'>): ClockState {
  const open = clock.pauses.some((pause) => pause.to === null);
  if (clock.stoppedAt !== null) {
    // While time stands still nothing can become late.
    if (open) return clock.stoppedByDebtor === true ? 'met' : 'void';
    return verdictOf(clock.due, { at: clock.stoppedAt, byDebtor: clock.stoppedByDebtor === true });
  }
  return open ? 'paused' : 'running';
}

/**
 * The business instant at which the timer must first look at a clock: its first reminder, where we are the debtor, else
 * the instant from which it is overdue. One that has passed already is looked at at once. Null for an earliest date.
 */
export function firstLookAt(clock: ClockRecord, calendar: Calendar, agency: string): string | null {
  if (findRule(clock.ruleId)?.kind === 'EARLIEST') return null;
  try {
    const reminder = clock.debtor === agency ? remindersOf(clock.due, calendar)[0] : undefined;
    return reminder?.at ?? overdueFrom(clock.due);
  } catch {
    // A date as only the other side can count it: the timer looks at once, and says what is wrong with it.
    return '-infinity';
  }
}

/**
 * Whether an act stated at `at` is the one that ends a clock. A stopped clock takes over an earlier stop only, and never
 * one from before its last resumption; what was stated before the clock began ended an earlier one of its kind, if there
 * is one (else two agencies' clocks only go differently).
 */
export function endsAt(clock: ClockRecord, at: string, all: Iterable<ClockRecord>): boolean {
  const before = (one: string, other: string) => Date.parse(one) < Date.parse(other);
  if (before(at, clock.startedAt)) {
    for (const other of all) if (other.entry === clock.entry && before(other.startedAt, clock.startedAt)) return false;
  }
  if (clock.stoppedAt === null) return true;
  const resumedAt = clock.pauses.findLast(({ to }) => to !== null)?.to;
  return before(at, clock.stoppedAt) && !(resumedAt && before(at, resumedAt));
}

/** A clock without an open pause that began after `at`: had the act of that time come first, it would never have begun. */
export function pausedBefore(clock: ClockRecord, at: string, calendar: Calendar): ClockRecord {
  const pauses = clock.pauses.filter(({ from, to }) => to !== null || Date.parse(from) <= Date.parse(at));
  if (pauses.length === clock.pauses.length) return clock;
  return { ...clock, pauses, due: dueBy({ ...clock, pauses }, calendar) ?? clock.due };
}
