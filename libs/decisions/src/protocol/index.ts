/** Meetings, quorum, decisions and their citation: pure rules, no clock, no store. */
export { type Named, distinctAttendees, isSameAttendee, membersOf, nameKey, shownName } from './attendee.rules.ts';
export { decisionErrors } from './decision.errors.ts';
export {
  type CitedFor,
  type Decision,
  type DecisionVoter,
  type KeptDecision,
  citationFault,
  decisionOf,
  keptDecision,
} from './decision.rules.ts';
export {
  type AboutRecord,
  type AgendaItem,
  type Correction,
  type DecidingBody,
  type Dissent,
  type Meeting,
  type MeetingEvent,
  type MeetingStatus,
  type Member,
  type Quorum,
  type Recusal,
  type Resolution,
  resolutions,
} from './meeting.ts';
export {
  type DecideContext,
  type MeetingCommand,
  type MeetingWanted,
  call,
  decide,
  openCommands,
} from './meeting.decide.ts';
export { evolve, evolveAll } from './meeting.evolve.ts';
export { dayLimits, heldOnFault, nameFault } from './meeting.guards.ts';
export { type MeetingAct, type MeetingMove, type MeetingParty, meetingActs, meetingMoves } from './meeting.moves.ts';
export { type QuorumCount, defaultQuorum, isQuorumLawful, quorumOf, votingOn } from './quorum.rules.ts';
export {
  type Bench,
  type RecordedParts,
  type RecordedWanted,
  isSameDecision,
  isSameMeeting,
  isSameQuestion,
  recordedMeeting,
} from './recorded-meeting.decide.ts';
