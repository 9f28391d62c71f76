import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { traversableFolder } from './folders.ts';
import { natsServer } from './nats.server.ts';
import { type Postgres, startPostgres, stopOrphan } from './postgres.ts';

/**
 * `npm test [-- paths or jest options]`: one private PostgreSQL and a nats-server binary for every suite, then jest.
 * Without paths: the rule and integration suites first, then those that start whole networks, one at a time.
 */
const root = resolve(import.meta.dirname, '../..');
const networkSuite = '\\.e2e\\.spec\\.ts$';
const levels = [
  ['--testPathIgnorePatterns', '/node_modules/', networkSuite],
  ['--testPathPatterns', networkSuite, '--runInBand'],
];

const runs = traversableFolder(root, '.test');
const folder = join(runs, `run-${process.pid}`);
let running: ChildProcess | undefined;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted = true;
    running?.kill(signal);
  });
}
process.exitCode = await main();

async function main(): Promise<number> {
  let postgres: Postgres | undefined;
  try {
    await removeLeftovers();
    mkdirSync(folder);
    const server = natsServer();
    postgres = await startPostgres({ directory: join(folder, 'postgres'), password: randomUUID(), durable: false });
    const environment = { ...process.env, SUP_TEST_DATABASE_URL: postgres.url, SUP_NATS_SERVER: server };
    const asked = process.argv.slice(2);
    if (asked.length === 0 || asked.some((path) => /journeys|failures|e2e/.test(path))) build();
    const codes: number[] = [];
    for (const args of asked.length > 0 ? [asked] : levels) {
      if (!interrupted) codes.push(await jest(args, environment));
    }
    return interrupted ? 130 : Math.max(...codes);
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run that was killed leaves its folder and its server behind. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(runs)) {
    const pid = /^run-(\d+)$/.exec(name)?.[1];
    if (!pid || existsSync(`/proc/${pid}`)) continue;
    await stopOrphan(join(runs, name, 'postgres'));
    rmSync(join(runs, name), { recursive: true, force: true });
  }
}

function build(): void {
  const result = spawnSync('nx', ['run-many', '-t', 'build', '--outputStyle=static'], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) throw new Error('the services could not be built');
}

function jest(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const program = join(root, 'node_modules/jest/bin/jest.js');
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit', env: environment });
  running = child;
  return new Promise((done) => child.on('exit', (code) => done(code ?? 1)));
}
