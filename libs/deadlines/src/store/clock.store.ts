import { type Due, type FactEnvelope, authorOf } from '@sup/contracts';
import { type ClockState, type Extension, type Pause, type ReminderKind } from '../protocol/index.ts';
import { type Queries, instant, rows } from './queries.ts';

/** A clock as it is kept. `entry` names its row of the capability's table; empty for a clock of the home side. */
export interface ClockRecord {
  readonly recordId: string;
  readonly clockId: string;
  readonly capability: string;
  readonly entry: string;
  readonly ruleId: string;
  readonly debtor: string;
  readonly creditor: string;
  /** The agency whose service computes the due date and writes its recomputations. */
  readonly author: string;
  readonly state: ClockState;
  readonly due: Due;
  readonly difference: Due | null;
  readonly pauses: readonly Pause[];
  readonly extensions: readonly Extension[];
  readonly earlierDues: readonly Due[];
  readonly startedAt: string;
  readonly stoppedAt: string | null;
  readonly stoppedByDebtor: boolean | null;
}
export interface OverdueMark {
  readonly clockId: string;
  readonly rung: number;
  readonly writtenAt: string;
  readonly unreachable: boolean;
}

const columns = `record_id as "recordId", clock_id as "clockId", capability, entry, rule_id as "ruleId", debtor, creditor,
  author, state, due, difference, pauses, extensions, earlier_dues as "earlierDues",
  ${instant('started_at', 'startedAt')}, ${instant('stopped_at', 'stoppedAt')}, stopped_by_debtor as "stoppedByDebtor"`;

/** The clocks of records, oldest first. `lock` keeps others from changing them until the transaction ends. */
export async function clocksOf(on: Queries, recordIds: readonly string[], lock = false): Promise<ClockRecord[]> {
  return rows(
    on,
    `select ${columns} from deadline_clock where record_id = any($1::text[])
       order by record_id, started_at, clock_id ${lock ? 'for update' : ''}`,
    [recordIds],
  );
}

export async function clockOf(on: Queries, recordId: string, clockId: string): Promise<ClockRecord | undefined> {
  const sql = `select ${columns} from deadline_clock where record_id = $1 and clock_id = $2 for update`;
  return (await rows<ClockRecord>(on, sql, [recordId, clockId]))[0];
}

/** Inserts or replaces a clock; the timer looks at it at once and finds its next instant itself. */
export async function saveClock(on: Queries, clock: ClockRecord): Promise<void> {
  await on.query(
    `insert into deadline_clock (record_id, clock_id, capability, entry, rule_id, debtor, creditor, author, state, due,
       difference, pauses, extensions, earlier_dues, started_at, stopped_at, stopped_by_debtor, next_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '-infinity')
     on conflict (record_id, clock_id) do update set debtor = excluded.debtor, creditor = excluded.creditor,
       state = excluded.state, due = excluded.due, difference = excluded.difference, pauses = excluded.pauses,
       extensions = excluded.extensions, earlier_dues = excluded.earlier_dues, stopped_at = excluded.stopped_at,
       stopped_by_debtor = excluded.stopped_by_debtor, next_at = excluded.next_at`,
    [
      ...[clock.recordId, clock.clockId, clock.capability, clock.entry, clock.ruleId, clock.debtor, clock.creditor],
      ...[clock.author, clock.state, JSON.stringify(clock.due)],
      clock.difference === null ? null : JSON.stringify(clock.difference),
      ...[clock.pauses, clock.extensions, clock.earlierDues].map((list) => JSON.stringify(list)),
      ...[clock.startedAt, clock.stoppedAt, clock.stoppedByDebtor],
    ],
  );
}

/** Remembers that a record's clocks have followed a fact; false when they had already. */
export async function insertAct(on: Queries, recordId: string, fact: FactEnvelope): Promise<boolean> {
  const inserted = await rows(
    on,
    `insert into deadline_act (record_id, fact_id, type, track, n, author, stated_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning 1`,
    [recordId, fact.id, fact.type, fact.track, fact.n, authorOf(fact), fact.statedat],
  );
  return inserted.length > 0;
}

export interface Act {
  readonly author: string;
  readonly statedAt: string;
}

/** The first move of one of these types above a revision: it ended a clock whose starting note came late. */
export async function moveAfter(
  on: Queries,
  recordId: string,
  revision: number,
  types: readonly string[],
): Promise<Act | undefined> {
  const found = await rows<Act>(
    on,
    `select author, ${instant('stated_at', 'statedAt')} from deadline_act
       where record_id = $1 and track = 'move' and n > $2 and type = any($3::text[]) order by n limit 1`,
    [recordId, revision, types],
  );
  return found[0];
}

/** Writes an overdue mark; false when this rung of the clock is marked already. */
export async function markOverdue(
  on: Queries,
  clock: { recordId: string; clockId: string },
  mark: Omit<OverdueMark, 'clockId'>,
): Promise<boolean> {
  const inserted = await rows(
    on,
    `insert into deadline_overdue (record_id, clock_id, rung, written_at, unreachable) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning 1`,
    [clock.recordId, clock.clockId, mark.rung, mark.writtenAt, mark.unreachable],
  );
  return inserted.length > 0;
}

export async function marksOf(
  on: Queries,
  recordIds: readonly string[],
): Promise<(OverdueMark & { readonly recordId: string })[]> {
  return rows(
    on,
    `select record_id as "recordId", clock_id as "clockId", rung, ${instant('written_at', 'writtenAt')}, unreachable
       from deadline_overdue where record_id = any($1::text[]) order by record_id, clock_id, rung`,
    [recordIds],
  );
}

/** Writes a reminder; false when it was given already (REF-15). */
export async function insertReminder(
  on: Queries,
  clock: ClockRecord,
  kind: ReminderKind,
  givenAt: string,
): Promise<boolean> {
  const inserted = await rows(
    on,
    `insert into deadline_reminder (record_id, clock_id, kind, due_date, given_at) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning 1`,
    [clock.recordId, clock.clockId, kind, clock.due.dueOn ?? clock.due.dueAt, givenAt],
  );
  return inserted.length > 0;
}

const dueNow = `state = 'running' and next_at <= $1 and not (record_id || ' ' || clock_id = any($2::text[]))`;

/** Whether the timer has anything to do: one read of an index, each second. */
export async function anyDue(on: Queries, now: string, except: readonly string[]): Promise<boolean> {
  return (await rows(on, `select 1 from deadline_clock where ${dueNow} limit 1`, [now, except])).length > 0;
}

/** The running clock the timer must look at first, locked; those in `except` and those another replica holds are passed over. */
export async function nextClock(on: Queries, now: string, except: readonly string[]): Promise<ClockRecord | undefined> {
  const found = await rows<ClockRecord>(
    on,
    `select ${columns} from deadline_clock where ${dueNow}
       order by next_at, record_id, clock_id limit 1 for update skip locked`,
    [now, except],
  );
  return found[0];
}

/** When the timer must look at a clock again; null for never. */
export async function lookAgain(on: Queries, clock: ClockRecord, at: string | null): Promise<void> {
  await on.query(`update deadline_clock set next_at = $3 where record_id = $1 and clock_id = $2`, [
    clock.recordId,
    clock.clockId,
    at,
  ]);
}

/** Every running or paused clock, locked in one order. */
export async function liveClocks(on: Queries): Promise<ClockRecord[]> {
  return rows(
    on,
    `select ${columns} from deadline_clock where state in ('running', 'paused') order by record_id, clock_id for update`,
  );
}
