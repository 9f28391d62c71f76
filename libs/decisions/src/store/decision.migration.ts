import { type MigrationInterface, type QueryRunner } from 'typeorm';

const statements = [
  `create sequence decision_meeting_no`,
  `create table decision_meeting (
     id uuid primary key,
     body text not null,
     meeting_no text not null,
     no_key text not null,
     status text not null check (status in ('called', 'convened', 'concluded', 'cancelled')),
     held_on text not null check (held_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
     version integer not null check (version >= 1),
     state jsonb not null,
     kept_by uuid not null,
     created_at timestamptz not null
   )`,
  `create index decision_meeting_number on decision_meeting (body, no_key)`,
  `create index decision_meeting_day on decision_meeting (held_on desc, id desc)`,
  `create table decision_meeting_event (
     meeting_id uuid not null references decision_meeting (id),
     n integer not null check (n >= 1),
     type text not null,
     data jsonb not null,
     person_id uuid not null,
     acting_post text not null,
     at timestamptz not null,
     primary key (meeting_id, n)
   )`,
  // A body that sets its own quorum; every other one has the default.
  `create table decision_body (
     code text primary key,
     title_zh text not null,
     title_en text not null,
     quorum jsonb not null
   )`,
  // Which members of staff sit in a meeting, and which records it is about: what lists join.
  `create table decision_meeting_member (
     meeting_id uuid not null references decision_meeting (id),
     person_id uuid not null,
     primary key (meeting_id, person_id)
   )`,
  `create table decision_item (
     id uuid primary key,
     meeting_id uuid not null references decision_meeting (id),
     about_kind text not null,
     about_id text not null,
     case_id uuid not null
   )`,
  `create index decision_item_meeting on decision_item (meeting_id)`,
  `create index decision_item_about on decision_item (about_id)`,
  `create table decision (
     id uuid primary key,
     meeting_id uuid not null references decision_meeting (id),
     about_kind text not null,
     about_id text not null,
     case_id uuid not null,
     canonical text not null,
     hash text not null check (hash ~ '^[0-9a-f]{64}$'),
     recorded_at timestamptz not null
   )`,
  `create index decision_about on decision (about_id)`,
  `create index decision_meeting_id on decision (meeting_id)`,
  `create table decision_citation (
     decision_id uuid not null references decision (id),
     purpose text not null,
     n integer not null,
     at timestamptz not null,
     primary key (decision_id, purpose, n)
   )`,
  `create sequence decision_major_report_no`,
  `create table decision_major_report (
     id uuid primary key,
     report_no text not null unique,
     about_kind text not null,
     about_id text not null,
     case_id uuid not null,
     recipient text not null,
     content text not null,
     known_at timestamptz not null,
     due jsonb not null,
     reported_at timestamptz not null,
     acting_post text not null,
     answer jsonb
   )`,
  `create index decision_major_report_about on decision_major_report (about_id)`,
  // What was decided, and the trail of how, is appended to and never changed.
  `create function decision_is_final() returns trigger language plpgsql as
     $$ begin raise exception 'decisions and the history of meetings are never changed'; end $$`,
  `create trigger decision_final before update or delete on decision
     for each row execute function decision_is_final()`,
  `create trigger decision_meeting_event_final before update or delete on decision_meeting_event
     for each row execute function decision_is_final()`,
];

/** Meetings, their history, what they decided and where that was cited. Days are text; instants are wall time. */
export class CreateDecisions1764547200300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table decision_major_report, decision_citation, decision, decision_item, decision_meeting_member, decision_meeting_event, decision_meeting, decision_body',
    );
    await runner.query('drop function decision_is_final');
    await runner.query('drop sequence decision_meeting_no, decision_major_report_no');
  }
}
