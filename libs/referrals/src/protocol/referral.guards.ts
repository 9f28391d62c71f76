import {
  type AgencyKind,
  type DecisionCitation,
  type FactData,
  type ReferralKind,
  refusedClassifications,
  secrecyMarkIn,
} from '@sup/contracts';
import { DomainError } from '@sup/kernel';
import { namesReporter } from './masking.rules.ts';
import { type Referral, openExtensions, openRecalls } from './referral.ts';
import { refusals } from './referral.errors.ts';
import { nameKey } from './variants.rules.ts';
import { verdictDirectiveIn } from './verdict.rules.ts';

/** Minutes as far as a guard asks: who voted, who stood aside, on which day. */
interface MinutesAsked {
  readonly attendees: readonly string[];
  readonly recused: readonly string[];
  readonly heldOn: string;
}

/** A collective decision: minutes that are entered now, or one on record, whose meeting was held to its own quorum. */
export type DecisionAsked = MinutesAsked | DecisionCitation;

export interface SubjectAsked {
  readonly agency: string;
  readonly office: string | null;
  readonly persons: readonly { readonly leadsUnit: boolean }[];
}

/** What the service gathered before it asks. A guard reads the members that concern it; nothing here is a rule. */
export interface Asked {
  /** Null before the letter is sent. */
  readonly state: Referral | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly today: string;
  readonly actor: { readonly hasPost: boolean; readonly isHead: boolean; readonly excluded: boolean };
  /** The letter at home. */
  readonly letter?: {
    readonly kind: ReferralKind;
    readonly classification: string;
    readonly legalBasis: readonly string[];
  };
  readonly recipient?: { readonly id: string; readonly office: string | null; readonly kind: AgencyKind };
  readonly subject?: SubjectAsked | null;
  readonly reporter?: { readonly kind: string; readonly name: string; readonly contact: string | null } | null;
  /** Agencies that had the letter before its present sender's receiver, as they are today. */
  readonly earlierHolders?: readonly string[];
  /** Every text that would leave. */
  readonly texts?: readonly string[];
  readonly decision?: DecisionAsked | null;
  readonly openOffer?: { readonly referralNo: string | null } | null;
  readonly parts?: readonly {
    readonly referralId: string;
    readonly closed: boolean;
    readonly pointIds: readonly string[];
  }[];
  /** Points the receiver answers itself although it has split. */
  readonly ownPoints?: readonly string[];
  readonly fileFaults?: readonly unknown[];
}

export type Guard = (asked: Asked) => DomainError | null;

/** Bodies that may receive a hand-off. */
const handOffRecipients: readonly AgencyKind[] = ['discipline'];
/** Reasons that say another authority is competent: it must be named. */
const needsAuthority: readonly string[] = ['NOT_OUR_JURISDICTION', 'SUBJECT_IS_US', 'UPPER_LEVEL'];
/** Fewest members who decide. */
export const quorum = 3;
export const hopsAtMost = 2;
/** No meeting and no trigger of a limit that matters here lies before it: an earlier year is a slip of the keyboard. */
export const earliestDay = '2000-01-01';

