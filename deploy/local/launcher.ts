import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { isBuilt, noteBuilt, sources } from './build.stamp.ts';
import { type Hub, startHub, writeHubConfig } from './nats.hub.ts';
import { natsServer } from './nats.server.ts';
import { traversableFolder } from './folders.ts';
import {
  type NetworkPlan,
  type Seat,
  keepPlan,
  planOf,
  signInsOf,
  withFreePorts,
  writeSeatFiles,
} from './network.plan.ts';
import { endLeftovers } from './network.state.ts';
import { type Postgres, startPostgres, stopOrphan } from './postgres.ts';

const root = resolve(import.meta.dirname, '../..');
/** Keeps 14 services small: measured 1.15 GB instead of 1.84 GB together (TOOLCHAIN.md). */
const smallHeap = ['--max-semi-space-size=2', '--max-old-space-size=192', '--optimize-for-size'];
/** SUP_HEAP=roomy: as in production, where a service has a machine to itself. */
const heapFlags = process.env['SUP_HEAP'] === 'roomy' ? [] : smallHeap;

export interface LauncherOptions {
  /** Where plan, keys, logs and data lie. */
  readonly folder: string;
  /** Agencies to start; all of the table when empty. */
  readonly agencies: readonly string[];
  /** Start again whatever dies. */
  readonly restarts: boolean;
  readonly say: (line: string) => void;
}

/**
 * Brings a whole network up on this machine and keeps it up: PostgreSQL with a role and a database per agency,
 * nats-server with an account per agency, and one service per agency. Whatever dies is started again.
 */
export class Launcher {
  plan: NetworkPlan;
  private readonly options: LauncherOptions;
  private postgres: Postgres | null = null;
  private hub: Hub | null = null;
  private readonly services = new Map<string, ChildProcess>();
  private readonly handedOver = new Set<string>();
  private ready = false;
  private stopping = false;

  private constructor(plan: NetworkPlan, options: LauncherOptions) {
    this.plan = plan;
    this.options = options;
  }

  static async prepare(options: LauncherOptions): Promise<Launcher> {
    const { folder, agencies, say } = options;
    mkdirSync(folder, { recursive: true });
    const left = await endLeftovers(folder);
    if (left > 0) say(`ended ${left} processes that a killed launcher had left`);
    if (!existsSync(join(folder, 'plan.json'))) await dropUnreadable(folder);
    const plan = await withFreePorts(await planOf(folder, agencies));
    keepPlan(folder, plan);
    return new Launcher(plan, options);
  }

