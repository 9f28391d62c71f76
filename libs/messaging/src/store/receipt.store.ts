import { type Receipt, type SequenceRange, emptyReceipt } from '../protocol/index.ts';
import { type Queries, rows } from './queries.ts';

/** A receipt as it was sealed: sent again unchanged while nothing new has come (REF-01). */
export interface SealedReceipt {
  readonly number: number;
  /** Our signing key under it. */
  readonly kid: string;
  readonly highWater: number;
  readonly gaps: readonly SequenceRange[];
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What came in from a peer, and the last receipt for it. */
export interface ReceiptRow {
  readonly incoming: Receipt;
  readonly last: SealedReceipt | null;
}

export async function receiptOf(on: Queries, agency: string, peer: string): Promise<ReceiptRow> {
  const [row] = await rows<{ in_high: string; in_gaps: SequenceRange[]; sealed: SealedReceipt | null }>(
    on,
    `select link.in_high, link.in_gaps, receipt.sealed
     from messaging_link link left join messaging_receipt receipt on receipt.peer = link.peer where link.peer = $1`,
    [peer],
  );
  if (!row) throw new Error(`no link to ${peer}`);
  return {
    incoming: { ...emptyReceipt(peer, agency), highWater: Number(row.in_high), gaps: row.in_gaps },
    last: row.sealed,
  };
}

export async function saveReceipt(on: Queries, peer: string, sealed: SealedReceipt): Promise<void> {
  await on.query(
    `insert into messaging_receipt (peer, sealed) values ($1, $2)
     on conflict (peer) do update set sealed = excluded.sealed, sent = false`,
    [peer, JSON.stringify(sealed)],
  );
}

/** The broker has the receipt. */
export async function receiptSent(on: Queries, peer: string, { number }: SealedReceipt): Promise<void> {
  await on.query(
    `update messaging_receipt set sent = true where peer = $1 and (sealed ->> 'number')::bigint = $2 and not sent`,
    [peer, number],
  );
}

/** Peers whose last receipt says less than has come in since, or never reached the broker. */
export async function peersUnreceipted(on: Queries): Promise<string[]> {
  const found = await rows<{ peer: string }>(
    on,
    `select link.peer from messaging_link link left join messaging_receipt receipt on receipt.peer = link.peer
     where link.in_high > 0 and (receipt.peer is null or not receipt.sent
       or (receipt.sealed ->> 'highWater')::bigint <> link.in_high or receipt.sealed -> 'gaps' <> link.in_gaps)`,
  );
  return found.map((row) => row.peer);
}
