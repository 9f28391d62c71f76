import { type Named, distinctAttendees, isSameAttendee } from './attendee.rules.ts';
import { decisionErrors as refuse } from './decision.errors.ts';
import {
  type AboutRecord,
  type AgendaItem,
  type Meeting,
  type MeetingEvent,
  type Quorum,
  type Resolution,
} from './meeting.ts';
import { type DecideContext, type MeetingCommand, call, decide } from './meeting.decide.ts';
import { evolveAll } from './meeting.evolve.ts';

/** Those at a meeting that was held, each once in their list. */
export interface Bench {
  readonly attendees: readonly Named[];
  readonly recused: readonly (Named & { readonly category: string })[];
  readonly absent: readonly Named[];
  readonly chair: Named | null;
  readonly dissent: readonly { readonly who: Named; readonly opinion: string }[];
}

export interface RecordedWanted {
  readonly about: AboutRecord;
  readonly question?: string | undefined;
  readonly meeting: { readonly heldOn: string; readonly place?: string | undefined };
  readonly resolution: Resolution;
  readonly text: string;
  readonly minutes?: string | undefined;
}

export interface RecordedParts {
  readonly id: string;
  readonly itemId: string;
  readonly body: string;
  readonly meetingNo: string;
  readonly quorum: Quorum;
  readonly people: Bench;
}

/**
 * The whole life of a meeting that was held and is entered afterwards, by the same moves and guards as one that is kept
 * step by step. Throws what these throw, and RECUSED_TOOK_PART where somebody stands in both lists.
 */
export function recordedMeeting(wanted: RecordedWanted, parts: RecordedParts, context: DecideContext): MeetingEvent[] {
  const { about, meeting: said, resolution, text } = wanted;
  const { id, itemId, body, meetingNo, quorum, people } = parts;
  const { attendees, recused, absent, dissent } = people;
  const tookPart = recused.some((one) => attendees.some((other) => isSameAttendee(one, other)));
  if (tookPart) throw refuse.recusedTookPart();
  const away = absent.filter((one) => ![...attendees, ...recused].some((other) => isSameAttendee(one, other)));
  const members = distinctAttendees([...attendees, ...recused, ...away]);
  const chair = people.chair ?? attendees[0] ?? members[0];
  // Nobody at all: no quorum, and said so.
  if (!chair) throw refuse.quorumNotMet({ entitled: 0, present: 0, rule: quorum });
  const { heldOn, place = '' } = said;
  const events = call({ id, meetingNo, body, quorum, heldOn, place, members, chair }, context.today);
  const after = (): Meeting => evolveAll(null, events);
  const does = (command: MeetingCommand): void => void events.push(...decide(after(), command, context));
  const idOf = (one: Named): string => after().members.find((member) => isSameAttendee(member, one))?.id ?? '';
  const excluded = recused.map((one) => ({ memberId: idOf(one), category: one.category }));
  does({ does: 'add-item', itemId, about, question: wanted.question ?? about.title, excluded });
  const present = attendees.map(idOf);
  does({ does: 'convene', heldOn, present: [...present, ...(present.length === 0 ? [after().chair] : [])] });
  const dissenting = dissent.map(({ who, opinion }) => ({ memberId: idOf(who), opinion }));
  const minutes = wanted.minutes ?? '';
  does({ does: 'resolve', itemId, resolution, text, minutes, dissent: dissenting });
  does({ does: 'conclude' });
  return events;
}

/** Whether two sheets of minutes under one number are of one meeting: same day, same people. */
export function isSameMeeting(one: Meeting, other: Meeting): boolean {
  return (
    one.heldOn === other.heldOn &&
    one.members.length === other.members.length &&
    one.members.every((member) => other.members.some((same) => isSameAttendee(member, same)))
  );
}

export function isSameQuestion(one: AgendaItem, other: AgendaItem): boolean {
  return one.about.kind === other.about.kind && one.about.id === other.about.id && one.question === other.question;
}

/** Whether a sheet entered again says what is on record: what was resolved, by whom, and in which words. */
export function isSameDecision(recorded: Meeting, again: Meeting): boolean {
  const item = again.items[0]!;
  const before = recorded.items.find((other) => isSameQuestion(other, item));
  if (!before || recorded.status !== 'concluded') return false;
  const said = ({ resolution, text, minutes }: AgendaItem): string => JSON.stringify([resolution, text, minutes]);
  const names = (meeting: Meeting, ids: readonly string[]): string =>
    ids
      .map((id) => meeting.members.find((member) => member.id === id)?.name)
      .sort()
      .join();
  const people = (meeting: Meeting, { recusals, dissent }: AgendaItem): string =>
    [meeting.present, recusals.map(({ memberId }) => memberId), dissent.map(({ memberId }) => memberId)]
      .map((ids) => names(meeting, ids))
      .join(';');
  return said(before) === said(item) && people(recorded, before) === people(again, item);
}
