import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { hubConfig } from '../nats/hub.config.ts';
import { type NetworkPlan } from './network.plan.ts';

/** The network's broker as one child process. */
export interface Hub {
  readonly pid: number;
  readonly ended: Promise<void>;
  /** Reads the configuration again; twice, or the new account hears nobody (messaging/NATS.md 2). */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** Writes the configuration of the plan's agencies; the running hub reads it again on SIGHUP. */
export function writeHubConfig(folder: string, plan: NetworkPlan): string {
  const own = join(folder, 'nats');
  mkdirSync(own, { recursive: true });
  const agencies = plan.seats.map(({ agency, brokerApp, brokerAdmin }) => ({
    id: agency.id,
    appKey: brokerApp.publicKey,
    adminKey: brokerAdmin.publicKey,
  }));
  const settings = { port: plan.natsPort, monitorPort: plan.natsMonitorPort, storeDir: join(own, 'jetstream') };
  const file = join(own, 'hub.conf');
  writeFileSync(file, hubConfig(agencies, settings));
  return file;
}

/** Starts nats-server and waits until it is healthy. Throws with the end of its log. */
export async function startHub(binary: string, folder: string, plan: NetworkPlan): Promise<Hub> {
  const config = writeHubConfig(folder, plan);
  const server = spawn(binary, ['-c', config, '-l', join(folder, 'nats', 'hub.log')], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => (printed = (printed + text).slice(-4_000)));
  const ended = new Promise<void>((done) => server.once('exit', () => done()));
  for (let tries = 0; tries < 400; tries += 1) {
    if (server.exitCode !== null || server.signalCode !== null)
      throw new Error(`nats-server did not start:\n${printed}`);
    if (await healthy(plan))
      return { pid: server.pid ?? 0, ended, reload: () => reload(server), stop: () => stop(server, ended) };
    await wait(25);
  }
  await stop(server, ended);
  throw new Error(`nats-server was not healthy within 10 s; see ${join(folder, 'nats', 'hub.log')}`);
}

async function reload(server: ChildProcess): Promise<void> {
  for (const pause of [500, 500]) {
    server.kill('SIGHUP');
    await wait(pause);
  }
}

async function healthy(plan: NetworkPlan): Promise<boolean> {
  return fetch(`http://127.0.0.1:${plan.natsMonitorPort}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function stop(server: ChildProcess, ended: Promise<void>): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGTERM');
  const late = setTimeout(() => server.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}
