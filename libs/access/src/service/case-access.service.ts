import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import { personAbsent, personExcluded, postAbsent } from '../protocol/access.errors.ts';
import { type Action, type Actor } from '../protocol/index.ts';
import { type ExclusionCategory } from '../protocol/case.rules.ts';
import { type ExclusionView, type MemberView, CaseStore } from '../store/case.store.ts';
import { PersonStore } from '../store/person.store.ts';
import { AccessRecord } from './access.record.ts';
import { WALL_CLOCK } from './access.settings.ts';
import { holdersOf, mayReadCase, readableTree } from './case.ability.ts';
import { type CaseColumns, type SqlFragment, CaseSql } from './case.sql.ts';
import { type CaseConcern, Concerns } from './concerns.service.ts';

/** What a record tells of its case when one of it is opened; the same two facts a list names as columns. */
export interface CaseSubject {
  readonly caseId: string;
  readonly stage?: string;
  /** The seat (or person) that registered it. */
  readonly registeredBy?: string;
  /** While nobody is a member of the case, whoever may do this and is not shut out reads it (trays of referrals). For notices. */
  readonly openTo?: Action;
}

export interface ReadableOptions {
  /** SQL of the case's id (uuid, not null), as `c.case_id`. */
  readonly caseId: string;
  readonly columns?: CaseColumns;
  /** Number of the first parameter the fragment may use; 1 unless told otherwise. */
  readonly firstParam?: number;
}

/** Exactly one of the two. A post is whoever holds or covers it at the time of asking. */
export type Holder =
  | { readonly postId: string; readonly personId?: undefined }
  | { readonly personId: string; readonly postId?: undefined };

/** Need-to-know by case. Lists and single records are judged by the same rows of `protocol/case.rules.ts`. */
@Injectable()
export class CaseAccess {
  constructor(
    @Inject(WALL_CLOCK) private readonly clock: Clock,
    private readonly store: CaseStore,
    private readonly people: PersonStore,
    private readonly concerns: Concerns,
    private readonly record: AccessRecord,
  ) {}

  /**
   * A boolean SQL expression for `where`: true for exactly the records that `mayRead` lets through. Use it in lists, counts,
   * search and exports, always before counting and paging. `false` where the actor may read nothing.
   */
  readableSql(actor: Actor, options: ReadableOptions): SqlFragment {
    const tree = readableTree(actor);
    if (tree === null) return { sql: 'false', params: [] };
    const sql = new CaseSql(options.caseId, options.columns ?? {}, this.clock.now(), options.firstParam ?? 1);
    return { sql: `(${sql.of(tree)})`, params: sql.params };
  }

  /** A boolean SQL expression, never null: whether anybody is admitted to the case now. Cases are open or kept by it. */
  restrictedSql(caseId: string, firstParam = 1): SqlFragment {
    const sql = `(${caseId} in (select m.case_id from case_member m
      where m.held_from <= $${firstParam}::timestamptz and (m.held_to is null or m.held_to > $${firstParam}::timestamptz)))`;
    return { sql, params: [this.clock.now()] };
  }

  /** Whether this record may be read. One that may not is answered as if it did not exist. */
  async mayRead(actor: Actor, subject: CaseSubject, manager?: EntityManager): Promise<boolean> {
    const { caseId, stage, registeredBy } = subject;
    const asked = { caseId, holders: holdersOf(actor), persons: [actor.personId] };
    const standing = await this.store.standing(asked, this.clock.now(), manager);
    return mayReadCase(actor, {
      ...standing,
      ...(stage === undefined ? {} : { stage }),
      ...(registeredBy === undefined ? {} : { registeredBy }),
    });
  }

  /** Begins a case; asked again it changes nothing. `openedBy` is null where the service itself opens it. */
  async openCase(
    manager: EntityManager,
    file: { readonly caseId: string; readonly kind: string; readonly openedBy: Actor | null },
  ): Promise<void> {
    const { caseId, kind, openedBy } = file;
    const by = { openedBy: openedBy?.personId ?? null, openedByPost: openedBy?.postId ?? null };
    await this.store.open(manager, { caseId, kind, ...by }, this.clock.now());
  }

