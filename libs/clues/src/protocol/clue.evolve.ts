import { type ReasonCode } from '@sup/contracts';
import { type Move } from '@sup/kernel';
import {
  type CitedDecision,
  type Clue,
  type ClueDisposal,
  type ClueFinding,
  type ClueLimit,
  type ClueReferral,
  type Seat,
} from './clue.ts';
import { type ClueEventType } from './clue.decide.ts';
import { type ClueMove, type ClueOutcome, type ClueParty, type ClueStatus, clueMoves } from './clue.moves.ts';

/** What is kept of an event: the history's line and what the row is computed from. Plain JSON. */
export interface ClueEvent {
  readonly type: ClueEventType;
  /** Business instant. */
  readonly at: string;
  /** Null: the agency's own service. */
  readonly by: Seat | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The clue after an event: one version further; a move also changes status and the instant since when. */
export function evolveClue(clue: Clue, event: ClueEvent): Clue {
  const next = { ...applied(clue, event), version: clue.version + 1 };
  if (!isMoveName(event.type)) return next;
  const move: Move<ClueStatus, ClueParty> = clueMoves[event.type];
  return { ...next, status: move.to, movedAt: event.at };
}

export function isMoveName(type: string): type is ClueMove {
  return Object.hasOwn(clueMoves, type);
}

type Payload = {
  readonly clueNo: string;
  readonly checkedAt: string | null;
  readonly into: string;
  readonly reasonCode: ReasonCode;
  readonly path: string;
  readonly procedure: string;
  readonly text: string;
  readonly handlers: readonly string[];
  readonly plan: string;
  readonly reviewOn: string;
  readonly outcome: ClueOutcome;
  readonly subjectHeard: boolean;
  readonly findings: readonly ClueFinding[];
  readonly disposals: readonly ClueDisposal[];
  readonly decision: CitedDecision;
  readonly ground: string;
  readonly newFacts: string;
  readonly referral: ClueReferral;
  readonly referralId: string;
  readonly status: string;
  readonly revision: number;
  readonly limit: ClueLimit;
  readonly content: Partial<Clue>;
};

function applied(clue: Clue, event: ClueEvent): Clue {
  const given = event.payload as Partial<Payload> as Payload;
  switch (event.type) {
    case 'clue.amended':
      return { ...clue, ...given.content };
    case 'clue.registered':
      return { ...clue, clueNo: given.clueNo, registeredAt: event.at, checkedAt: given.checkedAt ?? null };
    case 'clue.merged':
      return { ...clue, mergedInto: given.into };
    case 'clue.declined':
      return { ...clue, declined: { reasonCode: given.reasonCode, path: given.path, text: given.text } };
    case 'clue.redirected':
      return { ...clue, declined: { reasonCode: 'LITIGATION_MATTER', path: given.procedure, text: given.text } };
    case 'clue.assigned':
      return { ...clue, handlers: given.handlers };
    case 'clue.verification-begun':
      return { ...clue, plan: given.plan };
    case 'clue.kept':
      return { ...clue, reviewOn: given.reviewOn };
    case 'clue.resumed':
      return { ...clue, reviewOn: null };
    case 'clue.disposed':
      return { ...clue, disposals: given.disposals, decisions: [...clue.decisions, given.decision] };
    case 'clue.closed':
    case 'clue.ended-with-referral':
      return { ...clue, closingGround: given.ground };
    case 'clue.reopened':
      return reopened(clue, given.newFacts);
    default:
      return event.type.startsWith('clue.found-') ? decided(clue, given) : noted(clue, event, given);
  }
}

function decided(clue: Clue, { outcome, decision }: Payload): Clue {
  return { ...clue, outcome, decisions: [...clue.decisions, decision] };
}

function noted(clue: Clue, event: ClueEvent, given: Payload): Clue {
  switch (event.type) {
    case 'clue.outcome-proposed':
      return {
        ...clue,
        findings: given.findings,
        proposal: { outcome: given.outcome, subjectHeard: given.subjectHeard, proposedBy: event.by! },
      };
    case 'clue.referral-prepared':
      return { ...clue, referrals: [...clue.referrals, given.referral] };
    case 'clue.referred-out':
    case 'clue.came-back':
    case 'clue.answered':
    case 'clue.referral-followed':
      return { ...clue, referrals: followed(clue.referrals, given) };
    case 'clue.reporter-told':
    case 'clue.origin-answered':
      return { ...clue, repliedAt: event.at };
    case 'clue.origin-sent-back':
      return { ...clue, repliedAt: null };
    case 'clue.limit-started':
      return { ...clue, limits: [...clue.limits, given.limit] };
    default:
      return clue;
  }
}

/** A referral one move further; one that came by forwarding joins. */
function followed(referrals: readonly ClueReferral[], given: Payload): ClueReferral[] {
  const { referralId, status, revision, referral } = given;
  const moved = referrals.map((one) => (one.referralId === referralId ? { ...one, status, revision } : one));
  return referral && !moved.some((one) => one.referralId === referral.referralId) ? [...moved, referral] : moved;
}

/** What was found before stays in the history; the new round begins with the facts of both. */
function reopened(clue: Clue, newFacts: string): Clue {
  return {
    ...clue,
    facts: `${clue.facts}\n\n${newFacts}`.trim(),
    ...{ handlers: [], plan: null, reviewOn: null, proposal: null, outcome: null, findings: [], disposals: [] },
    ...{ declined: null, mergedInto: null, closingGround: null, repliedAt: null, checkedAt: clue.checkedAt },
    referrals: clue.referrals.map((one) => ({ ...one, isPast: true })),
  };
}
