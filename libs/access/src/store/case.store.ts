import { Injectable } from '@nestjs/common';
import { newId } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { type ExclusionCategory } from '../protocol/case.rules.ts';
import { type PersonKeys, type SubjectKeys } from '../protocol/identity.rules.ts';
import { utc } from './instant.ts';

/** Somebody admitted to a case: a seat (whoever holds or covers it) or a person. */
export interface MemberView {
  readonly id: string;
  readonly holder: { readonly kind: 'post' | 'person'; readonly id: string; readonly title: string };
  /** Name of the person, or of the seat's present holder; null for a vacant seat. */
  readonly personName: string | null;
  readonly as: string;
  readonly from: string;
  readonly until: string | null;
  readonly reason: string;
}

/** Somebody shut out of a case, as the head sees it. */
export interface ExclusionView {
  readonly id: string;
  readonly personId: string;
  readonly personName: string;
  readonly category: ExclusionCategory;
  readonly reason: string;
  readonly since: string;
}

export interface Member {
  readonly caseId: string;
  readonly holderId: string;
  readonly holderKind: 'post' | 'person';
  readonly capacity: string;
  readonly reason: string;
  readonly until: string | null;
}

/** A member of staff with what tells who it is, and the seat held now. */
export interface StaffKeys extends PersonKeys {
  readonly identityId: string;
  readonly leadsUnit: boolean;
}

/** Cases, members, exclusions. All instants are wall time. */
@Injectable()
export class CaseStore {
  constructor(private readonly source: DataSource) {}

  async open(
    manager: EntityManager,
    file: { caseId: string; kind: string; openedBy: string | null; openedByPost: string | null },
    now: string,
  ): Promise<void> {
    await manager.query(
      `insert into case_file (case_id, kind, opened_by, opened_by_post, opened_at) values ($1, $2, $3, $4, $5)
       on conflict (case_id) do nothing`,
      [file.caseId, file.kind, file.openedBy, file.openedByPost, now],
    );
  }

  async exists(caseId: string, manager: EntityManager = this.source.manager): Promise<boolean> {
    const rows = await manager.query<unknown[]>('select 1 from case_file where case_id = $1', [caseId]);
    return rows.length > 0;
  }

  /** Which of `holders` are members now, and which of `persons` are shut out. */
  async standing(
    asked: { caseId: string; holders: readonly string[]; persons: readonly string[] },
    now: string,
    manager: EntityManager = this.source.manager,
  ): Promise<{ readonly members: string[]; readonly excluded: string[] }> {
    const [row] = await manager.query<[{ members: string[]; excluded: string[] }]>(
      `select array(select m.holder_id::text from case_member m
                where m.holder_id = any ($2::uuid[]) and m.case_id = $1
                  and m.held_from <= $4 and (m.held_to is null or m.held_to > $4)) as members,
              array(select x.person_id::text from case_exclusion x
                where x.person_id = any ($3::uuid[]) and x.case_id = $1 and x.lifted_at is null) as excluded`,
      [asked.caseId, asked.holders, asked.persons, now],
    );
    return row;
  }

  async hasMembers(caseId: string, now: string): Promise<boolean> {
    const [row] = await this.source.query<[{ found: boolean }]>(
      `select exists (select from case_member
         where case_id = $1 and held_from <= $2 and (held_to is null or held_to > $2)) as found`,
      [caseId, now],
    );
    return row.found;
  }

