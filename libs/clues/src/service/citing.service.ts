import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { AboutRegistry, DecisionsService } from '@sup/decisions';
import { DataSource, type EntityManager } from 'typeorm';
import { type CitedDecision } from '../protocol/index.ts';
import { ClueStore } from '../store/clue.store.ts';
import { ClueCases } from './cases.service.ts';
import { isUuid } from './ids.rules.ts';

/** Collective decisions as the register cites them, and clues as meetings find them for their agenda. */
@Injectable()
export class CitingService implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly decisions: DecisionsService,
    private readonly abouts: AboutRegistry,
    private readonly store: ClueStore,
    private readonly cases: ClueCases,
  ) {}

  onModuleInit(): void {
    this.abouts.register('clue', (id, actor) => this.about(id, actor));
  }

  /** Null where none is named. Throws what decisions refuse with: DECISION_NOT_ABOUT_THIS, DECISION_NOT_AGREED … */
  async cite(
    manager: EntityManager,
    decisionId: string | null,
    { clueId, purpose }: { readonly clueId: string; readonly purpose: string },
  ): Promise<CitedDecision | null> {
    if (decisionId === null) return null;
    return this.decisions.cite(manager, decisionId, { kind: 'clue', id: clueId, purpose });
  }

  private async about(id: string, actor: Actor) {
    const clue = isUuid(id) ? await this.store.read(this.database.manager, id) : null;
    if (!clue || !(await this.cases.mayRead(actor, clue))) return null;
    return { kind: 'clue', id: clue.id, caseId: clue.caseId, title: clue.title };
  }
}
