import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type EntityManager, DataSource } from 'typeorm';
import { type AuditEntry, entryText } from '../protocol/index.ts';
import { append } from '../store/trail.store.ts';
import { noteWritten } from './audit.scope.ts';
import { AuditSettings } from './audit.settings.ts';
import { Sealer } from './sealer.service.ts';

/** Entries that share one commit at most. */
const batch = 500;

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * The door through which acts enter the record. An entry costs its doer one insert; numbers and hashes are given later,
 * by the sealer, so that nobody waits for the chain.
 */
@Injectable()
export class AuditTrail implements OnApplicationShutdown {
  private waiting: Waiting[] = [];
  private flushing: Promise<void> | null = null;

  constructor(
    private readonly settings: AuditSettings,
    private readonly dataSource: DataSource,
    private readonly sealer: Sealer,
  ) {}

  /** In the caller's transaction: the act and its record stand or fall together. For writes. Throws as `entryText` does. */
  async record(manager: EntityManager, ...entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await append(
      manager,
      entries.map((entry) => this.textOf(entry)),
    );
    noteWritten();
    this.sealer.wake();
  }

  /**
   * In a commit of its own, shared with all that is recorded meanwhile; resolves when durable. For reads, searches, refusals,
   * exports and identity releases: what is shown is shown after this. Rejects if it could not be stored.
   */
  saw(entry: AuditEntry): Promise<void> {
    let text: string;
    try {
      text = this.textOf(entry);
    } catch (cause) {
      return Promise.reject(cause instanceof Error ? cause : new Error(String(cause)));
    }
    const stored = new Promise<void>((resolve, reject) => this.waiting.push({ text, resolve, reject }));
    this.flushing ??= this.flush();
    return stored;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flushing;
  }

  /** One commit after the other; whoever comes while one is under way shares the next. */
  private async flush(): Promise<void> {
    // Requests that arrive in the same turn of the event loop share the first commit too.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const taken = this.waiting.splice(0, batch);
      try {
        await append(
          this.dataSource.manager,
          taken.map(({ text }) => text),
        );
        for (const { resolve } of taken) resolve();
      } catch (cause) {
        for (const { reject } of taken) reject(cause);
      }
    }
    // In the same turn in which nothing was found waiting: whoever comes now begins anew.
    this.flushing = null;
    this.sealer.wake();
  }

  private textOf(entry: AuditEntry): string {
    return entryText(this.settings.agency, this.settings.clock.now(), entry);
  }
}
