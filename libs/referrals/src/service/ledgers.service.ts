import { Injectable } from '@nestjs/common';
import { type ClockView, ClocksService } from '@sup/deadlines';
import { Outbox } from '@sup/messaging';
import { type EntityManager } from 'typeorm';
import { type KeptFact } from '../store/referral-fact.store.ts';
import { type ReferralView } from './referral.views.ts';
import { timelineEntry } from './timeline.rules.ts';

/** History, clocks and delivery of records, as other libraries keep them. */
@Injectable()
export class Ledgers {
  constructor(
    private readonly clocks: ClocksService,
    private readonly outbox: Outbox,
  ) {}

  clocksOfMany(manager: EntityManager, ids: readonly string[]): Promise<Map<string, ClockView[]>> {
    return this.clocks.ofMany(manager, ids);
  }

  async historyOf(
    manager: EntityManager,
    id: string,
    facts: readonly KeptFact[],
  ): Promise<Pick<ReferralView, 'timeline' | 'delivery'>> {
    const states = await this.outbox.statesOf(manager, id);
    const types = new Map(facts.map(({ factId, type }) => [factId, type]));
    const codes = new Map(states.map(({ factId, notProcessed }) => [factId, notProcessed]));
    return {
      timeline: facts.map((fact) => timelineEntry(fact, codes.get(fact.factId) ?? null)),
      delivery: states
        .filter(({ factId }) => types.has(factId))
        .map(({ factId, recipient, state }) => ({ factType: types.get(factId)!, to: recipient, state })),
    };
  }
}
