import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { admissionAbsent, caseAbsent, recusalAbsent } from '../protocol/access.errors.ts';
import { type ExclusionCategory } from '../protocol/case.rules.ts';
import { type Actor } from '../protocol/index.ts';
import { type ExclusionView, type MemberView } from '../store/case.store.ts';
import { CaseAccess, type Holder } from './case-access.service.ts';

/** Who may know a case, as the head keeps it. A head who is shut out of the case is answered as if there were none. */
@Injectable()
export class CasePeople {
  constructor(
    private readonly source: DataSource,
    private readonly cases: CaseAccess,
  ) {}

  /** Throws CASE_ABSENT. */
  async list(
    caseId: string,
    by: Actor,
  ): Promise<{ readonly members: MemberView[]; readonly excluded: ExclusionView[] }> {
    await this.enter(this.source.manager, caseId, by);
    return this.cases.actorsOf(caseId);
  }

  /** Throws CASE_ABSENT, POST_ABSENT, PERSON_ABSENT or PERSON_EXCLUDED. */
  admit(
    caseId: string,
    wanted: { holder: Holder; as: string; reason: string; until: string | null },
    by: Actor,
  ): Promise<void> {
    const { holder, ...how } = wanted;
    return this.inCase(caseId, by, (manager) => this.cases.admit(manager, { ...holder, ...how, caseId, by }));
  }

  /** Throws CASE_ABSENT, POST_ABSENT, PERSON_ABSENT or ADMISSION_ABSENT. */
  release(caseId: string, wanted: { holder: Holder; as: string | null }, by: Actor): Promise<void> {
    const { holder, as } = wanted;
    return this.inCase(caseId, by, async (manager) => {
      const of = { ...holder, caseId, by, ...(as === null ? {} : { as }) };
      if (!(await this.cases.release(manager, of))) throw admissionAbsent();
    });
  }

  /** Throws CASE_ABSENT or PERSON_ABSENT. A head may recuse themselves, and is then out at once. */
  recuse(
    caseId: string,
    wanted: { personId: string; category: ExclusionCategory; reason: string },
    by: Actor,
  ): Promise<void> {
    return this.inCase(caseId, by, (manager) => this.cases.recuse(manager, { ...wanted, caseId, by }));
  }

  /** Throws CASE_ABSENT, PERSON_ABSENT or RECUSAL_ABSENT. */
  lift(
    caseId: string,
    wanted: { personId: string; category: ExclusionCategory | null; reason: string },
    by: Actor,
  ): Promise<void> {
    const { personId, category, reason } = wanted;
    return this.inCase(caseId, by, async (manager) => {
      const of = { caseId, personId, reason, by, ...(category === null ? {} : { category }) };
      if (!(await this.cases.lift(manager, of))) throw recusalAbsent();
    });
  }

  private inCase(caseId: string, by: Actor, act: (manager: EntityManager) => Promise<void>): Promise<void> {
    return this.source.transaction(async (manager) => {
      await this.enter(manager, caseId, by);
      await act(manager);
    });
  }

  private async enter(manager: EntityManager, caseId: string, by: Actor): Promise<void> {
    const exists = await this.cases.exists(caseId, manager);
    if (!(await this.cases.mayRead(by, { caseId }, manager)) || !exists) throw caseAbsent();
  }
}
