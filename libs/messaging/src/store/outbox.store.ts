import { type Queries, instant, rows, touched } from './queries.ts';

/** Channel on which the engine of an agency is woken. */
export const wakeChannel = 'messaging_wake';

/** A fact or signal of our own, ready to be stored. */
export interface OwnEntry {
  readonly factId: string;
  readonly type: string;
  readonly recordId: string;
  readonly body: string;
  readonly signal: boolean;
  readonly recipients: readonly string[];
  /** Hashes of the blobs that must reach a recipient before the fact. */
  readonly requires: readonly string[];
  /** Capabilities of this agency that react to it. */
  readonly capabilities: readonly string[];
}

/**
 * Stores own facts with their outbox rows and local deliveries, in the caller's transaction, and wakes the engine. One
 * statement: every act of an officer passes here.
 */
export async function insertOwn(on: Queries, author: string, entries: readonly OwnEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const outgoing = entries.flatMap((entry) => entry.recipients.map((recipient) => ({ recipient, entry })));
  const local = entries.flatMap((entry) => entry.capabilities.map((capability) => ({ capability, entry })));
  await on.query(
    `with fact as (
       insert into messaging_fact (author, fact_id, signal, type, record_id, body)
       select $1, * from unnest($2::uuid[], $3::boolean[], $4::text[], $5::text[], $6::text[])),
     outgoing as (
       insert into messaging_outbox (recipient, fact_id, record_id, requires, blocked)
       select recipient, fact_id, record_id, string_to_array(nullif(requires, ''), ' '), requires <> ''
       from unnest($7::text[], $8::uuid[], $9::text[], $10::text[]) with ordinality
         as entry (recipient, fact_id, record_id, requires, place)
       order by place),
     delivery as (
       insert into messaging_delivery (capability, author, fact_id, record_id, type)
       select capability, $1, fact_id, record_id, type
       from unnest($11::text[], $12::uuid[], $13::text[], $14::text[]) with ordinality
         as entry (capability, fact_id, record_id, type, place)
       order by place
       on conflict on constraint messaging_delivery_once do nothing)
     select pg_notify('${wakeChannel}', '')`,
    [
      author,
      entries.map((entry) => entry.factId),
      entries.map((entry) => entry.signal),
      entries.map((entry) => entry.type),
      entries.map((entry) => entry.recordId),
      entries.map((entry) => entry.body),
      outgoing.map((one) => one.recipient),
      outgoing.map((one) => one.entry.factId),
      outgoing.map((one) => one.entry.recordId),
      outgoing.map((one) => one.entry.requires.join(' ')),
      local.map((one) => one.capability),
      local.map((one) => one.entry.factId),
      local.map((one) => one.entry.recordId),
      local.map((one) => one.entry.type),
    ],
  );
}

/** Deliveries in the order given; one that exists already stays as it is. */
export async function insertDeliveries(
  on: Queries,
  entries: readonly { capability: string; author: string; factId: string; recordId: string; type: string }[],
): Promise<void> {
  if (entries.length === 0) return;
  await on.query(
    `insert into messaging_delivery (capability, author, fact_id, record_id, type)
     select capability, author, fact_id, record_id, type
     from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[]) with ordinality
       as entry (capability, author, fact_id, record_id, type, place)
     order by place
     on conflict on constraint messaging_delivery_once do nothing`,
    [
      entries.map((entry) => entry.capability),
      entries.map((entry) => entry.author),
      entries.map((entry) => entry.factId),
      entries.map((entry) => entry.recordId),
      entries.map((entry) => entry.type),
    ],
  );
}

/** Joins the rows `o` above each link's floor: all that may lack a receipt, found by the unique index. Ends in `where`. */
export const unreceipted = `messaging_link l where o.recipient = l.peer
  and o.seq > coalesce((l.acked_gaps -> 0 ->> 0)::bigint - 1, l.acked_high)`;

/** A row that waits to be sent: never sent yet (without seq), or due again. */
export interface WaitingRow {
  readonly position: string;
  readonly factId: string;
  readonly body: string;
  readonly seq: number;
}

