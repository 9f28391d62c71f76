import { judge } from '@sup/kernel';
import { type Named, isSameAttendee, membersOf } from './attendee.rules.ts';
import { decisionErrors as refuse } from './decision.errors.ts';
import {
  type AboutRecord,
  type AgendaItem,
  type Meeting,
  type MeetingEvent,
  type Quorum,
  type Resolution,
} from './meeting.ts';
import { calledForFault, dissentFault, heldOnFault, membersFault, nameFault, quorumFault } from './meeting.guards.ts';
import { type MeetingAct, type MeetingMove, meetingActs, meetingMoves } from './meeting.moves.ts';
import { isQuorumLawful } from './quorum.rules.ts';

/** What the secretary asks for. Members and items are named by their ids inside the meeting. */
export type MeetingCommand =
  | { readonly does: 'add-member'; readonly who: Named }
  | {
      readonly does: 'add-item';
      readonly itemId: string;
      readonly about: AboutRecord;
      readonly question: string;
      /** Members who are shut out of the case already. */
      readonly excluded: readonly { readonly memberId: string; readonly category: string }[];
    }
  | { readonly does: 'remove-item'; readonly itemId: string }
  | {
      readonly does: 'recuse';
      readonly itemId: string;
      readonly memberId: string;
      readonly category: string;
      readonly reason: string;
    }
  | {
      readonly does: 'convene';
      readonly heldOn: string;
      readonly present: readonly string[];
      /** Who takes the chair where the one named is absent. */
      readonly chair?: string | undefined;
    }
  | {
      readonly does: 'resolve';
      readonly itemId: string;
      readonly resolution: Resolution;
      readonly text: string;
      readonly minutes: string;
      readonly dissent: readonly { readonly memberId: string; readonly opinion: string }[];
    }
  | { readonly does: 'conclude' }
  | { readonly does: 'cancel'; readonly reason: string }
  | { readonly does: 'correct'; readonly itemId: string | null; readonly text: string };

/** What time it is and who acts, as `decide` may know it. */
export interface DecideContext {
  /** Shanghai day of the business clock. */
  readonly today: string;
  readonly now: string;
  readonly actingPost: string;
}

export interface MeetingWanted {
  readonly id: string;
  readonly meetingNo: string;
  readonly body: string;
  readonly quorum: Quorum;
  readonly heldOn: string;
  readonly place: string;
  /** Everybody once, the chair among them. */
  readonly members: readonly Named[];
  readonly chair: Named;
}

/** Opens a meeting. Throws MEETING_DAY_INVALID, ATTENDEE_NAME_INVALID, MEMBER_UNKNOWN or QUORUM_UNLAWFUL. */
export function call(wanted: MeetingWanted, today: string): MeetingEvent[] {
  const { chair, members: named, ...meeting } = wanted;
  refuseIf(calledForFault(wanted.heldOn, today));
  if (!isQuorumLawful(wanted.quorum)) throw refuse.quorumUnlawful();
  for (const { name } of named) refuseIf(nameFault(name));
  const members = membersOf(named);
  const chairing = members.find((member) => isSameAttendee(member, chair));
  if (!chairing) throw refuse.memberUnknown({ members: ['chair'] });
  return [{ type: 'meeting.called', meeting: { ...meeting, members, chair: chairing.id } }];
}

/** Judges a command by the table and its guards. Throws a DomainError and never changes anything. */
export function decide(meeting: Meeting, command: MeetingCommand, context: DecideContext): MeetingEvent[] {
  switch (command.does) {
    case 'add-member':
      return addMember(meeting, command.who);
    case 'add-item':
      return addItem(meeting, command);
    case 'remove-item':
      mayAct(meeting, 'meeting.item-removed');
      return [{ type: 'meeting.item-removed', itemId: itemOf(meeting, command.itemId).id }];
    case 'recuse':
      return recuse(meeting, command);
    case 'convene':
      return convene(meeting, command, context);
    case 'resolve':
      return resolve(meeting, command);
    case 'conclude':
      return conclude(meeting);
    case 'cancel':
      mayMove(meeting, 'meeting.cancelled');
      return [{ type: 'meeting.cancelled', reason: command.reason }];
    case 'correct':
      return correct(meeting, command, context);
  }
}

/** The names of the commands open in this status, for the console's buttons. */
export function openCommands(meeting: Pick<Meeting, 'status'>): MeetingCommand['does'][] {
  return (Object.keys(typeOf) as MeetingCommand['does'][]).filter((name) => isOpen(meeting, typeOf[name]));
}

const typeOf = {
  'add-member': 'meeting.member-added',
  'add-item': 'meeting.item-added',
  'remove-item': 'meeting.item-removed',
  recuse: 'meeting.recused',
  convene: 'meeting.convened',
  resolve: 'meeting.resolved',
  conclude: 'meeting.concluded',
  cancel: 'meeting.cancelled',
  correct: 'meeting.corrected',
} as const satisfies Record<MeetingCommand['does'], MeetingMove | MeetingAct>;

type Of<Does extends MeetingCommand['does']> = Extract<MeetingCommand, { does: Does }>;

