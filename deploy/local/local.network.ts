import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AgencyClient } from './agency.client.ts';
import { type NetworkState, readState } from './network.state.ts';

const start = resolve(import.meta.dirname, 'start.ts');

/**
 * A whole network of its own, below a temporary folder: what `npm start` brings up, for a demonstration, a journey, a
 * failure test or a bench. It shares nothing with a network that is already running.
 */
export class LocalNetwork {
  readonly folder: string;
  private readonly launcher: ChildProcess;
  private output = '';

  private constructor(folder: string, launcher: ChildProcess) {
    this.folder = folder;
    this.launcher = launcher;
    for (const stream of [launcher.stdout, launcher.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output = (this.output + text).slice(-20_000)));
    }
  }

  /** Starts the agencies (all 14 when none is named) and waits until every service is ready. */
  static async start(
    agencies: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<LocalNetwork> {
    const folder = mkdtempSync(join(tmpdir(), 'sup-network-'));
    // The database server's own account must pass through.
    chmodSync(folder, 0o755);
    const args = [start, '--dir', folder, ...(agencies.length > 0 ? ['--agencies', agencies.join(',')] : [])];
    const launcher = spawn(process.execPath, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const network = new LocalNetwork(folder, launcher);
    try {
      await network.ready();
    } catch (error) {
      await network.stop();
      throw error;
    }
    return network;
  }

  agencies(): NetworkState['agencies'] {
    return this.read()?.agencies ?? [];
  }

  /** The present process of a service, of `postgres` or of `nats-server`; it changes when the launcher restarts it. */
  pidOf(name: string): number {
    const state = this.read();
    const pid =
      state?.processes.find((process) => process.name === name)?.pid ??
      state?.agencies.find(({ id }) => id === name)?.pid;
    if (!pid) throw new Error(`the network runs no process named ${name}`);
    return pid;
  }

  client(agency: string): AgencyClient {
    const found = this.agencies().find(({ id }) => id === agency);
    if (!found) throw new Error(`the network has no agency ${agency}`);
    return new AgencyClient(found);
  }

  /** Stops every process and deletes the folder. */
  async stop(): Promise<void> {
    if (this.launcher.exitCode === null && this.launcher.signalCode === null) {
      const ended = new Promise((done) => this.launcher.once('exit', done));
      this.launcher.kill('SIGINT');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The end of what the launcher printed: for the message of a test that fails. */
  tail(): string {
    return this.output;
  }

  private async ready(): Promise<void> {
    while (!this.read()?.ready) {
      if (this.launcher.exitCode !== null) throw new Error(`the network did not start:\n${this.output}`);
      await wait(100);
    }
  }

  private read(): NetworkState | null {
    return readState(this.folder);
  }
}
