import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { DirectoryService } from './directory.service.ts';
import { type Reaction, ReactionRegistry, type ReceivedFact, type Reception } from './reaction.registry.ts';

/** Network facts that messaging takes in itself: a new directory, and what became of our facts at their addressees. */
@Injectable()
export class NetworkReaction implements Reaction {
  readonly capability = 'messaging';
  readonly handles = ['directory.published', 'fact.not-processed', 'fact.processed-after-all'] as const;

  constructor(
    private readonly directory: DirectoryService,
    registry: ReactionRegistry,
  ) {
    registry.register(this);
  }

  async apply({ fact, author, own }: ReceivedFact, manager: EntityManager): Promise<Reception> {
    switch (fact.type) {
      case 'directory.published':
        // The signatures of two trusted administrators decide, not who sent it.
        return { outcome: (await this.directory.adopt(manager, fact.data)) === 'adopted' ? 'applied' : 'duplicate' };
      case 'fact.not-processed':
      case 'fact.processed-after-all':
        if (!own) await this.noteOutcome(manager, { author, ...fact });
        return { outcome: 'applied' };
      default:
        return { outcome: 'refused', code: 'NO_REACTION' };
    }
  }

  private async noteOutcome(
    manager: EntityManager,
    note: { author: string; subject: string; data: { factId: string; code?: string } },
  ): Promise<void> {
    await manager.query(
      'update messaging_outbox set not_processed = $4 where record_id = $1 and recipient = $2 and fact_id = $3',
      [note.subject, note.author, note.data.factId, note.data.code ?? null],
    );
  }
}
