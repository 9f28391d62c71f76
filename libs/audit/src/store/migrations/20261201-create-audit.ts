import { type MigrationInterface, type QueryRunner } from 'typeorm';

const tables = [
  // What was done and is not yet in the chain. One insert in the doer's transaction: no index but the key, no lock.
  `create table audit_pending (
     position bigint generated always as identity primary key, text text not null)`,
  // The chain. Columns beside text and hash repeat what the text says, for lists; the verifier compares them.
  `create table audit_entry (
     seq bigint primary key check (seq > 0), prev_hash text not null, hash text not null, text text not null,
     position bigint not null, at text not null, act text not null, action text not null, person_id text, post_id text,
     record_kind text, record_id text, record_no text, case_id text, outcome text not null, code text,
     constraint audit_entry_prev unique (prev_hash), constraint audit_entry_once unique (position))`,
  `create index audit_entry_at on audit_entry (at)`,
  `create index audit_entry_act on audit_entry (act, seq)`,
  `create index audit_entry_person on audit_entry (person_id, seq) where person_id is not null`,
  `create index audit_entry_record on audit_entry (record_id, seq) where record_id is not null`,
  `create index audit_entry_case on audit_entry (case_id, seq) where case_id is not null`,
  // Heads of our chain that a peer countersigned: the statement's canonical text and the peer's detached signature.
  `create table audit_anchor (
     seq bigint not null, peer text not null, hash text not null, at text not null, statement text not null,
     signature text not null, primary key (seq, peer))`,
  // Heads of other agencies' chains that we countersigned. What they lose, we still know.
  `create table audit_witness (
     author text not null, seq bigint not null, hash text not null, at text not null, statement text not null,
     signature text not null, primary key (author, seq, hash))`,
  // Heads of ours that a peer remembers and this chain does not hold: the sign of a lost, cut or rewritten chain.
  `create table audit_dispute (
     peer text not null, seq bigint not null, hash text not null, at text not null, primary key (peer, seq, hash))`,
  // Makes what was searched for comparable and not guessable: queries are kept as keyed hashes.
  `create table audit_key (id integer primary key default 1 check (id = 1), query_key text not null)`,
  `insert into audit_key (query_key)
     values (encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex'))`,
];

const walls = [
  `create function audit_refuse() returns trigger language plpgsql as $$
   begin
     raise exception 'audit: % of % is refused, entries stay as they were written', tg_op, tg_table_name
       using errcode = 'insufficient_privilege';
   end $$`,
  // A pending row may leave only once it stands in the chain, word for word.
  `create function audit_sealed_only() returns trigger language plpgsql as $$
   begin
     if not exists (select from audit_entry where position = old.position
                    and starts_with(text, '{"entry":' || old.text || ',"prev":')) then
       raise exception 'audit: an entry that is not yet in the chain cannot be deleted'
         using errcode = 'insufficient_privilege';
     end if;
     return old;
   end $$`,
  ...['entry', 'anchor', 'witness', 'dispute', 'key'].flatMap((noun) => [
    `create trigger audit_${noun}_kept before update or delete on audit_${noun}
       for each row execute function audit_refuse()`,
    `create trigger audit_${noun}_whole before truncate on audit_${noun}
       for each statement execute function audit_refuse()`,
    `alter table audit_${noun} enable always trigger audit_${noun}_kept`,
    `alter table audit_${noun} enable always trigger audit_${noun}_whole`,
    `revoke update, delete, truncate on audit_${noun} from current_user`,
  ]),
  `create trigger audit_pending_kept before update on audit_pending for each row execute function audit_refuse()`,
  `create trigger audit_pending_sealed before delete on audit_pending
     for each row execute function audit_sealed_only()`,
  `create trigger audit_pending_whole before truncate on audit_pending
     for each statement execute function audit_refuse()`,
  ...['kept', 'sealed', 'whole'].map((name) => `alter table audit_pending enable always trigger audit_pending_${name}`),
  `revoke update, truncate on audit_pending from current_user`,
];

/**
 * The audit chain, what waits for it, and its anchors. Rows are added and never changed: triggers that fire always
 * refuse it, and the role that owns the tables has the right taken away, so that no slip of the program can.
 */
export class CreateAudit1764547200200 implements MigrationInterface {
  name = 'CreateAudit1764547200200';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...walls]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const noun of ['key', 'dispute', 'witness', 'anchor', 'pending', 'entry'])
      await runner.query(`drop table audit_${noun}`);
    for (const name of ['refuse', 'sealed_only']) await runner.query(`drop function audit_${name}`);
  }
}
