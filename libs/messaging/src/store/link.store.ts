import { type Receipt, type SequenceRange, emptyReceipt } from '../protocol/index.ts';
import { type Queries, instant, rows } from './queries.ts';

/** One direction-pair with a peer, as stored. */
export interface LinkRow {
  readonly peer: string;
  readonly nextSeq: number;
  /** What we have of the peer's sequence. */
  readonly incoming: Receipt;
  /** What the peer has receipted of ours. */
  readonly acked: Receipt;
  readonly heardAt: string | null;
  /** Why facts wait at us: STREAM_FULL, NO_MAILBOX, BROKER_AWAY; null when they flow. */
  readonly waiting: string | null;
  readonly waitingSince: string | null;
  /** Restore: `owed` until the peer has returned what it holds. */
  readonly replay: 'owed' | 'done' | null;
}

interface Raw {
  peer: string;
  next_seq: string;
  in_high: string;
  in_gaps: SequenceRange[];
  acked_high: string;
  acked_gaps: SequenceRange[];
  heard_at: string | null;
  waiting: string | null;
  waiting_since: string | null;
  replay: LinkRow['replay'];
}

const columns = `peer, next_seq, in_high, in_gaps, acked_high, acked_gaps, waiting, replay,
  ${instant('heard_at')}, ${instant('waiting_since')}`;

/** Makes sure that every peer has its row. */
export async function openLinks(on: Queries, peers: readonly string[]): Promise<void> {
  await on.query('insert into messaging_link (peer) select unnest($1::text[]) on conflict do nothing', [peers]);
}

export async function linkRows(on: Queries, agency: string): Promise<LinkRow[]> {
  const found = await rows<Raw>(on, `select ${columns} from messaging_link order by peer`);
  return found.map((row) => read(row, agency));
}

/** The link of a peer, locked until the transaction ends: whoever holds it numbers, receipts and stores alone. */
export async function lockLink(on: Queries, agency: string, peer: string): Promise<LinkRow> {
  const [row] = await rows<Raw>(on, `select ${columns} from messaging_link where peer = $1 for update`, [peer]);
  if (!row) throw new Error(`no link to ${peer}`);
  return read(row, agency);
}

/** The next number for a peer, while others are kept from numbering, receipting and storing until the transaction ends. */
export async function lockNumbering(on: Queries, peer: string): Promise<number> {
  const sql = 'select next_seq from messaging_link where peer = $1 for update';
  const [link] = await rows<{ next_seq: string }>(on, sql, [peer]);
  if (!link) throw new Error(`no link to ${peer}`);
  return Number(link.next_seq);
}

/** Keeps what has come in from a peer. */
export async function saveIncoming(on: Queries, peer: string, incoming: Receipt, now: string): Promise<void> {
  await on.query(`update messaging_link set in_high = $2, in_gaps = $3, heard_at = $4 where peer = $1`, [
    peer,
    incoming.highWater,
    JSON.stringify(incoming.gaps),
    now,
  ]);
}

/** Keeps what a peer has receipted. */
export async function saveAcked(on: Queries, peer: string, acked: Receipt, now: string): Promise<void> {
  await on.query('update messaging_link set acked_high = $2, acked_gaps = $3, heard_at = $4 where peer = $1', [
    peer,
    acked.highWater,
    JSON.stringify(acked.gaps),
    now,
  ]);
}

export async function saveHeard(on: Queries, peer: string, now: string): Promise<void> {
  await on.query('update messaging_link set heard_at = greatest(heard_at, $2::timestamptz) where peer = $1', [
    peer,
    now,
  ]);
}

/** Why facts for a peer wait here, or null when they flow again. The time is kept from the first failure. */
export async function saveWaiting(on: Queries, peer: string, reason: string | null, now: string): Promise<void> {
  await on.query(
    `update messaging_link set waiting = $2,
       waiting_since = case when $2::text is null then null else coalesce(waiting_since, $3::timestamptz) end
     where peer = $1 and waiting is distinct from $2`,
    [peer, reason, now],
  );
}

/** Highest number of a peer's sequence below which nothing is missing. */
export function floorOf(receipt: Receipt): number {
  return (receipt.gaps[0]?.[0] ?? receipt.highWater + 1) - 1;
}

function read(row: Raw, agency: string): LinkRow {
  return {
    peer: row.peer,
    nextSeq: Number(row.next_seq),
    incoming: { ...emptyReceipt(row.peer, agency), highWater: Number(row.in_high), gaps: row.in_gaps },
    acked: { ...emptyReceipt(agency, row.peer), highWater: Number(row.acked_high), gaps: row.acked_gaps },
    heardAt: row.heard_at,
    waiting: row.waiting,
    waitingSince: row.waiting_since,
    replay: row.replay,
  };
}
