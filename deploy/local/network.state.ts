import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
