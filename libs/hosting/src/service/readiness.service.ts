import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Resolves when the part is ready; throws otherwise. Only whether it did is shown to the outside. */
export type ReadinessCheck = () => Promise<void>;

export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly checks: Readonly<Record<string, 'up' | 'down'>>;
}

const checkTimeoutMs = 3_000;

/** What must hold before this service is given work. Libraries register their parts; questions asked at once share one answer. */
@Injectable()
export class ReadinessChecks implements OnModuleDestroy {
  private readonly checks = new Map<string, ReadinessCheck>();
  private asking: Promise<Readiness> | undefined;
  private stopping = false;

  register(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** From here on the service answers not ready, while it finishes what it has begun. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  ask(): Promise<Readiness> {
    this.asking ??= this.run().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async run(): Promise<Readiness> {
    const answers = await Promise.all(
      [...this.checks].map(async ([name, check]): Promise<[string, 'up' | 'down']> => [name, await stateOf(check)]),
    );
    const ready = !this.stopping && answers.every(([, state]) => state === 'up');
    return { status: ready ? 'ready' : 'not-ready', checks: Object.fromEntries(answers) };
  }
}

async function stateOf(check: ReadinessCheck): Promise<'up' | 'down'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'down'>((resolve) => {
    timer = setTimeout(() => resolve('down'), checkTimeoutMs);
  });
  const asked = check().then(
    () => 'up' as const,
    () => 'down' as const,
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
