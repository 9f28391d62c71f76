import { type EntityManager, type QueryRunner } from 'typeorm';
import {
  type ChainHead,
  type ChainRow,
  type EntryColumns,
  type KeptEntry,
  type Link,
  columnNames,
  columnsOf,
  readRowText,
} from '../protocol/index.ts';

/** Rows fetched at a time from the cursor over the whole chain: what bounds a verification's memory. */
const fetchedRows = 1_000;
const names = `seq, prev_hash, hash, text, at, act, action, person_id, post_id, record_kind, record_id, record_no, case_id,
  outcome, code`;

/** Predecessor and columns as one value: fifteen values of each row were most of what a verification threw away. */
const read = `seq, hash, text, row(prev_hash, at, act, action, person_id, post_id, record_kind, record_id, record_no, case_id,
  outcome, code)::text as kept`;

interface StoredRow {
  readonly seq: string;
  readonly hash: string;
  readonly text: string;
  readonly kept: string;
}

export async function headOf(manager: EntityManager): Promise<(ChainHead & { readonly at: string }) | null> {
  const [row] = await manager.query<{ seq: string; hash: string; at: string }[]>(
    'select seq, hash, at from audit_entry order by seq desc limit 1',
  );
  return row ? { seq: Number(row.seq), hash: row.hash, at: row.at } : null;
}

/** Hashes of some places of the chain; places that are empty are left out. */
export async function hashesAt(manager: EntityManager, seqs: readonly number[]): Promise<Map<number, string>> {
  const rows = await manager.query<{ seq: string; hash: string }[]>(
    'select seq, hash from audit_entry where seq = any($1::bigint[])',
    [seqs],
  );
  return new Map(rows.map(({ seq, hash }) => [Number(seq), hash]));
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
    `insert into audit_entry (${names}, position)
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
       $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::bigint[])`,
    [
      links.map(({ seq }) => seq),
      links.map(({ prevHash }) => prevHash),
      links.map(({ hash }) => hash),
      links.map(({ text }) => text),
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
      positions,
    ],
  );
  await manager.query('delete from audit_pending where position = any($1::bigint[])', [positions]);
}

/**
 * The whole chain in the order of `seq`, in batches through a cursor of the runner's transaction, which the caller begins and ends.
 * Whatever the chain has come to (numbers missing, doubled), every row comes once.
 */
export async function* readChain(runner: QueryRunner): AsyncGenerator<ChainRow[]> {
  await runner.query(`declare audit_chain no scroll cursor for select ${read} from audit_entry order by seq`);
  for (;;) {
    const rows = (await runner.query(`fetch ${fetchedRows} from audit_chain`)) as StoredRow[];
    if (rows.length === 0) return;
    yield rows.map((row) => new StoredLink(row));
  }
}

/** Takes predecessor and columns apart only when somebody looks at them: when something is wrong. */
class StoredLink implements ChainRow {
  readonly seq: number;
  readonly hash: string;
  readonly text: string;
  readonly kept: string;

  constructor({ seq, hash, text, kept }: StoredRow) {
    this.seq = Number(seq);
    this.hash = hash;
    this.text = text;
    this.kept = kept;
  }

  get prevHash(): string {
    return readRowText(this.kept)[0]!;
  }

  get columns(): EntryColumns {
    const [, ...values] = readRowText(this.kept);
    return Object.fromEntries(columnNames.map((name, at) => [name, values[at]])) as unknown as EntryColumns;
  }
}
