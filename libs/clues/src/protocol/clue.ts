import {
  type Cause,
  type CaseProcedure,
  type Classification,
  type ClueChannel,
  type RefusedClassification,
  type ReferralKind,
  type ReasonCode,
  type ReporterKind,
} from '@sup/contracts';
import { type ClueOutcome, type ClueStatus } from './clue.moves.ts';

/** What the record says of the reporter. Name, contact and ID number lie apart, sealed (B9; rules-and-model.md C15). */
export interface ClueReporter {
  readonly kind: ReporterKind;
  readonly realName: boolean;
  readonly wantsSecrecy: boolean;
}

/** The reporter's identity. Never part of a `Clue`: sealed with the agency's key in a table of its own. */
export interface ReporterIdentity {
  readonly name: string;
  readonly contact: string | null;
  readonly idNumber: string | null;
}

/** A person complained of. */
export interface CluePerson {
  readonly name: string;
  /** The masked name that papers going out carry; null: masked by rule. */
  readonly alias: string | null;
  readonly idNumber: string | null;
  readonly role: string;
  /** Leads the unit concerned: then nothing goes to that unit (RECIPIENT_NOT_SUBJECT). */
  readonly leadsUnit: boolean;
  readonly partyMember: boolean;
}

export interface ClueSubject {
  /** Agency id or outside party. */
  readonly agency: string;
  readonly office: string | null;
  readonly persons: readonly CluePerson[];
}

export interface RelatedCase {
  readonly caseNo: string | null;
  readonly stage: 'PENDING' | 'CONCLUDED';
  readonly procedure: CaseProcedure;
}

/** A limit that the officer states: the rule, and the day or instant from which it runs. */
export interface ClueLimit {
  readonly ruleId: string;
  /** 'YYYY-MM-DD' (Asia/Shanghai) or an ISO instant, as the rule counts. */
  readonly triggerAt: string;
}

export interface ClueFinding {
  readonly text: string;
  readonly evidenceFileIds: readonly string[];
  /** The evidence was taken at its source, not from hearsay or a copy of a copy. */
  readonly firstHand: boolean;
}

/** What a handler proposes and the meeting decides on. */
export interface OutcomeProposal {
  readonly outcome: ClueOutcome;
  readonly subjectHeard: boolean;
  readonly proposedBy: Seat;
}

/** C1: matter opened, instrument issued, hand-off, first-form measure, post adjustment, clarification. */
export const disposalKinds = {
  MATTER_OPENED: { zh: '监督立项', en: 'Matter opened' },
  INSTRUMENT_ISSUED: { zh: '制发监督文书', en: 'Instrument issued' },
  HAND_OFF: { zh: '移送纪检监察', en: 'Handed off to discipline' },
  TRANSFER: { zh: '移送其他机关', en: 'Transferred to another authority' },
  FIRST_FORM: { zh: '第一种形态处理', en: 'First-form measure' },
  POST_ADJUSTMENT: { zh: '调整岗位', en: 'Post adjustment' },
  CLARIFICATION: { zh: '澄清正名', en: 'Clarification' },
  NO_ACTION: { zh: '不予处理', en: 'No action' },
} as const;
export type DisposalKind = keyof typeof disposalKinds;

export interface ClueDisposal {
  readonly kind: DisposalKind;
  readonly text: string;
  readonly decisionId: string | null;
}

/** A person in the seat they acted from. */
export interface Seat {
  readonly personId: string;
  readonly postId: string;
}

/** A referral of this clue, as far as the register follows it. */
export interface ClueReferral {
  readonly referralId: string;
  readonly to: string;
  readonly kind: ReferralKind;
  /** `prepared` until sent, then the referral's own status; `discarded`: the draft was thrown away. */
  readonly status: string;
  /** Number of the referral's last move that we followed; 0 before it was sent. */
  readonly revision: number;
  /** Business instant at which the offer was prepared. */
  readonly openedAt: string;
  /** Of a round before the clue was reopened: what it was answered then answers nothing now. */
  readonly isPast?: true;
}