  /** Admits, or moves the end of what was admitted alike and is in force. */
  async admit(manager: EntityManager, member: Member, by: string | null, now: string): Promise<void> {
    const { caseId, holderId, holderKind, capacity, reason, until } = member;
    const [, moved] = await manager.query<[unknown, number]>(
      `update case_member set held_to = $4
       where holder_id = $1 and case_id = $2 and capacity = $3 and held_from <= $5 and (held_to is null or held_to > $5)`,
      [holderId, caseId, capacity, until, now],
    );
    if (moved > 0) return;
    await manager.query(
      `insert into case_member (id, case_id, holder_id, holder_kind, capacity, held_from, held_to, reason, admitted_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [newId(), caseId, holderId, holderKind, capacity, now, until, reason, by],
    );
  }

  /** Ends what is in force for the holder in this case, in one capacity or in all; answers how many. */
  async release(
    manager: EntityManager,
    of: { caseId: string; holderId: string; capacity: string | null },
    by: string | null,
    now: string,
  ): Promise<number> {
    const [, released] = await manager.query<[unknown, number]>(
      `update case_member set held_to = $4, released_by = $5
       where holder_id = $1 and case_id = $2 and ($3::text is null or capacity = $3)
         and (held_to is null or held_to > $4)`,
      [of.holderId, of.caseId, of.capacity, now, by],
    );
    return released;
  }

  /** Shuts out; answers whether that is new. */
  async exclude(
    manager: EntityManager,
    of: { caseId: string; personId: string; category: ExclusionCategory; reason: string; by: string | null },
    now: string,
  ): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `insert into case_exclusion (id, case_id, person_id, category, reason, excluded_by, since)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (person_id, case_id, category) where lifted_at is null do nothing returning id`,
      [newId(), of.caseId, of.personId, of.category, of.reason, of.by, now],
    );
    return rows.length > 0;
  }

  async lift(
    manager: EntityManager,
    of: { caseId: string; personId: string; category: ExclusionCategory | null; reason: string; by: string | null },
    now: string,
  ): Promise<number> {
    const [, lifted] = await manager.query<[unknown, number]>(
      `update case_exclusion set lifted_at = $5, lifted_by = $6, lift_reason = $4
       where person_id = $1 and case_id = $2 and ($3::text is null or category = $3) and lifted_at is null`,
      [of.personId, of.caseId, of.category, of.reason, now, of.by],
    );
    return lifted;
  }

  /** Which of these seats (by their present holder) and people are shut out of the case. */
  async excludedHolders(
    caseId: string,
    holderIds: readonly string[],
    manager: EntityManager = this.source.manager,
  ): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `select distinct w.id from (
         select t.id, p.identity_id from unnest($2::uuid[]) t (id) join person p on p.id = t.id
         union all
         select t.id, p.identity_id from unnest($2::uuid[]) t (id)
         join holding h on h.post_id = t.id and h.held_to is null join person p on p.id = h.person_id
       ) w join case_exclusion x on x.person_id = w.identity_id and x.case_id = $1 and x.lifted_at is null`,
      [caseId, holderIds],
    );
    return rows.map(({ id }) => id);
  }

  /** Makes the exclusions the service itself found exactly these; those that people decided stay. */
  async keepFound(
    manager: EntityManager,
    of: {
      caseId: string;
      categories: readonly ExclusionCategory[];
      found: readonly (readonly [string, ExclusionCategory])[];
    },
    now: string,
  ): Promise<void> {
    const { caseId, categories, found } = of;
    await manager.query(
      `update case_exclusion x set lifted_at = $2, lift_reason = ''
       where x.case_id = $1 and x.lifted_at is null and x.excluded_by is null and x.category = any ($3::text[])
         and (x.person_id, x.category) not in (select * from unnest($4::uuid[], $5::text[]))`,
      [caseId, now, categories, found.map(([personId]) => personId), found.map(([, category]) => category)],
    );
    for (const [personId, category] of found) {
      await this.exclude(manager, { caseId, personId, category, reason: '', by: null }, now);
    }
  }

  async members(caseId: string, now: string): Promise<MemberView[]> {
    return this.source.query<MemberView[]>(
      `select m.id, json_build_object('kind', m.holder_kind, 'id', m.holder_id,
                'title', coalesce(o.title_zh, p.name_zh)) as holder,
              coalesce(p.name_zh, h.name_zh) as "personName", m.capacity as "as", ${utc('m.held_from')} as "from",
              ${utc('m.held_to')} as until, m.reason
       from case_member m
       left join post o on m.holder_kind = 'post' and o.id = m.holder_id
       left join person p on m.holder_kind = 'person' and p.id = m.holder_id
       left join lateral (select q.name_zh from holding g join person q on q.id = g.person_id
         where g.post_id = o.id and g.held_to is null) h on true
       where m.case_id = $1 and m.held_from <= $2 and (m.held_to is null or m.held_to > $2)
       order by m.held_from, m.id`,
      [caseId, now],
    );
  }

  async exclusions(caseId: string): Promise<ExclusionView[]> {
    return this.source.query<ExclusionView[]>(
      `select x.id, x.person_id as "personId", p.name_zh as "personName", x.category, x.reason,
              ${utc('x.since')} as since
       from case_exclusion x join person p on p.id = x.person_id
       where x.case_id = $1 and x.lifted_at is null order by x.since, x.id`,
      [caseId],
    );
  }

  /** Replaces whom the case is about. */
  async concern(
    manager: EntityManager,
    caseId: string,
    subjects: readonly (SubjectKeys & { leadsUnit: boolean })[],
  ): Promise<void> {
    await manager.query('delete from case_subject where case_id = $1', [caseId]);
    for (const [n, subject] of subjects.entries()) {
      await manager.query(
        `insert into case_subject (case_id, n, name_key, id_number_key, own_agency, office_key, leads_unit)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [caseId, n, subject.nameKey, subject.idNumberKey, subject.ownAgency, subject.officeKey, subject.leadsUnit],
      );
    }
  }

  /** The subjects, by case, that may be these people or be led by them. */
  async subjectsNear(manager: EntityManager, staff: readonly StaffKeys[]): Promise<Map<string, SubjectKeys[]>> {
    const leads = staff.some(({ leadsUnit }) => leadsUnit);
    const rows = await manager.query<(SubjectKeys & { caseId: string })[]>(
      `select s.case_id as "caseId", s.name_key as "nameKey", s.id_number_key as "idNumberKey",
              s.office_key as "officeKey", s.own_agency as "ownAgency"
       from case_subject s
       where s.name_key = any ($1::text[]) or s.id_number_key = any ($2::text[]) or $3`,
      [staff.map(({ nameKey }) => nameKey), staff.flatMap(({ idNumberKey }) => idNumberKey ?? []), leads],
    );
    const near = new Map<string, SubjectKeys[]>();
    for (const { caseId, ...subject } of rows) near.set(caseId, [...(near.get(caseId) ?? []), subject]);
    return near;
  }

  /** Everybody of this agency who is not disabled, once for each seat held, covered or to be covered: nobody looks when a cover begins. */
  async staff(manager: EntityManager, now: string): Promise<StaffKeys[]> {
    return manager.query<StaffKeys[]>(
      `select p.identity_id as "identityId", p.name_key as "nameKey", p.id_number_key as "idNumberKey",
              o.office_key as "officeKey", coalesce(o.leads_unit, false) as "leadsUnit"
       from person p
       left join (
         select h.person_id, h.post_id from holding h where h.held_to is null
         union all
         select d.person_id, d.post_id from deputy d where d.covers_to > $1
       ) s on s.person_id = p.id
       left join post o on o.id = s.post_id
       where p.disabled_at is null`,
      [now],
    );
  }
}
