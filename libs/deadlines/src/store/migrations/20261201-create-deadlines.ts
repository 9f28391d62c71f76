import { type MigrationInterface, type QueryRunner } from 'typeorm';

const tables = [
  // One row: how far the business clock is ahead of wall time, and the wall instant it was set at.
  `create table business_clock (
     id integer primary key default 1 check (id = 1), offset_ms bigint not null default 0,
     set_at timestamptz)`,
  `insert into business_clock (id) values (1)`,
  `create table deadline_calendar (
     version text primary key, calendar jsonb not null, published_at timestamptz not null)`,
  // due: as its author computed it. difference: our own result where it is another. next_at: when the timer looks again.
  `create table deadline_clock (
     record_id text not null, clock_id text not null, capability text not null, entry text not null,
     rule_id text not null, debtor text not null, creditor text not null, author text not null,
     state text not null check (state in ('running', 'paused', 'met', 'late', 'void')),
     due jsonb not null, difference jsonb, pauses jsonb not null default '[]', extensions jsonb not null default '[]',
     earlier_dues jsonb not null default '[]', started_at timestamptz not null, stopped_at timestamptz,
     stopped_by_debtor boolean, next_at timestamptz,
     primary key (record_id, clock_id),
     constraint deadline_clock_stopped check ((state in ('met', 'late', 'void')) = (stopped_at is not null)))`,
  `create index deadline_clock_next on deadline_clock (next_at) where state = 'running'`,
  `create index deadline_clock_live on deadline_clock (record_id) where state in ('running', 'paused')`,
  // Every fact a record's clocks have followed: once each, and what a note that starts a clock late must know of.
  `create table deadline_act (
     record_id text not null, fact_id uuid not null, type text not null, track text not null, n integer not null,
     author text not null, stated_at timestamptz not null,
     primary key (record_id, fact_id))`,
  // rung 0: the debtor's own service has noticed the end of a term.
  `create table deadline_overdue (
     record_id text not null, clock_id text not null, rung integer not null check (rung between 0 and 4),
     written_at timestamptz not null, unreachable boolean not null default false,
     primary key (record_id, clock_id, rung))`,
  `create table deadline_reminder (
     record_id text not null, clock_id text not null, kind text not null check (kind in ('HALF', 'T-3', 'T-1')),
     due_date text not null, given_at timestamptz not null,
     constraint deadline_reminder_once unique (record_id, clock_id, kind, due_date))`,
];

/** Clocks, their calendar, the business clock's offset, and what was reminded and escalated. Instants are business time. */
export class CreateDeadlines20261201 implements MigrationInterface {
  name = 'CreateDeadlines1764547200400';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    const names = ['reminder', 'overdue', 'act', 'clock', 'calendar'].map((noun) => `deadline_${noun}`);
    for (const name of [...names, 'business_clock']) await runner.query(`drop table ${name}`);
  }
}
