import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const floor = '2.10.27';

/**
 * The nats-server binary: from SUP_NATS_SERVER, from PATH, or fetched once from the distribution's signed archive into
 * the user's cache folder. Throws with what the person can do when there is none.
 */
export function natsServer(): string {
  if (process.env['SUP_NATS_SERVER']) return process.env['SUP_NATS_SERVER'];
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sup-network', 'nats');
  const script = resolve(import.meta.dirname, 'get-nats-server.sh');
  const result = spawnSync('sh', [script, cache], { encoding: 'utf8', env: { ...process.env, NATS_FLOOR: floor } });
  const path = result.stdout.trim().split('\n').at(-1)?.split(' ')[0];
  if (result.status === 0 && path) return path;
  throw new Error(
    `nats-server >= ${floor} was not found and could not be fetched: ${result.stderr.trim()}\nPut one on PATH and try again.`,
  );
}
