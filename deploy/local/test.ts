import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { natsServer } from './nats.server.ts';
import { type Postgres, startPostgres, traversableFolder } from './postgres.ts';

/**
 * `npm test [-- paths or jest options]`: one private PostgreSQL and a nats-server binary for every suite, then jest.
 * Without paths: the libraries and apps first, then the suites that start whole networks, one at a time.
 */
const root = resolve(import.meta.dirname, '../..');
const levels = [
  ['libs', 'tests/architecture', 'tests/contracts', 'tests/protocol', 'apps'],
  ['tests/journeys', 'tests/failures', '--runInBand'],
];

const folder = mkdtempSync(join(traversableFolder(root, '.test'), 'run-'));
chmodSync(folder, 0o755);
let postgres: Postgres | undefined;
let running: ReturnType<typeof spawn> | undefined;
let exitCode = 1;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => running?.kill(signal));

try {
  const server = natsServer();
  postgres = await startPostgres(join(folder, 'postgres'));
  const environment = { ...process.env, SUP_TEST_DATABASE_URL: postgres.url, SUP_NATS_SERVER: server };
  const asked = process.argv.slice(2);
  const needsServices = asked.length === 0 || asked.some((path) => /journeys|failures/.test(path));
  if (needsServices) build();
  exitCode = 0;
  for (const paths of asked.length > 0 ? [asked] : levels) exitCode ||= await jest(paths, environment);
} finally {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(exitCode);

function build(): void {
  const result = spawnSync('nx', ['run-many', '-t', 'build', '--outputStyle=static'], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function jest(paths: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  running = spawn(
    process.execPath,
    [join(root, 'node_modules/jest/bin/jest.js'), '--passWithNoTests=false', ...paths],
    {
      cwd: root,
      stdio: 'inherit',
      env: environment,
    },
  );
  return new Promise((done) => running!.on('exit', (code) => done(code ?? 1)));
}