  /**
   * Admits a seat or a person, until `until` (UTC instant) if that is given; again, it moves the end. Throws
   * PERSON_EXCLUDED where the person is shut out of the case, PERSON_ABSENT and POST_ABSENT.
   */
  async admit(
    manager: EntityManager,
    wanted: Holder & {
      readonly caseId: string;
      readonly as: string;
      readonly by: Actor | null;
      readonly reason: string;
      readonly until?: string | null;
    },
  ): Promise<void> {
    const { caseId, as: capacity, by, reason, until = null } = wanted;
    const holder = await this.holderOf(manager, wanted);
    const excluded = await this.excludedAmong(caseId, [holder.holderId], manager);
    if (excluded.length > 0) throw personExcluded();
    const member = { caseId, ...holder, capacity, reason, until };
    await this.store.admit(manager, member, by?.personId ?? null, this.clock.now());
    const details = { holder: holder.holderId, kind: holder.holderKind, as: capacity, until };
    await this.record.ofCase(manager, { action: 'case.admitted', caseId, by }, details);
  }

  /** Ends an admission, in one capacity or in all; answers whether there was one. */
  async release(
    manager: EntityManager,
    wanted: Holder & { readonly caseId: string; readonly as?: string; readonly by: Actor | null },
  ): Promise<boolean> {
    const { holderId } = await this.holderOf(manager, wanted);
    const of = { caseId: wanted.caseId, holderId, capacity: wanted.as ?? null };
    const { caseId, by } = wanted;
    const released = await this.store.release(manager, of, by?.personId ?? null, this.clock.now());
    if (released === 0) return false;
    await this.record.ofCase(manager, { action: 'case.released', caseId, by }, { holder: holderId });
    return true;
  }

  /** Shuts a person out of a case, in every account and every seat, at once and without telling them. */
  async recuse(
    manager: EntityManager,
    wanted: {
      readonly caseId: string;
      readonly personId: string;
      readonly category: ExclusionCategory;
      readonly reason: string;
      readonly by: Actor | null;
    },
  ): Promise<void> {
    const personId = await this.identityOf(manager, wanted.personId);
    const { caseId, category, reason, by } = wanted;
    const of = { caseId, personId, category, reason, by: by?.personId ?? null };
    if (!(await this.store.exclude(manager, of, this.clock.now()))) return;
    await this.record.ofCase(manager, { action: 'case.recused', caseId, by }, { personId, category });
  }

  /** Ends exclusions, of one category or all; answers whether there was one. */
  async lift(
    manager: EntityManager,
    wanted: {
      readonly caseId: string;
      readonly personId: string;
      readonly category?: ExclusionCategory;
      readonly reason: string;
      readonly by: Actor | null;
    },
  ): Promise<boolean> {
    const personId = await this.identityOf(manager, wanted.personId);
    const { caseId, category = null, reason, by } = wanted;
    const of = { caseId, personId, category, reason, by: by?.personId ?? null };
    if ((await this.store.lift(manager, of, this.clock.now())) === 0) return false;
    await this.record.ofCase(manager, { action: 'case.recusal-lifted', caseId, by }, { personId, category });
    return true;
  }

  /**
   * Tells whom the case is about, replacing what was told before. Staff of this agency who are these people, and those who
   * lead their office or unit, are shut out silently, now and whenever such a person joins or is moved. Answers who.
   */
  concern(manager: EntityManager, wanted: CaseConcern): Promise<readonly string[]> {
    return this.concerns.concern(manager, wanted);
  }

  /** Which of these seats (by their present holder) and people are shut out of the case. For guards of assignments and meetings. */
  async excludedAmong(caseId: string, holderIds: readonly string[], manager?: EntityManager): Promise<string[]> {
    return this.store.excludedHolders(caseId, holderIds, manager);
  }

  /** Whether there is such a case. Says nothing of who may know it. */
  exists(caseId: string, manager?: EntityManager): Promise<boolean> {
    return this.store.exists(caseId, manager);
  }

  /** Who is admitted and who is shut out, for the head's page of the case. The caller has asked `mayRead`. */
  async actorsOf(caseId: string): Promise<{ readonly members: MemberView[]; readonly excluded: ExclusionView[] }> {
    const [members, excluded] = await Promise.all([
      this.store.members(caseId, this.clock.now()),
      this.store.exclusions(caseId),
    ]);
    return { members, excluded };
  }

  private async holderOf(
    manager: EntityManager,
    wanted: Holder,
  ): Promise<{ readonly holderId: string; readonly holderKind: 'post' | 'person' }> {
    if (wanted.personId !== undefined) {
      return { holderId: await this.identityOf(manager, wanted.personId), holderKind: 'person' };
    }
    if (!(await this.people.seatExists(manager, wanted.postId))) throw postAbsent();
    return { holderId: wanted.postId, holderKind: 'post' };
  }

  private async identityOf(manager: EntityManager, personId: string): Promise<string> {
    const identity = await this.people.identityOf(manager, personId);
    if (identity === undefined) throw personAbsent();
    return identity;
  }
}
