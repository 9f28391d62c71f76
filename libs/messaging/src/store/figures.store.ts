import { createHash } from 'node:crypto';
import { type SequenceRange } from '../protocol/index.ts';
import { unreceipted } from './outbox.store.ts';
import { type Queries, rows } from './queries.ts';

/** What of a peer's sequence is here, for the peer to compare with what it sent. */
export interface HeldOf {
  /** Rows, and distinct facts among them: equal, or something is here twice. */
  readonly received: number;
  readonly distinct: number;
  readonly applied: number;
  readonly dead: number;
  readonly highWater: number;
  readonly gaps: readonly SequenceRange[];
  /** Receipted numbers without a row: set aside in quarantine. At most 1000 are named. */
  readonly setAside: readonly number[];
  /** sha256 over `seq:factId,` of all rows in order. */
  readonly digest: string;
}

export async function heldOf(on: Queries, peer: string): Promise<HeldOf> {
  const [counts] = await rows<{ received: number; distinct: number; open: number; dead: number }>(
    on,
    `select (select count(*)::int from messaging_inbox where sender = $1) as received,
       (select count(distinct fact_id)::int from messaging_inbox where sender = $1) as distinct,
       (select count(distinct fact_id)::int from messaging_delivery where author = $1 and state <> 'done') as open,
       (select count(distinct fact_id)::int from messaging_delivery where author = $1 and state = 'dead') as dead`,
    [peer],
  );
  const early = await rows<{ early: number }>(
    on,
    'select count(*)::int as early from messaging_inbox where sender = $1 and not released',
    [peer],
  );
  const [link] = await rows<{ in_high: string; in_gaps: SequenceRange[] }>(
    on,
    'select in_high, in_gaps from messaging_link where peer = $1',
    [peer],
  );
  const held = await rows<{ seq: string; fact_id: string }>(
    on,
    'select seq, fact_id from messaging_inbox where sender = $1 order by seq',
    [peer],
  );
  const highWater = Number(link?.in_high ?? 0);
  const gaps = link?.in_gaps ?? [];
  const { received, distinct, open, dead } = counts!;
  const numbers = new Set(held.map((row) => Number(row.seq)));
  return {
    received,
    distinct,
    applied: received - open - early[0]!.early,
    dead,
    highWater,
    gaps,
    setAside: numbersUpTo(highWater, gaps, numbers),
    digest: digestOf(held),
  };
}

/** What we sent a peer, by state, and its digest over the numbers that the peer says it holds. */
export interface SentTo {
  readonly sent: number;
  readonly waiting: number;
  readonly stored: number;
  readonly received: number;
  readonly digest: string;
  /** Receipted by the peer, yet not among its rows. */
  readonly missing: number;
}

export async function sentTo(on: Queries, peer: string, held: HeldOf | null): Promise<SentTo> {
  const [counts] = await rows<{ sent: number; waiting: number; stored: number; received: number }>(
    on,
    `select count(seq)::int as sent, count(*) filter (where state = 'queued')::int as waiting,
       count(*) filter (where state in ('stored', 'received'))::int as stored,
       count(*) filter (where state = 'received')::int as received
     from messaging_outbox where recipient = $1`,
    [peer],
  );
  const rowsSent = held
    ? await rows<{ seq: string; fact_id: string; state: string }>(
        on,
        'select seq, fact_id, state from messaging_outbox where recipient = $1 and seq is not null order by seq',
        [peer],
      )
    : [];
  const absent = (seq: number): boolean =>
    held === null ||
    seq > held.highWater ||
    held.gaps.some(([first, last]) => seq >= first && seq <= last) ||
    held.setAside.includes(seq);
  const there = rowsSent.filter((row) => !absent(Number(row.seq)));
  const lost = rowsSent.filter((row) => row.state === 'received' && absent(Number(row.seq)));
  const missing = lost.filter((row) => !held?.setAside.includes(Number(row.seq))).length;
  return { ...counts!, digest: digestOf(there), missing };
}

/** Numbers an operator watches. */
export interface Figures {
  /** Age of the oldest fact that waits to be sent, seconds; 0 when none waits. */
  readonly outboxAgeSeconds: number;
  readonly waiting: number;
  readonly unreceiptedOverHour: number;
  readonly dead: number;
  readonly quarantined: number;
  readonly heldOverAlarm: number;
  readonly pending: number;
}

export async function figures(on: Queries, at: { now: string; heldBefore: string; hourAgo: string }): Promise<Figures> {
  const [row] = await rows<Figures>(
    on,
    `select
       (select coalesce(greatest(0, extract(epoch from $1::timestamptz - min(appended_at))), 0)::int
          from messaging_outbox where waiting) as "outboxAgeSeconds",
       (select count(*)::int from messaging_outbox where waiting) as waiting,
       (select count(*)::int from messaging_outbox o, ${unreceipted} and o.state = 'stored' and o.stored_at < $3) as "unreceiptedOverHour",
       (select count(*)::int from messaging_delivery where state = 'dead') as dead,
       (select count(*)::int from messaging_quarantine where resolved_at is null) as quarantined,
       (select count(*)::int from messaging_delivery where state in ('held', 'pending') and held_at < $2) as "heldOverAlarm",
       (select count(*)::int from messaging_delivery where state in ('pending', 'retry')) as pending`,
    [at.now, at.heldBefore, at.hourAgo],
  );
  return row!;
}

/** What waits for each peer, and what was stored without a receipt. */
export async function queues(on: Queries): Promise<Map<string, { queued: number; unreceipted: number }>> {
  const found = await rows<{ recipient: string; queued: number; unreceipted: number }>(
    on,
    `select recipient, sum(queued)::int as queued, sum(unreceipted)::int as unreceipted from (
       select recipient, count(*) as queued, 0 as unreceipted from messaging_outbox where waiting group by recipient
       union all
       select o.recipient, count(*) filter (where o.stored_at is null), count(*) filter (where o.stored_at is not null)
       from messaging_outbox o, ${unreceipted} and not o.waiting and o.received_at is null group by o.recipient) as part
     group by recipient`,
  );
  return new Map(found.map((row) => [row.recipient, row]));
}

function digestOf(sequence: readonly { seq: string; fact_id: string }[]): string {
  const hash = createHash('sha256');
  for (const { seq, fact_id: factId } of sequence) hash.update(`${seq}:${factId},`);
  return hash.digest('hex');
}

function numbersUpTo(highWater: number, gaps: readonly SequenceRange[], held: ReadonlySet<number>): number[] {
  const aside: number[] = [];
  for (let seq = 1; seq <= highWater && aside.length < 1000; seq += 1) {
    if (!held.has(seq) && !gaps.some(([first, last]) => seq >= first && seq <= last)) aside.push(seq);
  }
  return aside;
}
