import { type KeptProof, proofColumns } from './proof.ts';
import { type Queries, changed, instant, rows, touched } from './queries.ts';

/** One delivery to apply: a fact or signal for one capability. */
export interface DueDelivery extends KeptProof {
  readonly position: string;
  readonly capability: string;
  readonly author: string;
  readonly factId: string;
  readonly recordId: string;
  readonly type: string;
  readonly attempts: number;
  readonly wasDead: boolean;
  readonly signal: boolean;
  readonly body: string;
  readonly receivedAt: string;
  readonly hubAt: string | null;
  readonly heldAt: string | null;
}

/** Brings deliveries whose time has come back to `pending`. */
export async function wakeDue(on: Queries, now: string): Promise<number> {
  return touched(
    on,
    `update messaging_delivery set state = 'pending' where state in ('retry', 'held') and next_at <= $1`,
    [now],
  );
}

/** The first deliveries in order: the records they belong to, and how far they reach. */
export interface Front {
  readonly records: readonly string[];
  readonly upTo: string;
}

export async function frontOf(on: Queries, limit: number): Promise<Front | null> {
  const [front] = await rows<{ records: string[]; up_to: string | null }>(
    on,
    `select array_agg(distinct record_id) as records, max(position) as up_to from (
       select record_id, position from messaging_delivery d where state = 'pending' and ${notBehind}
       order by position limit $1) as first`,
    [limit],
  );
  return front?.up_to ? { records: front.records, upTo: front.up_to } : null;
}

// A later fact of an author's record waits behind one that is to be retried or is dead, for that capability only.
const notBehind = `not exists (select 1 from messaging_delivery b where b.capability = d.capability
  and b.author = d.author and b.record_id = d.record_id and b.position < d.position and b.state in ('retry', 'dead'))`;

/**
 * Takes the records nobody else is working on, for this transaction, and their due deliveries in order. The lock comes
 * first: what is read after it is what the last holder left.
 */
export async function takeDeliveries(on: Queries, author: string, front: Front, limit: number): Promise<DueDelivery[]> {
  const locked = await rows<{ record_id: string }>(
    on,
    `select record_id from unnest($1::text[]) as record_id
     where pg_try_advisory_xact_lock(hashtextextended('messaging:' || record_id, 0))`,
    [front.records],
  );
  return rows<DueDelivery>(
    on,
    `with due as materialized (
       select * from messaging_delivery d
       where d.state = 'pending' and d.position <= $3 and d.record_id = any($1::text[]) and ${notBehind}
       order by d.position limit $4 for update)
     select d.position, d.capability, d.author, d.fact_id as "factId", d.record_id as "recordId", d.type, d.attempts,
       d.was_dead as "wasDead", f.signal, f.body, ${proofColumns}, ${instant('coalesce(i.received_at, f.kept_at)', '"receivedAt"')},
       ${instant('i.hub_at', '"hubAt"')}, ${instant('d.held_at', '"heldAt"')}
     from due d
       join messaging_fact f on f.author = d.author and f.fact_id = d.fact_id
       left join messaging_root r on r.author = f.author and r.root = f.root
       left join messaging_inbox i on i.sender = d.author and i.fact_id = d.fact_id and d.author <> $2
     order by d.position`,
    [locked.map((row) => row.record_id), author, front.upTo, limit],
  );
}

export async function markDone(on: Queries, positions: readonly string[]): Promise<void> {
  await on.query(
    `update messaging_delivery set state = 'done', next_at = null, waits_for = null, held_at = null, code = null, reason = null
     where position = any($1::bigint[])`,
    [positions],
  );
}

export async function markHeld(
  on: Queries,
  position: string,
  held: { waitsFor: string; now: string; nextAt: string },
): Promise<void> {
  await on.query(
    `update messaging_delivery set state = 'held', waits_for = $2, held_at = coalesce(held_at, $3::timestamptz), next_at = $4
     where position = $1`,
    [position, held.waitsFor, held.now, held.nextAt],
  );
}

export async function markFailed(
  on: Queries,
  position: string,
  failed: { dead: boolean; code: string; reason: string; nextAt: string | null },
): Promise<void> {
  await on.query(
    `update messaging_delivery set state = $2, attempts = attempts + 1, code = $3, reason = $4, next_at = $5,
       was_dead = was_dead or $2 = 'dead'
     where position = $1`,
    [position, failed.dead ? 'dead' : 'retry', failed.code, failed.reason.slice(0, 500), failed.nextAt],
  );
}

/** A fact of these records was applied: what was held of them may go on now. */
export async function wakeHeld(on: Queries, records: readonly string[]): Promise<number> {
  return touched(
    on,
    `update messaging_delivery set state = 'pending' where record_id = any($1::text[]) and state = 'held'`,
    [records],
  );
}

/** A blob is here: what was held for it may go on. */
export async function wakeHeldForBlob(on: Queries, hash: string): Promise<number> {
  return touched(on, `update messaging_delivery set state = 'pending' where state = 'held' and waits_for = $1`, [
    `blob:${hash}`,
  ]);
}

/** Drops the content of signals that every capability has handled: it may be what a record must later destroy. */
export async function dropHandledSignals(on: Queries, author: string, factIds: readonly string[]): Promise<void> {
  await on.query(
    `delete from messaging_fact f where f.author = $1 and f.fact_id = any($2::uuid[]) and f.signal
       and not exists (select 1 from messaging_delivery d where d.author = f.author and d.fact_id = f.fact_id
         and d.state <> 'done')`,
    [author, factIds],
  );
}

/** A fact that could not be processed: what an administrator sees and may try again. */
export interface DeadLetter {
  readonly id: string;
  readonly capability: string;
  readonly author: string;
  readonly factId: string;
  readonly recordId: string;
  readonly type: string;
  readonly code: string;
  readonly reason: string;
  readonly attempts: number;
}

export async function listDead(on: Queries): Promise<DeadLetter[]> {
  return rows<DeadLetter>(
    on,
    `select position as id, capability, author, fact_id as "factId", record_id as "recordId", type, code, reason, attempts
     from messaging_delivery where state = 'dead' order by position limit 1000`,
  );
}

/** Tries a dead letter again, from the beginning of the ladder. False when it is not dead. */
export async function reviveDead(on: Queries, id: string): Promise<boolean> {
  const revived = await changed<{ position: string }>(
    on,
    `update messaging_delivery set state = 'pending', attempts = 0, next_at = null where position = $1 and state = 'dead'
     returning position`,
    [id],
  );
  return revived.length === 1;
}

/** The next number of a network note on a record. */
export async function nextNote(on: Queries, recordId: string): Promise<number> {
  const [row] = await rows<{ n: string }>(
    on,
    `insert into messaging_note (record_id, n) values ($1, 1)
     on conflict (record_id) do update set n = messaging_note.n + 1 returning n`,
    [recordId],
  );
  return Number(row!.n);
}
