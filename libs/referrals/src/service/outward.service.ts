import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { type EntityManager } from 'typeorm';
import { type ReferralRecord } from '../store/referral.store.ts';
import { DraftsService } from './drafts.service.ts';
import { ForwardingService } from './forwarding.service.ts';
import { RecordsService } from './records.service.ts';
import { type CommandBody } from './referral.requests.ts';
import { SplittingService } from './splitting.service.ts';

/** Commands that open a referral elsewhere. */
@Injectable()
export class OutwardService {
  constructor(
    private readonly records: RecordsService,
    private readonly drafts: DraftsService,
    private readonly forwarding: ForwardingService,
    private readonly splitting: SplittingService,
  ) {}

  /** Forwards, and meets our own stated limit for it, if there is one. */
  async forward(
    manager: EntityManager,
    record: ReferralRecord,
    body: CommandBody<'forward'>,
    actor: Actor,
  ): Promise<void> {
    const { forwardBy } = body;
    if (forwardBy) {
      this.drafts.checkLimit(forwardBy);
      const { clockId } = await this.records.startHome(manager, record.id, forwardBy);
      await this.records.meetHome(manager, record.id, clockId);
    }
    await this.forwarding.forward(manager, record, body, actor);
  }

  async openPart(
    manager: EntityManager,
    record: ReferralRecord,
    body: CommandBody<'open-part'>,
    actor: Actor,
  ): Promise<void> {
    await this.splitting.openPart(manager, record, body, actor);
  }
}
