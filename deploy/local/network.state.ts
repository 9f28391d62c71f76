import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type NetworkAgency } from './agency.client.ts';

/** `network.json`, as the launcher writes it. */
export interface NetworkState {
  /** Every service was ready and the network is not being stopped. */
  readonly ready: boolean;
  readonly stopped: boolean;
  readonly processes: readonly { readonly name: string; readonly pid: number | null }[];
  readonly agencies: readonly (NetworkAgency & {
    readonly nameZh: string;
    readonly app: string;
    readonly publicOrigin: string;
    readonly pid: number | null;
  })[];
}

/** The state of a network's folder; null where no network was ever started. */
export function readState(folder: string): NetworkState | null {
  const file = join(folder, 'network.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as NetworkState) : null;
}

/** The launcher's process id while it runs; null otherwise. */
export function runningLauncher(state: NetworkState | null): number | null {
  const pid = state?.processes.find(({ name }) => name === 'launcher')?.pid;
  const command = `/proc/${pid}/cmdline`;
  if (!pid || !existsSync(command)) return null;
  return readFileSync(command, 'utf8').includes('start.ts') ? pid : null;
}

/**
 * Proportional memory of a process and all its descendants, bytes: shared pages count by their share. A process of
 * another user cannot be read and counts as null.
 */
export function memoryOf(pid: number): number | null {
  try {
    const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return Number(pss ?? 0) * 1024 + children.reduce((sum, child) => sum + (memoryOf(Number(child)) ?? 0), 0);
  } catch {
    return null;
  }
}

/**
 * A launcher that was killed leaves its services and its broker running, on the network's ports. Ends them, and only
 * them: a process counts when its command line or environment names this network's folder. PostgreSQL sees to its own.
 */
export async function endLeftovers(folder: string): Promise<number> {
  const state = readState(folder);
  if (!state || runningLauncher(state)) return 0;
  const others = state.processes.filter(({ name }) => name === 'nats-server');
  const left = [...state.agencies, ...others].flatMap(({ pid }) => (pid && belongsTo(pid, folder) ? [pid] : []));
  for (const pid of left) process.kill(pid, 'SIGTERM');
  for (let tries = 0; left.some((pid) => belongsTo(pid, folder)) && tries < 150; tries += 1) {
    if (tries === 120) for (const pid of left) if (belongsTo(pid, folder)) process.kill(pid, 'SIGKILL');
    await wait(100);
  }
  return left.length;
}

function belongsTo(pid: number, folder: string): boolean {
  try {
    return ['cmdline', 'environ'].some((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8').includes(`${folder}/`));
  } catch {
    return false;
  }
}
