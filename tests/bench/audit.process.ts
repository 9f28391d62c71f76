import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuditModule, AuditTrail, ChainVerifier, Sealer, auditMigrations } from '@sup/audit';
import {
  type AuditEntry,
  type Link,
  type VerificationView,
  columnNames,
  columnsOf,
  entryText,
  linkOf,
  linksAfter,
} from '@sup/audit/protocol';
import { DataSource } from 'typeorm';

/**
 * One process of the audit bench, `audit.process <database url>`: a service with nothing but its audit. Does one order at a time,
 * told over IPC, and answers with what it took.
 */
export type BenchOrder =
  | { readonly do: 'seal' | 'fill'; readonly entries: number }
  | { readonly do: 'verify' | 'select' }
  | { readonly do: 'append'; readonly how: 'record' | 'plain' | 'saw'; readonly times: number; readonly lanes: number };

export interface BenchAnswer {
  readonly seconds: number;
  readonly rows: number;
  /** Resident memory before the order and at its highest, MB. */
  readonly rssBefore: number;
  readonly rssPeak: number;
  readonly report?: VerificationView;
}

const url = process.argv[2]!;
const at = '2026-11-25T04:00:00.000Z';
const columns = 'at, act, action, person_id, post_id, record_kind, record_id, record_no, case_id, outcome, code';
const selected = `select seq, hash, text, row(prev_hash, ${columns})::text as kept from audit_entry order by seq`;
const secondary = ['at', 'act', 'person', 'record', 'case'].map((noun) => `audit_entry_${noun}`);
const batch = 10_000;
const plainTable =
  'create table if not exists plain (id bigint generated always as identity primary key, text text not null)';

const dataSource = await new DataSource({
  type: 'postgres',
  url,
  migrations: auditMigrations,
  extra: { max: 20 },
}).initialize();
await dataSource.runMigrations();

@Module({ providers: [{ provide: DataSource, useValue: dataSource }], exports: [DataSource] })
class DatabaseModule {}

@Module({ imports: [{ module: DatabaseModule, global: true }, AuditModule.forAgency({ agency: 'left' })] })
class BenchModule {}

const app = await NestFactory.createApplicationContext(BenchModule, { logger: false });
await dataSource.query(plainTable);
process.on('message', (order: BenchOrder | 'stop') => void (order === 'stop' ? stop() : obey(order)));
process.send!('ready');

async function obey(order: BenchOrder): Promise<void> {
  const rssBefore = rss();
  let rssPeak = rssBefore;
  const watch = setInterval(() => (rssPeak = Math.max(rssPeak, rss())), 50);
  const started = performance.now();
  const done = await work(order);
  const seconds = (performance.now() - started) / 1_000;
  clearInterval(watch);
  process.send!({ seconds, rssBefore, rssPeak: Math.max(rssPeak, rss()), ...done } satisfies BenchAnswer);
}

async function work(order: BenchOrder): Promise<Pick<BenchAnswer, 'rows' | 'report'>> {
  if (order.do === 'seal') return seal(order.entries);
  if (order.do === 'fill') return fill(order.entries);
  if (order.do === 'select') return { rows: await select() };
  if (order.do === 'append') return append(order);
  const report = await app.get(ChainVerifier).verify({ askPeers: false });
  return { rows: report.entries, report };
}

/** As a service does it: pending entries, and the sealer. */
async function seal(entries: number): Promise<{ rows: number }> {
  for (let from = 0; from < entries; from += batch) {
    await dataSource.query('insert into audit_pending (text) select unnest($1::text[])', [textsFrom(from, entries)]);
    await app.get(Sealer).sealNow();
  }
  return { rows: entries };
}

/** A chain of that length, the same rows as the sealer would write, linked here and indexed last. */
async function fill(entries: number): Promise<{ rows: number }> {
  const indexes = await dataSource.query<{ sql: string }[]>(
    'select indexdef as sql from pg_indexes where indexname = any($1::text[])',
    [secondary],
  );
  await dataSource.query(`drop index ${secondary.join(', ')}`);
  let head: Link | null = null;
  for (let from = 0; from < entries; from += batch) {
    const links: Link[] = linksAfter(head, textsFrom(from, entries));
    await insert(links);
    head = links.at(-1)!;
  }
  for (const { sql } of indexes) await dataSource.query(sql);
  return { rows: entries };
}

function textsFrom(from: number, entries: number): string[] {
  return Array.from({ length: Math.min(batch, entries - from) }, (_, n) => entryText('left', at, lookAt(from + n)));
}

async function insert(links: readonly Link[]): Promise<void> {
  const kept = links.map(({ text }) => columnsOf(linkOf(text)!.entry));
  const arrays = columnNames.map((_, n) => `$${n + 5}::text[]`).join(', ');
  await dataSource.query(
    `insert into audit_entry (position, seq, prev_hash, hash, text, ${columns})
     select seq, * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], ${arrays}) as t (seq, prev_hash, hash, text, ${columns})`,
    [
      links.map(({ seq }) => seq),
      links.map(({ prevHash }) => prevHash),
      links.map(({ hash }) => hash),
      links.map(({ text }) => text),
      ...columnNames.map((name) => kept.map((row) => row[name])),
    ],
  );
}

/** The same rows through the same cursor, and nothing done with them. */
async function select(): Promise<number> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query(`declare plain no scroll cursor for ${selected}`);
  let rows = 0;
  for (;;) {
    const fetched = (await runner.query('fetch 1000 from plain')) as unknown[];
    if (fetched.length === 0) break;
    rows += fetched.length;
  }
  await runner.rollbackTransaction();
  await runner.release();
  return rows;
}

async function append({ how, times, lanes }: Extract<BenchOrder, { do: 'append' }>): Promise<{ rows: number }> {
  const trail = app.get(AuditTrail);
  let next = 0;
  const one = (n: number): Promise<unknown> => {
    if (how === 'saw') return trail.saw(lookAt(n));
    return dataSource.transaction((manager) =>
      how === 'record'
        ? trail.record(manager, lookAt(n))
        : manager.query('insert into plain (text) values ($1)', [JSON.stringify(lookAt(n))]),
    );
  };
  const lane = async (): Promise<void> => {
    while (next < times) await one(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { rows: times };
}

function lookAt(n: number): AuditEntry {
  const id = (kind: string, of: number): string => `${kind}-0190-7000-8000-${String(n % of).padStart(12, '0')}`;
  return {
    act: n % 50 === 0 ? 'refusal' : 'read',
    action: 'clue.read',
    actor: { personId: id('person', 60), postId: id('post', 40), postTitle: '承办人' },
    record: { kind: 'clue', id: id('clue', 20_000), no: `XS-LEFT-20261125-${String(n % 10_000).padStart(4, '0')}` },
    caseId: id('case', 20_000),
    details: { method: 'GET', route: '/api/clues/:id', requestId: id('request', 1_000_000_000) },
  };
}

function rss(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}

async function stop(): Promise<void> {
  await app.close();
  await dataSource.destroy();
  process.exit(0);
}
