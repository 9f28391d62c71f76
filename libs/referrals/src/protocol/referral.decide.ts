import { type FactEnvelope } from '@sup/contracts';
import { DomainError, judge } from '@sup/kernel';
import { type Asked, checkGuards } from './referral.guards.ts';
import {
  type ReferralMove,
  type ReferralNote,
  type ReferralParty,
  isMove,
  isNote,
  referralMoves,
  referralNotes,
} from './referral.moves.ts';
import { type Referral, recallToGrant } from './referral.ts';

/** What became of a foreign fact. `held`: too early; `conflict`: two facts with one number. */
export type Admission =
  | { readonly outcome: 'admitted' }
  | { readonly outcome: 'duplicate' }
  | { readonly outcome: 'held'; readonly waitsFor: string }
  | { readonly outcome: 'conflict'; readonly code: string }
  | { readonly outcome: 'refused'; readonly code: string };

/** Checks a fact of ours before it is made. Throws DomainError: COMMAND_NOT_OPEN, or the first guard that refuses. */
export function decide(
  state: Referral,
  type: ReferralMove | ReferralNote,
  parties: readonly ReferralParty[],
  asked: Omit<Asked, 'state'>,
): void {
  if (!isOpen(state, type, parties)) throw notOpen(type, state);
  checkGuards(guardsOf(type), { ...asked, state });
}

/** Whether the table lets one of these parties write the fact now. Guards are not asked. */
export function isOpen(state: Referral, type: ReferralMove | ReferralNote, parties: readonly ReferralParty[]): boolean {
  if (isMove(type)) return parties.some((party) => judge(referralMoves[type], state.status, party) === 'legal');
  const note = referralNotes[type];
  return parties.includes(note.by) && (note.while as readonly string[]).includes(state.status);
}

/**
 * Judges a fact of another agency: its author's part, the status it starts from and its number. Never a guard: the
 * author has already moved (PROTOCOL.md law 3). `factIdUnderNumber`: the fact we keep under the same number.
 */
export function admit(
  state: Referral,
  fact: Pick<FactEnvelope, 'id' | 'type' | 'track' | 'n' | 'seenrevision'>,
  known: { readonly parties: readonly ReferralParty[]; readonly factIdUnderNumber: string | null },
): Admission {
  if (known.factIdUnderNumber === fact.id) return { outcome: 'duplicate' };
  if (known.parties.length === 0) return { outcome: 'refused', code: 'NOT_A_PARTY' };
  if (known.factIdUnderNumber !== null) return { outcome: 'conflict', code: 'REVISION_CONFLICT' };
  return fact.track === 'move' ? admitMove(state, fact, known.parties) : admitNote(state, fact, known.parties);
}

function admitMove(
  state: Referral,
  { type, n }: Pick<FactEnvelope, 'type' | 'n'>,
  parties: readonly ReferralParty[],
): Admission {
  if (n <= state.revision) return { outcome: 'refused', code: 'REVISION_UNKNOWN' };
  if (n > state.revision + 1) return { outcome: 'held', waitsFor: `revision:${n - 1}` };
  if (!isMove(type)) return { outcome: 'refused', code: 'NOT_A_MOVE' };
  const move = referralMoves[type];
  if (!parties.includes(move.by)) return { outcome: 'refused', code: 'WRONG_PARTY' };
  return judge(move, state.status, move.by) === 'legal'
    ? { outcome: 'admitted' }
    : { outcome: 'refused', code: 'WRONG_STATUS' };
}

/** Notes commute with moves; one that has seen a move we have not waits for it, or its clock might be unknown here. */
function admitNote(
  state: Referral,
  { type, seenrevision }: Pick<FactEnvelope, 'type' | 'seenrevision'>,
  parties: readonly ReferralParty[],
): Admission {
  if (isNote(type) && !parties.includes(referralNotes[type].by)) return { outcome: 'refused', code: 'WRONG_PARTY' };
  const seen = seenrevision ?? 0;
  return seen > state.revision ? { outcome: 'held', waitsFor: `revision:${seen}` } : { outcome: 'admitted' };
}

/** Commands of the shared record, and the fact each makes. A button stands for a command. */
export const commandFacts = {
  acknowledge: 'referral.acknowledged',
  accept: 'referral.accepted',
  return: 'referral.returned',
  object: 'referral.objected',
  forward: 'referral.forwarded',
  'first-feedback': 'referral.first-feedback',
  progress: 'referral.progress',
  result: 'referral.result',
  'grant-recall': 'referral.recalled',
  'refuse-recall': 'referral.recall-refused',
  'open-part': 'referral.part-opened',
  'request-extension': 'referral.extension-requested',
  recall: 'referral.recall-requested',
  withdraw: 'referral.withdrawn',
  uphold: 'referral.objection-upheld',
  escalate: 'referral.objection-escalated',
  'send-back': 'referral.sent-back',
  'approve-result': 'referral.result-approved',
  'strike-off': 'referral.struck-off',
  supplement: 'referral.supplemented',
  'grant-extension': 'referral.extension-granted',
  'refuse-extension': 'referral.extension-refused',
} as const satisfies Record<string, ReferralMove | ReferralNote>;
export type SharedCommand = keyof typeof commandFacts;

/** Guards that the record alone answers: a button that one of them would refuse is not shown. */
const visible: readonly string[] = [
  'NO_OPEN_RECALL',
  'RECALL_NOT_PENDING',
  'RECALL_OPEN',
  'NOT_RULED_BEFORE',
  'HOPS_LEFT',
  'COMMON_SUPERIOR_KNOWN',
  'NOT_A_HAND_OFF',
];

/** The commands that are open to these parties now. Permission is asked besides. */
export function openCommands(state: Referral, parties: readonly ReferralParty[]): (SharedCommand | 'rule')[] {
  const shared = (Object.keys(commandFacts) as SharedCommand[]).filter((command) => {
    const type = commandFacts[command];
    if (!isOpen(state, type, parties) || !passes(state, type)) return false;
    if (command === 'grant-recall') return recallToGrant(state) === null;
    if (command === 'grant-extension' || command === 'refuse-extension') {
      return state.extensions.some(({ about }) => !state.answeredExtensions.includes(about));
    }
    return true;
  });
  return isOpen(state, 'referral.ruled-accept', parties) ? [...shared, 'rule'] : shared;
}

function passes(state: Referral, type: ReferralMove | ReferralNote): boolean {
  const asked: Asked = { state, data: {}, today: '', actor: { hasPost: true, isHead: true, excluded: false } };
  try {
    checkGuards(
      guardsOf(type).filter((name) => visible.includes(name)),
      asked,
    );
    return true;
  } catch (refusal) {
    if (refusal instanceof DomainError) return false;
    throw refusal;
  }
}

function guardsOf(type: ReferralMove | ReferralNote): readonly string[] {
  const entry = isMove(type) ? referralMoves[type] : referralNotes[type];
  return 'guards' in entry ? entry.guards : [];
}

function notOpen(type: string, state: Referral): DomainError {
  return new DomainError(
    'COMMAND_NOT_OPEN',
    'conflict',
    { zh: '当前状态下不能办理该事项', en: 'This cannot be done in the present status' },
    { type, status: state.status, revision: state.revision },
  );
}
