import { Injectable } from '@nestjs/common';
import { CaseAccess } from '@sup/access';
import { type Actor } from '@sup/access/protocol';
import { type EntityManager } from 'typeorm';
import { type Clue, caseSubjectOf } from '../protocol/index.ts';
import { clueAbsent } from './clue.errors.ts';
import { isUuid } from './ids.rules.ts';

/** Need-to-know of the register: one question to access at each door, so that list and detail cannot differ. */
@Injectable()
export class ClueCases {
  constructor(private readonly access: CaseAccess) {}

  /** Throws CLUE_ABSENT, the same as for a clue that does not exist. */
  async checkRead(actor: Actor, clue: Clue, manager?: EntityManager): Promise<void> {
    if (!(await this.mayRead(actor, clue, manager))) throw clueAbsent();
  }

  mayRead(actor: Actor, clue: Clue, manager?: EntityManager): Promise<boolean> {
    return this.access.mayRead(actor, caseSubjectOf(clue), manager);
  }

  /** A new or changed clue: its case is there, and those of our own whom it concerns are shut out silently. */
  async opened(manager: EntityManager, clue: Clue, actor: Actor | null): Promise<void> {
    const { caseId, subject } = clue;
    await this.access.openCase(manager, { caseId, kind: 'clue', openedBy: actor });
    await this.access.concern(manager, {
      caseId,
      subjects: subject.persons.map(({ name, idNumber, role, leadsUnit }) => ({
        ...{ name, idNumber, role, leadsUnit },
        ...{ unit: subject.agency, office: subject.office },
      })),
    });
  }

  /** Which of these seats are held by somebody who is shut out of the case, and which of these people are. */
  shutOutAmong(manager: EntityManager, caseId: string, holderIds: readonly string[]): Promise<string[]> {
    return this.access.excludedAmong(caseId, holderIds.filter(isUuid), manager);
  }

  /** The seats that handle it may read it; those that handle it no longer may not. */
  async assigned(
    manager: EntityManager,
    { caseId, handlers }: Clue,
    before: readonly string[],
    by: Actor,
  ): Promise<void> {
    for (const postId of before.filter((one) => !handlers.includes(one))) {
      await this.access.release(manager, { caseId, postId, as: 'handler', by });
    }
    for (const postId of handlers) {
      await this.access.admit(manager, { caseId, postId, as: 'handler', by, reason: '分办' });
    }
  }
}
