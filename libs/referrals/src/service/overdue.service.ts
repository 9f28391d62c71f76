import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { BusinessClock, ClocksService, type ExpiredClock } from '@sup/deadlines';
import { overdueFrom } from '@sup/deadlines/protocol';
import { DomainError } from '@sup/kernel';
import { LinkService } from '@sup/messaging';
import { type EntityManager } from 'typeorm';
import { deemedAcceptanceRule, isClosed, isOpen, openRecalls, recipientsOf } from '../protocol/index.ts';
import { type ReferralRecord, lockReferral } from '../store/referral.store.ts';
import { ActingService } from './acting.service.ts';
import { RecordsService, systemPost } from './records.service.ts';
import { capability } from './referrals.settings.ts';

/** What silence makes: the waiting party's overdue notes, and the acceptance of a petition nobody answered. */
@Injectable()
export class OverdueService implements OnModuleInit {
  constructor(
    private readonly clocks: ClocksService,
    @Inject(BusinessClock) private readonly business: BusinessClock,
    private readonly links: LinkService,
    private readonly records: RecordsService,
    private readonly acting: ActingService,
  ) {}

  onModuleInit(): void {
    this.clocks.onExpired(capability, (clock, rung, manager) => this.expired(clock, rung, manager), {
      mayAccuse: (clock) => this.links.heardFrom(clock.debtor, this.business.wallOf(overdueFrom(clock.due))),
    });
  }

  /** A term has passed. `rung` 0: we are the debtor, called once; 1 to 4: we wait. */
  async expired(clock: ExpiredClock, rung: number, manager: EntityManager): Promise<void> {
    const record = await lockReferral(manager, clock.recordId);
    if (!record || record.frozen) return;
    if (clock.party === 'debtor' || !record.state) {
      if (clock.ruleId === deemedAcceptanceRule && (await this.accept(manager, record))) return;
      await this.records.save(manager, record);
    } else await this.note(manager, record, clock, rung);
  }

  /** Silence past the rule is acceptance (petitions): by our own timer, not by an officer. */
  private async accept(manager: EntityManager, record: ReferralRecord): Promise<boolean> {
    const { state } = record;
    const open = state?.status === 'acknowledged' && isOpen(state, 'referral.accepted', ['receiver']);
    if (!open || record.party !== 'receiver' || openRecalls(state).length) return false;
    const data = { declinedPoints: [], deemed: true };
    try {
      await this.acting.act(manager, { record, type: 'referral.accepted', data, actor: null });
      return true;
    } catch (refusal) {
      if (refusal instanceof DomainError) return false;
      throw refusal;
    }
  }

  private async note(manager: EntityManager, record: ReferralRecord, clock: ExpiredClock, rung: number): Promise<void> {
    const state = record.state!;
    if (isClosed(state.status) || clock.debtor === this.records.agency) {
      await this.records.save(manager, record);
      return;
    }
    const { clockId, ruleId, due, unreachable, debtor } = clock;
    const provisional = due.provisional ? { provisional: true } : {};
    const data = { clockId, ruleId, dueAt: due.dueAt, ...provisional, rung, unreachable, to: debtor };
    const type = rung === 1 ? 'clock.overdue' : 'clock.escalated';
    await this.records.write(manager, record, {
      type,
      data: rung === 1 ? data : { ...data, reason: '逾期未办，逐级升级督办' },
      actingPost: systemPost,
      recipients: recipientsOf(state, type),
    });
  }
}
