import { type FactEnvelope, authorOf } from '@sup/contracts';
import { type Queries, type Sorted, instant, rows } from './queries.ts';

/** A fact as the history keeps it. `receivedAt` and `hubAt` (wall): null for what we wrote ourselves. */
export interface KeptFact {
  readonly factId: string;
  readonly track: 'move' | 'note';
  readonly n: number;
  readonly author: string;
  readonly type: string;
  readonly actingPost: string;
  readonly statedAt: string;
  /** Wall time of its author. */
  readonly writtenAt: string;
  readonly receivedAt: string | null;
  readonly hubAt: string | null;
  readonly seenRevision: number | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** The addressee's code while it cannot process the fact. */
  readonly notProcessed: string | null;
}

const columns = `fact_id as "factId", track, n, author, type, acting_post as "actingPost",
  ${instant('stated_at', 'statedAt')}, ${instant('written_at', 'writtenAt')}, ${instant('received_at', 'receivedAt')},
  ${instant('hub_at', 'hubAt')}, seen_revision as "seenRevision", data, not_processed as "notProcessed"`;

/** Who numbers the fact: both parties together for moves, its author for notes, the author's network for its notes. */
export function authorKeyOf(fact: Pick<FactEnvelope, 'track' | 'source' | 'type'>): string {
  if (fact.track === 'move') return '';
  return fact.type.startsWith('fact.') ? `${authorOf(fact)}/network` : authorOf(fact);
}

/**
 * Adds a fact to a record's history without what is sealed in it. The key makes it exactly one: a second fact with a
 * used number breaks the transaction. `received`: null for our own.
 */
export async function insertFact(
  on: Queries,
  referralId: string,
  fact: FactEnvelope,
  received: FactArrival,
): Promise<void> {
  const { sql, parameters } = factInsert(referralId, fact, { received, after: 0 });
  await on.query(sql, parameters);
}

/** When a fact reached us and the hub (wall); null for our own. */
export type FactArrival = { readonly receivedAt: string; readonly hubAt: string | null } | null;

/** The insert of `insertFact`, to be a part of a statement whose own parameters are the first `after`. */
export function factInsert(
  referralId: string,
  fact: FactEnvelope,
  { received, after }: { readonly received: FactArrival; readonly after: number },
): { readonly sql: string; readonly parameters: unknown[] } {
  const parameters = [
    referralId,
    fact.track,
    authorKeyOf(fact),
    fact.n,
    fact.id,
    authorOf(fact),
    fact.type,
    fact.actingpost,
    fact.statedat,
    fact.time,
    received?.receivedAt ?? null,
    received?.hubAt ?? null,
    fact.seenrevision ?? null,
    JSON.stringify(withoutSealed(fact.data)),
  ];
  const sql = `insert into referral_fact (referral_id, track, author_key, n, fact_id, author, type, acting_post, stated_at,
       written_at, received_at, hub_at, seen_revision, data)
     values (${parameters.map((_, index) => `$${after + index + 1}`).join(', ')})`;
  return { sql, parameters };
}

/** The history in the record's order: moves by number; each note after the last move its author had seen (REF-03). */
export const factsOf: Sorted = {
  columns,
  from: 'referral_fact where referral_id = $1',
  order: `case track when 'move' then n else coalesce(seen_revision, 0) end, track, author_key, n`,
};

/** Id of the fact that bears the same number in the record; null when the number is free. */
export async function factIdNumbered(
  on: Queries,
  referralId: string,
  fact: Pick<FactEnvelope, 'track' | 'source' | 'type' | 'n'>,
): Promise<string | null> {
  const found = await rows<{ factId: string }>(
    on,
    `select fact_id as "factId" from referral_fact
     where referral_id = $1 and track = $2 and author_key = $3 and n = $4`,
    [referralId, fact.track, authorKeyOf(fact), fact.n],
  );
  return found[0]?.factId ?? null;
}

/** The last move of a record. */
export async function lastMove(on: Queries, referralId: string): Promise<KeptFact | null> {
  const found = await rows<KeptFact>(
    on,
    `select ${columns} from referral_fact where referral_id = $1 and track = 'move' order by n desc limit 1`,
    [referralId],
  );
  return found[0] ?? null;
}

/** Parts that notes on the record name already, by the note's type. */
export async function partsNoted(on: Queries, referralId: string, type: string): Promise<string[]> {
  const found = await rows<{ id: string }>(
    on,
    `select data ->> 'partId' as id from referral_fact where referral_id = $1 and type = $2`,
    [referralId, type],
  );
  return found.map((row) => row.id);
}

/** The next number of this author's notes on the record. The caller holds the record. */
export async function nextNote(on: Queries, referralId: string, author: string): Promise<number> {
  const [row] = await rows<{ n: number }>(
    on,
    `select coalesce(max(n), 0) + 1 as n from referral_fact
     where referral_id = $1 and track = 'note' and author_key = $2`,
    [referralId, author],
  );
  return row!.n;
}

/** Records whose history holds the fact. */
export async function recordsWith(on: Queries, factId: string): Promise<string[]> {
  const found = await rows<{ id: string }>(
    on,
    'select referral_id as id from referral_fact where fact_id = $1 order by referral_id',
    [factId],
  );
  return found.map((row) => row.id);
}

/** Marks a fact as not processed by its addressee; null takes the mark away. */
export async function markNotProcessed(on: Queries, factId: string, code: string | null): Promise<void> {
  await on.query('update referral_fact set not_processed = $2 where fact_id = $1', [factId, code]);
}

const sealedMembers = new Set(['sealedBody', 'origin']);

/** A fact's data without sealed parts and carried proofs, at any depth. */
function withoutSealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSealed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !sealedMembers.has(name))
      .map(([name, member]) => [name, withoutSealed(member)]),
  );
}
