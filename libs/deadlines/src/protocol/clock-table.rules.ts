import { type ArithmeticStep, type Due } from '@sup/contracts';
import { type Extension, type Pause } from './due.decide.ts';
import { findRule } from './deadline.rules.ts';
import { isPast } from './overdue.rules.ts';

/**
 * One row of a capability's clock table (PROTOCOL.md appendix A): which fact starts the clock, which ends it, who owes
 * the act to whom. `rule` is a rule id, or a name that the capability resolves to one (`resultRuleId`).
 */
export interface ClockEntry {
  readonly rule: string;
  readonly startsOn: string;
  readonly stopsOn: readonly string[];
  /** Time stands still from this fact on; what is left runs on from the resuming fact. */
  readonly pausesOn?: string;
  /**
   * Facts that resume a paused or stopped clock with what was left (`referral.sent-back`). Without it a paused clock
   * resumes by the next move that starts no clock of another debtor, and a stopped clock never.
   */
  readonly resumesOn?: string | readonly string[];
  readonly debtor: string;
  readonly creditor: string;
}
export type ClockTable = readonly ClockEntry[];

export type ClockEffect = 'stop' | 'pause' | 'resume' | 'none';

/**
 * What a fact does to a clock that is running, paused or stopped. Both sides ask this, so both end alike. `stop` for a
 * stopped clock means that the earlier stated of the two acts ends it: notes and moves overtake each other.
 */
export function effectOf(
  table: ClockTable,
  entry: ClockEntry,
  state: 'running' | 'paused' | 'stopped',
  fact: { readonly type: string; readonly track: 'move' | 'note' },
): ClockEffect {
  const resumes = resumesOn(entry, fact.type);
  if (state === 'stopped' && resumes) return 'resume';
  if (entry.stopsOn.includes(fact.type)) return 'stop';
  if (state === 'stopped') return 'none';
  if (state === 'running') return entry.pausesOn === fact.type ? 'pause' : 'none';
  if (entry.resumesOn !== undefined) return resumes ? 'resume' : 'none';
  if (fact.track !== 'move' || fact.type === entry.pausesOn) return 'none';
  const turnOfAnother = table.some((other) => other.startsOn === fact.type && other.debtor !== entry.debtor);
  return turnOfAnother ? 'none' : 'resume';
}

export function resumesOn(entry: ClockEntry, factType: string): boolean {
  return typeof entry.resumesOn === 'string' ? entry.resumesOn === factType : !!entry.resumesOn?.includes(factType);
}

export type ClockState = 'running' | 'paused' | 'met' | 'late' | 'void';

/**
 * How a stopped clock stands, by the time the stopping act states: `late` after the term, whoever acted, and the overdue
 * marks stand; within it `met` by the debtor's act, `void` by another's, and the marks are void (PROTOCOL.md 3, Overdue).
 */
export function verdictOf(
  due: Due,
  stop: { readonly at: string; readonly byDebtor: boolean },
): 'met' | 'late' | 'void' {
  if (findRule(due.ruleId)?.kind !== 'EARLIEST' && isPast(due, stop.at)) return 'late';
  return stop.byDebtor ? 'met' : 'void';
}

/** The extensions a due date was computed with, read back from its arithmetic. */
export function extensionsIn(due: Due): Extension[] {
  return due.arithmetic
    .filter((step): step is Extract<ArithmeticStep, { step: 'extended' }> => step.step === 'extended')
    .map(({ n, unit, approver, reason }) => ({ n, unit, approver, reason }));
}

/** The pauses a due date was computed with, as days. */
export function pausesIn(due: Due): Pause[] {
  return due.arithmetic
    .filter((step): step is Extract<ArithmeticStep, { step: 'paused' }> => step.step === 'paused')
    .map(({ from, to }) => ({ from, to }));
}
