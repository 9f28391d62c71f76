import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateFiles1764000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table file_blob (
        hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
        bytes bigint not null check (bytes >= 16),
        chunks integer not null check (chunks >= 1),
        stored_at timestamptz not null
      )`);
    await runner.query(`
      create table file_discarded (
        hash text primary key check (hash ~ '^[0-9a-f]{64}$')
      )`);
    await runner.query(`
      create table file_chunk (
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        chunks integer not null,
        n integer not null,
        arrived_at timestamptz not null,
        primary key (hash, chunks, n)
      )`);
    await runner.query(`
      create table file (
        id uuid primary key,
        name text not null,
        media_type text not null,
        bytes bigint not null check (bytes >= 0),
        sha256 text not null,
        blob_hash text not null,
        wrapped_key bytea,
        nonce text not null,
        uploader text not null,
        uploaded_at timestamptz not null,
        adopted_at timestamptz
      )`);
    await runner.query(`
      create table file_use (
        file_id uuid not null references file (id) on delete cascade,
        record_kind text not null,
        record_id text not null,
        case_id uuid not null,
        primary key (file_id, record_kind, record_id)
      )`);
    // What stays of a file with a mark of state secrets: who, when, how much, which hash.
    await runner.query(`
      create table file_refused (
        id uuid primary key,
        uploader text not null,
        bytes bigint not null,
        sha256 text not null,
        classification text not null,
        refused_at timestamptz not null
      )`);
    await runner.query(`create index file_blob_hash on file (blob_hash)`);
    await runner.query(`create index file_abandoned on file (uploaded_at) where adopted_at is null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table file_refused, file_use');
    await runner.query('drop table file');
    await runner.query('drop table file_chunk');
    await runner.query('drop table file_discarded');
    await runner.query('drop table file_blob');
  }
}
