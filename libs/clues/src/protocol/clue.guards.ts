import { DomainError } from '@sup/kernel';
import { refusedLevelOf } from './classification.rules.ts';
import { type CitedDecision, type Clue, type ClueReferral, type DisposalKind, type ReporterIdentity } from './clue.ts';
import { refusals } from './clue.errors.ts';
import { type ClueOutcome } from './clue.moves.ts';
import { type ClosingGround, closingGrounds, isOpenReferral, possibleGrounds } from './closing.rules.ts';
import { codeKnown, unfitCodes } from './codes.rules.ts';
import { exposesReporter } from './identity.rules.ts';
import { type AgencySeen, competenceOf } from './jurisdiction.rules.ts';

/** A post that is to handle, with its holder at this moment; `conflict`: the holder is shut out of the case. */
export interface SeatAsked {
  readonly postId: string;
  readonly personId: string | null;
  readonly handles: boolean;
  readonly conflict: boolean;
}

/** What the service gathered before it asks. A guard reads the members that concern it; nothing here is a rule. */
export interface ClueAsked {
  readonly clue: Clue;
  /** The command's body. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly today: string;
  readonly own: AgencySeen;
  /** The unit concerned in the directory; null: outside the network. */
  readonly unit: AgencySeen | null;
  readonly seats?: readonly SeatAsked[];
  readonly decision?: CitedDecision | null;
  readonly identity?: ReporterIdentity | null;
  readonly texts?: readonly string[];
  readonly earlier?: Pick<Clue, 'id' | 'receivedAt' | 'status'> | null;
}

export type ClueGuard = (asked: ClueAsked) => DomainError | null;

/** Limits that the petition rules set on a petition's own handling; litigation never runs on them (信访工作条例 28, 31). */
export const petitionLimits: readonly string[] = ['XF-60', 'XF-EXT-30'];
/** What follows from which outcome (C1); a hand-off may always follow. */
const fittingDisposals: Readonly<Record<ClueOutcome, readonly DisposalKind[]>> = {
  substantiated: ['MATTER_OPENED', 'INSTRUMENT_ISSUED', 'HAND_OFF', 'TRANSFER', 'FIRST_FORM', 'POST_ADJUSTMENT'],
  partly: [
    'MATTER_OPENED',
    'INSTRUMENT_ISSUED',
    'HAND_OFF',
    'TRANSFER',
    'FIRST_FORM',
    'POST_ADJUSTMENT',
    'CLARIFICATION',
  ],
  unsubstantiated: ['CLARIFICATION', 'NO_ACTION', 'INSTRUMENT_ISSUED'],
  inconclusive: ['NO_ACTION', 'POST_ADJUSTMENT', 'INSTRUMENT_ISSUED', 'HAND_OFF'],
  'false-accusation': ['CLARIFICATION', 'HAND_OFF', 'TRANSFER'],
};
const earlierEnds: readonly string[] = ['draft', 'discarded', 'merged'];

