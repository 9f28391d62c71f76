import { type MoveTable } from '@sup/kernel';
import { type MeetingStatus } from './meeting.ts';

export type MeetingParty = 'keeper';
export type MeetingMove = 'meeting.convened' | 'meeting.concluded' | 'meeting.cancelled';

/** A meeting, kept by its secretary. `meeting.called` opens it; what is no move (items, recusals, minutes) is an act of a status. */
export const meetingMoves = {
  'meeting.convened': { from: ['called'], to: 'convened', by: 'keeper', guards: ['HELD_ON', 'AGENDA', 'ATTENDANCE'] },
  'meeting.concluded': { from: ['convened'], to: 'concluded', by: 'keeper', guards: ['ALL_RESOLVED', 'QUORUM'] },
  'meeting.cancelled': { from: ['called', 'convened'], to: 'cancelled', by: 'keeper' },
} as const satisfies MoveTable<MeetingMove, MeetingStatus, MeetingParty>;

export type MeetingAct =
  | 'meeting.member-added'
  | 'meeting.item-added'
  | 'meeting.item-removed'
  | 'meeting.recused'
  | 'meeting.resolved'
  | 'meeting.corrected';

/** In which statuses an act that moves nothing is open. After the conclusion only corrections are: they are appended. */
export const meetingActs = {
  'meeting.member-added': ['called'],
  'meeting.item-added': ['called', 'convened'],
  'meeting.item-removed': ['called'],
  'meeting.recused': ['called', 'convened'],
  'meeting.resolved': ['convened'],
  'meeting.corrected': ['concluded'],
} as const satisfies Record<MeetingAct, readonly MeetingStatus[]>;