/** Recipients with something to send. */
export async function recipientsWaiting(on: Queries): Promise<string[]> {
  const found = await rows<{ peer: string }>(
    on,
    `select peer from messaging_link link
     where exists (select 1 from messaging_outbox o where o.recipient = link.peer and o.waiting)
        or exists (select 1 from messaging_blob b where b.recipient = link.peer and b.state = 'queued')`,
  );
  return found.map((row) => row.peer);
}

/**
 * Takes what waits for a recipient, in order, and gives new rows their numbers. The number is stored before anything is
 * published, so a crash repeats a fact under the number it had. A fact whose blobs are still on their way holds back the
 * later facts of its record, not those of others. What is taken no longer waits; it waits again when `resendAt` comes
 * and nothing was heard of it. Run it in the transaction that locked the numbering and gave `nextSeq`.
 */
export async function takeWaiting(
  on: Queries,
  author: string,
  recipient: string,
  { limit, resendAt, nextSeq }: { limit: number; resendAt: string; nextSeq: number },
): Promise<WaitingRow[]> {
  const waiting = await rows<{ position: string; fact_id: string; body: string; seq: string | null }>(
    on,
    `with due as materialized (
       select o.position, o.fact_id, o.seq from messaging_outbox o
       where o.recipient = $2 and o.waiting
         and not exists (select 1 from messaging_outbox b where b.recipient = o.recipient
           and b.record_id = o.record_id and b.position <= o.position and b.blocked)
       order by o.position limit $3)
     select due.position, due.fact_id, f.body, due.seq
     from due join messaging_fact f on f.author = $1 and f.fact_id = due.fact_id`,
    [author, recipient, limit],
  );
  if (waiting.length === 0) return [];
  let next = nextSeq;
  const ordered = waiting.sort((left, right) => Number(left.position) - Number(right.position));
  const numbered = ordered.map((row) => ({
    position: row.position,
    factId: row.fact_id,
    body: row.body,
    seq: row.seq === null ? next++ : Number(row.seq),
  }));
  await on.query(
    `update messaging_outbox o set seq = given.seq, waiting = false, stored_at = null, resend_at = $3
     from unnest($1::bigint[], $2::bigint[]) as given (position, seq) where o.position = given.position`,
    [numbered.map((row) => row.position), numbered.map((row) => row.seq), resendAt],
  );
  if (next > nextSeq) await on.query('update messaging_link set next_seq = $2 where peer = $1', [recipient, next]);
  return numbered.sort((left, right) => left.seq - right.seq);
}

/** Marks a published parcel's rows as stored by the broker, and when to send them again if no receipt comes. */
export async function markStored(
  on: Queries,
  sent: { positions: readonly string[]; parcelId: string; now: string; silence: readonly number[]; counts: boolean },
): Promise<void> {
  await on.query(
    `update messaging_outbox set stored_at = $2, parcel_id = $3,
       attempts = attempts + case when $5 then 1 else 0 end,
       resend_at = $2::timestamptz
         + make_interval(secs => ($4::float8[])[least(attempts + 1, cardinality($4::float8[]))])
     where position = any($1::bigint[]) and not waiting and received_at is null`,
    [sent.positions, sent.now, sent.parcelId, sent.silence.map((ms) => ms / 1000), sent.counts],
  );
}

/** The broker did not take these: they wait again, under their numbers. */
export async function giveBack(on: Queries, positions: readonly string[]): Promise<void> {
  await on.query(
    `update messaging_outbox set waiting = true
     where position = any($1::bigint[]) and received_at is null and stored_at is null`,
    [positions],
  );
}

/** What an earlier run took and never saw stored waits again. */
export async function giveBackAll(on: Queries): Promise<void> {
  await on.query(
    `update messaging_outbox o set waiting = true from ${unreceipted}
     and not o.waiting and o.received_at is null and o.stored_at is null`,
  );
}

/**
 * Takes in what a peer has receipted. Rows it has are `received`; rows it reports missing go back to `queued`, unless
 * they were sent only just now and may still be on their way.
 */
