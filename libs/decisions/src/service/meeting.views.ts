import { type Meeting, type MeetingCommand, openCommands, quorumOf } from '../protocol/index.ts';
import { type SeenMeeting } from './sight.service.ts';

/** A meeting as far as its reader may know of it: what is hidden is not counted either. */
export interface MeetingView {
  readonly id: string;
  readonly meetingNo: string;
  readonly body: string;
  readonly quorum: Meeting['quorum'];
  readonly status: Meeting['status'];
  readonly heldOn: string;
  readonly place: string;
  /** Id of the member who takes the chair. */
  readonly chair: string;
  readonly members: readonly (Meeting['members'][number] & { readonly present: boolean })[];
  readonly items: readonly ItemView[];
  readonly corrections: Meeting['corrections'];
  readonly cancelReason: string | null;
  readonly version: number;
  readonly commands: readonly CommandWord[];
}

type CommandWord = Exclude<MeetingCommand['does'], 'add-item'> | 'agenda';

export interface ItemView {
  /** Place among the items the reader sees, from 1. */
  readonly n: number;
  /** Once concluded, the id of its decision. */
  readonly id: string;
  readonly about: Meeting['items'][number]['about'];
  readonly question: string;
  readonly recused: readonly { readonly memberId: string; readonly name: string; readonly category: string }[];
  readonly quorum: { readonly entitled: number; readonly present: number; readonly met: boolean };
  readonly minutes: string;
  readonly resolution: Meeting['items'][number]['resolution'];
  readonly text: string;
  readonly dissent: readonly { readonly memberId: string; readonly name: string; readonly opinion: string }[];
}

export function meetingView({ meeting, items, whole }: SeenMeeting, version: number, mayKeep: boolean): MeetingView {
  const nameOf = (memberId: string): string => meeting.members.find(({ id }) => id === memberId)?.name ?? '';
  const { id, meetingNo, body, quorum, status, heldOn, place, chair } = meeting;
  const seen = new Set(items.map((item) => item.id));
  return {
    ...{ id, meetingNo, body, quorum, status, heldOn, place, chair, version },
    members: meeting.members.map((member) => ({ ...member, present: meeting.present.includes(member.id) })),
    items: items.map((item, index) => ({
      ...{ n: index + 1, id: item.id, about: item.about, question: item.question, minutes: item.minutes },
      ...{ resolution: item.resolution, text: item.text, quorum: quorumOf(meeting, item) },
      recused: item.recusals.map(({ memberId, category }) => ({ memberId, name: nameOf(memberId), category })),
      dissent: item.dissent.map(({ memberId, opinion }) => ({ memberId, name: nameOf(memberId), opinion })),
    })),
    corrections: meeting.corrections.filter(({ itemId }) => (itemId === null ? whole : seen.has(itemId))),
    cancelReason: whole ? meeting.cancelReason : null,
    commands:
      whole && mayKeep
        ? openCommands(meeting).map((command): CommandWord => (command === 'add-item' ? 'agenda' : command))
        : [],
  };
}
