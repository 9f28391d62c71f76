import { Injectable } from '@nestjs/common';
import { type Actor, CaseAccess } from '@sup/access';
import { type EntityManager } from 'typeorm';
import { type AgendaItem, type Meeting } from '../protocol/index.ts';
import { AboutRegistry } from './about.registry.ts';

/** A meeting as far as one reader may know of it. */
export interface SeenMeeting {
  readonly meeting: Meeting;
  readonly items: readonly AgendaItem[];
  /** Nothing is hidden from this reader. */
  readonly whole: boolean;
}

/** Who sees what of a meeting. The only place: lists, details and commands all ask here. */
@Injectable()
export class Sight {
  constructor(
    private readonly cases: CaseAccess,
    private readonly about: AboutRegistry,
  ) {}

  /**
   * An item is seen by whoever may read its case or sits in the meeting, and by nobody who is shut out of the case or stands
   * aside in the item. A meeting is seen by whoever sees one of its items; without any, by those who keep it or sit in it.
   */
  async of(meeting: Meeting, keptBy: string, actor: Actor, manager?: EntityManager): Promise<SeenMeeting | null> {
    const own = meeting.members.find(({ personId }) => personId === actor.personId);
    const inside = keptBy === actor.personId || own !== undefined;
    const items: AgendaItem[] = [];
    for (const item of meeting.items) {
      const aside = own !== undefined && item.recusals.some(({ memberId }) => memberId === own.id);
      if (!aside && (await this.readable(item, inside, actor, manager))) items.push(item);
    }
    if (items.length === 0 && (meeting.items.length > 0 || !inside)) return null;
    return { meeting, items, whole: items.length === meeting.items.length };
  }

  /** Whether a decision about this record may be read. */
  async ofDecision(about: { kind: string; id: string; caseId: string }, actor: Actor): Promise<boolean> {
    if (await this.shut(about.caseId, actor)) return false;
    return (await this.cases.mayRead(actor, { caseId: about.caseId })) || this.about.mayRead(about, actor);
  }

  private async readable(
    { about }: AgendaItem,
    inside: boolean,
    actor: Actor,
    manager?: EntityManager,
  ): Promise<boolean> {
    if (await this.shut(about.caseId, actor, manager)) return false;
    return inside || this.cases.mayRead(actor, { caseId: about.caseId }, manager);
  }

  private async shut(caseId: string, actor: Actor, manager?: EntityManager): Promise<boolean> {
    return (await this.cases.excludedAmong(caseId, [actor.personId], manager)).length > 0;
  }
}
