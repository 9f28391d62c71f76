import { type Due } from '@sup/contracts';
import { type ClockState, isPast, isTooEarly } from '../protocol/index.ts';
import { type ClockRecord, type OverdueMark } from '../store/clock.store.ts';

/** A clock as screens and capabilities see it. Instants are business time, UTC. */
export interface ClockView {
  readonly clockId: string;
  readonly ruleId: string;
  readonly state: ClockState;
  readonly debtor: string;
  readonly creditor: string;
  /** As its author computed it, with the arithmetic. */
  readonly due: Due;
  /** Our own result where it is another than the author's. */
  readonly difference: Due | null;
  /** Dates that held before a new calendar, oldest first. */
  readonly earlierDues: readonly Due[];
  readonly startedAt: string;
  readonly stoppedAt: string | null;
  /** Rungs of the ladder whose mark stands: written after the term, and not made void by an act stated within it. */
  readonly overdueRungs: readonly number[];
  /** An EARLIEST rule was acted on before its day: a warning. */
  readonly early: boolean;
}

export function clockView(clock: ClockRecord, marks: readonly OverdueMark[]): ClockView {
  const { clockId, ruleId, state, debtor, creditor, due, difference, earlierDues, startedAt, stoppedAt } = clock;
  const voided = state === 'met' || state === 'void';
  const stands = (mark: OverdueMark) => mark.rung > 0 && isPast(due, mark.writtenAt);
  return {
    ...{ clockId, ruleId, state, debtor, creditor, due, difference, earlierDues, startedAt, stoppedAt },
    overdueRungs: voided ? [] : marks.filter(stands).map((mark) => mark.rung),
    early: stoppedAt !== null && isTooEarly(due, stoppedAt),
  };
}
