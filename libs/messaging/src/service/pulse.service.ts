import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { linkRows } from '../store/link.store.ts';
import { requeueLost } from '../store/outbox.store.ts';
import { AskService } from './ask.service.ts';
import { DirectoryService } from './directory.service.ts';
import { ReceiverService } from './receiver.service.ts';
import { MessagingSettings } from './settings.ts';

const range = z.tuple([z.int().min(1), z.int().min(1)]);
/** What a service says of the asker's sequence: what it has, and whether any of the asker's mail still waits. */
const standSchema = z.object({
  highWater: z.int().min(0),
  gaps: z.array(range).max(500),
  acked: z.int().min(0),
  drained: z.boolean(),
});
export type Stand = z.infer<typeof standSchema>;

/**
 * The pulse between services: both tell each other what they have. A peer that has taken in all its mail and yet lacks
 * what the broker once stored shows that the broker has lost it, at the tail too, where no gap can: it is sent again
 * without waiting for silence to tell (PROTOCOL.md law 6).
 */
@Injectable()
export class PulseService {
  private readonly log = new Logger('Pulse');
  private listener: { heard(peer: string): void; lost(): void } = { heard: () => undefined, lost: () => undefined };

  constructor(
    private readonly settings: MessagingSettings,
    private readonly dataSource: DataSource,
    private readonly directory: DirectoryService,
    private readonly receiver: ReceiverService,
    private readonly ask: AskService,
  ) {
    ask.registerAnswer('health', async (sender, stand) => {
      await this.take(sender, stand);
      return this.standOf(sender);
    });
  }

  /** `heard`: a peer showed a sign of life. `lost`: facts are to be sent again. */
  listen(listener: { heard(peer: string): void; lost(): void }): void {
    this.listener = listener;
  }

  /** One beat to every peer. */
  async beat(): Promise<void> {
    await Promise.all(this.directory.peers().map((peer) => this.exchange(peer).catch(() => undefined)));
  }

  /** Throws DomainError PEER_UNREACHABLE. */
  async exchange(peer: string, timeoutMs = 3_000): Promise<Stand> {
    const stand = standSchema.parse(await this.ask.ask(peer, 'health', await this.standOf(peer), { timeoutMs }));
    await this.take(peer, stand);
    return stand;
  }

  private async standOf(peer: string): Promise<Stand> {
    // Asked before the numbers are read: what is taken in meanwhile may be counted, nothing may be left out.
    const drained = await this.receiver.drained(peer);
    const link = (await linkRows(this.dataSource, this.settings.agency)).find((row) => row.peer === peer);
    return {
      highWater: link?.incoming.highWater ?? 0,
      gaps: [...(link?.incoming.gaps ?? [])],
      acked: link?.acked.highWater ?? 0,
      drained,
    };
  }

  private async take(peer: string, answer: unknown): Promise<void> {
    this.listener.heard(peer);
    const stand = standSchema.safeParse(answer);
    if (!stand.success || !stand.data.drained) return;
    const before = this.settings.later(-this.settings.tuning.gapPatienceMs);
    const requeued = await requeueLost(this.dataSource, peer, stand.data, before);
    if (requeued === 0) return;
    this.log.warn(`${requeued} facts for ${peer} were lost on the way: sent again`);
    this.listener.lost();
  }
}
