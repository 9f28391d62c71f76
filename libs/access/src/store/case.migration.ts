import { type MigrationInterface, type QueryRunner } from 'typeorm';

const tables = [
  `create table case_file (
     case_id uuid primary key,
     kind text not null,
     opened_by uuid,
     opened_by_post uuid,
     opened_at timestamptz not null
   )`,
  // `holder_id` is a post (its holder and deputies of the moment) or a person. Rows are closed, never deleted.
  `create table case_member (
     id uuid primary key,
     case_id uuid not null,
     holder_id uuid not null,
     holder_kind text not null check (holder_kind in ('post', 'person')),
     capacity text not null,
     held_from timestamptz not null,
     held_to timestamptz,
     reason text not null,
     admitted_by uuid,
     released_by uuid
   )`,
  // Lists start from the reader: the whole answer to "which cases may this seat see" lies in this index.
  `create index case_member_holder on case_member (holder_id, case_id) include (held_from, held_to)`,
  `create index case_member_case on case_member (case_id)`,
  // `person_id` is the human's identity: an exclusion holds for every account of the person.
  `create table case_exclusion (
     id uuid primary key,
     case_id uuid not null,
     person_id uuid not null,
     category text not null,
     reason text not null,
     excluded_by uuid,
     since timestamptz not null,
     lifted_at timestamptz,
     lifted_by uuid,
     lift_reason text
   )`,
  `create unique index case_exclusion_person on case_exclusion (person_id, case_id, category) where lifted_at is null`,
  `create index case_exclusion_case on case_exclusion (case_id)`,
  // Who a case is about, as keyed hashes: people who join the agency later are found too.
  `create table case_subject (
     case_id uuid not null,
     n integer not null,
     name_key text not null,
     id_number_key text,
     own_agency boolean not null,
     office_key text,
     leads_unit boolean not null,
     primary key (case_id, n)
   )`,
  `create index case_subject_name on case_subject (name_key)`,
  `create index case_subject_id_number on case_subject (id_number_key) where id_number_key is not null`,
];

/** Need-to-know: cases, who is admitted to them, who is shut out, and whom they concern. Instants are wall time. */
export class CreateCases1764000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table case_subject, case_exclusion, case_member, case_file');
  }
}
