import { Inject, Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access';
import { actingPostOf, can } from '@sup/access/protocol';
import { AuditTrail } from '@sup/audit';
import { BUSINESS_CLOCK } from '@sup/deadlines';
import { shanghaiDay } from '@sup/deadlines/protocol';
import { type Clock, newId, systemClock } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type Meeting,
  type MeetingCommand,
  type MeetingEvent,
  call,
  decide,
  decisionErrors as refuse,
  distinctAttendees,
  evolveAll,
} from '../protocol/index.ts';
import { quorumOfBody } from '../store/body.store.ts';
import {
  type StoredMeeting,
  lockMeeting,
  lockNumbered,
  meetingById,
  meetingsNear,
  nextMeetingNumber,
  otherMeetingsAbout,
  saveMeeting,
} from '../store/meeting.store.ts';
import { AboutRegistry } from './about.registry.ts';
import { Bench } from './bench.service.ts';
import { DecisionsService, ordinaryBody } from './decisions.service.ts';
import { DecisionsSettings, numberOf } from './decisions.settings.ts';
import { type CallBody, type CommandBody, type CommandName, type ListQuery } from './meeting.requests.ts';
import { type MeetingView, meetingView } from './meeting.views.ts';
import { isUuid } from './requests.rules.ts';
import { Sight } from './sight.service.ts';

export interface MeetingPage {
  readonly items: readonly MeetingView[];
  /** `after` of the next page; null on the last. */
  readonly next: string | null;
}

/** Meetings kept step by step by their secretary. */
@Injectable()
export class MeetingsService {
  @Inject(BUSINESS_CLOCK) private readonly clock: Clock;
  @Inject(DecisionsSettings) private readonly settings: DecisionsSettings;
  @Inject(AuditTrail) private readonly trail: AuditTrail;
  @Inject(AboutRegistry) private readonly about: AboutRegistry;

  constructor(
    private readonly database: DataSource,
    private readonly decisions: DecisionsService,
    private readonly bench: Bench,
    private readonly sight: Sight,
  ) {}

  /** Calls a meeting. Throws MEETING_NO_TAKEN and what `call` throws. */
  async call(body: CallBody, actor: Actor): Promise<MeetingView> {
    const chair = (await this.bench.find([body.chair]))[0]!;
    const members = distinctAttendees([chair, ...(await this.bench.find(body.members))]);
    const id = await this.database.transaction(async (manager) => {
      const code = body.body ?? ordinaryBody;
      const meetingNo = body.meetingNo ?? numberOf(this.settings, body.heldOn, await nextMeetingNumber(manager));
      if ((await lockNumbered(manager, code, meetingNo)).length > 0) throw refuse.numberTaken();
      const quorum = await quorumOfBody(manager, code);
      const { heldOn, place } = body;
      const wanted = { id: newId(), meetingNo, body: code, quorum, heldOn, place, members, chair };
      const events = call(wanted, this.today());
      await this.save(manager, { meeting: evolveAll(null, events), version: 0 }, events, actor);
      return wanted.id;
    });
    return this.view(id, actor);
  }

  /** Does what the secretary asks. Throws MEETING_ABSENT, MEETING_NOT_KEPT_BY_YOU, MEETING_CHANGED and what `decide` throws. */
  async command<Name extends CommandName>(
    id: string,
    name: Name,
    body: CommandBody<Name>,
    actor: Actor,
  ): Promise<MeetingView> {
    await this.database.transaction(async (manager) => {
      const stored = await this.lock(manager, id, actor);
      const { expectedVersion } = body;
      if (expectedVersion !== undefined && expectedVersion !== stored.version) {
        throw refuse.changed({ version: stored.version });
      }
      const command = await this.asked(manager, stored.meeting, { name, body } as Asked, actor);
      const context = { today: this.today(), now: systemClock.now(), actingPost: actingPostOf(actor) };
      const events = decide(stored.meeting, command, context);
      if (events.length === 0) return;
      const meeting = evolveAll(stored.meeting, events);
      await this.save(manager, { meeting, version: stored.version }, events, actor);
      await this.follow(manager, stored.meeting, meeting, actor);
    });
    return this.view(id, actor);
  }

