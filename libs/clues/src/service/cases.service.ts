import { Injectable } from '@nestjs/common';
import { type Actor, can } from '@sup/access/protocol';
import { type EntityManager } from 'typeorm';
import { type Clue } from '../protocol/index.ts';
import { clueAbsent } from './clue.errors.ts';

/** Need-to-know of the register: one question to access for each door, so that list and detail cannot differ. */
@Injectable()
export class ClueCases {
  /** Throws CLUE_ABSENT, the same as for a clue that does not exist. */
  async checkRead(actor: Actor, clue: Clue, manager?: EntityManager): Promise<void> {
    if (!(await this.mayRead(actor, clue, manager))) throw clueAbsent();
  }

  mayRead(actor: Actor, _clue: Clue, _manager?: EntityManager): Promise<boolean> {
    return Promise.resolve(can(actor, 'clue.read'));
  }

  /** A new clue: whoever opened it may go on with it, and its accused are shut out. */
  opened(_manager: EntityManager, _clue: Clue, _actor: Actor | null): Promise<void> {
    return Promise.resolve();
  }

  isShutOut(_manager: EntityManager, _caseId: string, _personId: string): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** The handlers of a clue, and nobody else of the handlers, may read it. */
  assigned(_manager: EntityManager, _clue: Clue, _by: Actor, _due: string | null): Promise<void> {
    return Promise.resolve();
  }
}
