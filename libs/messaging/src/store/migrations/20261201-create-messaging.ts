import { type MigrationInterface, type QueryRunner } from 'typeorm';

const tables = [
  // One row per signed Merkle root; with its leaf and path a fact under it can be proven alone (PROTOCOL.md law 5).
  `create table messaging_root (
     author text not null, root text not null, kid text not null, signature text not null, size integer not null,
     primary key (author, root))`,
  // Every own and received fact once, as its author's canonical text; and our own signals, until they are handled.
  `create table messaging_fact (
     author text not null, fact_id uuid not null, signal boolean not null default false, type text not null,
     record_id text not null, body text not null, root text, leaf integer, path text,
     kept_at timestamptz not null default clock_timestamp(),
     primary key (author, fact_id)) with (toast_tuple_target = 8160)`,
  // position: order of appending. seq: number within the pair, given once by the relay and kept at every repetition.
  // waiting: to be taken by the relay. What changes afterwards stands in no index, so that it is cheap.
  `create table messaging_outbox (
     position bigint generated always as identity primary key, recipient text not null, fact_id uuid not null,
     record_id text not null, seq bigint, waiting boolean not null default true, attempts integer not null default 0,
     requires text[], blocked boolean not null default false, parcel_id uuid,
     appended_at timestamptz not null default clock_timestamp(), stored_at timestamptz, received_at timestamptz,
     resend_at timestamptz, not_processed text,
     state text not null generated always as (
       case when received_at is not null then 'received' when waiting or stored_at is null then 'queued'
         else 'stored' end) stored,
     constraint messaging_outbox_seq unique (recipient, seq)) with (fillfactor = 60)`,
  `create index messaging_outbox_waiting on messaging_outbox (recipient, position) where waiting`,
  `create index messaging_outbox_record on messaging_outbox (record_id)`,
  `create index messaging_outbox_blocked on messaging_outbox (recipient, record_id, position) where blocked`,
  // released: deliveries exist. A fact that overtook a missing number waits, so that order holds within the pair.
  `create table messaging_inbox (
     sender text not null, seq bigint not null, fact_id uuid not null, record_id text not null, type text not null,
     parcel_id text not null, received_at timestamptz not null, hub_at timestamptz, ahead_ms bigint not null,
     released boolean not null,
     primary key (sender, seq),
     constraint messaging_inbox_fact unique (sender, fact_id))`,
  `create index messaging_inbox_early on messaging_inbox (sender, seq) where not released`,
  `create table messaging_delivery (
     position bigint generated always as identity primary key, capability text not null, author text not null,
     fact_id uuid not null, record_id text not null, type text not null, state text not null default 'pending'
       check (state in ('pending', 'retry', 'held', 'done', 'dead')),
     attempts integer not null default 0, next_at timestamptz, waits_for text, held_at timestamptz, code text,
     reason text, was_dead boolean not null default false,
     constraint messaging_delivery_once unique (capability, author, fact_id))`,
  `create index messaging_delivery_pending on messaging_delivery (position) where state = 'pending'`,
  `create index messaging_delivery_record on messaging_delivery (record_id, position) where state <> 'done'`,
  `create index messaging_delivery_blocker on messaging_delivery (capability, author, record_id, position)
     where state in ('retry', 'dead')`,
  `create index messaging_delivery_due on messaging_delivery (next_at) where state in ('retry', 'held')`,
  // Per peer: what we give out, what came in (high-water mark and gaps), what the peer has receipted.
  `create table messaging_link (
     peer text primary key, next_seq bigint not null default 1, in_high bigint not null default 0,
     in_gaps jsonb not null default '[]', acked_high bigint not null default 0, acked_gaps jsonb not null default '[]',
     heard_at timestamptz, waiting text, waiting_since timestamptz, replay text)`,
  // The last receipt we sent each peer, as sealed. Apart from the link, whose row is locked while mail is taken in.
  `create table messaging_receipt (peer text primary key, sealed jsonb not null, sent boolean not null default false)`,
  `create table messaging_quarantine (
     id bigint generated always as identity primary key, sender text not null, subject text not null,
     headers jsonb not null, raw bytea not null, digest text not null, code text not null, detail text,
     kept_at timestamptz not null default clock_timestamp(), hub_at timestamptz, retry_at timestamptz,
     tries integer not null default 0, resolved_at timestamptz,
     constraint messaging_quarantine_once unique (sender, digest))`,
  `create index messaging_quarantine_due on messaging_quarantine (retry_at) where resolved_at is null`,
  `create table messaging_blob (
     position bigint generated always as identity primary key, recipient text not null, hash text not null,
     next_chunk integer not null default 0, state text not null default 'queued' check (state in ('queued', 'stored')),
     constraint messaging_blob_once unique (recipient, hash))`,
  `create table messaging_directory (
     version integer primary key, signed jsonb not null, adopted_at timestamptz not null default clock_timestamp())`,
  // Numbers the network notes this agency writes on a record, apart from its capabilities' own notes.
  `create table messaging_note (record_id text primary key, n bigint not null)`,
  `create table messaging_state (name text primary key, value jsonb not null)`,
];

export class CreateMessaging1764547200000 implements MigrationInterface {
  readonly name = 'CreateMessaging1764547200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop table messaging_root, messaging_fact, messaging_outbox, messaging_inbox, messaging_delivery, messaging_link, messaging_receipt,
         messaging_quarantine, messaging_blob, messaging_directory, messaging_note, messaging_state`,
    );
  }
}
