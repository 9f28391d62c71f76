import { type Queries, rows } from './queries.ts';

/** The last move seen of a referral that is no clue's yet: one opened by a forwarding may be heard of before the forwarding. */
export interface StrayMove {
  readonly referralId: string;
  readonly n: number;
  readonly type: string;
  readonly author: string;
}

export async function noteStray(on: Queries, { referralId, n, type, author }: StrayMove): Promise<void> {
  await on.query(
    `insert into clue_stray (referral_id, n, type, author) values ($1, $2, $3, $4)
     on conflict (referral_id) do update set n = excluded.n, type = excluded.type, author = excluded.author
     where clue_stray.n < excluded.n`,
    [referralId, n, type, author],
  );
}

/** Takes it away: the referral is a clue's now. */
export async function takeStray(on: Queries, referralId: string): Promise<StrayMove | null> {
  const [found] = await rows<StrayMove>(
    on,
    'select referral_id as "referralId", n, type, author from clue_stray where referral_id = $1',
    [referralId],
  );
  if (!found) return null;
  await on.query('delete from clue_stray where referral_id = $1', [referralId]);
  return found;
}

/** The stub a person left already for the same receipt of a classified paper. */
export async function stubOf(
  on: Queries,
  stub: { readonly classification: string; readonly receivedAt: string; readonly personId: string },
): Promise<string | null> {
  const [found] = await rows<{ id: string }>(
    on,
    `select id from clue where classification = $1 and received_at = $2 and registered_by_person = $3 limit 1`,
    [stub.classification, stub.receivedAt, stub.personId],
  );
  return found?.id ?? null;
}
