import { type FactData, type FactEnvelope, type ReasonCode, type ReferralSent } from '@sup/contracts';
import { penOf } from '@sup/kernel';
import { type ReferralParty, type ReferralStatus, isMove, referralMoves } from './referral.moves.ts';

/** The letter as it opened the record, without what is sealed. The arbiter's copy has no blobs. */
export type OpenedReferral = Omit<ReferralSent, 'sealedBody' | 'clocks'>;

/** A request to recall. `about`: its number among the sender's notes. */
export interface RecallRequest {
  readonly about: number;
  readonly seenRevision: number;
  /** Business instant. */
  readonly requestedAt: string;
}

export interface ExtensionRequest {
  readonly about: number;
  readonly clockId: string;
  readonly length: number;
  readonly unit: FactData<'referral.extension-requested'>['unit'];
  readonly reason: string;
}

export interface DeclinedPoint {
  readonly pointId: string;
  readonly reasonCode: ReasonCode;
  readonly reason: string;
}

/** A referral as both sides see it: what its facts say, and nothing that only one side knows. Plain JSON. */
export interface Referral {
  readonly id: string;
  readonly status: ReferralStatus;
  /** Number of the last move. */
  readonly revision: number;
  readonly sent: OpenedReferral;
  readonly declinedPoints: readonly DeclinedPoint[];
  readonly objection: Pick<FactData<'referral.objected'>, 'reasonCode' | 'reason' | 'suggestedAuthority'> | null;
  /** An arbiter has ruled: no second objection. */
  readonly ruled: boolean;
  readonly recalls: readonly RecallRequest[];
  readonly refusedRecalls: readonly number[];
  /** Number of the last move that took the pen from the receiver: earlier requests to recall have lapsed. */
  readonly penLeftReceiver: number;
  readonly extensions: readonly ExtensionRequest[];
  readonly answeredExtensions: readonly number[];
  /** The referral that opened when this one was forwarded. */
  readonly forwardedAs: string | null;
}

/** The record that `referral.sent` opens, or the arbiter's copy that `referral.objection-escalated` opens. */
export function open(fact: Pick<FactEnvelope, 'type' | 'subject' | 'n' | 'data'>): Referral {
  const escalated = fact.type === 'referral.objection-escalated';
  const { objection, ...snapshot } = escalated
    ? (fact.data as unknown as FactData<'referral.objection-escalated'>).snapshot
    : { ...(fact.data as unknown as ReferralSent), objection: null };
  const sent = { blobs: [], ...snapshot } as OpenedReferral & Partial<Pick<ReferralSent, 'sealedBody' | 'clocks'>>;
  delete sent.sealedBody;
  delete sent.clocks;
  return {
    id: fact.subject,
    status: escalated ? 'escalated' : 'sent',
    revision: fact.n,
    sent,
    declinedPoints: [],
    objection,
    ruled: false,
    recalls: [],
    refusedRecalls: [],
    penLeftReceiver: escalated ? fact.n : 0,
    extensions: [],
    answeredExtensions: [],
    forwardedAs: null,
  };
}

/** The record after a fact. Moves and notes commute: any order of the same facts gives the same record. */
export function evolve(
  state: Referral,
  fact: Pick<FactEnvelope, 'type' | 'n' | 'data' | 'statedat' | 'seenrevision'>,
): Referral {
  return isMove(fact.type) ? afterMove(state, { ...fact, type: fact.type }) : afterNote(state, fact);
}

function afterMove(
  state: Referral,
  fact: Pick<FactEnvelope, 'n' | 'data'> & { readonly type: keyof typeof referralMoves },
): Referral {
  const { to } = referralMoves[fact.type];
  const leaves = holder(state.status) === 'receiver' && holder(to) !== 'receiver';
  const moved: Referral = {
    ...state,
    status: to,
    revision: fact.n,
    penLeftReceiver: leaves ? fact.n : state.penLeftReceiver,
  };
  switch (fact.type) {
    case 'referral.accepted':
      return { ...moved, declinedPoints: (fact.data as FactData<'referral.accepted'>).declinedPoints };
    case 'referral.objected': {
      const { reasonCode, reason, suggestedAuthority } = fact.data as FactData<'referral.objected'>;
      return { ...moved, objection: { reasonCode, reason, suggestedAuthority } };
    }
    case 'referral.ruled-accept':
    case 'referral.ruled-return':
      return { ...moved, ruled: true };
    case 'referral.forwarded':
      return { ...moved, forwardedAs: (fact.data as FactData<'referral.forwarded'>).opens.referralId };
    default:
      return moved;
  }
}

function afterNote(
  state: Referral,
  fact: Pick<FactEnvelope, 'type' | 'n' | 'data' | 'statedat' | 'seenrevision'>,
): Referral {
  switch (fact.type) {
    case 'referral.recall-requested': {
      const request = { about: fact.n, seenRevision: fact.seenrevision ?? 0, requestedAt: fact.statedat };
      return { ...state, recalls: byNumber([...state.recalls, request]) };
    }
    case 'referral.recall-refused':
      return { ...state, refusedRecalls: numbers(state.refusedRecalls, fact.data) };
    case 'referral.extension-requested': {
      const { clockId, length, unit, reason } = fact.data as FactData<'referral.extension-requested'>;
      return {
        ...state,
        extensions: byNumber([...state.extensions, { about: fact.n, clockId, length, unit, reason }]),
      };
    }
    case 'referral.extension-granted':
    case 'referral.extension-refused':
      return { ...state, answeredExtensions: numbers(state.answeredExtensions, fact.data) };
    default:
      return state;
  }
}

/** The requests to recall that still stand: not refused, and the pen has not left the receiver since. */
export function openRecalls(state: Referral): RecallRequest[] {
  if (holder(state.status) !== 'receiver') return [];
  return state.recalls.filter(
    ({ about, seenRevision }) => !state.refusedRecalls.includes(about) && seenRevision >= state.penLeftReceiver,
  );
}

/** The request our service grants by itself: asked before anybody accepted (PROTOCOL.md 3, recall). */
export function recallToGrant(state: Referral): number | null {
  const auto = state.status === 'delivered' || state.status === 'acknowledged';
  return auto ? (openRecalls(state)[0]?.about ?? null) : null;
}

export function openExtensions(state: Referral): ExtensionRequest[] {
  return state.extensions.filter(({ about }) => !state.answeredExtensions.includes(about));
}

/** Who holds the pen; undefined where nobody may move. */
export function holder(status: ReferralStatus): ReferralParty | undefined {
  return penOf<keyof typeof referralMoves, ReferralStatus, ReferralParty>(referralMoves, status);
}

/** The agencies a fact of the record goes to, its author excluded by the writer. The arbiter hears what it rules on. */
export function recipientsOf(state: Referral, type: string): string[] {
  const { sender, receiver, arbiter } = state.sent.parties;
  const arbitrated =
    type === 'referral.objection-escalated' || type.startsWith('referral.ruled-') || state.status === 'escalated';
  return arbitrated && arbiter ? [sender, receiver, arbiter] : [sender, receiver];
}

function byNumber<Request extends { readonly about: number }>(requests: readonly Request[]): Request[] {
  return [...requests].sort((left, right) => left.about - right.about);
}

function numbers(known: readonly number[], data: Readonly<Record<string, unknown>>): number[] {
  return [...new Set([...known, Number(data['about'])])].sort((left, right) => left - right);
}
