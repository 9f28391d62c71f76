import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Reaction, ReactionRegistry, type ReceivedFact, type Reception } from '@sup/messaging';
import { type EntityManager } from 'typeorm';
import { capability } from '../service/clues.settings.ts';
import { type FollowedType, FollowingService, statusAfter } from '../service/following.service.ts';

/** Facts of referrals, ours as they come back and the other agencies', and what referrals signals (PROTOCOL.md 2). */
@Injectable()
export class ClueReaction implements Reaction, OnModuleInit {
  readonly capability = capability;
  readonly handles = [...Object.keys(statusAfter), 'referral.case-opened', 'referral.discarded'];

  constructor(
    private readonly registry: ReactionRegistry,
    private readonly following: FollowingService,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  async apply({ fact, author }: ReceivedFact, manager: EntityManager): Promise<Reception> {
    if ('signal' in fact) {
      if (fact.type === 'referral.case-opened') await this.following.open(manager, fact.data);
      if (fact.type === 'referral.discarded') await this.following.discarded(manager, fact.data.referralId);
      return { outcome: 'applied' };
    }
    await this.following.follow(manager, fact as typeof fact & { readonly type: FollowedType }, author);
    return { outcome: 'applied' };
  }
}
