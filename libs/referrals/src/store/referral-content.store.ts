import { type Blob, type ReferralBody } from '@sup/contracts';
import { type Queries, type Sorted, instant, rows, sorted } from './queries.ts';

/** `body`, or the fact id of a supplement. */
export type ContentPart = string;
export const bodyPart: ContentPart = 'body';

/** Content that may not be read here yet. */
export interface SealedPart {
  readonly part: ContentPart;
  readonly body: string;
  readonly commitment: string;
  readonly blobs: readonly Blob[];
}

/** Content that this side may read. A supplement has the shape of `supplementSchema`. */
export interface OpenPart {
  readonly part: ContentPart;
  readonly body: Readonly<Record<string, unknown>>;
  readonly blobs: readonly Blob[];
}

export async function insertSealed(
  on: Queries,
  referralId: string,
  sealed: SealedPart,
  receivedAt: string,
): Promise<void> {
  await on.query(
    `insert into referral_sealed (referral_id, part, body, commitment, blobs, received_at) values ($1, $2, $3, $4, $5, $6)`,
    [referralId, sealed.part, sealed.body, sealed.commitment, JSON.stringify(sealed.blobs), receivedAt],
  );
}

export async function sealedParts(on: Queries, referralId: string): Promise<SealedPart[]> {
  return rows<SealedPart>(
    on,
    'select part, body, commitment, blobs from referral_sealed where referral_id = $1 order by received_at, part',
    [referralId],
  );
}

/** Puts opened content where sealed content was, or keeps our own beside the draft. */
export async function openPart(on: Queries, referralId: string, open: OpenPart, openedAt: string): Promise<void> {
  await on.query(
    `with closed as (delete from referral_sealed where referral_id = $1 and part = $2)
     insert into referral_content (referral_id, part, body, blobs, opened_at) values ($1, $2, $3, $4, $5)`,
    [referralId, open.part, JSON.stringify(open.body), JSON.stringify(open.blobs), openedAt],
  );
}

export const contentOf: Sorted = {
  columns: 'part, body, blobs',
  from: 'referral_content where referral_id = $1',
  order: 'opened_at, part',
};

export async function openParts(on: Queries, referralId: string): Promise<OpenPart[]> {
  return rows<OpenPart>(on, sorted(contentOf), [referralId]);
}

/** The body of a referral that this side may read; null while it is closed or after it was destroyed. */
export async function openBodyOf(on: Queries, referralId: string): Promise<ReferralBody | null> {
  const found = await rows<{ body: ReferralBody }>(
    on,
    'select body from referral_content where referral_id = $1 and part = $2',
    [referralId, bodyPart],
  );
  return found[0]?.body ?? null;
}

/** Destroys a record's content, closed and open. Gives the blobs that nothing else here refers to. */
export async function destroyContent(on: Queries, referralId: string): Promise<string[]> {
  const held = await rows<{ hash: string }>(
    on,
    `select distinct blob ->> 'hash' as hash from (
       select jsonb_array_elements(blobs) as blob from referral_sealed where referral_id = $1
       union all select jsonb_array_elements(blobs) from referral_content where referral_id = $1) as held`,
    [referralId],
  );
  await on.query('delete from referral_sealed where referral_id = $1', [referralId]);
  await on.query('delete from referral_content where referral_id = $1', [referralId]);
  const hashes = held.map((row) => row.hash);
  if (hashes.length === 0) return [];
  const elsewhere = await rows<{ hash: string }>(
    on,
    `select distinct blob ->> 'hash' as hash from (
       select jsonb_array_elements(blobs) as blob from referral_sealed
       union all select jsonb_array_elements(blobs) from referral_content) as held
     where blob ->> 'hash' = any($1::text[])`,
    [hashes],
  );
  const used = new Set(elsewhere.map((row) => row.hash));
  return hashes.filter((hash) => !used.has(hash));
}

/** A letter to a body outside the network. */
export interface Dispatch {
  readonly id: string;
  readonly to: string;
  readonly channel: string;
  readonly instrument: string;
  readonly text: string;
  readonly actingPost: string;
  /** Business instant. */
  readonly dispatchedAt: string;
}

export async function insertDispatch(on: Queries, referralId: string, dispatch: Dispatch): Promise<void> {
  await on.query(
    `insert into referral_dispatch (id, referral_id, addressee, channel, instrument, body, acting_post, dispatched_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      dispatch.id,
      referralId,
      dispatch.to,
      dispatch.channel,
      dispatch.instrument,
      dispatch.text,
      dispatch.actingPost,
      dispatch.dispatchedAt,
    ],
  );
}

export const dispatchesOf: Sorted = {
  columns: `id, addressee as "to", channel, instrument, body as text, acting_post as "actingPost",
    ${instant('dispatched_at', 'dispatchedAt')}`,
  from: 'referral_dispatch where referral_id = $1',
  order: 'dispatched_at, id',
};
