import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { type EntityManager } from 'typeorm';
import { type Clue } from '../protocol/index.ts';
import { type DuplicateView } from './clue.views.ts';

/** Clues that may be the same, with the evidence; only those that the asker may read. */
@Injectable()
export class DuplicatesService {
  of(_clue: Clue, _actor: Actor): Promise<DuplicateView[]> {
    return Promise.resolve([]);
  }

  /** How many there are, whoever may read them: kept with the registration. */
  countOf(_manager: EntityManager, _clue: Clue): Promise<number> {
    return Promise.resolve(0);
  }
}