  async list(query: ListQuery, actor: Actor): Promise<MeetingPage> {
    const items: MeetingView[] = [];
    let { after } = query;
    while (items.length < query.size) {
      const near = await meetingsNear(this.database, { after, status: query.status, size: 100 });
      for (const { meeting, version, keptBy } of near) {
        after = meeting.id;
        const seen = await this.sight.of(meeting, keptBy, actor);
        if (seen) items.push(meetingView(seen, version, can(actor, 'meeting.keep')));
        if (items.length === query.size) return { items, next: after };
      }
      if (near.length < 100) break;
    }
    return { items, next: null };
  }

  async view(id: string, actor: Actor): Promise<MeetingView> {
    const stored = isUuid(id) ? await meetingById(this.database, id) : null;
    const seen = stored && (await this.sight.of(stored.meeting, stored.keptBy, actor));
    if (!stored || !seen) throw refuse.meetingAbsent();
    return meetingView(seen, stored.version, can(actor, 'meeting.keep'));
  }

  private async lock(manager: EntityManager, id: string, actor: Actor): Promise<StoredMeeting> {
    const stored = isUuid(id) ? await lockMeeting(manager, id) : null;
    const seen = stored && (await this.sight.of(stored.meeting, stored.keptBy, actor, manager));
    if (!stored || !seen) throw refuse.meetingAbsent();
    if (!seen.whole) throw refuse.notKept();
    return stored;
  }

  private async asked(manager: EntityManager, meeting: Meeting, asked: Asked, actor: Actor): Promise<MeetingCommand> {
    switch (asked.name) {
      case 'agenda': {
        const about = await this.about.find(asked.body.about, actor);
        const excluded = await this.bench.excluded(manager, about.caseId, meeting.members);
        return { does: 'add-item', itemId: newId(), about, question: asked.body.question ?? about.title, excluded };
      }
      case 'add-member':
        return { does: 'add-member', who: (await this.bench.find([asked.body.who]))[0]! };
      case 'convene':
        return { does: 'convene', ...asked.body, heldOn: asked.body.heldOn ?? meeting.heldOn };
      default:
        return { does: asked.name, ...asked.body } as MeetingCommand;
    }
  }

  /** What a change of a meeting brings with it elsewhere: who may see the case, and the decisions. */
  private async follow(manager: EntityManager, before: Meeting, after: Meeting, actor: Actor): Promise<void> {
    await this.bench.shutOut(manager, after, actor);
    if (after.status === 'cancelled') {
      for (const item of after.items) await this.leave(manager, after, item.about.caseId, actor);
      return;
    }
    for (const { id, about } of before.items) {
      if (!after.items.some((item) => item.id === id)) await this.leave(manager, after, about.caseId, actor);
    }
    await this.bench.admit(manager, after, actor);
    if (after.status === 'concluded' && before.status !== 'concluded') {
      await this.decisions.conclude(manager, after, actor);
    }
  }

  /** Nothing is to be decided any more: members lose what they were shown for it, unless another meeting needs it. */
  private async leave(manager: EntityManager, meeting: Meeting, caseId: string, actor: Actor): Promise<void> {
    if ((await otherMeetingsAbout(manager, caseId, meeting.id)) > 0) return;
    await this.bench.release(manager, meeting, caseId, actor);
  }

  private async save(
    manager: EntityManager,
    stored: StoredMeeting,
    events: readonly MeetingEvent[],
    actor: Actor,
  ): Promise<void> {
    const at = systemClock.now();
    const { meeting } = await saveMeeting(manager, stored, events, {
      ...{ personId: actor.personId, actingPost: actingPostOf(actor), at },
    });
    for (const { type } of events) {
      await this.trail.record(manager, {
        act: 'write',
        action: type,
        actor,
        record: { kind: 'meeting', id: meeting.id, no: meeting.meetingNo },
        details: { items: meeting.items.length, members: meeting.members.length },
      });
    }
  }

  private today(): string {
    return shanghaiDay(this.clock.now());
  }
}

type Asked = { [Name in CommandName]: { readonly name: Name; readonly body: CommandBody<Name> } }[CommandName];
