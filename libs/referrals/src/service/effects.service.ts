import { Injectable } from '@nestjs/common';
import { type ReferralBody } from '@sup/contracts';
import { DomainError, systemClock } from '@sup/kernel';
import { Outbox } from '@sup/messaging';
import { type EntityManager } from 'typeorm';
import { type ReferralStatus } from '../protocol/index.ts';
import { type ReferralRecord } from '../store/referral.store.ts';
import { ContentService } from './content.service.ts';

/** Ends in which a receiver keeps nothing of the content. */
const endsWithoutUs: readonly ReferralStatus[] = ['returned', 'recalled', 'forwarded', 'undeliverable'];

/** What a change of status does to content at the receiver, in the transaction of the change. */
@Injectable()
export class EffectsService {
  constructor(
    private readonly content: ContentService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Opens the content on acceptance and tells the agency's register of cases; destroys it when the record ends without
   * us. Throws BODY_UNREADABLE where `mayFail`; where the other side has moved already the content stays sealed instead.
   */
  async after(
    manager: EntityManager,
    record: ReferralRecord,
    before: ReferralStatus | null,
    mayFail: boolean,
  ): Promise<void> {
    const { state } = record;
    if (record.party !== 'receiver' || !state || state.status === before) return;
    if (state.status === 'accepted') await this.openContent(manager, record, mayFail);
    else if (endsWithoutUs.includes(state.status)) {
      // Files that were forwarded are still on their way out; without the content their keys are gone.
      await this.content.destroy(manager, record.id, { filesToo: state.status !== 'forwarded' });
    }
  }

  private async openContent(manager: EntityManager, record: ReferralRecord, mayFail: boolean): Promise<void> {
    let body: ReferralBody | null;
    try {
      body = await this.content.open(manager, record.id, systemClock.now());
    } catch (error) {
      if (mayFail || !(error instanceof DomainError)) throw error;
      return;
    }
    if (!body) return;
    const { sent } = record.state!;
    await this.outbox.signal(manager, 'referral.case-opened', record.id, {
      referralId: record.id,
      sent: { ...sent, clocks: [] },
      body,
    });
  }
}
