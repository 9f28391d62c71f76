import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { linksAfter } from '../protocol/index.ts';
import { headOf, insertLinks } from '../store/chain.store.ts';
import { anyPending, oldestPending } from '../store/trail.store.ts';

/** Held to the end of a sealing transaction, so that a replica waits until it sees the other's links. */
const advisoryLock = 5_620_421;
const batch = 1_000;
/** After something was recorded here; what another replica recorded is found by the poll. */
const wakeMs = 200;
const pollMs = 2_000;

/**
 * Chains what was recorded: gives each entry its number and its predecessor, in batches, each one transaction under an
 * advisory lock. Number and predecessor are read in that transaction and never kept in memory: a killed sealer, a second replica
 * or a database restored from backup go on from what the table holds. Clocks play no part in the order.
 */
@Injectable()
export class Sealer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Sealer');
  private timer: NodeJS.Timeout | undefined;
  private due = Number.POSITIVE_INFINITY;
  private running: Promise<void> = Promise.resolve();
  private started = false;

  constructor(private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.started = true;
    this.schedule(wakeMs);
  }

  /** Chains what is left, so that an orderly stop leaves nothing pending. */
  async beforeApplicationShutdown(): Promise<void> {
    if (!this.started) return;
    this.started = false;
    clearTimeout(this.timer);
    await this.sealNow().catch((cause: unknown) => this.complain(cause));
  }

  async onApplicationShutdown(): Promise<void> {
    this.started = false;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Something was recorded here. */
  wake(): void {
    if (this.started) this.schedule(wakeMs);
  }

  /** Resolves when all that was committed before the call is in the chain, whichever replica puts it there. */
  sealNow(): Promise<void> {
    const sealed = this.running.then(() => this.sealAll());
    this.running = sealed.catch(() => undefined);
    return sealed;
  }

  private schedule(ms: number): void {
    const at = performance.now() + ms;
    if (this.due <= at) return;
    clearTimeout(this.timer);
    this.due = at;
    this.timer = setTimeout(() => {
      void this.sealNow()
        .catch((cause: unknown) => this.complain(cause))
        .finally(() => {
          this.due = Number.POSITIVE_INFINITY;
          if (this.started) this.schedule(pollMs);
        });
    }, ms);
    this.timer.unref();
  }

  private async sealAll(): Promise<void> {
    if (!(await anyPending(this.dataSource.manager))) return;
    while ((await this.dataSource.transaction(sealBatch)) === batch);
  }

  private complain(cause: unknown): void {
    this.log.error(`sealing failed: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** One batch in the manager's transaction; answers how many entries it chained. */
export async function sealBatch(manager: EntityManager): Promise<number> {
  await manager.query('select pg_advisory_xact_lock($1)', [advisoryLock]);
  const pending = await oldestPending(manager, batch);
  if (pending.length === 0) return 0;
  const links = linksAfter(
    await headOf(manager),
    pending.map(({ text }) => text),
  );
  await insertLinks(
    manager,
    links,
    pending.map(({ position }) => position),
  );
  return pending.length;
}
