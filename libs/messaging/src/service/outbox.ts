import { Injectable } from '@nestjs/common';
import { type AgencyId, type FactEnvelope, type SignalName, type Signals, authorOf, readFact } from '@sup/contracts';
import { DomainError, newId } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import { canonicalText } from '../protocol/index.ts';
import { type OutboxState, type OwnEntry, insertOwn, outboxStates, queueBlobs } from '../store/outbox.store.ts';
import { DirectoryService } from './directory.service.ts';
import { Fence } from './fence.ts';
import { ReactionRegistry } from './reaction.registry.ts';
import { MessagingSettings } from './settings.ts';

/** Bytes of a fact's canonical text, written as a JSON string, that still fit a parcel. */
const factBytesLimit = 880_000;

/**
 * The only way out of an agency. Facts are appended in the transaction that makes them true; the relay sends them after
 * the commit, and never before (REF-11).
 */
@Injectable()
export class Outbox {
  constructor(
    private readonly settings: MessagingSettings,
    private readonly registry: ReactionRegistry,
    private readonly directory: DirectoryService,
    private readonly fence: Fence,
  ) {}

  /**
   * Appends own facts in order, and loops them back to the capabilities here that react to them. `requires[i]`: hashes
   * of the blobs that must reach each recipient before `facts[i]`. Throws DomainError: FACT_INVALID, NOT_OUR_FACT,
   * RECIPIENT_UNKNOWN, FACT_TOO_LARGE, and RESTORING while peers still return what a restored database lost.
   */
  async append(
    manager: EntityManager,
    facts: readonly FactEnvelope[],
    requires: readonly (readonly string[])[] = [],
  ): Promise<void> {
    this.fence.check();
    const entries = facts.map((fact, index) => this.entryOf(fact, requires[index] ?? []));
    await insertOwn(manager, this.settings.agency, entries);
    for (const { recipients, requires: hashes } of entries) {
      for (const recipient of recipients) await queueBlobs(manager, recipient, hashes);
    }
  }

  /** Tells the other capabilities of this agency; it never leaves. */
  async signal<Name extends SignalName>(
    manager: EntityManager,
    name: Name,
    recordId: string,
    data: Signals[Name],
  ): Promise<void> {
    this.fence.check();
    const id = newId(this.settings.clock);
    const envelope = { signal: true, id, type: name, subject: recordId, time: this.settings.clock.now(), data };
    await insertOwn(manager, this.settings.agency, [
      {
        factId: id,
        type: name,
        recordId,
        body: canonicalText(envelope),
        signal: true,
        recipients: [],
        requires: [],
        capabilities: this.registry.capabilitiesFor(name),
      },
    ]);
  }

  /** How far the facts of a record have come on their way to each recipient. */
  statesOf(manager: EntityManager, recordId: string): Promise<OutboxState[]> {
    return outboxStates(manager, recordId);
  }

  private entryOf(fact: FactEnvelope, requires: readonly string[]): OwnEntry {
    const read = readFact(fact);
    if ('unreadable' in read) throw invalid(fact.type, read.unreadable);
    if (authorOf(fact) !== this.settings.agency) {
      throw new DomainError('NOT_OUR_FACT', 'refused', {
        zh: '只能发出本机构的事实',
        en: 'Only facts of this agency can be sent',
      });
    }
    const recipients = [...new Set(fact.recipients)];
    for (const recipient of recipients) this.checkRecipient(recipient);
    const body = canonicalText(fact);
    if (body.length > factBytesLimit / 4 && Buffer.byteLength(JSON.stringify(body)) > factBytesLimit) {
      throw new DomainError(
        'FACT_TOO_LARGE',
        'invalid',
        { zh: '内容过大，请改用附件', en: 'The content is too large: send it as a file' },
        { limitBytes: factBytesLimit },
      );
    }
    const capabilities = this.registry.capabilitiesFor(fact.type);
    return {
      factId: fact.id,
      type: fact.type,
      recordId: fact.subject,
      body,
      signal: false,
      recipients,
      requires,
      capabilities,
    };
  }

  private checkRecipient(recipient: AgencyId): void {
    if (recipient !== this.settings.agency && this.directory.view().agency(recipient)) return;
    throw new DomainError(
      'RECIPIENT_UNKNOWN',
      'refused',
      { zh: '目录中没有该接收机构', en: 'The recipient is not in the directory' },
      { recipient },
    );
  }
}

function invalid(type: string, unreadable: { code: string; path: string }): DomainError {
  return new DomainError(
    'FACT_INVALID',
    'invalid',
    { zh: '事实不符合其格式', en: 'The fact does not follow its schema' },
    { type, ...unreadable },
  );
}
