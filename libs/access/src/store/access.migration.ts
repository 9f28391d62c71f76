import { type MigrationInterface, type QueryRunner } from 'typeorm';

const tables = [
  // `identity_id`: the human behind the record. A second account of the same human has the first one's.
  `create table person (
     id uuid primary key,
     identity_id uuid not null references person (id),
     name_zh text not null check (length(name_zh) between 1 and 60),
     name_key text not null,
     id_number_key text,
     epoch integer not null default 1,
     disabled_at timestamptz,
     created_at timestamptz not null
   )`,
  `create index person_identity on person (identity_id)`,
  `create index person_id_number on person (id_number_key) where id_number_key is not null`,
  `create index person_name on person (name_key)`,
  // A post is one seat: held by one person at a time, and it keeps its work when the holder changes.
  `create table post (
     id uuid primary key,
     title_zh text not null,
     title_en text not null,
     roles text[] not null,
     office text,
     office_key text,
     leads_unit boolean not null default false,
     created_at timestamptz not null,
     constraint post_administrators_separated check (
       cardinality(roles) >= 1
       and (not roles && array['sysadmin', 'secadmin', 'auditor'] or cardinality(roles) = 1)
     )
   )`,
  `create table holding (
     id uuid primary key,
     person_id uuid not null references person (id),
     post_id uuid not null references post (id),
     held_from timestamptz not null,
     held_to timestamptz
   )`,
  `create unique index holding_current on holding (person_id) where held_to is null`,
  `create unique index holding_seat on holding (post_id) where held_to is null`,
  `create table deputy (
     id uuid primary key,
     post_id uuid not null references post (id),
     person_id uuid not null references person (id),
     covers_from timestamptz not null,
     covers_to timestamptz not null check (covers_to > covers_from),
     reason text not null,
     named_by uuid not null
   )`,
  `create index deputy_person on deputy (person_id, covers_to)`,
  `create table account (
     person_id uuid primary key references person (id),
     username text not null unique,
     password_hash text not null,
     password_set_at timestamptz not null
   )`,
  `create table session (
     token_hash text primary key,
     person_id uuid not null references person (id),
     epoch integer not null,
     created_at timestamptz not null,
     last_seen_at timestamptz not null,
     expires_at timestamptz not null
   )`,
  `create index session_person on session (person_id)`,
  `create index session_expires on session (expires_at)`,
  `create table sign_in_attempt (
     id bigint generated always as identity primary key,
     account_key text not null,
     address text not null,
     at timestamptz not null,
     outcome text not null check (outcome in ('failed', 'succeeded'))
   )`,
  `create index sign_in_attempt_account on sign_in_attempt (account_key, id)`,
  `create index sign_in_attempt_address on sign_in_attempt (address, at)`,
  `create index sign_in_attempt_at on sign_in_attempt (at)`,
];

/** People, seats, deputies, accounts, sessions and sign-in attempts. Instants are wall time. */
export class CreateAccess1764000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sign_in_attempt, session, account, deputy, holding, post, person');
  }
}