function addMember(meeting: Meeting, who: Named): MeetingEvent[] {
  mayAct(meeting, 'meeting.member-added');
  refuseIf(nameFault(who.name));
  if (meeting.members.some((member) => isSameAttendee(member, who))) throw refuse.memberTwice();
  return [{ type: 'meeting.member-added', member: membersOf([who], meeting.members)[0]! }];
}

function addItem(meeting: Meeting, command: Of<'add-item'>): MeetingEvent[] {
  mayAct(meeting, 'meeting.item-added');
  const { itemId, about, question, excluded } = command;
  const same = ({ about: other }: AgendaItem): boolean => other.kind === about.kind && other.id === about.id;
  if (meeting.items.some((item) => same(item) && item.question === question)) throw refuse.itemTwice();
  return [
    { type: 'meeting.item-added', item: { id: itemId, about, question } },
    ...excluded.map(({ memberId, category }): MeetingEvent => {
      return { type: 'meeting.recused', itemId, recusal: { memberId, category, reason: '' } };
    }),
  ];
}

function recuse(meeting: Meeting, command: Of<'recuse'>): MeetingEvent[] {
  mayAct(meeting, 'meeting.recused');
  const { itemId, memberId, category, reason } = command;
  const item = itemOf(meeting, itemId);
  refuseIf(membersFault(meeting.members, [memberId]));
  if (item.recusals.some((recusal) => recusal.memberId === memberId)) return [];
  if (item.dissent.some((dissent) => dissent.memberId === memberId)) throw refuse.recusedTookPart();
  return [{ type: 'meeting.recused', itemId, recusal: { memberId, category, reason } }];
}

function convene(meeting: Meeting, command: Of<'convene'>, { today }: DecideContext): MeetingEvent[] {
  mayMove(meeting, 'meeting.convened');
  refuseIf(heldOnFault(command.heldOn, today));
  if (meeting.items.length === 0) throw refuse.agendaEmpty();
  const chair = command.chair ?? meeting.chair;
  refuseIf(membersFault(meeting.members, [...command.present, chair]));
  const present = meeting.members.map(({ id }) => id).filter((id) => command.present.includes(id));
  if (!present.includes(chair)) throw refuse.memberUnknown({ members: [chair], why: 'CHAIR_ABSENT' });
  return [{ type: 'meeting.convened', heldOn: command.heldOn, chair, present }];
}

function resolve(meeting: Meeting, command: Of<'resolve'>): MeetingEvent[] {
  mayAct(meeting, 'meeting.resolved');
  const { itemId, resolution, text, minutes, dissent } = command;
  const item = itemOf(meeting, itemId);
  refuseIf(quorumFault(meeting, item, resolution));
  refuseIf(dissentFault(meeting, item, { resolution, dissenters: dissent.map(({ memberId }) => memberId) }));
  return [{ type: 'meeting.resolved', itemId, resolution, text, minutes, dissent }];
}

function conclude(meeting: Meeting): MeetingEvent[] {
  mayMove(meeting, 'meeting.concluded');
  if (meeting.items.length === 0) throw refuse.agendaEmpty();
  const open = meeting.items.filter(({ resolution }) => resolution === null);
  if (open.length > 0) throw refuse.itemsOpen({ open: open.length });
  // Somebody may have been recused after the item was resolved: what was enough then may be too few now.
  for (const item of meeting.items) {
    refuseIf(quorumFault(meeting, item, item.resolution!));
    const dissenters = item.dissent.map(({ memberId }) => memberId);
    refuseIf(dissentFault(meeting, item, { resolution: item.resolution!, dissenters }));
  }
  return [{ type: 'meeting.concluded' }];
}

function correct(meeting: Meeting, command: Of<'correct'>, { now, actingPost }: DecideContext): MeetingEvent[] {
  mayAct(meeting, 'meeting.corrected');
  if (command.itemId !== null) itemOf(meeting, command.itemId);
  const { itemId, text } = command;
  const correction = { n: meeting.corrections.length + 1, itemId, text, at: now, actingPost };
  return [{ type: 'meeting.corrected', correction }];
}

function isOpen({ status }: Pick<Meeting, 'status'>, type: MeetingMove | MeetingAct): boolean {
  if (type in meetingMoves) return judge(meetingMoves[type as MeetingMove], status, 'keeper') === 'legal';
  return (meetingActs[type as MeetingAct] as readonly string[]).includes(status);
}

function mayMove(meeting: Meeting, move: MeetingMove): void {
  if (!isOpen(meeting, move)) throw refuse.notOpen({ status: meeting.status });
}

function mayAct(meeting: Meeting, act: MeetingAct): void {
  if (!isOpen(meeting, act)) throw refuse.notOpen({ status: meeting.status });
}

function itemOf(meeting: Meeting, itemId: string): AgendaItem {
  const item = meeting.items.find(({ id }) => id === itemId);
  if (!item) throw refuse.itemAbsent();
  return item;
}

function refuseIf(fault: Error | null): void {
  if (fault) throw fault;
}
