import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { auditMigrations } from '../index.ts';
import { verifierOf } from '../testing/chain.fixture.ts';
import type { AppendOrder } from '../testing/replica.process.ts';

jest.setTimeout(120_000);

const root = resolve(import.meta.dirname, '../../../..');
const folder = join(root, '.test', `audit-replica-${process.pid}`);
const program = join(folder, 'replica.mjs');

/** One replica as a process of its own, and what it told. */
class Replica {
  readonly committed: string[] = [];
  private readonly child: ChildProcess;
  private readonly heard = new Set<string>();
  private roused: (() => void)[] = [];

  constructor(url: string, name: string) {
    this.child = fork(program, [url, name], { execArgv: [] });
    this.child.on('message', (message: string | { committed: string }) => {
      if (typeof message === 'string') this.heard.add(message);
      else this.committed.push(message.committed);
      this.roused.splice(0).forEach((rouse) => rouse());
    });
    this.child.on('exit', () => this.hear('exit'));
  }

  append(order: AppendOrder): void {
    this.child.send(order);
  }

  /** Resolves once `holds`; what is awaited comes as a message or as the end of the process. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((rouse) => this.roused.push(rouse));
  }

  has(word: 'ready' | 'done' | 'exit'): boolean {
    return this.heard.has(word);
  }

  async end(how: 'stop' | 'kill -9'): Promise<void> {
    if (this.has('exit')) return;
    if (how === 'stop') this.child.send('stop');
    else this.child.kill('SIGKILL');
    await this.until(() => this.has('exit'));
  }

  private hear(word: string): void {
    this.heard.add(word);
    this.roused.splice(0).forEach((rouse) => rouse());
  }
}

describe('two replicas of one service', () => {
  let database: TestDatabase;
  let replicas: Replica[];

  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    const bundler = join(root, 'libs/audit/src/testing/bundle.mjs');
    const source = join(root, 'libs/audit/src/testing/replica.process.ts');
    const built = spawnSync(process.execPath, [bundler, source, program], { encoding: 'utf8' });
    expect(built.stderr).toBe('');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    database = await testDatabase({ migrations: auditMigrations });
    replicas = [new Replica(database.url, 'a'), new Replica(database.url, 'b')];
    for (const replica of replicas) await replica.until(() => replica.has('ready'));
  });
  afterEach(async () => {
    for (const replica of replicas) await replica.end('kill -9');
    await database.drop();
  });

  const marks = async (): Promise<string[]> => {
    const rows = await database.dataSource.query<{ mark: string }[]>(
      `select text::json -> 'entry' -> 'details' ->> 'mark' as mark from audit_entry order by seq`,
    );
    return rows.map(({ mark }) => mark);
  };

  /** Resolves once a sealer waits for a lock in such a statement; the other one waits for its turn. */
  const waiting = async (statement: string): Promise<void> => {
    const query = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like $1`;
    while ((await database.dataSource.query<unknown[]>(query, [statement])).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('write one chain without gaps from 20 connections with 50 appends each, one of them killed in the middle (AUD-03)', async () => {
    const [first, second] = replicas as [Replica, Replica];
    for (const replica of replicas) replica.append({ connections: 10, appends: 50 });
    await first.until(() => first.committed.length >= 150);
    await first.end('kill -9');
    await second.until(() => second.has('done'));
    await second.end('stop');

    const verifier = verifierOf(database.dataSource);
    const report = await verifier.verify({ askPeers: false });
    expect(report).toMatchObject({ intact: true, broken: 0, first: null });
    const chained = await marks();
    expect(report.entries).toBe(chained.length);
    expect(new Set(chained).size).toBe(chained.length);
    // Exactly what was committed: all of the second's, all that the first could still tell of, and what died on its lips.
    const told = new Set([...first.committed, ...second.committed]);
    expect(second.committed).toHaveLength(500);
    expect(first.committed.length).toBeLessThan(500);
    expect([...told].filter((mark) => !chained.includes(mark))).toEqual([]);
    const untold = chained.filter((mark) => !told.has(mark));
    expect(untold.every((mark) => mark.startsWith('a-'))).toBe(true);
    expect(untold.length).toBeLessThanOrEqual(500 - first.committed.length);
    const [chain] = await database.dataSource.query<Record<string, string>[]>(
      `select count(*)::int as entries, max(seq)::int as last, count(distinct prev_hash)::int as predecessors,
         (count(*) filter (where prev_hash = repeat('0', 64)))::int as geneses,
         (select count(*)::int from audit_pending) as pending from audit_entry`,
    );
    const { length } = chained;
    expect(chain).toEqual({ entries: length, last: length, predecessors: length, geneses: 1, pending: 0 });
  });

  it('go on where the other was killed while it sealed', async () => {
    const [first, second] = replicas as [Replica, Replica];
    // A place that somebody holds makes the first sealer wait in the middle of its transaction, where it is killed.
    const holder = database.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query(
      `insert into audit_entry (seq, prev_hash, hash, text, position, at, act, action, outcome)
       values (1, 'held', '', '', 0, '', '', '', '')`,
    );
    first.append({ connections: 5, appends: 40 });
    await first.until(() => first.committed.length >= 20);
    await waiting('insert into audit_entry%');
    await first.end('kill -9');
    await holder.rollbackTransaction();
    await holder.release();
    second.append({ connections: 2, appends: 10 });
    await second.until(() => second.has('done'));
    await second.end('stop');
    expect(await verifierOf(database.dataSource).verify({ askPeers: false })).toMatchObject({ intact: true });
    expect(await marks()).toEqual(expect.arrayContaining([...first.committed, ...second.committed]));
  });
});