/** Checked when we decide, never when we admit (PROTOCOL.md law 3). */
export const guards = {
  ON_DUTY: ({ actor }) => (actor.hasPost ? null : refusals.notOnDuty()),
  NOT_EXCLUDED: ({ actor }) => (actor.excluded ? refusals.excluded() : null),
  HEAD_OF_RECEIVING_UNIT: ({ actor }) => (actor.isHead ? null : refusals.notHead()),
  NO_OPEN_RECALL: ({ state }) => (state && openRecalls(state).length ? refusals.recallOpen() : null),
  RECALL_NOT_PENDING: ({ state }) => (state && openRecalls(state).length ? refusals.recallPending() : null),
  RECALL_OPEN: ({ state }) => (state && openRecalls(state).length ? null : refusals.noRecall()),
  REASON_CODE: ({ data }) => (filled(data['reasonCode']) && filled(data['reason']) ? null : refusals.reasonMissing()),
  SUGGESTED_AUTHORITY: ({ data }) =>
    needsAuthority.includes(String(data['reasonCode'])) && !filled(data['suggestedAuthority'])
      ? refusals.authorityMissing()
      : null,
  NOT_RULED_BEFORE: ({ state }) => (state?.ruled ? refusals.ruledBefore() : null),
  FORWARDING_ALLOWED: ({ state, recipient }) => {
    if (state?.sent.requestedAction === 'FOR_INFORMATION') return refusals.forwardingNotAllowed('FOR_INFORMATION');
    return recipient && recipient.id !== state?.sent.parties.receiver
      ? null
      : refusals.forwardingNotAllowed('RECIPIENT_IS_US');
  },
  RECIPIENT_NOT_SUBJECT: ({ recipient, subject }) =>
    recipient && subject && isSubject(recipient, subject) ? refusals.recipientIsSubject(recipient.id) : null,
  NOT_BACK_TO_ORIGIN: ({ state, recipient, earlierHolders = [] }) =>
    recipient && [state?.sent.parties.sender, ...earlierHolders].includes(recipient.id)
      ? refusals.backToOrigin()
      : null,
  HOPS_LEFT: ({ state }) => ((state?.sent.hops ?? 0) < hopsAtMost ? null : refusals.noHopsLeft()),
  ALL_FILES_PRESENT: ({ fileFaults = [] }) => (fileFaults.length ? refusals.filesIncomplete(fileFaults) : null),
  PARTS_CLOSED: ({ parts = [] }) => {
    const open = parts.filter(({ closed }) => !closed).map(({ referralId }) => referralId);
    return open.length ? refusals.partsOpen(open) : null;
  },
  PARTS_COVER_POINTS: (asked) => {
    const left = pointsLeft(asked);
    return left.length ? refusals.pointsNotCovered(left) : null;
  },
  DECLINED_POINTS_KNOWN: ({ state, data }) => {
    const declined = (data['declinedPoints'] ?? []) as FactData<'referral.accepted'>['declinedPoints'];
    const known = state?.sent.pointIds ?? [];
    const unknown = declined.map(({ pointId }) => pointId).filter((pointId) => !known.includes(pointId));
    if (unknown.length) return refusals.pointsUnknown(unknown);
    return new Set(declined.map(({ pointId }) => pointId)).size < known.length ? null : refusals.allDeclined();
  },
  NO_VERDICT_DIRECTIVE: ({ texts = [] }) => {
    const found = verdictDirectiveIn(texts);
    return found === null ? null : refusals.verdictDirective(found);
  },
  COMPLAINANT_IDENTITY_MASKED: ({ texts = [], reporter }) =>
    reporter && namesReporter(texts, reporter) ? refusals.complainantExposed() : null,
  COMMON_SUPERIOR_KNOWN: ({ state }) => (state?.sent.parties.arbiter ? null : refusals.noCommonSuperior()),
  COLLECTIVE_DECISION: ({ decision, today }) => decisionFault(decision, today),
  NOT_A_HAND_OFF: ({ state }) => (state?.sent.kind === 'HAND_OFF' ? refusals.handOffNotSentBack() : null),
  DECLINED_POINTS_PLACED: ({ state, data }) => {
    const placed = ((data['placedPoints'] ?? []) as FactData<'referral.result-approved'>['placedPoints']).map(
      ({ pointId }) => pointId,
    );
    const left = (state?.declinedPoints ?? [])
      .map(({ pointId }) => pointId)
      .filter((pointId) => !placed.includes(pointId));
    return left.length ? refusals.pointsNotPlaced(left) : null;
  },
  NO_OPEN_EXTENSION: ({ state, data }) =>
    state && openExtensions(state).some(({ clockId }) => clockId === data['clockId'])
      ? refusals.extensionPending()
      : null,
  EXTENSION_OPEN: ({ state, data }) =>
    state && openExtensions(state).some(({ about }) => about === data['about']) ? null : refusals.noExtension(),
  CLASSIFICATION_ALLOWED: ({ letter, texts = [] }) => {
    const stated =
      letter && Object.hasOwn(refusedClassifications, letter.classification) ? letter.classification : null;
    const found = stated ?? secrecyMarkIn(texts);
    return found === null ? null : refusals.classificationTooHigh(found);
  },
  LEGAL_BASIS_PRESENT: ({ letter }) => (letter?.legalBasis.some(filled) ? null : refusals.legalBasisMissing()),
  NOT_DUPLICATE: ({ openOffer }) => (openOffer ? refusals.duplicateOffer(openOffer.referralNo) : null),
  JURISDICTION_CHECK: ({ recipient }) =>
    recipient && handOffRecipients.includes(recipient.kind) ? null : refusals.handOffRecipient(),
} as const satisfies Record<string, Guard>;
export type GuardName = keyof typeof guards;

