import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { traversableFolder } from './folders.ts';
import { natsServer } from './nats.server.ts';
import { startPostgres } from './postgres.ts';

/** `npm run bench -- NAME [--json]`: a bench of tests/bench on a PostgreSQL (durable) and a nats-server of its own. */
const root = resolve(import.meta.dirname, '../..');
const [name, ...args] = process.argv.slice(2);
const file = join(root, 'tests', 'bench', `${name}.bench.ts`);
if (!name || !existsSync(file)) {
  const names = readdirSync(join(root, 'tests', 'bench')).flatMap(
    (entry) => /^(.+)\.bench\.ts$/.exec(entry)?.[1] ?? [],
  );
  console.error(`npm run bench -- ${names.join(' | ')} [--json]`);
  process.exit(2);
}

const folder = join(traversableFolder(root, '.test'), `bench-run-${process.pid}`);
mkdirSync(folder);
const postgres = await startPostgres({ directory: join(folder, 'postgres'), password: randomUUID() });
try {
  const build = spawnSync('nx', ['run-many', '-t', 'build', '--outputStyle=static'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`the build failed:\n${build.stdout}${build.stderr}`);
  const environment = { ...process.env, SUP_TEST_DATABASE_URL: postgres.url, SUP_NATS_SERVER: natsServer() };
  const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit', env: environment });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((done) => child.on('exit', (code) => done(code ?? 1)));
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
