import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { toolsFolder } from './folders.ts';

const root = resolve(import.meta.dirname, '../..');
const floor = '2.10.27';

/**
 * The nats-server binary: from SUP_NATS_SERVER, from PATH, or fetched once from the distribution's signed archive into
 * the person's cache folder. Throws with what the person can do when there is none.
 */
export function natsServer(): string {
  const named = process.env['SUP_NATS_SERVER'];
  if (named) return named;
  const cache = toolsFolder(root, 'nats');
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', join(cache, 'bin')];
  const present = folders.map((folder) => join(folder, 'nats-server')).find(isRecent);
  if (present) return present;
  process.stderr.write('Fetching nats-server from the archive of this distribution (once) …\n');
  const script = resolve(import.meta.dirname, 'get-nats-server.sh');
  const result = spawnSync('sh', [script, cache], { encoding: 'utf8', env: { ...process.env, NATS_FLOOR: floor } });
  const fetched = join(cache, 'bin', 'nats-server');
  if (result.status === 0 && isRecent(fetched)) return fetched;
  throw new Error(
    `nats-server >= ${floor} was not found and could not be fetched:\n${result.stderr.trim()}\nPut one on PATH and try again.`,
  );
}

function isRecent(path: string): boolean {
  if (!existsSync(path)) return false;
  const version = /v(\d+)\.(\d+)\.(\d+)/.exec(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout ?? '');
  if (!version) return false;
  const least = floor.split('.').map(Number);
  const differing = least.findIndex((number, index) => Number(version[index + 1]) !== number);
  return differing === -1 || Number(version[differing + 1]) > (least[differing] ?? 0);
}