/** The guards of C1 by name; each has a test that it refuses. */
export const clueGuards = {
  CLASSIFICATION_ALLOWED: ({ clue }) => {
    const level = refusedLevelOf(clue.classification, [clue.title, clue.facts]);
    return level === null ? null : refusals.classificationTooHigh(level);
  },
  CODES_FIT: ({ clue, unit }) => {
    if (clue.misconductCodes.length === 0) return refusals.codesMissing();
    const unfit = unit
      ? unfitCodes(clue.misconductCodes, unit.kind)
      : clue.misconductCodes.filter((code) => !codeKnown(code));
    return unfit.length ? refusals.codesUnfit(unfit, unit?.kind ?? null) : null;
  },
  NOT_DUPLICATE: ({ clue }) => (clue.checkedAt === null ? refusals.notChecked() : null),
  EARLIER_CLUE: ({ clue, earlier }) => {
    const fits = earlier && earlier.id !== clue.id && !earlierEnds.includes(earlier.status);
    return fits && Date.parse(earlier.receivedAt) <= Date.parse(clue.receivedAt) ? null : refusals.notEarlier();
  },
  REASON_CODE: ({ data }) => (filled(data['reasonCode']) && filled(data['text']) ? null : refusals.reasonMissing()),
  PATH_TOLD: ({ data }) => (filled(data['path']) || filled(data['procedure']) ? null : refusals.pathMissing()),
  LITIGATION_MATTER: ({ clue }) => (isLitigation(clue) ? null : refusals.notLitigation()),
  LITIGATION_SEPARATION: ({ clue, data }) => {
    const asked = [...clue.limits.map(({ ruleId }) => ruleId), text(data['ruleId'])];
    const petition = asked.find((ruleId) => petitionLimits.includes(ruleId));
    return petition !== undefined && isLitigation(clue) ? refusals.litigationSeparation(petition) : null;
  },
  JURISDICTION_CHECK: ({ clue, own, unit }) => {
    const verdict = competenceOf(own, unit);
    if (verdict === 'self-supervision') return refusals.selfSupervision();
    if (verdict === 'not-competent') return refusals.notCompetent(clue.subject.agency);
    return isSubject({ id: own.id, office: null }, clue) ? refusals.recipientIsSubject(own.id) : null;
  },
  RECIPIENT_NOT_SUBJECT: ({ clue, data }) => {
    const recipient = { id: String(data['to']), office: (data['office'] as string | null | undefined) ?? null };
    return isSubject(recipient, clue) ? refusals.recipientIsSubject(recipient.id) : null;
  },
  COMPLAINANT_IDENTITY_MASKED: ({ texts = [], identity }) =>
    identity && exposesReporter(texts, identity) ? refusals.complainantExposed() : null,
  NO_OPEN_OFFER: ({ clue, data }) => {
    const open = openOfferTo(clue, String(data['to']));
    return open ? refusals.openOffer(open.to, open.referralId) : null;
  },
  HANDLER_NO_CONFLICT: ({ seats = [] }) => {
    const unknown = seats.find(({ personId, handles }) => personId === null || !handles);
    if (unknown) return refusals.handlerUnknown(unknown.postId);
    const excluded = seats.find(({ conflict }) => conflict);
    return excluded ? refusals.handlerConflict(excluded.postId) : null;
  },
  TWO_OFFICERS: ({ seats = [] }) =>
    new Set(seats.map(({ personId }) => personId).filter(Boolean)).size >= 2 ? null : refusals.twoOfficers(),
  PLAN_PRESENT: ({ data }) => (filled(data['plan']) ? null : refusals.planMissing()),
  REVIEW_DATE: ({ data, today }) =>
    filled(data['reason']) && text(data['reviewOn']) > today ? null : refusals.reviewDateWrong(),
  OUTCOME_PROPOSED: ({ clue, data }) => {
    if (!clue.proposal) return refusals.nothingProposed();
    return clue.proposal.outcome === data['outcome'] ? null : refusals.outcomeDiffers(clue.proposal.outcome);
  },
  COLLECTIVE_DECISION: ({ decision }) => (decision ? null : refusals.decisionMissing()),
  SUBJECT_HEARD: ({ clue, data }) =>
    (data['subjectHeard'] ?? clue.proposal?.subjectHeard) === true ? null : refusals.notHeard(),
  FIRST_HAND_EVIDENCE: ({ clue, data }) => {
    const findings = (data['findings'] as Clue['findings'] | undefined) ?? clue.findings;
    const sound = findings.length > 0 && findings.every((one) => one.firstHand && one.evidenceFileIds.length > 0);
    return sound ? null : refusals.evidenceNotFirstHand();
  },
  CAUSES_NAMED: ({ clue }) => (clue.causes.length ? null : refusals.causesMissing()),
  DISPOSAL_FITS: ({ clue, data }) => {
    const fitting = clue.outcome ? fittingDisposals[clue.outcome] : [];
    const given = (data['disposals'] ?? []) as readonly { readonly kind: DisposalKind }[];
    const unfit = given.find(({ kind }) => !fitting.includes(kind));
    return unfit || given.length === 0 ? refusals.disposalUnfit(unfit?.kind ?? '') : null;
  },
  FIVE_GATES: ({ clue, data }) => {
    const ground = data['ground'] as ClosingGround;
    const matter = clue.disposals.some(({ kind }) => kind === 'MATTER_OPENED');
    return matter || closingGrounds[ground]?.gates ? refusals.gateNotPassed() : null;
  },
  GROUND_HAPPENED: ({ clue, data }) => {
    const possible = possibleGrounds(clue);
    const ground = data['ground'] as ClosingGround;
    return possible.includes(ground) ? null : refusals.groundUnfit(ground, possible);
  },
  NO_OPEN_REFERRAL: ({ clue }) => {
    const open = clue.referrals.filter(isOpenReferral).map(({ referralId }) => referralId);
    return open.length ? refusals.referralsOpen(open) : null;
  },
  REPORTER_ANSWERED: ({ clue }) => {
    if (clue.origin) return clue.repliedAt === null ? refusals.senderNotAnswered() : null;
    return mustAnswer(clue) && clue.repliedAt === null ? refusals.reporterNotAnswered() : null;
  },
  NEW_FACTS: ({ data }) => (filled(data['newFacts']) ? null : refusals.newFactsMissing()),
} as const satisfies Record<string, ClueGuard>;
export type ClueGuardName = keyof typeof clueGuards;

/** Asks every guard and throws the first refusal; `details.also` has the codes of the others (N02: both reasons are told). */
export function checkClueGuards(names: readonly string[], asked: ClueAsked): void {
  const refusals = names.map((name) => clueGuards[name as ClueGuardName](asked)).filter((one) => one !== null);
  const [first, ...others] = refusals;
  if (!first) return;
  if (others.length === 0) throw first;
  const { code, kind, text, details } = first;
  throw new DomainError(code, kind, text, { ...details, also: others.map((one) => one.code) });
}

/** Whether the case concerned is in, or went through, litigation (B9: it has a legal procedure of its own). */
export function isLitigation({ relatedCase }: Pick<Clue, 'relatedCase'>): boolean {
  return relatedCase !== null && relatedCase.procedure !== 'NON_LITIGATION';
}

/** A reporter who can be reached is answered; an anonymous one, and one that nobody knows, cannot be (B9). */
export function mustAnswer({ reporter }: Pick<Clue, 'reporter'>): boolean {
  return reporter !== null && reporter.kind !== 'ANONYMOUS';
}

/** The open offer of a clue to an agency: there is one at most. */
export function openOfferTo(clue: Clue, to: string): ClueReferral | null {
  return clue.referrals.find((one) => one.to === to && isOpenReferral(one)) ?? null;
}

/**
 * The addressee is the subject when the accused leads it, or when the office that would handle is the accused's own.
 * Without a named office the recipient's internal-review office handles (cases.json, meta.reading 3).
 */
export function isSubject(
  recipient: { readonly id: string; readonly office: string | null },
  { subject }: Pick<Clue, 'subject'>,
): boolean {
  if (recipient.id !== subject.agency) return false;
  const own = recipient.office !== null && recipient.office === subject.office;
  return own || subject.persons.some(({ leadsUnit }) => leadsUnit);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function filled(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