/** Why a clue was not taken up, and where its reporter was pointed. */
export interface ClueDeclined {
  readonly reasonCode: ReasonCode;
  readonly path: string;
  readonly text: string;
}

export const severities = {
  ORDINARY: { zh: '一般', en: 'Ordinary' },
  SERIOUS: { zh: '较重', en: 'Serious' },
  MAJOR: { zh: '重大', en: 'Major' },
} as const;
export type Severity = keyof typeof severities;

/** One line of a decision that the record cites. */
export interface CitedDecision {
  readonly decisionId: string;
  readonly meetingNo: string;
  readonly heldOn: string;
  readonly hash: string;
}

/**
 * A clue (线索) in its agency's register (rules-and-model.md C1). Plain JSON; instants are ISO UTC, days 'YYYY-MM-DD'.
 * The reporter's identity is not here.
 */
export interface Clue {
  readonly id: string;
  /** XS-{ORG}-{yyyyMMdd}-{seq4}; null until registered. */
  readonly clueNo: string | null;
  /** What need-to-know hangs on: the clue's own id, or the id of the referral it came by. */
  readonly caseId: string;
  readonly status: ClueStatus;
  /** Number of the last history entry: the version that a command states. */
  readonly version: number;
  readonly title: string;
  readonly channel: ClueChannel;
  /** Business instant at which the agency got it. */
  readonly receivedAt: string;
  /** Somebody else than the reporter whom the complaint is for; null: in the reporter's own name. */
  readonly onBehalfOf: string | null;
  /** The agency or outside party that passed it on by other means than a referral. */
  readonly receivedFrom: string | null;
  readonly reporter: ClueReporter | null;
  readonly subject: ClueSubject;
  readonly misconductCodes: readonly string[];
  readonly causes: readonly Cause[];
  readonly relatedCase: RelatedCase | null;
  readonly facts: string;
  /** A refused classification marks a stub: nothing but title, level and receipt is kept (B11, guard case N06). */
  readonly classification: Classification | RefusedClassification;
  readonly severity: Severity;
  readonly publicOpinion: boolean;
  readonly fileIds: readonly string[];
  readonly limits: readonly ClueLimit[];
  readonly origin: { readonly referralId: string; readonly from: string } | null;
  readonly registeredBy: Seat;
  /** Business instant of the registration; null while a draft. */
  readonly registeredAt: string | null;
  /** Business instant of the last search for duplicates; null: none ran. */
  readonly checkedAt: string | null;
  /** Posts that handle it, two at least once it is verified. */
  readonly handlers: readonly string[];
  readonly plan: string | null;
  /** Day on which a kept clue is looked at again. */
  readonly reviewOn: string | null;
  readonly proposal: OutcomeProposal | null;
  readonly outcome: ClueOutcome | null;
  readonly findings: readonly ClueFinding[];
  readonly disposals: readonly ClueDisposal[];
  readonly decisions: readonly CitedDecision[];
  readonly declined: ClueDeclined | null;
  readonly mergedInto: string | null;
  readonly closingGround: string | null;
  /** Business instant of the last answer to the reporter (own clue) or to the sender (clue that came by referral). */
  readonly repliedAt: string | null;
  readonly referrals: readonly ClueReferral[];
  /** Business instant of the last move: since when it is what it is. */
  readonly movedAt: string;
}

/** One line of the history, numbered from 1 without gaps; with the row it is concurrency check and trail in one. */
export interface ClueHistoryEntry {
  readonly clueId: string;
  readonly n: number;
  /** `clue.registered` …: the event of the table, or of a note. */
  readonly type: string;
  /** Business instant. */
  readonly at: string;
  /** Who acted; null: the agency's own service, on a fact of another agency or a clock. */
  readonly by: Seat | null;
  /** The post's title when it acted, or the other agency's id. */
  readonly actingPost: string;
  /** What the event says. Never the reporter's identity. */
  readonly payload: Readonly<Record<string, unknown>>;
}
