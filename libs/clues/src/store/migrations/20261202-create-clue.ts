import { type MigrationInterface, type QueryRunner } from 'typeorm';

const tables = [
  // queue, waits_for: derived from the state whenever it is saved. due_on: day of the running limit that ends first.
  `create table clue (
     id uuid primary key,
     case_id uuid not null,
     version integer not null check (version >= 1),
     clue_no text,
     status text not null,
     queue text not null,
     waits_for text not null check (waits_for in ('registrar', 'head', 'handlers', 'meeting', 'nobody')),
     title text not null,
     channel text not null,
     classification text not null,
     severity text not null,
     public_opinion boolean not null,
     subject_agency text not null,
     received_at timestamptz not null,
     received_on text not null check (received_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
     registered_by_person uuid not null,
     registered_by_post uuid not null,
     registered_at timestamptz,
     handlers text[] not null default '{}',
     review_on text check (review_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
     due_on text check (due_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
     overdue boolean not null default false,
     origin_referral uuid,
     merged_into uuid,
     import_key text,
     state jsonb not null,
     moved_at timestamptz not null)`,
  `create unique index clue_number on clue (clue_no) where clue_no is not null`,
  `create unique index clue_origin on clue (origin_referral) where origin_referral is not null`,
  `create unique index clue_import on clue (import_key) where import_key is not null`,
  `create index clue_case on clue (case_id)`,
  `create index clue_moved on clue (moved_at desc, id desc)`,
  // With what need-to-know asks of a row: counts of queues are answered from the index alone.
  `create index clue_queue on clue (queue, moved_at desc, id desc) include (case_id, status, registered_by_post)`,
  `create index clue_status on clue (status, moved_at desc, id desc)`,
  `create index clue_turn on clue (waits_for, moved_at desc, id desc)
     include (case_id, status, queue, registered_by_post, review_on)`,
  `create index clue_registrar on clue (registered_by_post, waits_for, moved_at desc, id desc)`,
  `create index clue_received on clue (received_on desc, id desc)`,
  `create index clue_handlers on clue using gin (handlers) where handlers <> '{}'`,
  `create index clue_overdue on clue (due_on, id) where overdue`,
  `create index clue_merged on clue (merged_into) where merged_into is not null`,
  // What search and duplicate detection ask: bigrams of the text and marks (store/search.rules.ts). Apart from the clue,
  // so that a move of a clue does not rewrite its index. No pending list: it would be scanned by every search.
  `create sequence clue_ordinal_seq`,
  `create table clue_search (
     clue_id uuid primary key references clue (id),
     ordinal bigint not null default nextval('clue_ordinal_seq'),
     terms text[] not null,
     folded text not null)`,
  // A search reads few rows: to start workers for it takes longer than to read them.
  `alter table clue_search set (parallel_workers = 0)`,
  `create unique index clue_search_ordinal on clue_search (ordinal)`,
  `create index clue_search_terms on clue_search using gin (terms) with (fastupdate = off)`,
  `create table clue_history (
     clue_id uuid not null references clue (id),
     n integer not null check (n >= 1),
     type text not null,
     at timestamptz not null,
     by_person text,
     by_post text,
     acting_post text not null,
     payload jsonb not null,
     primary key (clue_id, n))`,
  // A person complained of. The number itself stands in the clue's state; here its keyed mark, and four characters to show.
  `create table clue_person (
     clue_id uuid not null references clue (id),
     n integer not null,
     name text not null,
     name_key text not null,
     pinyin text[] not null default '{}',
     initials text[] not null default '{}',
     number_mark text,
     number_tail text,
     agency text not null,
     office text,
     role text not null,
     leads_unit boolean not null,
     primary key (clue_id, n))`,
  `create index clue_person_mark on clue_person (number_mark) where number_mark is not null`,
  `create table clue_referral (
     referral_id uuid primary key,
     clue_id uuid not null references clue (id),
     recipient text not null,
     kind text not null,
     status text not null,
     revision integer not null)`,
  `create index clue_referral_of on clue_referral (clue_id)`,
  `create table clue_reporter (
     clue_id uuid primary key references clue (id),
     sealed text not null)`,
  // Break-glass: who asked to see the reporter's identity, why, who released it, when it was seen.
  `create table identity_request (
     id uuid primary key,
     clue_id uuid not null references clue (id),
     reason text not null,
     requested_by text not null,
     requested_post text not null,
     requested_at timestamptz not null,
     released_by text,
     released_at timestamptz,
     seen_at timestamptz)`,
  `create index identity_request_of on identity_request (clue_id, requested_at)`,
  `create index identity_request_open on identity_request (requested_at) where released_at is null`,
  // Numbers run on for ever and may leave gaps: a locked counter would serialise every registration (PROTOCOL.md 5, 14).
  `create sequence clue_number_seq`,
];

export class CreateClue1764000001000 implements MigrationInterface {
  readonly name = 'CreateClue1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop table identity_request, clue_reporter, clue_referral, clue_person, clue_history, clue_search, clue`,
    );
    await runner.query('drop sequence clue_number_seq, clue_ordinal_seq');
  }
}