  /** Starts everything; resolves when every service is ready. Throws, having stopped all of it, when a part cannot start. */
  async start(): Promise<void> {
    const { say } = this.options;
    this.writeState();
    try {
      say('[1/5] building the services (what has not changed is taken from the cache) …');
      say('[2/5] starting PostgreSQL …');
      say('[3/5] starting nats-server …');
      // None of the three needs another. All have ended before a failure of one is told: then all can be stopped.
      const begun = await Promise.allSettled([this.build(), this.startDatabases(), this.keepHub()]);
      for (const part of begun) if (part.status === 'rejected') throw part.reason;
      say(`[4/5] starting ${this.plan.seats.length} services …`);
      for (const seat of this.plan.seats) this.keepService(seat);
      await this.untilReady();
      this.ready = true;
      this.writeState();
      say('[5/5] ready');
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Takes up the agencies that were added to the plan: account, database and service. The others restart one by one. */
  async takeUpNewAgencies(): Promise<void> {
    const running = new Set(this.services.keys());
    this.plan = await planOf(this.options.folder, []);
    await this.makeDatabases();
    writeHubConfig(this.options.folder, this.plan);
    await this.hub?.reload();
    for (const seat of this.plan.seats) if (!running.has(seat.agency.id)) this.keepService(seat);
    await this.untilReady();
    // Services read a directory from their file at the start only: each in its turn is handed the new one.
    for (const seat of this.plan.seats) if (running.has(seat.agency.id)) await this.handOver(seat);
    this.writeState();
  }

  private async handOver(seat: Seat): Promise<void> {
    const { id } = seat.agency;
    const before = this.services.get(id);
    if (!before || before.exitCode !== null || before.signalCode !== null) return;
    this.handedOver.add(id);
    before.kill('SIGTERM');
    while (!this.stopping && this.services.get(id) === before) await wait(50);
    this.handedOver.delete(id);
    await this.untilReady();
  }

  /** Ends services, broker and database, in this order. Safe to call at any time and again. */
  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    await Promise.all([...this.services.values()].map(end));
    await this.hub?.stop();
    await this.postgres?.stop();
    this.ready = false;
    this.writeState();
  }

  private async build(): Promise<void> {
    if (isBuilt(root)) return;
    const before = sources(root);
    const child = spawn('nx', ['run-many', '-t', 'build', '--outputStyle=static'], { cwd: root });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const code = await new Promise((done) => child.once('close', done).once('error', () => done(null)));
    if (code !== 0) throw new Error(`the build failed:\n${output}`);
    noteBuilt(root, before);
  }

  private async startDatabases(): Promise<void> {
    await this.keepPostgres();
    await this.makeDatabases();
  }

  private async keepPostgres(): Promise<void> {
    const { postgresPort: port, postgresPassword: password } = this.plan;
    const directory = clusterOf(this.options.folder);
    this.postgres = await startPostgres({ directory, password, port });
    this.writeState();
    void this.postgres.ended.then(() => this.again('PostgreSQL', () => this.keepPostgres()));
  }

  private async keepHub(): Promise<void> {
    this.hub = await startHub(natsServer(), this.options.folder, this.plan);
    this.writeState();
    void this.hub.ended.then(() => this.again('nats-server', () => this.keepHub()));
  }

  private keepService(seat: Seat): void {
    const { id } = seat.agency;
    const logs = join(this.options.folder, 'logs');
    mkdirSync(logs, { recursive: true });
    const log = createWriteStream(join(logs, `${id}.log`), { flags: 'a', mode: 0o600 });
    const program = join(root, 'apps', seat.app, 'dist', 'main.js');
    const child = spawn(process.execPath, [...heapFlags, program], {
      env: { ...process.env, ...this.environmentOf(seat) },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.pipe(log, { end: false });
    this.services.set(id, child);
    this.writeState();
    child.once('exit', (code) => {
      log.end();
      // 78: the settings are wrong; starting again would not mend them.
      if (code === 78) this.options.say(`${id}: the settings are wrong, see ${join(logs, `${id}.log`)}`);
      else if (this.handedOver.has(id) && !this.stopping) this.keepService(seat);
      else void this.again(id, () => Promise.resolve(this.keepService(seat)));
    });
  }

  private environmentOf(seat: Seat): Readonly<Record<string, string>> {
    const { id } = seat.agency;
    const { folder } = this.options;
    return {
      ...writeSeatFiles(folder, this.plan, seat),
      SUP_AGENCY: id,
      SUP_PROFILE: 'local',
      SUP_DATABASE_URL: `postgres://${roleOf(id)}:${seat.databasePassword}@127.0.0.1:${this.plan.postgresPort}/${roleOf(id)}`,
      SUP_NATS_URL: `nats://127.0.0.1:${this.plan.natsPort}`,
      SUP_NATS_MONITOR_URL: `http://127.0.0.1:${this.plan.natsMonitorPort}`,
      SUP_HOST: '127.0.0.1',
      SUP_PORT: String(seat.port),
      SUP_PUBLIC_ORIGIN: originOf(seat),
      SUP_BUSINESS_CLOCK: 'adjustable',
      SUP_CONSOLE_DIR: join(root, 'apps', 'console', 'dist'),
      SUP_FILES_DIR: join(folder, 'agencies', id, 'files'),
      SUP_LOG_LEVEL: process.env['SUP_LOG_LEVEL'] ?? 'info',
    };
  }

  /** One role and one database per agency; nobody reads another's. */
  private async makeDatabases(): Promise<void> {
    const client = new Client({ connectionString: this.postgres!.url });
    await client.connect();
    try {
      const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
      const present = new Set(rows.map(({ datname }) => datname));
      for (const { agency, databasePassword } of this.plan.seats) {
        const name = roleOf(agency.id);
        if (present.has(name)) continue;
        await client.query(`do $$ begin
          if not exists (select from pg_roles where rolname = '${name}') then create role ${name} login password '${databasePassword}'; end if;
        end $$`);
        await client.query(`create database ${name} owner ${name}`);
        await client.query(`revoke all on database ${name} from public`);
      }
    } finally {
      await client.end();
    }
  }

  private async untilReady(): Promise<void> {
    const waiting = new Set(this.plan.seats);
    for (let tries = 0; waiting.size > 0; tries += 1) {
      if (tries > 1_200)
        throw new Error(
          `not ready after 2 minutes: ${[...waiting].map(({ agency }) => agency.id).join(', ')}; see ${join(this.options.folder, 'logs')}`,
        );
      for (const seat of waiting) {
        if (await isReady(seat)) waiting.delete(seat);
        if (this.services.get(seat.agency.id)?.exitCode === 78)
          throw new Error(`${seat.agency.id} refused its settings; see ${join(this.options.folder, 'logs')}`);
      }
      await wait(100);
    }
  }

  private async again(name: string, start: () => Promise<void>): Promise<void> {
    if (this.stopping || !this.options.restarts) return;
    this.options.say(`${name} ended; it is started again`);
    await wait(1_000);
    if (this.stopping) return;
    await start().catch((error: unknown) => this.options.say(`${name} could not be started again: ${String(error)}`));
  }

  /** `network.json`: who is where and how to sign in. For people, scripts and tests; written whole or not at all. */
  private writeState(): void {
    const file = join(this.options.folder, 'network.json');
    const agencies = this.plan.seats.map((seat) => ({
      id: seat.agency.id,
      kind: seat.agency.kind,
      nameZh: seat.agency.nameZh,
      app: seat.app,
      baseUrl: `http://127.0.0.1:${seat.port}`,
      publicOrigin: originOf(seat),
      signIns: signInsOf(this.plan),
      pid: this.services.get(seat.agency.id)?.pid ?? null,
    }));
    const processes = [
      { name: 'launcher', pid: process.pid },
      { name: 'postgres', pid: this.postgres?.pid ?? null },
      { name: 'nats-server', pid: this.hub?.pid ?? null },
    ];
    const state = { ready: this.ready && !this.stopping, stopped: this.stopping, processes, agencies };
    if (!existsSync(this.options.folder)) return;
    writeFileSync(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

export function originOf(seat: Seat): string {
  return `http://${seat.agency.id}.localhost:${seat.port}`;
}

function clusterOf(folder: string): string {
  return join(traversableFolder(folder, 'data'), 'postgres');
}

/** Without its plan nobody has the passwords and keys of old data any more: a new network starts empty. */
async function dropUnreadable(folder: string): Promise<void> {
  await stopOrphan(clusterOf(folder));
  for (const path of [clusterOf(folder), join(folder, 'nats'), join(folder, 'agencies')])
    rmSync(path, { recursive: true, force: true });
}

/** Role and database of an agency. */
function roleOf(agency: string): string {
  return `sup_${agency.replaceAll('-', '_')}`;
}

async function isReady(seat: Seat): Promise<boolean> {
  return fetch(`http://127.0.0.1:${seat.port}/api/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 12_000);
  await ended;
  clearTimeout(late);
}
