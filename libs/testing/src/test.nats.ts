import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A real nats-server with JetStream, file storage and `sync_interval: always`, on free ports of 127.0.0.1. */
export interface TestNats {
  readonly url: string;
  readonly monitorUrl: string;
  /** Ends the process at once, keeping its store. */
  kill9(): Promise<void>;
  /** Starts it again on the same ports and store; with `wipe` the store is deleted first. */
  restart(options?: { readonly wipe?: boolean }): Promise<void>;
  /** Replaces the accounts part and reloads it (SIGHUP, twice: NATS.md 2). */
  reload(accounts: string): Promise<void>;
  stop(): Promise<void>;
}

/** `accounts` is appended to the configuration: `accounts { … } system_account: …`; none for one open account. */
export async function testNats(options: { readonly accounts?: string } = {}): Promise<TestNats> {
  const binary = process.env['SUP_NATS_SERVER'];
  if (!binary) throw new Error('SUP_NATS_SERVER is not set: run this suite by `npm test -- <path>`');
  const folder = mkdtempSync(join(tmpdir(), 'sup-nats-'));
  const store = join(folder, 'jetstream');
  const configuration = join(folder, 'nats.conf');
  let [port, monitor] = [0, 0];
  const write = (accounts: string) => writeFileSync(configuration, `${settings(port, monitor, store)}\n${accounts}\n`);
  const start = async () => {
    [port, monitor] = [await freePort(), await freePort()];
    write(options.accounts ?? '');
    return run(binary, configuration, monitor);
  };
  // Suites run side by side: another may take a port between finding it free and listening on it.
  let server = await start().catch(start).catch(start);
  const kill = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((done) => server.once('exit', done));
    server.kill(signal);
    await ended;
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    monitorUrl: `http://127.0.0.1:${monitor}`,
    kill9: () => kill('SIGKILL'),
    restart: async ({ wipe = false } = {}) => {
      await kill('SIGTERM');
      if (wipe) rmSync(store, { recursive: true, force: true });
      server = await run(binary, configuration, monitor);
    },
    reload: async (accounts) => {
      write(accounts);
      server.kill('SIGHUP');
      await wait(300);
      server.kill('SIGHUP');
      await wait(300);
    },
    stop: async () => {
      await kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function settings(port: number, monitor: number, store: string): string {
  return `server_name: test
host: 127.0.0.1
port: ${port}
http: 127.0.0.1:${monitor}
max_payload: 2MB
jetstream { store_dir: "${store}", sync_interval: always, max_file_store: 240G, max_memory_store: 0 }`;
}

async function run(binary: string, configuration: string, monitor: number): Promise<ChildProcess> {
  const server = spawn(binary, ['-c', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  let printed = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => (printed = (printed + text).slice(-4_000)));
  for (let tries = 0; tries < 200; tries += 1) {
    if (server.exitCode !== null) throw new Error(`nats-server did not start:\n${printed}`);
    const healthy = await fetch(`http://127.0.0.1:${monitor}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (healthy) return server;
    await wait(50);
  }
  server.kill('SIGKILL');
  throw new Error(`nats-server was not healthy within 10 s:\n${printed}`);
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
