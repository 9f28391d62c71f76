import { type MigrationInterface, type QueryRunner } from 'typeorm';

const tables = [
  // party: our first part in the record; arbitrated: we also, or only, rule on its objection. box: where lists show it.
  // case_id: what need-to-know hangs on here; clue_id: the clue of our own register that is referred.
  `create table referral (
     id uuid primary key,
     party text not null check (party in ('sender', 'receiver', 'arbiter')),
     arbitrated boolean not null default false,
     box text not null check (box in ('drafts', 'outgoing', 'incoming', 'arbitration')),
     home_status text check (home_status in ('draft', 'deliberating', 'approved', 'sent', 'discarded')),
     status text,
     revision integer not null default 0 check (revision >= 0),
     version integer not null default 1 check (version >= 1),
     peer text,
     kind text not null,
     referral_no text,
     title text not null,
     grams text[] not null default '{}',
     offer_key text,
     parent_id uuid,
     case_id uuid not null,
     clue_id uuid,
     due_on text check (due_on ~ '^\\d{4}-\\d{2}-\\d{2}$'),
     overdue boolean not null default false,
     frozen text,
     opening_hash text,
     opening_fact_id uuid,
     state jsonb,
     created_at timestamptz not null,
     updated_at timestamptz not null)`,
  `create unique index referral_number on referral (referral_no) where referral_no is not null and party = 'sender'`,
  `create index referral_box on referral (box, updated_at desc, id desc)`,
  `create index referral_box_status on referral (box, status, updated_at desc, id desc)`,
  `create index referral_updated on referral (updated_at desc, id desc)`,
  `create index referral_arbitrated on referral (updated_at desc, id desc) where arbitrated`,
  `create index referral_overdue on referral (box, due_on, id) where overdue`,
  `create index referral_grams on referral using gin (grams)`,
  `create index referral_offer on referral (offer_key) where offer_key is not null`,
  `create index referral_parent on referral (parent_id) where parent_id is not null`,
  `create index referral_case on referral (case_id)`,
  `create index referral_clue on referral (clue_id, peer) where clue_id is not null`,
  // author_key: empty for moves, which both parties number together; the author for notes (PROTOCOL.md law 2).
  `create table referral_fact (
     referral_id uuid not null references referral (id),
     track text not null check (track in ('move', 'note')),
     author_key text not null,
     n integer not null check (n >= 1),
     fact_id uuid not null,
     author text not null,
     type text not null,
     acting_post text not null,
     stated_at timestamptz not null,
     written_at timestamptz not null,
     received_at timestamptz,
     hub_at timestamptz,
     seen_revision integer,
     data jsonb not null,
     not_processed text,
     position bigint generated always as identity,
     primary key (referral_id, track, author_key, n),
     check ((track = 'move') = (author_key = '')))`,
  `create unique index referral_fact_once on referral_fact (referral_id, fact_id)`,
  `create index referral_fact_id on referral_fact (fact_id)`,
  // What never leaves: the draft as it was last saved, and the reporter, sealed to this agency's own key.
  `create table referral_home (
     referral_id uuid primary key references referral (id),
     draft jsonb not null,
     decision jsonb,
     created_by text not null)`,
  `create table referral_reporter (
     referral_id uuid primary key references referral (id),
     sealed text not null)`,
  // The content while it is closed, and after it was opened. A row goes when the record ends without us.
  `create table referral_sealed (
     referral_id uuid not null references referral (id),
     part text not null,
     body text not null,
     commitment text not null,
     blobs jsonb not null default '[]',
     received_at timestamptz not null,
     primary key (referral_id, part))`,
  `create table referral_content (
     referral_id uuid not null references referral (id),
     part text not null,
     body jsonb not null,
     blobs jsonb not null default '[]',
     opened_at timestamptz not null,
     primary key (referral_id, part))`,
  `create table referral_dispatch (
     id uuid primary key,
     referral_id uuid not null references referral (id),
     addressee text not null,
     channel text not null,
     instrument text not null,
     body text not null,
     acting_post text not null,
     dispatched_at timestamptz not null)`,
  `create index referral_dispatch_of on referral_dispatch (referral_id, dispatched_at)`,
  // What is kept of a letter that bore a secrecy mark: who and when. Never what it was.
  `create table referral_stub (
     id uuid primary key,
     refused_at timestamptz not null,
     person_id text not null,
     post_id text not null,
     classification text not null)`,
  `create index referral_stub_at on referral_stub (refused_at)`,
  // Numbers run on for ever and may leave gaps: a locked counter would serialise every sending (PROTOCOL.md 5, 14).
  `create sequence referral_number_seq`,
];

export class CreateReferral1764000000600 implements MigrationInterface {
  readonly name = 'CreateReferral1764000000600';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop table referral_stub, referral_dispatch, referral_content, referral_sealed, referral_reporter, referral_home, referral_fact,
         referral`,
    );
    await runner.query('drop sequence referral_number_seq');
  }
}