/** Guards at `sent`; a hand-off has more of them (PROTOCOL.md appendix A). */
export const sendingGuards = [
  'CLASSIFICATION_ALLOWED',
  'LEGAL_BASIS_PRESENT',
  'RECIPIENT_NOT_SUBJECT',
  'COMPLAINANT_IDENTITY_MASKED',
  'NO_VERDICT_DIRECTIVE',
  'NOT_DUPLICATE',
] as const satisfies readonly GuardName[];
export const handOffGuards = ['JURISDICTION_CHECK', 'COLLECTIVE_DECISION'] as const satisfies readonly GuardName[];

/** Asks all guards and throws the first refusal; `details.reasons` holds the codes of every one that refused. */
export function checkGuards(names: readonly string[], asked: Asked): void {
  const found = names.map((name) => guards[name as GuardName](asked)).filter((refusal) => refusal !== null);
  const [first] = found;
  if (!first) return;
  const reasons = found.map(({ code }) => code);
  throw new DomainError(first.code, first.kind, first.text, { ...first.details, reasons });
}

/** Accepted points that neither a part nor the receiver itself answers; empty where nothing was split. */
export function pointsLeft({
  state,
  parts = [],
  ownPoints = [],
}: Pick<Asked, 'state' | 'parts' | 'ownPoints'>): string[] {
  if (!state || parts.length === 0) return [];
  const covered = new Set([
    ...ownPoints,
    ...parts.flatMap(({ pointIds }) => pointIds),
    ...state.declinedPoints.map(({ pointId }) => pointId),
  ]);
  return state.sent.pointIds.filter((pointId) => !covered.has(pointId));
}

/**
 * The addressee is the subject when the accused leads it, or when the office that would handle is the accused's own.
 * Without a named office the recipient's internal-review office handles (cases.json, meta.reading 3).
 */
function isSubject(recipient: { id: string; office: string | null }, subject: SubjectAsked): boolean {
  if (recipient.id !== subject.agency) return false;
  const own = recipient.office !== null && recipient.office === subject.office;
  return own || subject.persons.some(({ leadsUnit }) => leadsUnit);
}

function decisionFault(decision: DecisionAsked | null | undefined, today: string): DomainError | null {
  if (!decision) return refusals.decisionMissing('ABSENT');
  if (decision.heldOn > today) return refusals.decisionMissing('IN_FUTURE');
  if (decision.heldOn < earliestDay) return refusals.decisionMissing('LONG_AGO');
  return 'decisionId' in decision ? null : minutesFault(decision);
}

function minutesFault(decision: MinutesAsked): DomainError | null {
  // One person typed twice, in another width, case or form, is one voter.
  const recused = new Set(decision.recused.map(nameKey));
  const voting = new Set(decision.attendees.map(nameKey).filter((key) => key !== ''));
  if ([...voting].some((key) => recused.has(key))) return refusals.decisionMissing('RECUSED_VOTED');
  return voting.size < quorum ? refusals.decisionMissing('NO_QUORUM') : null;
}

function filled(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
