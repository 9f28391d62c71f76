import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { isClosed, isOpen, recipientsOf } from '../protocol/index.ts';
import { partsNoted } from '../store/referral-fact.store.ts';
import { type PartRecord, type ReferralRecord, findReferral, lockReferral, partsOf } from '../store/referral.store.ts';
import { RecordsService, systemPost } from './records.service.ts';

export interface Part extends PartRecord {
  readonly closed: boolean;
}

/** A referral split into parts: each an ordinary referral of ours with a parent (PROTOCOL.md 3, splitting). */
@Injectable()
export class PartsService {
  constructor(private readonly records: RecordsService) {}

  async of(manager: EntityManager, parentId: string): Promise<Part[]> {
    const parts = await partsOf(manager, parentId);
    return parts.map((part) => ({ ...part, closed: closedPart(part.status) }));
  }

  /** Tells the parent's sender that a part was opened. Again for a part that is noted already: nothing. */
  async noteOpening(manager: EntityManager, partId: string): Promise<void> {
    const part = await findReferral(manager, partId);
    if (!part?.state || !part.parentId || part.party !== 'sender') return;
    const { parties, pointIds } = part.state.sent;
    await this.note(manager, part, 'referral.part-opened', { partId, to: parties.receiver, pointIds });
    await this.noteEnd(manager, part);
  }

  /** Tells the parent's sender how a part ended, once it has. */
  async noteEnd(manager: EntityManager, part: ReferralRecord): Promise<void> {
    if (!part.state || !part.parentId || part.party !== 'sender' || !isClosed(part.state.status)) return;
    await this.note(manager, part, 'referral.part-closed', { partId: part.id, status: part.state.status });
  }

  private async note(
    manager: EntityManager,
    part: ReferralRecord,
    type: 'referral.part-opened' | 'referral.part-closed',
    data: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const parent = await lockReferral(manager, part.parentId!);
    if (!parent?.state || !isOpen(parent.state, type, ['receiver'])) return;
    if ((await partsNoted(manager, parent.id, type)).includes(part.id)) return;
    await this.records.write(manager, parent, {
      type,
      data,
      actingPost: systemPost,
      recipients: recipientsOf(parent.state, type),
    });
  }
}

function closedPart(status: string): boolean {
  return ['undeliverable', 'returned', 'forwarded', 'recalled', 'struck-off', 'discarded'].includes(status);
}
