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

/** A clock with its overdue marks by rung. */
export interface MarkedClock extends ClockRecord {
  readonly marks: readonly OverdueMark[];
}

const marked = `${columns}, coalesce((
  select jsonb_agg(jsonb_build_object('clockId', mark.clock_id, 'rung', mark.rung,
    'writtenAt', to_char(mark.written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'unreachable', mark.unreachable) order by mark.rung)
  from deadline_overdue mark where mark.record_id = clock.record_id and mark.clock_id = clock.clock_id),
  '[]'::jsonb) as marks`;

/** The clocks of records with their marks, oldest first: one statement, whatever their number. */
export async function markedClocksOf(on: Queries, recordIds: readonly string[]): Promise<MarkedClock[]> {
  return rows(
    on,
    `select ${marked} from deadline_clock clock where record_id = any($1::text[])
       order by record_id, started_at, clock_id`,
    [recordIds],
  );
}

/** The clocks of a record with their marks, oldest first. */
export async function markedClocksOfOne(on: Queries, recordId: string): Promise<MarkedClock[]> {
  const sql = `select ${marked} from deadline_clock clock where record_id = $1 order by started_at, clock_id`;
  return rows(on, sql, [recordId]);
}

/** The clocks of a record, oldest first. `lock` keeps others from changing them until the transaction ends. */
export async function clocksOf(on: Queries, recordId: string, lock = false): Promise<ClockRecord[]> {
  const locking = lock ? 'for update' : '';
  const sql = `select ${columns} from deadline_clock where record_id = $1 order by started_at, clock_id ${locking}`;
  return rows(on, sql, [recordId]);
}

export async function clockOf(on: Queries, recordId: string, clockId: string): Promise<ClockRecord | undefined> {
  const sql = `select ${columns} from deadline_clock where record_id = $1 and clock_id = $2 for update`;
  return (await rows<ClockRecord>(on, sql, [recordId, clockId]))[0];
}

const written = `record_id text, clock_id text, capability text, entry text, rule_id text, debtor text, creditor text,
  author text, state text, due jsonb, difference jsonb, pauses jsonb, extensions jsonb, earlier_dues jsonb,
  started_at timestamptz, stopped_at timestamptz, stopped_by_debtor boolean`;
const names = written.replace(/ (text|jsonb|timestamptz|boolean)/g, '');

/** A clock to be saved, and the business instant at which the timer must first look at it; null for never. */
export interface ClockToSave {
  readonly clock: ClockRecord;
  readonly lookAt: string | null;
}

/** Inserts or replaces clocks of one record, each once, and returns all clocks of the record as they then are. */
export async function saveClocks(
  on: Queries,
  recordId: string,
  clocks: readonly ClockToSave[],
): Promise<MarkedClock[]> {
  return rows(
    on,
    `with saved as (
       insert into deadline_clock (${names}, next_at)
       select ${names}, next_at from jsonb_to_recordset($1::jsonb) as given (${written}, next_at timestamptz)
       on conflict (record_id, clock_id) do update set debtor = excluded.debtor, creditor = excluded.creditor,
         state = excluded.state, due = excluded.due, difference = excluded.difference, pauses = excluded.pauses,
         extensions = excluded.extensions, earlier_dues = excluded.earlier_dues, stopped_at = excluded.stopped_at,
         stopped_by_debtor = excluded.stopped_by_debtor, next_at = excluded.next_at
       returning *)
     select ${marked} from (
       select * from saved
       union all select old.* from deadline_clock old where old.record_id = $2
         and not exists (select 1 from saved where saved.record_id = old.record_id and saved.clock_id = old.clock_id)
     ) as clock order by record_id, started_at, clock_id`,
    [JSON.stringify(clocks.map(writtenClock)), recordId],
  );
}

function writtenClock({ clock, lookAt }: ClockToSave): Readonly<Record<string, unknown>> {
  const { author, state, due, difference, pauses, extensions, capability, entry, debtor, creditor } = clock;
  return {
    ...{ author, state, due, difference, pauses, extensions, capability, entry, debtor, creditor },
    record_id: clock.recordId,
    clock_id: clock.clockId,
    rule_id: clock.ruleId,
    earlier_dues: clock.earlierDues,
    started_at: clock.startedAt,
    stopped_at: clock.stoppedAt,
    stopped_by_debtor: clock.stoppedByDebtor,
    next_at: lookAt,
  };
}

/**
 * Remembers that a record's clocks follow a fact (`first` false: they had already) and gives them with their marks,
 * oldest first, locked until the transaction ends.
 */
export async function beginAct(
  on: Queries,
  recordId: string,
  fact: FactEnvelope,
): Promise<{ readonly first: boolean; readonly clocks: MarkedClock[] }> {
  const [row] = await rows<{ first: boolean; clocks: MarkedClock[] }>(
    on,
    `with act as (
       insert into deadline_act (record_id, fact_id, type, track, n, author, stated_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning 1),
     locked as (
       select ${marked}, row_number() over () as place from (
         select * from deadline_clock where record_id = $1 order by started_at, clock_id for update) as clock)
     select exists (select 1 from act) as first,
       coalesce((select jsonb_agg(to_jsonb(locked) - 'place' order by place) from locked), '[]'::jsonb) as clocks`,
    [recordId, fact.id, fact.type, fact.track, fact.n, authorOf(fact), fact.statedat],
  );
  return row!;
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
