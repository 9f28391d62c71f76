import { type ReferralBody, type ReferralPreview } from '@sup/contracts';
import { type ClockView } from '@sup/deadlines';
import { type HomeStatus, type ReferralParty } from '../protocol/index.ts';
import { type Box } from '../store/referral.store.ts';
import { type CommandName, type DraftReferral } from './referral.requests.ts';

export interface PartiesView {
  readonly sender: string;
  /** Empty while a draft names none. */
  readonly receiver: string;
  readonly arbiter: string | null;
}

/** One row of a list. Never content: the title is the preview's. */
export interface ReferralListItem {
  readonly id: string;
  readonly referralNo: string | null;
  readonly clueId: string | null;
  readonly party: ReferralParty;
  readonly homeStatus: HomeStatus | null;
  readonly status: string | null;
  readonly kind: string;
  readonly instrument: string;
  readonly requestedAction: string;
  readonly parties: PartiesView;
  readonly title: string;
  readonly classification: string;
  /** The running clock that is due first. */
  readonly nextDue: ClockView | null;
  readonly overdue: boolean;
  readonly updatedAt: string;
}

export interface ReferralPage {
  readonly items: readonly ReferralListItem[];
  /** Exact up to 10,000; `totalIsAtLeast` says when there may be more. */
  readonly total: number;
  readonly totalIsAtLeast: boolean;
  readonly page: number;
  readonly size: number;
}

export interface BoxCounts {
  readonly boxes: readonly { readonly box: Box; readonly open: number; readonly overdue: number }[];
}

/** One fact of the history. `data`: without sealed parts. */
export interface TimelineEntry {
  readonly factId: string;
  readonly track: 'move' | 'note';
  readonly n: number;
  readonly type: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly author: string;
  readonly actingPost: string;
  /** Business instant as its author states it. */
  readonly statedAt: string;
  /** Wall instant at which it came here; null for our own. */
  readonly receivedAt: string | null;
  /** Minutes the author's clock is behind ours (positive) or ahead of it (negative); null within tolerance (REF-03). */
  readonly clockSkewMinutes: number | null;
  readonly clockSkewNote: { readonly zh: string; readonly en: string } | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly notProcessed?: { readonly code: string };
}

export interface AttachmentView {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Of the plaintext. */
  readonly sha256: string;
  /** Of the ciphertext; names the download. */
  readonly hash: string;
}

export interface PartView {
  readonly referralId: string;
  readonly to: string;
  readonly pointIds: readonly string[];
  readonly status: string;
  readonly closed: boolean;
}

export interface DispatchView {
  readonly id: string;
  readonly to: string;
  readonly channel: string;
  readonly instrument: string;
  readonly text: string;
  readonly actingPost: string;
  readonly dispatchedAt: string;
}

/** Content as an officer reads it: no content keys, no salt. */
export type BodyView = Omit<ReferralBody, 'attachments' | 'salt'>;

export interface SupplementView {
  readonly factId: string;
  readonly text: string;
  readonly attachments: readonly AttachmentView[];
}

export interface ReferralView {
  readonly id: string;
  readonly referralNo: string | null;
  readonly party: ReferralParty;
  readonly arbitrated: boolean;
  readonly homeStatus: HomeStatus | null;
  readonly status: string | null;
  readonly revision: number;
  readonly version: number;
  readonly kind: string;
  readonly instrument: string;
  readonly requestedAction: string;
  readonly resultRuleId: string;
  readonly petition: boolean;
  readonly parties: PartiesView;
  readonly preview: ReferralPreview | null;
  /** The sender's own, or the receiver's after acceptance; else null. */
  readonly body: BodyView | null;
  readonly attachments: readonly AttachmentView[];
  readonly supplements: readonly SupplementView[];
  readonly pointIds: readonly string[];
  readonly declinedPoints: readonly {
    readonly pointId: string;
    readonly reasonCode: string;
    readonly reason: string;
  }[];
  readonly recall: { readonly open: boolean; readonly about: number; readonly requestedAt: string } | null;
  /** What this officer may do now. */
  readonly commands: readonly CommandName[];
  readonly clocks: readonly ClockView[];
  readonly timeline: readonly TimelineEntry[];
  readonly parts: readonly PartView[];
  /** Points that no part covers while there are parts; null without parts. */
  readonly pointsLeft: readonly string[] | null;
  readonly dispatches: readonly DispatchView[];
  readonly delivery: readonly { readonly factType: string; readonly to: string; readonly state: string }[];
  /** The case that need-to-know hangs on here. */
  readonly caseId: string;
  /** The clue of our own register that is referred; null where there is none. */
  readonly clueId: string | null;
  readonly parent: { readonly referralId: string; readonly pointIds: readonly string[] } | null;
  readonly supersedes: string | null;
  readonly hops: number;
  /** The referral that opened when this one was forwarded. */
  readonly forwardedAs: string | null;
  /** Code of the conflict that froze the record. */
  readonly frozen: string | null;
  /** The draft as it was last saved, without the reporter; only while it is at home. */
  readonly draft: Omit<DraftReferral, 'reporter'> | null;
  /** Whether a reporter lies sealed here. Never who. */
  readonly reporterSealed: boolean;
}