export async function applyReceipt(
  on: Queries,
  receipt: {
    peer: string;
    above: number;
    highWater: number;
    gaps: readonly (readonly [number, number])[];
    now: string;
  },
  patienceMs: number,
): Promise<{ received: number; requeued: number }> {
  const { peer, above, highWater, gaps, now } = receipt;
  const ranges = [gaps.map(([first]) => first), gaps.map(([, last]) => last)];
  const received = await touched(
    on,
    `update messaging_outbox set received_at = $4, waiting = false
     where recipient = $1 and seq > $2 and seq <= $3 and received_at is null
       and not exists (select 1 from unnest($5::bigint[], $6::bigint[]) as gap (first, last)
         where seq between gap.first and gap.last)`,
    [peer, above, highWater, now, ...ranges],
  );
  const requeued = gaps.length
    ? await touched(
        on,
        `update messaging_outbox set waiting = true
         where recipient = $1 and seq > $2 and not waiting and received_at is null
           and stored_at < $3::timestamptz - make_interval(secs => $4::float8 * attempts)
           and exists (select 1 from unnest($5::bigint[], $6::bigint[]) as gap (first, last)
             where seq between gap.first and gap.last)`,
        [peer, above, now, patienceMs / 1000, ...ranges],
      )
    : 0;
  return { received, requeued };
}

/** Puts rows back that got no receipt in time (PROTOCOL.md law 6). Returns how many. */
export async function requeueSilent(on: Queries, now: string): Promise<number> {
  return touched(
    on,
    `update messaging_outbox o set waiting = true from ${unreceipted}
     and not o.waiting and o.received_at is null and o.resend_at <= $1`,
    [now],
  );
}

/**
 * Puts rows back that the peer does not have although it has taken in all its mail: they were lost at the broker.
 * Returns how many. Rows stored after `before` may have been on their way when the peer looked.
 */
export async function requeueLost(
  on: Queries,
  peer: string,
  held: { highWater: number; gaps: readonly (readonly [number, number])[] },
  before: string,
): Promise<number> {
  return touched(
    on,
    `update messaging_outbox o set waiting = true from ${unreceipted}
       and o.recipient = $1 and not o.waiting and o.received_at is null and o.stored_at < $2
       and (o.seq > $3 or exists (select 1 from unnest($4::bigint[], $5::bigint[]) as gap (first, last)
         where o.seq between gap.first and gap.last))`,
    [peer, before, held.highWater, held.gaps.map(([first]) => first), held.gaps.map(([, last]) => last)],
  );
}

/** How far one fact has come on its way to each recipient. */
export interface OutboxState {
  readonly factId: string;
  readonly recipient: string;
  readonly state: 'queued' | 'stored' | 'received';
  readonly receivedAt: string | null;
  /** Code of the recipient's `fact.not-processed`; null when there is none, or it succeeded later. */
  readonly notProcessed: string | null;
}

export async function outboxStates(on: Queries, recordId: string): Promise<OutboxState[]> {
  return rows<OutboxState>(
    on,
    `select fact_id as "factId", recipient, state, ${instant('received_at', '"receivedAt"')},
       not_processed as "notProcessed"
     from messaging_outbox where record_id = $1 order by position`,
    [recordId],
  );
}

/** Lets facts go whose blobs have all been sent to the recipient. */
export const unblockFacts = `update messaging_outbox o set blocked = false
  where o.recipient = $1 and o.blocked and not exists (
    select 1 from unnest(o.requires) as hash
    where not exists (select 1 from messaging_blob b
      where b.recipient = o.recipient and b.hash = hash and b.state = 'stored'))`;

/** Queues blobs for a recipient, from the first chunk, or where a transfer under way has come to. */
export async function queueBlobs(on: Queries, recipient: string, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  await on.query(
    `insert into messaging_blob as b (recipient, hash) select $1, unnest($2::text[])
     on conflict on constraint messaging_blob_once do update
       set state = 'queued', next_chunk = case when b.state = 'stored' then 0 else b.next_chunk end`,
    [recipient, [...new Set(hashes)]],
  );
}
