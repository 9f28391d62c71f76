import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createUser } from '@nats-io/nkeys';
import { type TestDatabase, type TestNats, testDatabase, testNats } from '@sup/testing';
import { brokerAccounts, newKeyRing, parseKeyRing, signDirectory } from '@sup/messaging/protocol';
import { rolldown } from 'rolldown';
import type { AppendOrder, BenchAgencySettings } from './messaging.agency.ts';

const root = resolve(import.meta.dirname, '../..');
const clock = { now: () => new Date().toISOString() };

/** The agency's program, bundled as a service is; removed with the process. */
async function bundle(): Promise<string> {
  const folder = join(root, '.test', `bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const inlined = (id: string) =>
    id.startsWith('.') || id.startsWith('/') || id.startsWith('@sup/') || id.startsWith('@oxc-project/runtime');
  const built = await rolldown({
    input: join(import.meta.dirname, 'messaging.agency.ts'),
    platform: 'node',
    tsconfig: join(root, 'tsconfig.base.json'),
    external: (id) => !inlined(id),
    logLevel: 'silent',
  });
  const file = join(folder, 'agency.mjs');
  await built.write({ file, format: 'esm', keepNames: true, codeSplitting: false });
  return file;
}

interface Seat {
  readonly id: string;
  readonly seed: string;
  readonly adminSeed: string;
  readonly publicKeys: { readonly app: string; readonly admin: string };
  readonly ring: ReturnType<typeof newKeyRing>;
}

/** Two agencies, `left` and `right`, each a process with its own database, over one broker that syncs every write. */
export class BenchNetwork {
  private readonly agencies = new Map<string, ChildProcess>();
  readonly databases: Record<string, TestDatabase>;
  readonly nats: TestNats;
  private readonly program: string;
  private readonly settings: Record<string, BenchAgencySettings>;

  private constructor(
    nats: TestNats,
    databases: Record<string, TestDatabase>,
    settings: Record<string, BenchAgencySettings>,
    program: string,
  ) {
    this.nats = nats;
    this.databases = databases;
    this.settings = settings;
    this.program = program;
  }

  static async make(tuning: BenchAgencySettings['tuning'], inBytes: number, applies: boolean): Promise<BenchNetwork> {
    program ??= bundle();
    const seats = ['left', 'right'].map(seat);
    const nats = await testNats({
      accounts: brokerAccounts(
        seats.map(({ id, publicKeys }) => ({ id, appKey: publicKeys.app, adminKey: publicKeys.admin })),
      ),
    });
    const directory = {
      version: 1,
      issuedAt: clock.now(),
      agencies: seats.map(({ id }) => ({
        id,
        kind: 'police' as const,
        level: 'city' as const,
        nameZh: id,
        nameEn: id,
        superior: null,
        offices: [],
        successor: null,
        suspended: false,
      })),
      keys: seats.flatMap(({ ring }) => ring.publicKeys),
    };
    const signatures = seats.map(({ ring }) => signDirectory(directory, parseKeyRing(ring.ring)));
    const databases: Record<string, TestDatabase> = {};
    const settings: Record<string, BenchAgencySettings> = {};
    for (const { id, seed, adminSeed, ring } of seats) {
      databases[id] = await testDatabase({});
      settings[id] = {
        agency: id,
        databaseUrl: databases[id].url,
        natsUrl: nats.url,
        monitorUrl: nats.monitorUrl,
        seed,
        adminSeed,
        ring: ring.ring,
        directory: { directory, signatures },
        inBytes,
        applies,
        tuning,
      };
    }
    return new BenchNetwork(nats, databases, settings, await program);
  }

  async start(id: string): Promise<void> {
    const child = fork(this.program, {
      env: { ...process.env, BENCH_AGENCY: JSON.stringify(this.settings[id]) },
      execArgv: process.env['BENCH_PROFILE'] ? ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROFILE']}`] : [],
    });
    this.agencies.set(id, child);
    await this.answer(id, 'ready');
  }

  async stop(id: string): Promise<void> {
    const child = this.agencies.get(id);
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.send({ stop: true });
    await ended;
    this.agencies.delete(id);
  }

  /** Resolves when the facts are committed in the sender's outbox. */
  async append(id: string, append: AppendOrder): Promise<void> {
    this.agencies.get(id)!.send({ append });
    await this.answer(id, 'appended');
  }

  /** The first column of the first row. */
  async read(id: string, sql: string): Promise<number> {
    const [row] = await this.databases[id]!.dataSource.query<Record<string, unknown>[]>(sql);
    return Number(Object.values(row ?? {})[0] ?? 0);
  }

  async until(id: string, sql: string, least: number, withinMs = 300_000): Promise<void> {
    const end = Date.now() + withinMs;
    while ((await this.read(id, sql)) < least) {
      if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${sql} >= ${least}`);
      await wait(50);
    }
  }

  async close(): Promise<void> {
    for (const id of [...this.agencies.keys()]) await this.stop(id);
    for (const database of Object.values(this.databases)) await database.drop();
    await this.nats.stop();
  }

  private answer(id: string, name: string): Promise<void> {
    const child = this.agencies.get(id)!;
    return new Promise((done, failed) => {
      const told = (message: unknown) => {
        if (typeof message !== 'object' || message === null || !(name in message)) return;
        child.off('message', told);
        child.off('exit', gone);
        done();
      };
      const gone = (code: number | null) => failed(new Error(`${id} ended with ${code}`));
      child.on('message', told);
      child.once('exit', gone);
    });
  }
}

let program: Promise<string> | undefined;

/** The machine, as every bench names it. */
export function machine(): Record<string, unknown> {
  return { cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown', node: process.version };
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

function seat(id: string): Seat {
  const [app, admin] = [createUser(), createUser()];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    id,
    seed: text(app.getSeed()),
    adminSeed: text(admin.getSeed()),
    publicKeys: { app: app.getPublicKey(), admin: admin.getPublicKey() },
    ring: newKeyRing(id, clock),
  };
}
