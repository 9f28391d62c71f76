import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** People, posts, accounts, sessions and sign-in attempts. Instants are wall time. */
export class CreateAccess1764000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table person (
        id uuid primary key,
        name_zh text not null check (length(name_zh) between 1 and 60),
        epoch integer not null default 1,
        disabled_at timestamptz,
        created_at timestamptz not null
      );
      create table post (
        id uuid primary key,
        title_zh text not null,
        title_en text not null,
        roles text[] not null,
        unique (title_zh, title_en, roles),
        constraint post_administrators_separated check (
          cardinality(roles) >= 1
          and (not roles && array['sysadmin', 'secadmin', 'auditor'] or cardinality(roles) = 1)
        )
      );
      create table holding (
        id uuid primary key,
        person_id uuid not null references person (id),
        post_id uuid not null references post (id),
        held_from timestamptz not null,
        held_to timestamptz
      );
      create unique index holding_current on holding (person_id) where held_to is null;
      create table account (
        person_id uuid primary key references person (id),
        username text not null unique,
        password_hash text not null,
        password_set_at timestamptz not null
      );
      create table session (
        token_hash text primary key,
        person_id uuid not null references person (id),
        epoch integer not null,
        created_at timestamptz not null,
        last_seen_at timestamptz not null,
        expires_at timestamptz not null
      );
      create index session_person on session (person_id);
      create index session_expires on session (expires_at);
      create table sign_in_attempt (
        id bigint generated always as identity primary key,
        account_key text not null,
        address text not null,
        at timestamptz not null,
        outcome text not null check (outcome in ('failed', 'succeeded'))
      );
      create index sign_in_attempt_account on sign_in_attempt (account_key, id);
      create index sign_in_attempt_address on sign_in_attempt (address, at);
      create index sign_in_attempt_at on sign_in_attempt (at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sign_in_attempt, session, account, holding, post, person');
  }
}
