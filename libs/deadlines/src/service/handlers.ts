import { type EntityManager } from 'typeorm';
import { type Reminder } from '../protocol/index.ts';
import { type ClockView } from './clock.views.ts';

/** A clock past its term, as a handler sees it. */
export interface ExpiredClock extends ClockView {
  readonly recordId: string;
  readonly capability: string;
  /** Which side this agency is on. A debtor's handler is for acts that silence itself makes (deemed acceptance). */
  readonly party: 'creditor' | 'debtor';
  /** The debtor's link has shown nothing since the term (失联). */
  readonly unreachable: boolean;
}

export interface OnExpired {
  /**
   * Called once per clock and rung, in one transaction with the mark: as creditor with the rungs 1–4 of the ladder, in
   * order; as debtor once, with rung 0. What it throws undoes the mark; the timer tries again later.
   */
  readonly handle: (clock: ExpiredClock, rung: number, manager: EntityManager) => Promise<void>;
  /**
   * Whether the debtor's link was heard from later than the due time (PROTOCOL.md 3, Overdue). While it was not, the
   * marks wait for one more working day and are then written as out of contact. Without it every debtor counts as heard.
   */
  readonly mayAccuse?: (clock: ExpiredClock) => boolean | Promise<boolean>;
}

/** Called once per clock, kind and due date, in one transaction with the reminder's row, at the debtor's service. */
export type OnReminder = (
  clock: ClockView & { readonly recordId: string },
  reminder: Reminder,
  manager: EntityManager,
) => Promise<void>;

/** What capabilities registered, by capability. */
export interface Handlers {
  readonly expired: Map<string, OnExpired>;
  readonly reminder: Map<string, OnReminder>;
}
