import { type EntityManager } from 'typeorm';
import { type AnchorView, type ChainHead, type Countersignature, type DisputeView } from '../protocol/index.ts';

/** A countersignature as it is kept: the signed statement, and the signature (a detached JWS that names its key). */
export interface AnchorRow {
  readonly seq: number;
  readonly peer: string;
  readonly hash: string;
  readonly statement: string;
  readonly signature: string;
}

/** Keeps a peer's countersignature of our head; one that is known changes nothing. */
export async function keepAnchor(
  manager: EntityManager,
  signed: Countersignature,
  statement: string,
  signature: string,
): Promise<void> {
  await manager.query(
    `insert into audit_anchor (seq, peer, hash, at, statement, signature) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [signed.seq, signed.witness, signed.hash, signed.at, statement, signature],
  );
}

/** The newest countersigned head that this chain really holds. */
export async function lastAnchor(manager: EntityManager): Promise<AnchorView | null> {
  const [row] = await manager.query<{ seq: string; hash: string; at: string; peers: string[] }[]>(
    `select seq, hash, max(at) as at, array_agg(peer order by peer) as peers from audit_anchor where seq =
       (select a.seq from audit_anchor a join audit_entry e on e.seq = a.seq and e.hash = a.hash
        order by a.seq desc limit 1)
     group by seq, hash`,
  );
  return row ? { seq: Number(row.seq), hash: row.hash, at: row.at, peers: row.peers } : null;
}

/** Anchors after (`seq`, `peer`), in that order. */
export async function anchorsAfter(
  manager: EntityManager,
  after: { readonly seq: number; readonly peer: string },
  limit: number,
): Promise<AnchorRow[]> {
  const rows = await manager.query<(Omit<AnchorRow, 'seq'> & { seq: string })[]>(
    `select seq, peer, hash, statement, signature from audit_anchor where (seq, peer) > ($1, $2) order by seq, peer
     limit $3`,
    [after.seq, after.peer, limit],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

export async function lastByPeer(manager: EntityManager): Promise<{ peer: string; seq: number; at: string }[]> {
  const rows = await manager.query<{ peer: string; seq: string; at: string }[]>(
    'select distinct on (peer) peer, seq, at from audit_anchor order by peer, seq desc',
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Keeps what we countersigned for another agency. */
export async function keepWitnessed(
  manager: EntityManager,
  signed: Countersignature,
  statement: string,
  signature: string,
): Promise<void> {
  await manager.query(
    `insert into audit_witness (author, seq, hash, at, statement, signature) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [signed.author, signed.seq, signed.hash, signed.at, statement, signature],
  );
}

/** The highest heads of an author's chain that we countersigned, highest first. */
export async function witnessedOf(
  manager: EntityManager,
  author: string,
  limit: number,
): Promise<(ChainHead & { readonly at: string })[]> {
  const rows = await manager.query<{ seq: string; hash: string; at: string }[]>(
    'select seq, hash, at from audit_witness where author = $1 order by seq desc, at desc limit $2',
    [author, limit],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Keeps a dispute; answers whether it is new. */
export async function keepDispute(manager: EntityManager, dispute: DisputeView): Promise<boolean> {
  const { peer, seq, hash, at } = dispute;
  const kept = await manager.query<unknown[]>(
    `insert into audit_dispute (peer, seq, hash, at) values ($1, $2, $3, $4) on conflict do nothing returning peer`,
    [peer, seq, hash, at],
  );
  return kept.length > 0;
}

export async function disputes(manager: EntityManager): Promise<DisputeView[]> {
  const rows = await manager.query<(Omit<DisputeView, 'seq'> & { seq: string })[]>(
    'select peer, seq, hash, at from audit_dispute order by seq, peer limit 100',
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}
