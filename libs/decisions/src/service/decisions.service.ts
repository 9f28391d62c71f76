import { Inject, Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access';
import { actingPostOf } from '@sup/access/protocol';
import { AuditTrail } from '@sup/audit';
import { type DecisionCitation } from '@sup/contracts';
import { BUSINESS_CLOCK } from '@sup/deadlines';
import { shanghaiDay } from '@sup/deadlines/protocol';
import { type Clock, newId, systemClock } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import {
  type CitedFor,
  type Decision,
  type KeptDecision,
  type Meeting,
  citationFault,
  decisionErrors as refuse,
  decisionOf,
  evolveAll,
  heldOnFault,
  isSameDecision,
  isSameMeeting,
  isSameQuestion,
  keptDecision,
  recordedMeeting,
} from '../protocol/index.ts';
import { quorumOfBody } from '../store/body.store.ts';
import { decisionById, insertCitation, insertDecision, lockDecision, purposesOf } from '../store/decision.store.ts';
import { lockNumbered, nextMeetingNumber, saveMeeting } from '../store/meeting.store.ts';
import { Bench } from './bench.service.ts';
import { type DecisionRecord } from './decision.record.ts';
import { DecisionsSettings, numberOf } from './decisions.settings.ts';
import { isUuid } from './requests.rules.ts';

/** The body of a meeting that names none. */
export const ordinaryBody = 'ordinary';

/** Decisions as other capabilities need them: recorded in one step, and cited where a guard demands one. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly settings: DecisionsSettings,
    private readonly bench: Bench,
    private readonly trail: AuditTrail,
    @Inject(BUSINESS_CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The citation of an agreed decision about exactly this record, for one purpose once. In the caller's transaction: what is
   * done on its ground and the citation stand or fall together. Throws COLLECTIVE_DECISION_REQUIRED (none, or none such),
   * DECISION_NOT_ABOUT_THIS, DECISION_NOT_AGREED, DECISION_ALREADY_CITED, DECISION_DAMAGED.
   */
  async cite(
    manager: EntityManager,
    decisionId: string | null | undefined,
    asked: CitedFor,
  ): Promise<DecisionCitation> {
    const kept = decisionId && isUuid(decisionId) ? await lockDecision(manager, decisionId) : null;
    const purposes = kept ? await purposesOf(manager, kept.decisionId) : [];
    const fault = citationFault(kept, asked, purposes);
    if (fault || !kept) throw fault ?? refuse.required();
    const n = purposes.filter((purpose) => purpose === asked.purpose).length + 1;
    await insertCitation(manager, { decisionId: kept.decisionId, purpose: asked.purpose, n, at: systemClock.now() });
    return citationOf(kept);
  }

  /**
   * Records a meeting that was held and its decision at once, and answers its citation. Several may be entered for one
   * meeting: number, day and people then agree. The same decision entered again is the one on record. The caller has checked
   * that `by` may decide about this record. Throws QUORUM_NOT_MET, RECUSED_TOOK_PART, MEETING_DAY_INVALID,
   * MEETING_NO_TAKEN, DECISION_ALREADY_RECORDED and whatever the moves of a meeting refuse.
   */
  async record(manager: EntityManager, wanted: DecisionRecord, by: Actor): Promise<DecisionCitation> {
    const { meeting: said } = wanted;
    const today = shanghaiDay(this.clock.now());
    const context = { today, now: systemClock.now(), actingPost: actingPostOf(by) };
    const dayFault = heldOnFault(said.heldOn, today);
    if (dayFault) throw dayFault;
    const people = await this.bench.seat(manager, wanted);
    const body = said.body ?? ordinaryBody;
    const meetingNo = said.meetingNo ?? numberOf(this.settings, said.heldOn, await nextMeetingNumber(manager));
    const quorum = await quorumOfBody(manager, body);
    const events = recordedMeeting(wanted, { id: newId(), itemId: newId(), body, meetingNo, quorum, people }, context);
    const meeting = evolveAll(null, events);
    const known = await this.known(manager, meeting);
    if (known) return known;
    const done = { personId: by.personId, actingPost: context.actingPost, at: context.now };
    await saveMeeting(manager, { meeting, version: 0 }, events, done);
    await this.bench.shutOut(manager, meeting, by);
    const [citation] = await this.conclude(manager, meeting, by);
    return citation!;
  }

  /** Keeps what a concluded meeting decided, item by item, and answers the citations. */
  async conclude(manager: EntityManager, meeting: Meeting, by: Actor): Promise<DecisionCitation[]> {
    const citations: DecisionCitation[] = [];
    for (const item of meeting.items) {
      const { about } = item;
      const decision = decisionOf(this.settings.agency, meeting, item);
      const kept = keptDecision(decision);
      const at = systemClock.now();
      await insertDecision(manager, { decisionId: item.id, meetingId: meeting.id, about, at }, kept);
      await this.trail.record(manager, {
        act: 'write',
        action: 'decision.recorded',
        actor: by,
        record: { kind: 'decision', id: item.id, no: meeting.meetingNo },
        caseId: about.caseId,
        details: { about: { kind: about.kind, id: about.id }, resolution: decision.resolution, hash: kept.hash },
      });
      citations.push(citationOf(kept));
    }
    return citations;
  }

  /** The decision on record that says the same; null where the meeting has none about this record yet. */
  private async known(manager: EntityManager, meeting: Meeting): Promise<DecisionCitation | null> {
    for (const other of await lockNumbered(manager, meeting.body, meeting.meetingNo)) {
      if (!isSameMeeting(other, meeting)) throw refuse.numberTaken({ heldOn: other.heldOn });
      const about = other.items.find((item) => isSameQuestion(item, meeting.items[0]!));
      if (!about) continue;
      const decided = await decisionById(manager, about.id);
      if (!decided || !isSameDecision(other, meeting)) throw refuse.contradiction();
      return citationOf(decided);
    }
    return null;
  }
}

function citationOf({ canonical, hash }: KeptDecision): DecisionCitation {
  const { decisionId, meetingNo, heldOn } = JSON.parse(canonical) as Decision;
  return { decisionId, meetingNo, heldOn, hash };
}
