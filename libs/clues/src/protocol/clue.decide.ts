import { type Move, judge } from '@sup/kernel';
import { type Clue } from './clue.ts';
import { commandNotOpen } from './clue.errors.ts';
import { type ClueAsked, checkClueGuards, isLitigation, mustAnswer } from './clue.guards.ts';
import {
  type ClueMove,
  type ClueNote,
  type ClueOutcome,
  type ClueParty,
  type ClueStatus,
  clueMoves,
} from './clue.moves.ts';
import { possibleGrounds } from './closing.rules.ts';

/** What happened to a clue: a move of the table or a note. */
export type ClueEventType = ClueMove | ClueNote;

interface Noted {
  readonly note: ClueNote;
  readonly while: readonly ClueStatus[];
  readonly by: readonly ClueParty[];
  readonly guards?: readonly string[];
}
interface Moved {
  /** Several where the body chooses (`decide-outcome`). */
  readonly moves: readonly ClueMove[];
  /** Also while the move is not yet due. */
  readonly guards?: readonly string[];
}

const everywhere = Object.keys({
  registered: 0,
  screening: 0,
  accepted: 0,
  'referred-out': 0,
  assigned: 0,
  verifying: 0,
  'pending-keep': 0,
  substantiated: 0,
  partly: 0,
  unsubstantiated: 0,
  inconclusive: 0,
  'false-accusation': 0,
  disposed: 0,
}) as ClueStatus[];
const ended: readonly ClueStatus[] = ['merged', 'declined', 'redirected', 'closed'];
const everybody: readonly ClueParty[] = ['clerk', 'handler', 'head', 'meeting'];
/** A clue may be offered while it is screened or handled, beside another offer (R4: parallel), and as a disposal. */
const offerable: readonly ClueStatus[] = everywhere.filter((status) => status !== 'registered');

/** Officers' commands and what each writes. A button stands for a command. */
export const clueCommands = {
  amend: { note: 'clue.amended', while: ['draft'], by: ['clerk'] },
  register: { moves: ['clue.registered'] },
  discard: { moves: ['clue.discarded'] },
  'begin-screening': { moves: ['clue.screening-begun'] },
  merge: { moves: ['clue.merged'] },
  decline: { moves: ['clue.declined'] },
  redirect: { moves: ['clue.redirected'] },
  accept: { moves: ['clue.accepted'] },
  'prepare-referral': {
    note: 'clue.referral-prepared',
    while: offerable,
    by: ['head'],
    guards: ['CLASSIFICATION_ALLOWED', 'RECIPIENT_NOT_SUBJECT', 'COMPLAINANT_IDENTITY_MASKED', 'NO_OPEN_OFFER'],
  },
  assign: { moves: ['clue.assigned'] },
  'begin-verification': { moves: ['clue.verification-begun'] },
  keep: { moves: ['clue.kept'] },
  resume: { moves: ['clue.resumed'] },
  conclude: {
    note: 'clue.outcome-proposed',
    while: ['verifying'],
    by: ['handler'],
    guards: ['FIRST_HAND_EVIDENCE', 'SUBJECT_HEARD'],
  },
  'decide-outcome': {
    moves: [
      'clue.found-substantiated',
      'clue.found-partly',
      'clue.found-unsubstantiated',
      'clue.found-inconclusive',
      'clue.found-false-accusation',
    ],
  },
  dispose: { moves: ['clue.disposed'] },
  close: { moves: ['clue.closed'] },
  reopen: { moves: ['clue.reopened'] },
  note: { note: 'clue.noted', while: [...everywhere, ...ended], by: everybody },
  'tell-reporter': { note: 'clue.reporter-told', while: [...everywhere, ...ended], by: everybody },
  'start-limit': {
    note: 'clue.limit-started',
    while: everywhere,
    by: everybody,
    guards: ['LITIGATION_SEPARATION'],
  },
  'meet-limit': { note: 'clue.limit-met', while: everywhere, by: everybody },
  'identity-request': { note: 'clue.identity-requested', while: [...everywhere, ...ended], by: ['handler', 'head'] },
} as const satisfies Record<string, Noted | Moved>;
export type ClueCommand = keyof typeof clueCommands;

/** Guards that the record alone answers: a button that one of them would refuse is not shown. */
const shownBy: Partial<Record<ClueCommand, (clue: Clue) => boolean>> = {
  redirect: isLitigation,
  'decide-outcome': ({ proposal }) => proposal !== null,
  'tell-reporter': (clue) => mustAnswer(clue) || clue.origin !== null,
  'identity-request': ({ reporter }) => reporter !== null,
  close: (clue) => clue.status === 'disposed' && possibleGrounds(clue).length > 0,
};

/** The event a command would make: the move that its body chooses, or its note. */
export function eventOf(command: ClueCommand, data: Readonly<Record<string, unknown>>): ClueEventType {
  const entry: Noted | Moved = clueCommands[command];
  if ('note' in entry) return entry.note;
  if (entry.moves.length === 1) return entry.moves[0]!;
  return `clue.found-${data['outcome'] as ClueOutcome}`;
}

/**
 * Judges a command. Throws DomainError: COMMAND_NOT_OPEN where the table does not let these parties do it now, else the
 * first guard that refuses. Returns the event it makes; nothing is written.
 */
export function decideClue(command: ClueCommand, parties: readonly ClueParty[], asked: ClueAsked): ClueEventType {
  const { clue, data } = asked;
  if (!isOpenTo(clue, command, parties)) throw commandNotOpen(command, clue.status);
  const event = eventOf(command, data);
  const entry: Noted | Moved = clueCommands[command];
  const guards = 'note' in entry ? (entry.guards ?? []) : guardsOf(event as ClueMove);
  checkClueGuards(guards, asked);
  return event;
}

/** Whether the table lets one of these parties give the command now. Guards are not asked. */
export function isOpenTo(clue: Pick<Clue, 'status'>, command: ClueCommand, parties: readonly ClueParty[]): boolean {
  const entry: Noted | Moved = clueCommands[command];
  if ('note' in entry) {
    return entry.while.includes(clue.status) && entry.by.some((party) => parties.includes(party));
  }
  return entry.moves.some((name) =>
    parties.some((party) => judge<ClueStatus, ClueParty>(clueMoves[name], clue.status, party) === 'legal'),
  );
}

/** The commands open to these parties now: the buttons. */
export function openClueCommands(clue: Clue, parties: readonly ClueParty[]): ClueCommand[] {
  return (Object.keys(clueCommands) as ClueCommand[]).filter(
    (command) => isOpenTo(clue, command, parties) && (shownBy[command]?.(clue) ?? true),
  );
}

/** Whether our own service may make an automatic move now, on a fact of a referral. */
export function mayFollow(clue: Pick<Clue, 'status'>, name: ClueMove): boolean {
  const move: Move<ClueStatus, ClueParty> = clueMoves[name];
  return move.auto === true && move.from.includes(clue.status);
}

/** The parties an officer plays by the roles of their seat. */
export function partiesOf(roles: readonly string[]): ClueParty[] {
  return everybody.filter((party) => roles.includes(party));
}

function guardsOf(name: ClueMove): readonly string[] {
  const move: Move<ClueStatus, ClueParty> = clueMoves[name];
  return move.guards ?? [];
}
