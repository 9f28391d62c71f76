import { Injectable } from '@nestjs/common';
import { dataSchemaOf, sourceOf } from '@sup/contracts';
import { newId } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import { canonicalText } from '../protocol/index.ts';
import { nextNote } from '../store/delivery.store.ts';
import { insertOwn } from '../store/outbox.store.ts';
import { ReactionRegistry } from './reaction.registry.ts';
import { MessagingSettings } from './settings.ts';

/** Network notes on a record are numbered from here on, so that they never meet its capability's own notes. */
export const networkNotesFrom = 1_000_000;

const networkNotes = new Set(['fact.not-processed', 'fact.processed-after-all']);

/** The fact a note is about. */
export interface AboutFact {
  readonly author: string;
  readonly factId: string;
  readonly type: string;
  readonly recordId: string;
}

/** Tells an author what became of its fact here (对方处理失败, PROTOCOL.md 5, 2). A note about such a note is never sent. */
@Injectable()
export class NetworkNotes {
  constructor(
    private readonly settings: MessagingSettings,
    private readonly registry: ReactionRegistry,
  ) {}

  async notProcessed(manager: EntityManager, about: AboutFact, code: string, attempts: number): Promise<void> {
    await this.tell(manager, about, 'fact.not-processed', {
      factId: about.factId,
      factType: about.type.slice(0, 80),
      code: code.slice(0, 80),
      attempts,
    });
  }

  async processedAfterAll(manager: EntityManager, about: AboutFact): Promise<void> {
    await this.tell(manager, about, 'fact.processed-after-all', { factId: about.factId, factType: about.type });
  }

  private async tell(
    manager: EntityManager,
    about: AboutFact,
    type: 'fact.not-processed' | 'fact.processed-after-all',
    content: Record<string, unknown>,
  ): Promise<void> {
    const { agency, clock } = this.settings;
    if (about.author === agency || networkNotes.has(about.type)) return;
    const now = clock.now();
    const fact = {
      specversion: '1.0',
      id: newId(clock),
      source: sourceOf(agency),
      type,
      subject: about.recordId,
      time: now,
      datacontenttype: 'application/json',
      dataschema: dataSchemaOf(type),
      track: 'note',
      n: networkNotesFrom + (await nextNote(manager, about.recordId)),
      statedat: now,
      actingpost: 'system',
      recipients: [about.author],
      data: content,
    };
    await insertOwn(manager, agency, [
      {
        factId: fact.id,
        type,
        recordId: about.recordId,
        body: canonicalText(fact),
        signal: false,
        recipients: fact.recipients,
        requires: [],
        capabilities: this.registry.capabilitiesFor(type),
      },
    ]);
  }
}
