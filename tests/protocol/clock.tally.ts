import { type Due, type FactEnvelope, authorOf } from '@sup/contracts';
import { effectOf, verdictOf } from '@sup/deadlines/protocol';
import { type Referral, referralClocks, ruleOf } from '@sup/referrals/protocol';

/** A clock as one copy sees it. Dates are not computed here: every term ends at the same instant. */
export interface ClockTally {
  readonly clockId: string;
  readonly entry: number;
  readonly debtor: string;
  readonly creditor: string;
  readonly state: 'running' | 'paused' | 'stopped';
  readonly verdict: 'met' | 'late' | 'void' | null;
  readonly marks: readonly number[];
}

export const inTime = '2026-12-01T01:00:00.000Z';
export const late = '2026-12-20T01:00:00.000Z';
const dueOn = '2026-12-10';

export const isRunning = (clock: ClockTally): boolean => clock.state === 'running';

/**
 * The clocks after a fact, taken in where it arrives, by the tables of the two libraries. A note that starts a clock may
 * come after the move that ends it, which is then among the facts `before`.
 */
export function followFact(
  clocks: readonly ClockTally[],
  state: Referral,
  { fact, before }: { readonly fact: FactEnvelope; readonly before: readonly FactEnvelope[] },
): ClockTally[] {
  const followed = clocks.map((clock) => afterFact(clock, state, fact));
  for (const [entry, row] of referralClocks.entries()) {
    const ruleId = row.startsOn === fact.type ? ruleOf(state.sent, row.rule) : null;
    const [debtor, creditor] = [state.sent.parties[row.debtor], state.sent.parties[row.creditor]];
    if (!ruleId || !debtor || !creditor) continue;
    const clockId = `${ruleId}#${fact.track}${fact.n}`;
    const started = { clockId, entry, debtor, creditor, state: 'running' as const, verdict: null, marks: [] };
    // Marks are kept by the clock's id, also where the note that starts it is still under way.
    const marked = before.filter(({ type }) => type === 'clock.overdue').reduce(markedBy, started);
    const passed = before
      .filter(({ track, n }) => track === 'move' && n > (fact.seenrevision ?? fact.n))
      .sort((left, right) => left.n - right.n);
    followed.push(passed.reduce((clock: ClockTally, move) => afterFact(clock, state, move), marked));
  }
  return followed.sort((left, right) => (left.clockId < right.clockId ? -1 : 1));
}

function afterFact(clock: ClockTally, state: Referral, fact: FactEnvelope): ClockTally {
  if (fact.type === 'clock.overdue') return markedBy(clock, fact);
  const row = referralClocks[clock.entry]!;
  const effect = effectOf(referralClocks, row, clock.state, fact);
  if (effect === 'none') return clock;
  if (effect === 'pause') return { ...clock, state: 'paused' };
  if (effect === 'resume') return { ...clock, state: 'running', verdict: null };
  const byDebtor = authorOf(fact) === state.sent.parties[row.debtor];
  return { ...clock, state: 'stopped', verdict: verdictOf(dueOf(clock), { at: fact.statedat, byDebtor }) };
}

function markedBy(clock: ClockTally, { data }: FactEnvelope): ClockTally {
  if (data['clockId'] !== clock.clockId) return clock;
  return { ...clock, marks: [...new Set([...clock.marks, Number(data['rung'])])].sort() };
}

function dueOf(clock: ClockTally): Due {
  return {
    ruleId: clock.clockId.split('#')[0]!,
    ruleVersion: '1',
    triggerAt: '2026-11-25',
    n: 5,
    unit: 'WORKING_DAY',
    dueOn,
    dueAt: `${dueOn}T23:59:59+08:00`,
    provisional: false,
    calendarVersion: '1',
    arithmetic: [],
  };
}
