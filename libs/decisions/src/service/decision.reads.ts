import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access';
import { DataSource } from 'typeorm';
import { type Decision, decisionErrors as refuse } from '../protocol/index.ts';
import { type DecisionRow, decisionById, decisionsAbout } from '../store/decision.store.ts';
import { AboutRegistry } from './about.registry.ts';
import { type DecisionView, decisionView } from './decision.views.ts';
import { DecisionsService } from './decisions.service.ts';
import { type RecordBody } from './meeting.requests.ts';
import { isUuid } from './requests.rules.ts';
import { Sight } from './sight.service.ts';

/** Decisions for people: whoever may read the record may read what was decided about it, unless they stood aside. */
@Injectable()
export class DecisionReads {
  constructor(
    private readonly database: DataSource,
    private readonly decisions: DecisionsService,
    private readonly registry: AboutRegistry,
    private readonly sight: Sight,
  ) {}

  async about(recordId: string, actor: Actor): Promise<DecisionView[]> {
    const views: DecisionView[] = [];
    for (const row of await decisionsAbout(this.database, recordId)) {
      if (await this.seen(row, actor)) views.push(decisionView(row));
    }
    return views;
  }

  /** Throws DECISION_ABSENT also where the actor may not know of it. */
  async view(id: string, actor: Actor): Promise<DecisionView> {
    const row = isUuid(id) ? await decisionById(this.database, id) : null;
    if (!row || !(await this.seen(row, actor))) throw refuse.decisionAbsent();
    return decisionView(row);
  }

  /** Enters a meeting and its decision at once. Throws ABOUT_UNKNOWN and what `DecisionsService.record` throws. */
  async record(body: RecordBody, actor: Actor): Promise<DecisionView> {
    const about = await this.registry.find(body.about, actor);
    const { decisionId } = await this.database.transaction((manager) =>
      this.decisions.record(manager, { ...body, about }, actor),
    );
    return decisionView((await decisionById(this.database, decisionId))!);
  }

  private seen({ canonical, caseId }: DecisionRow, actor: Actor): Promise<boolean> {
    const { about } = JSON.parse(canonical) as Decision;
    return this.sight.ofDecision({ ...about, caseId }, actor);
  }
}
