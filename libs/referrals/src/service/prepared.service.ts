import { Injectable, Logger } from '@nestjs/common';
import { type Signals } from '@sup/contracts';
import { DomainError } from '@sup/kernel';
import { type Reception } from '@sup/messaging';
import { type EntityManager } from 'typeorm';
import { findReferral } from '../store/referral.store.ts';
import { DraftsService } from './drafts.service.ts';
import { RecordsService } from './records.service.ts';
import { createDraftSchema } from './referral.requests.ts';

/** Drafts that the clue register prepares (PROTOCOL.md 2, clue to referral). */
@Injectable()
export class PreparedReferrals {
  private readonly log = new Logger('PreparedReferrals');

  constructor(
    private readonly drafts: DraftsService,
    private readonly records: RecordsService,
  ) {}

  /**
   * Opens the draft under the register's id; told again, it changes nothing. What no draft may hold opens none, and the
   * register hears at once that the clue is free again.
   */
  async open(manager: EntityManager, given: Signals['clue.referral-prepared']): Promise<Reception> {
    const { referralId, clueId, caseId, preparedBy } = given;
    if (await findReferral(manager, referralId)) return { outcome: 'duplicate' };
    const { sealedReporter = null, ...draft } = given.draft;
    const read = createDraftSchema.safeParse(draft);
    if (!read.success) return this.refuse(manager, referralId, 'DRAFT_INVALID');
    try {
      const opening = { id: referralId, clueId, caseId, createdBy: preparedBy.personId, sealedReporter, actor: null };
      await manager.transaction((inner) => this.drafts.open(inner, read.data, opening));
    } catch (refusal) {
      if (!(refusal instanceof DomainError)) throw refusal;
      return this.refuse(manager, referralId, refusal.code);
    }
    return { outcome: 'applied' };
  }

  private async refuse(manager: EntityManager, referralId: string, code: string): Promise<Reception> {
    this.log.warn(`the draft ${referralId} could not be opened: ${code}`);
    await this.records.noteDiscarded(manager, referralId);
    return { outcome: 'applied' };
  }
}
