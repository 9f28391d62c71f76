import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type KnownFact, clockFacts, referralFacts } from '@sup/contracts';
import { type Reaction, ReactionRegistry, type ReceivedFact, type Reception } from '@sup/messaging';
import { type EntityManager } from 'typeorm';
import { AdmissionService } from '../service/admission.service.ts';
import { PartsService } from '../service/parts.service.ts';
import { PreparedReferrals } from '../service/prepared.service.ts';
import { capability } from '../service/referrals.settings.ts';

/** Referral facts from the other agencies, and our own as they come back to us: effect and answers in one transaction. */
@Injectable()
export class ReferralReaction implements Reaction, OnModuleInit {
  readonly capability = capability;
  /** Records are saved by version; facts, clocks and outbox rows are kept apart by their keys. */
  readonly besideOthers = true;
  readonly handles = [
    ...Object.keys(referralFacts),
    ...Object.keys(clockFacts),
    'fact.not-processed',
    'fact.processed-after-all',
    'referral.opened',
    'referral.case-opened',
    'clue.referral-prepared',
  ];

  constructor(
    private readonly registry: ReactionRegistry,
    private readonly admission: AdmissionService,
    private readonly parts: PartsService,
    private readonly prepared: PreparedReferrals,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  async apply(received: ReceivedFact, manager: EntityManager): Promise<Reception> {
    const { fact, author, own, receivedAt, hubAt } = received;
    if ('signal' in fact) {
      return fact.type === 'clue.referral-prepared' ? this.prepared.open(manager, fact.data) : { outcome: 'applied' };
    }
    if (own) return this.comeBack(manager, fact);
    if (fact.type === 'fact.not-processed' || fact.type === 'fact.processed-after-all') {
      return this.admission.noteProcessing(manager, fact, { receivedAt, hubAt });
    }
    return this.admission.admit(manager, fact, author, { receivedAt, hubAt });
  }

  /** Our own letter with a parent is a part: the parent's sender is told. */
  private async comeBack(manager: EntityManager, fact: KnownFact): Promise<Reception> {
    if (fact.type === 'referral.sent' && fact.data.parent) await this.parts.noteOpening(manager, fact.subject);
    return { outcome: 'applied' };
  }
}
