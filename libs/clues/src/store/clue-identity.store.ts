import { type Queries, instant, rows } from './queries.ts';

/** Keeps the reporter's identity, sealed; null forgets an earlier one. */
export async function putReporter(on: Queries, clueId: string, sealed: string | null): Promise<void> {
  if (sealed === null) await on.query('delete from clue_reporter where clue_id = $1', [clueId]);
  else {
    await on.query(
      `insert into clue_reporter (clue_id, sealed) values ($1, $2)
       on conflict (clue_id) do update set sealed = excluded.sealed`,
      [clueId, sealed],
    );
  }
}

export async function sealedReporter(on: Queries, clueId: string): Promise<string | null> {
  const found = await rows<{ sealed: string }>(on, 'select sealed from clue_reporter where clue_id = $1', [clueId]);
  return found[0]?.sealed ?? null;
}

/** A request to see a reporter's identity. Instants: business time; `releasedBy`, `requestedBy`: person ids. */
export interface IdentityRequest {
  readonly id: string;
  readonly clueId: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedPost: string;
  readonly requestedAt: string;
  readonly releasedBy: string | null;
  readonly releasedAt: string | null;
  /** Shown once: a second look needs a second request. */
  readonly seenAt: string | null;
}

const columns = `id, clue_id as "clueId", reason, requested_by as "requestedBy", requested_post as "requestedPost",
  ${instant('requested_at', 'requestedAt')}, released_by as "releasedBy", ${instant('released_at', 'releasedAt')},
  ${instant('seen_at', 'seenAt')}`;

export async function insertIdentityRequest(
  on: Queries,
  request: Omit<IdentityRequest, 'releasedBy' | 'releasedAt' | 'seenAt'>,
): Promise<void> {
  const { id, clueId, reason, requestedBy, requestedPost, requestedAt } = request;
  await on.query(
    `insert into identity_request (id, clue_id, reason, requested_by, requested_post, requested_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [id, clueId, reason, requestedBy, requestedPost, requestedAt],
  );
}

/** Takes the request for this transaction. */
export async function lockIdentityRequest(on: Queries, id: string): Promise<IdentityRequest | null> {
  const found = await rows<IdentityRequest>(on, `select ${columns} from identity_request where id = $1 for update`, [
    id,
  ]);
  return found[0] ?? null;
}

export async function identityRequestsOf(on: Queries, clueId: string): Promise<IdentityRequest[]> {
  return rows<IdentityRequest>(
    on,
    `select ${columns} from identity_request where clue_id = $1 order by requested_at, id`,
    [clueId],
  );
}

/** Requests that nobody has released, oldest first: the custodian's list. */
export async function openIdentityRequests(on: Queries, most = 200): Promise<IdentityRequest[]> {
  return rows<IdentityRequest>(
    on,
    `select ${columns} from identity_request where released_at is null order by requested_at, id limit $1`,
    [most],
  );
}

/** Releases an open request. False: it was released before. */
export async function releaseIdentity(on: Queries, id: string, by: string, at: string): Promise<boolean> {
  const [, touched] = await on.query<[unknown, number]>(
    'update identity_request set released_by = $2, released_at = $3 where id = $1 and released_at is null',
    [id, by, at],
  );
  return touched === 1;
}

/** Marks a released identity as seen. False: it was seen before, or is not released. */
export async function markIdentitySeen(on: Queries, id: string, at: string): Promise<boolean> {
  const [, touched] = await on.query<[unknown, number]>(
    'update identity_request set seen_at = $2 where id = $1 and released_at is not null and seen_at is null',
    [id, at],
  );
  return touched === 1;
}
