import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { type DecisionCitation } from '@sup/contracts';
import { AboutRegistry, type AboutRecord, DecisionsService } from '@sup/decisions';
import { DataSource, type EntityManager } from 'typeorm';
import { checkGuards } from '../protocol/index.ts';
import { type ReferralRecord, findReferral } from '../store/referral.store.ts';
import { isUuid } from './ids.rules.ts';
import { NeedToKnow } from './need-to-know.service.ts';
import { RecordsService } from './records.service.ts';
import { type DecisionGiven, type DecisionMinutes } from './referral.requests.ts';

/** What is done on the ground of a decision, and by whom. */
export interface DecidedAct {
  readonly actor: Actor;
  readonly purpose: 'referral.approve' | 'referral.rule';
  /** What minutes that are entered now resolved. */
  readonly text: string;
}

/** Collective decisions as referrals need them, and referrals as meetings find them for their agenda. */
@Injectable()
export class DecidingService implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly decisions: DecisionsService,
    private readonly abouts: AboutRegistry,
    private readonly needToKnow: NeedToKnow,
    private readonly records: RecordsService,
  ) {}

  onModuleInit(): void {
    this.abouts.register('referral', (id, actor) => this.about(id, actor));
  }

  /**
   * The citation of a decision about this referral: one that a meeting made, by its id, or minutes that become one on record
   * now. Throws COLLECTIVE_DECISION_REQUIRED (none, or minutes without quorum after recusals) and what decisions refuse with:
   * DECISION_NOT_ABOUT_THIS, DECISION_NOT_AGREED, DECISION_ALREADY_CITED, MEETING_NO_TAKEN …
   */
  async decide(
    manager: EntityManager,
    record: ReferralRecord,
    { decision, decisionId }: DecisionGiven,
    { actor, purpose, text }: DecidedAct,
  ): Promise<DecisionCitation> {
    if (decisionId !== undefined) {
      return this.decisions.cite(manager, decisionId, { kind: 'referral', id: record.id, purpose });
    }
    this.checkMinutes(decision);
    return this.decisions.record(
      manager,
      { about: aboutOf(record), meeting: decision!, resolution: 'agreed', text },
      actor,
    );
  }

  private checkMinutes(minutes: DecisionMinutes | undefined): void {
    checkGuards(['COLLECTIVE_DECISION'], {
      state: null,
      data: {},
      today: this.records.today(),
      actor: { hasPost: true, isHead: true, excluded: false },
      decision: minutes ?? null,
    });
  }

  private async about(id: string, actor: Actor): Promise<AboutRecord | null> {
    if (!isUuid(id)) return null;
    const record = await findReferral(this.database.manager, id, this.needToKnow.readable(actor));
    return record && aboutOf(record);
  }
}

function aboutOf({ id, caseId, title }: ReferralRecord): AboutRecord {
  return { kind: 'referral', id, caseId, title };
}
