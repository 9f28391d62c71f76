import { Injectable } from '@nestjs/common';
import { DecisionsService } from '@sup/decisions';
import { type EntityManager } from 'typeorm';
import { type CitedDecision } from '../protocol/index.ts';

/** Collective decisions as the register cites them: each about this very clue, each for one purpose once. */
@Injectable()
export class CitingService {
  constructor(private readonly decisions: DecisionsService) {}

  /** Null where none is named. Throws what decisions refuse with: DECISION_NOT_ABOUT_THIS, DECISION_NOT_AGREED … */
  async cite(
    manager: EntityManager,
    decisionId: string | null,
    { clueId, purpose }: { readonly clueId: string; readonly purpose: string },
  ): Promise<CitedDecision | null> {
    if (decisionId === null) return null;
    return this.decisions.cite(manager, decisionId, { kind: 'clue', id: clueId, purpose });
  }
}
