import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type CitedDecision } from '../protocol/index.ts';

/** Collective decisions as the register cites them. */
@Injectable()
export class CitingService {
  /** Null where none is named; throws what decisions refuse with: not about this clue, not agreed, no quorum. */
  cite(_manager: EntityManager, _decisionId: string | null, _clueId: string): Promise<CitedDecision | null> {
    return Promise.resolve(null);
  }
}
