import { Injectable } from '@nestjs/common';
import { type Actor, CaseAccess } from '@sup/access';
import { type ExclusionCategory, exclusionCategories } from '@sup/access/protocol';
import { type EntityManager } from 'typeorm';
import {
  type Bench as Seated,
  type Meeting,
  type Member,
  type Named,
  decisionErrors as refuse,
} from '../protocol/index.ts';
import { type DecisionRecord } from './decision.record.ts';
import { type AttendeeGiven, Roster } from './roster.service.ts';

/** Who sits in a meeting, and who of them may not: need-to-know and recusals are access's. */
@Injectable()
export class Bench {
  constructor(
    private readonly roster: Roster,
    private readonly cases: CaseAccess,
  ) {}

  /** Everybody once. Throws ATTENDEE_UNKNOWN or ATTENDEE_NAME_INVALID. */
  find(given: readonly AttendeeGiven[]): Promise<Named[]> {
    return this.roster.find(given);
  }

  /** Those of a meeting entered at once. Throws RECUSED_TOOK_PART where somebody shut out of the case was present. */
  async seat(manager: EntityManager, { about, meeting, dissent = [] }: DecisionRecord): Promise<Seated> {
    const attendees = await this.roster.find(meeting.attendees);
    const recused = (await this.roster.find(meeting.recused ?? [])).map((one) => ({ ...one, category: 'other' }));
    const absent = await this.roster.find(meeting.absent ?? []);
    const [chair = null] = await this.roster.find(meeting.chair === undefined ? [] : [meeting.chair]);
    const staff = attendees.flatMap(({ personId }) => personId ?? []);
    const excluded = await this.cases.excludedAmong(about.caseId, staff, manager);
    if (excluded.length > 0) throw refuse.recusedTookPart({ members: excluded.length });
    const said = await Promise.all(
      dissent.map(async ({ who, opinion }) => ({ who: (await this.roster.find([who]))[0]!, opinion })),
    );
    return { attendees, recused, absent, chair, dissent: said };
  }

  /** Members who are shut out of a case already, with no word of why. */
  async excluded(
    manager: EntityManager,
    caseId: string,
    members: readonly Member[],
  ): Promise<{ memberId: string; category: string }[]> {
    const staff = members.filter(({ personId }) => personId !== null);
    const shut = await this.cases.excludedAmong(
      caseId,
      staff.map(({ personId }) => personId!),
      manager,
    );
    return staff
      .filter(({ personId }) => shut.includes(personId!))
      .map(({ id }) => ({ memberId: id, category: 'other' }));
  }

  /** Whoever stands aside in an item knows nothing more of its case, anywhere. */
  async shutOut(manager: EntityManager, meeting: Meeting, by: Actor): Promise<void> {
    for (const { about, recusals } of meeting.items) {
      for (const { memberId, category, reason } of recusals) {
        const personId = meeting.members.find(({ id }) => id === memberId)?.personId;
        if (!personId) continue;
        if ((await this.cases.excludedAmong(about.caseId, [personId], manager)).length > 0) continue;
        const known: ExclusionCategory = isCategory(category) ? category : 'other';
        const why = reason === '' ? `会议回避 ${meeting.meetingNo}` : reason;
        await this.cases.recuse(manager, { caseId: about.caseId, personId, category: known, reason: why, by });
      }
    }
  }

  /** Members and the secretary may see what they are to decide; those who stand aside may not. */
  async admit(manager: EntityManager, meeting: Meeting, by: Actor): Promise<void> {
    const reason = `会议议题 ${meeting.meetingNo}`;
    for (const { about, recusals } of meeting.items) {
      const aside = new Set(recusals.map(({ memberId }) => memberId));
      const { caseId } = about;
      await this.cases.admit(manager, { caseId, postId: by.postId, as: 'meeting-secretary', by, reason });
      for (const { id, personId } of meeting.members) {
        if (personId === null || aside.has(id)) continue;
        await this.cases.admit(manager, { caseId, personId, as: 'meeting-member', by, reason });
      }
    }
  }

  /** Takes back what `admit` gave for a case. */
  async release(manager: EntityManager, meeting: Meeting, caseId: string, by: Actor): Promise<void> {
    for (const { personId } of meeting.members) {
      if (personId === null) continue;
      await this.cases.release(manager, { caseId, personId, as: 'meeting-member', by });
    }
  }
}

function isCategory(text: string): text is ExclusionCategory {
  return Object.hasOwn(exclusionCategories, text);
}
