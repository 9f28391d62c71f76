import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One half of the bare loop as a process of its own. */
export interface BareProcess {
  readonly url: string;
  stop(): Promise<void>;
}

export interface BareSettings {
  readonly own: string;
  readonly peer: string;
  readonly databaseUrl: string;
  readonly natsUrl: string;
}

/** Starts one half; resolves when it listens. */
export async function bareProcess({ own, peer, databaseUrl, natsUrl }: BareSettings): Promise<BareProcess> {
  const program = join(import.meta.dirname, 'bare.loop.ts');
  const child = spawn(process.execPath, [program, own, peer, databaseUrl, natsUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((done, failed) => {
    createInterface({ input: child.stdout }).once('line', done);
    child.once('exit', (code) => failed(new Error(`the bare loop ended with ${code}`)));
  });
  const { port } = JSON.parse(line) as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Waits until a counter of the bare loop has reached `count`. */
export async function counted(url: string, counter: 'sent' | 'received' | 'answered', count: number): Promise<void> {
  for (;;) {
    const counters = (await (await fetch(url)).json()) as Record<string, number>;
    if ((counters[counter] ?? 0) >= count) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}
