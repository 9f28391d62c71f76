import { type ReferralBody, type ReferralSent } from '../facts/referral.facts.ts';
import {
  type Cause,
  type Classification,
  type ReferralKind,
  type RefusedClassification,
  type RequestedAction,
} from '../vocabularies.ts';

/** A referral as the clue register prepares it: masked already, complete enough to open as a draft. */
export interface PreparedReferral {
  readonly kind: ReferralKind;
  /** Name of the paper. */
  readonly instrument: string;
  readonly to: string;
  readonly office: string | null;
  readonly title: string;
  readonly classification: Classification | RefusedClassification;
  readonly legalBasis: readonly string[];
  readonly requestedAction: RequestedAction;
  readonly unitConcerned: string;
  readonly resultRuleId: string;
  readonly petition: boolean;
  readonly sendBy: { readonly ruleId: string; readonly triggerAt: string } | null;
  /**
   * The reporter as the draft keeps it, sealed already to this agency's own key (kind, name, contact): a signal is stored
   * in clear, so a name never lies in one. Referrals keeps it as it is, beside the drafts it sealed itself.
   */
  readonly sealedReporter?: string | null;
  /** Names no content may contain; kept sealed apart by referrals, never sent. The register leaves it null and seals. */
  readonly reporter: { readonly kind: string; readonly name: string; readonly contact: string | null } | null;
  readonly body: {
    readonly facts: string;
    readonly points: readonly string[];
    readonly subject: {
      readonly agency: string;
      readonly office: string | null;
      readonly persons: readonly {
        readonly alias: string;
        readonly role: string;
        readonly leadsUnit: boolean;
        readonly partyMember: boolean;
      }[];
    };
    readonly misconductCodes: readonly string[];
    readonly causes: readonly Cause[];
    readonly caseStage: 'PENDING' | 'CONCLUDED' | null;
  };
  readonly fileIds: readonly string[];
  readonly supersedes: string | null;
}

/** Facts between capabilities of one agency. They never leave it and have no golden sample (PROTOCOL.md 2). */
export interface Signals {
  /** A referral was accepted here: its decrypted content, for the register that opens a case on it. */
  'referral.case-opened': {
    readonly referralId: string;
    readonly sent: Omit<ReferralSent, 'sealedBody'>;
    readonly body: ReferralBody;
  };
  /** A referral was opened here by another's forwarding: facts of it that came first may be applied now. */
  'referral.opened': { readonly referralId: string };
  /** The draft or approved referral of a clue was discarded: the clue may be offered again. */
  'referral.discarded': { readonly referralId: string };
  /** The clue register asks referrals to open a draft on a clue; `referralId` is the draft's id, chosen by the register. */
  'clue.referral-prepared': {
    readonly referralId: string;
    readonly clueId: string;
    readonly caseId: string;
    readonly preparedBy: { readonly personId: string; readonly postTitle: string };
    readonly draft: PreparedReferral;
  };
  /** What other capabilities of the agency project of a clue: its stage and codes, never its content. */
  'clue.moved': {
    readonly clueId: string;
    readonly caseId: string;
    readonly clueNo: string;
    readonly status: string;
    readonly misconductCodes: readonly string[];
    readonly closed: boolean;
  };
}
export type SignalName = keyof Signals;
