import { type FactProof } from '../protocol/index.ts';
import { type Queries, changed, rows } from './queries.ts';

/** A fact from a peer, read and proven. */
export interface ArrivedFact {
  readonly seq: number;
  readonly factId: string;
  readonly type: string;
  readonly recordId: string;
  readonly body: string;
  readonly proof: FactProof;
  readonly parcelId: string;
  readonly hubAt: string | null;
  /** How far its author's clock was ahead of ours at arrival, milliseconds; negative in the past. */
  readonly aheadMs: number;
}

export interface Stored {
  /** Newly stored, in the order given. */
  readonly fresh: readonly ArrivedFact[];
  /** Stored before, same bytes. */
  readonly duplicates: number;
  /** Same identity, other bytes; or a number that another fact bears already. Nothing of them was stored. */
  readonly conflicts: readonly { fact: ArrivedFact; code: 'FACT_CONFLICT' | 'SEQUENCE_CONFLICT' }[];
}

/** Stores facts of one peer, each once. `floor`: facts at or below it are released to the worker at once. */
export async function insertArrived(
  on: Queries,
  sender: string,
  arrived: readonly ArrivedFact[],
  received: { floor: number; now: string },
): Promise<Stored> {
  const known = await alreadyHere(on, sender, arrived);
  const fresh: ArrivedFact[] = [];
  const conflicts: Stored['conflicts'][number][] = [];
  let duplicates = 0;
  for (const fact of arrived) {
    const body = known.bodies.get(fact.factId);
    const holder = known.holders.get(fact.seq);
    if (body === undefined && holder === undefined) {
      fresh.push(fact);
      known.bodies.set(fact.factId, fact.body);
      known.holders.set(fact.seq, fact.factId);
    } else if (body !== undefined && body !== fact.body) conflicts.push({ fact, code: 'FACT_CONFLICT' });
    else if (holder !== undefined && holder !== fact.factId) conflicts.push({ fact, code: 'SEQUENCE_CONFLICT' });
    else duplicates += 1;
  }
  await insertRoots(on, sender, fresh);
  await insertFacts(on, sender, fresh);
  await insertInbox(on, sender, fresh, received);
  return { fresh, duplicates, conflicts };
}

async function alreadyHere(
  on: Queries,
  sender: string,
  arrived: readonly ArrivedFact[],
): Promise<{ bodies: Map<string, string>; holders: Map<number, string> }> {
  const bodies = await rows<{ fact_id: string; body: string }>(
    on,
    'select fact_id, body from messaging_fact where author = $1 and fact_id = any($2::uuid[])',
    [sender, arrived.map((fact) => fact.factId)],
  );
  const holders = await rows<{ seq: string; fact_id: string }>(
    on,
    'select seq, fact_id from messaging_inbox where sender = $1 and seq = any($2::bigint[])',
    [sender, arrived.map((fact) => fact.seq)],
  );
  return {
    bodies: new Map(bodies.map((row) => [row.fact_id, row.body])),
    holders: new Map(holders.map((row) => [Number(row.seq), row.fact_id])),
  };
}

/** Keeps the signed roots of proven facts. */
export async function insertRoots(
  on: Queries,
  author: string,
  proven: readonly { readonly proof: FactProof }[],
): Promise<void> {
  const roots = [...new Map(proven.map(({ proof }) => [proof.root, proof])).values()];
  if (roots.length === 0) return;
  await on.query(
    `insert into messaging_root (author, root, kid, signature, size)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::integer[]) on conflict do nothing`,
    [
      author,
      roots.map((proof) => proof.root),
      roots.map((proof) => proof.kid),
      roots.map((proof) => proof.signature),
      roots.map((proof) => proof.size),
    ],
  );
}

/** Stores proven facts of one author; one that is here already stays. Returns the ids of the new ones. */
export async function insertFacts(
  on: Queries,
  author: string,
  proven: readonly Pick<ArrivedFact, 'factId' | 'type' | 'recordId' | 'body' | 'proof'>[],
): Promise<string[]> {
  if (proven.length === 0) return [];
  const inserted = await rows<{ fact_id: string }>(
    on,
    `insert into messaging_fact (author, fact_id, type, record_id, body, root, leaf, path)
     select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::text[])
     on conflict do nothing returning fact_id`,
    [
      author,
      proven.map((fact) => fact.factId),
      proven.map((fact) => fact.type),
      proven.map((fact) => fact.recordId),
      proven.map((fact) => fact.body),
      proven.map((fact) => fact.proof.root),
      proven.map((fact) => fact.proof.index),
      proven.map((fact) => fact.proof.path.join(' ')),
    ],
  );
  return inserted.map((row) => row.fact_id);
}

async function insertInbox(
  on: Queries,
  sender: string,
  fresh: readonly ArrivedFact[],
  { floor, now }: { floor: number; now: string },
): Promise<void> {
  if (fresh.length === 0) return;
  await on.query(
    `insert into messaging_inbox
       (sender, received_at, seq, fact_id, record_id, type, parcel_id, hub_at, ahead_ms, released)
     select $1, $2, * from unnest($3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
       $9::bigint[], $10::boolean[])`,
    [
      sender,
      now,
      fresh.map((fact) => fact.seq),
      fresh.map((fact) => fact.factId),
      fresh.map((fact) => fact.recordId),
      fresh.map((fact) => fact.type),
      fresh.map((fact) => fact.parcelId),
      fresh.map((fact) => fact.hubAt),
      fresh.map((fact) => fact.aheadMs),
      fresh.map((fact) => fact.seq <= floor),
    ],
  );
}

export interface ReleasedFact {
  readonly seq: string;
  readonly factId: string;
  readonly type: string;
  readonly recordId: string;
}

/** Releases early facts, in order of number: up to `floor`, or those that have waited for a missing one since `before`. */
export async function releaseEarly(
  on: Queries,
  sender: string,
  until: { floor: number } | { before: string },
): Promise<ReleasedFact[]> {
  const [condition, bound] =
    'floor' in until ? ['seq <= $2::bigint', until.floor] : ['received_at <= $2::timestamptz', until.before];
  const released = await changed<ReleasedFact>(
    on,
    `update messaging_inbox set released = true where sender = $1 and not released and ${condition}
     returning seq, fact_id as "factId", type, record_id as "recordId"`,
    [sender, bound],
  );
  return released.sort((left, right) => Number(left.seq) - Number(right.seq));
}

/** Senders whose early facts have waited since before an instant. */
export async function sendersWithEarly(on: Queries, before: string): Promise<string[]> {
  const found = await rows<{ sender: string }>(
    on,
    'select distinct sender from messaging_inbox where not released and received_at <= $1',
    [before],
  );
  return found.map((row) => row.sender);
}
