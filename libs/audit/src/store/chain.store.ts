import { type EntityManager } from 'typeorm';
import { type EntryColumns, type KeptEntry, type Link, columnsOf } from '../protocol/index.ts';

export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

export async function headOf(manager: EntityManager): Promise<ChainHead | null> {
  const [row] = await manager.query<{ seq: string; hash: string }[]>(
    'select seq, hash from audit_entry order by seq desc limit 1',
  );
  return row ? { seq: Number(row.seq), hash: row.hash } : null;
}

/** Links and the pending rows that they are made of, in the manager's transaction. */
export async function insertLinks(
  manager: EntityManager,
  links: readonly Link[],
  positions: readonly string[],
): Promise<void> {
  const columns = links.map(({ text }) => columnsOf((JSON.parse(text) as { entry: KeptEntry }).entry));
  const of = (name: keyof EntryColumns): (string | null)[] => columns.map((row) => row[name]);
  await manager.query(
    `insert into audit_entry (seq, prev_hash, hash, text, position, at, act, action, person_id, post_id, record_kind,
       record_id, record_no, case_id, outcome, code)
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[],
       $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])`,
    [
      links.map(({ seq }) => seq),
      links.map(({ prevHash }) => prevHash),
      links.map(({ hash }) => hash),
      links.map(({ text }) => text),
      positions,
      of('at'),
      of('act'),
      of('action'),
      of('personId'),
      of('postId'),
      of('recordKind'),
      of('recordId'),
      of('recordNo'),
      of('caseId'),
      of('outcome'),
      of('code'),
    ],
  );
  await manager.query('delete from audit_pending where position = any($1::bigint[])', [positions]);
}
