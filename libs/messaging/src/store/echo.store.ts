import { type FactProof } from '../protocol/index.ts';
import { insertFacts, insertRoots } from './inbox.store.ts';
import { type KeptProof, proofColumns, proofOf } from './proof.ts';
import { type Queries, rows } from './queries.ts';

/** A fact of the asker that we hold, with the asker's own proof. */
export interface HeldForPeer {
  readonly seq: number;
  readonly fact: string;
  readonly proof: FactProof;
}

/** Facts a peer sent us, above one of its numbers: what we return to it when its database lost them. */
export async function factsOfPeer(on: Queries, peer: string, above: number, limit: number): Promise<HeldForPeer[]> {
  const found = await rows<KeptProof & { seq: string; body: string }>(
    on,
    `select i.seq, f.body, ${proofColumns}
     from messaging_inbox i
       join messaging_fact f on f.author = i.sender and f.fact_id = i.fact_id
       join messaging_root r on r.author = f.author and r.root = f.root
     where i.sender = $1 and i.seq > $2 order by i.seq limit $3`,
    [peer, above, limit],
  );
  return found.map((row) => ({ seq: Number(row.seq), fact: row.body, proof: proofOf(row)! }));
}

/** Facts we sent a peer, above one of our numbers: what it lost of ours. */
export async function factsForPeer(
  on: Queries,
  author: string,
  peer: string,
  { above, limit }: { above: number; limit: number },
): Promise<{ seq: number; body: string }[]> {
  const found = await rows<{ seq: string; body: string }>(
    on,
    `select o.seq, f.body from messaging_outbox o
       join messaging_fact f on f.author = $1 and f.fact_id = o.fact_id
     where o.recipient = $2 and o.seq > $3 order by o.seq limit $4`,
    [author, peer, above, limit],
  );
  return found.map((row) => ({ seq: Number(row.seq), body: row.body }));
}

/** An own fact that came back. */
export interface ReturnedFact {
  readonly seq: number;
  readonly factId: string;
  readonly type: string;
  readonly recordId: string;
  readonly body: string;
  readonly proof: FactProof;
  /** Number of a network note above its base; 0 for other facts. */
  readonly note: number;
}

/**
 * Stores own facts that a peer returned, as received by that peer, and never uses their numbers again. Returns those
 * that were lost here, and the numbers under which this database had meanwhile sent something else.
 */
export async function insertReturned(
  on: Queries,
  us: string,
  peer: string,
  returned: readonly ReturnedFact[],
  now: string,
): Promise<{ lost: ReturnedFact[]; contested: number[] }> {
  await insertRoots(on, us, returned);
  const fresh = new Set(await insertFacts(on, us, returned));
  await on.query(
    `insert into messaging_outbox (recipient, waiting, stored_at, received_at, fact_id, record_id, seq)
     select $1, false, $2, $2, * from unnest($3::uuid[], $4::text[], $5::bigint[]) on conflict do nothing`,
    [
      peer,
      now,
      returned.map((fact) => fact.factId),
      returned.map((fact) => fact.recordId),
      returned.map((fact) => fact.seq),
    ],
  );
  const contested = await rows<{ seq: string }>(
    on,
    `select given.seq from unnest($2::uuid[], $3::bigint[]) as given (fact_id, seq)
     where not exists (select 1 from messaging_outbox o
       where o.recipient = $1 and o.fact_id = given.fact_id and o.seq = given.seq)`,
    [peer, returned.map((fact) => fact.factId), returned.map((fact) => fact.seq)],
  );
  await on.query('update messaging_link set next_seq = greatest(next_seq, $2) where peer = $1', [
    peer,
    Math.max(0, ...returned.map((fact) => fact.seq)) + 1,
  ]);
  for (const fact of returned.filter((one) => one.note > 0)) {
    await on.query(
      `insert into messaging_note as known (record_id, n) values ($1, $2)
       on conflict (record_id) do update set n = greatest(known.n, excluded.n)`,
      [fact.recordId, fact.note],
    );
  }
  return {
    lost: returned.filter((fact) => fresh.has(fact.factId)),
    contested: contested.map((row) => Number(row.seq)),
  };
}

/** The state of a restore, kept so that a restart goes on with it. */
export interface RestoreState {
  readonly since: string;
  readonly reason: string;
  readonly endedAt: string | null;
  /** Peers that had not answered when the fence was opened; they are asked when they come back. */
  readonly unreachable: readonly string[];
  readonly returned: number;
}

export async function loadRestore(on: Queries): Promise<RestoreState | null> {
  const [row] = await rows<{ value: RestoreState }>(on, `select value from messaging_state where name = 'restore'`);
  return row?.value ?? null;
}

export async function saveRestore(on: Queries, state: RestoreState): Promise<void> {
  await on.query(
    `insert into messaging_state (name, value) values ('restore', $1)
     on conflict (name) do update set value = excluded.value`,
    [JSON.stringify(state)],
  );
}

/** Which peers still owe us their echo. */
export async function peersOwing(on: Queries): Promise<string[]> {
  const found = await rows<{ peer: string }>(on, `select peer from messaging_link where replay = 'owed' order by peer`);
  return found.map((row) => row.peer);
}

export async function setReplay(on: Queries, peers: readonly string[], replay: 'owed' | 'done'): Promise<void> {
  await on.query('update messaging_link set replay = $2 where peer = any($1::text[])', [peers, replay]);
}
