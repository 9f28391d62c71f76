import {
  type Classification,
  type Due,
  type ReferralBody,
  type ReferralKind,
  type ReferralParties,
  type ReferralPreview,
  type RequestedAction,
} from '@sup/contracts';
import { type HomeStatus, type ReferralParty, type ReferralStatus } from '@sup/referrals/protocol';
import { type Bilingual } from '@sup/kernel';
import { call, upload } from './http.ts';

export type Party = ReferralParty;
export type { HomeStatus };
export type SharedStatus = ReferralStatus;

/** One clock of a record. `startedAt`, `stoppedAt`: business instants (UTC). `overdueRungs`: overdue notes that stand. */
export interface ClockView {
  readonly clockId: string;
  readonly ruleId: string;
  readonly state: 'running' | 'paused' | 'met' | 'late' | 'void';
  readonly debtor: string;
  readonly creditor: string;
  readonly due: Due;
  /** Our own result where it is another than the author's. */
  readonly difference: Due | null;
  /** Dates that held before a new calendar, oldest first. */
  readonly earlierDues: readonly Due[];
  readonly startedAt: string;
  readonly stoppedAt: string | null;
  readonly overdueRungs: readonly number[];
  /** An EARLIEST rule was acted on before its day: a warning. */
  readonly early: boolean;
}

export interface ReferralListItem {
  readonly id: string;
  readonly referralNo: string | null;
  readonly party: Party;
  readonly homeStatus: HomeStatus | null;
  readonly status: SharedStatus | null;
  readonly kind: ReferralKind;
  readonly instrument: string;
  readonly requestedAction: RequestedAction;
  readonly parties: ReferralParties;
  readonly title: string;
  readonly classification: Classification;
  /** The running clock that is due first; null where none runs. */
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

/** One fact of the record's history. `statedAt`: the author's business instant; `receivedAt`: ours, wall time. */
export interface TimelineEntry {
  readonly factId: string;
  readonly track: 'move' | 'note';
  readonly n: number;
  readonly type: string;
  readonly title: Bilingual;
  readonly author: string;
  readonly actingPost: string;
  readonly statedAt: string;
  readonly receivedAt: string | null;
  readonly clockSkewNote: Bilingual | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly notProcessed?: { readonly code: string };
}

export interface AttachmentView {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Of the ciphertext; names the download. */
  readonly hash: string;
}

export interface ReferralView {
  readonly id: string;
  readonly referralNo: string | null;
  readonly party: Party;
  readonly homeStatus: HomeStatus | null;
  readonly status: SharedStatus | null;
  readonly revision: number;
  readonly version: number;
  readonly kind: ReferralKind;
  readonly instrument: string;
  readonly requestedAction: RequestedAction;
  readonly parties: ReferralParties;
  readonly preview: ReferralPreview | null;
  /** Null until this side may read it: the sender always, the receiver after acceptance, the arbiter never. */
  readonly body: Partial<ReferralBody> | null;
  readonly attachments: readonly AttachmentView[];
  readonly supplements: readonly SupplementView[];
  readonly pointIds: readonly string[];
  readonly declinedPoints: readonly {
    readonly pointId: string;
    readonly reasonCode: string;
    readonly reason: string;
  }[];
  readonly recall: { readonly open: boolean; readonly about: number; readonly requestedAt: string } | null;
  /** What the signed-in person may do now. */
  readonly commands: readonly string[];
  readonly clocks: readonly ClockView[];
  readonly timeline: readonly TimelineEntry[];
  readonly parts: readonly PartView[];
  /** Points that no part covers while there are parts; null without parts. */
  readonly pointsLeft: readonly string[] | null;
  readonly dispatches: readonly DispatchView[];
  readonly delivery: readonly { readonly factType: string; readonly to: string; readonly state: string }[];
  readonly parent: { readonly referralId: string; readonly pointIds: readonly string[] } | null;
  readonly supersedes: string | null;
  /** The referral that opened when this one was forwarded. */
  readonly forwardedAs: string | null;
  /** Code of the conflict that froze the record. */
  readonly frozen: string | null;
  /** The draft as it was last saved, without the reporter; only while it is at home. */
  readonly draft: (Omit<DraftReferral, 'reporter' | 'body'> & { readonly body: KeptBody }) | null;
  /** Whether a reporter lies sealed here. Never who. */
  readonly reporterSealed: boolean;
  readonly resultRuleId: string;
  readonly petition: boolean;
}

/** A kept draft's body: points are plain texts. */
export type KeptBody = Omit<DraftReferral['body'], 'points'> & { readonly points: readonly string[] };

/** More material that the sender sent after the referral. */
export interface SupplementView {
  readonly factId: string;
  readonly text: string;
  readonly attachments: readonly AttachmentView[];
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
  readonly dispatchedAt: string;
}

export interface DraftReferral {
  readonly kind: ReferralKind;
  readonly instrument: string;
  readonly to: string;
  readonly office: string | null;
  readonly title: string;
  readonly classification: string;
  readonly legalBasis: readonly string[];
  readonly requestedAction: RequestedAction;
  readonly unitConcerned: string;
  readonly resultRuleId: string;
  readonly petition: boolean;
  readonly sendBy: { readonly ruleId: string; readonly triggerAt: string } | null;
  /** Stays at home, sealed apart. Used to refuse content that names the reporter. */
  readonly reporter: { readonly kind: string; readonly name: string; readonly contact: string | null } | null;
  readonly body: {
    readonly facts: string;
    readonly points: readonly { readonly text: string }[];
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
    readonly causes: readonly ('C1' | 'C2' | 'C3' | 'C4')[];
    readonly caseStage: 'PENDING' | 'CONCLUDED' | null;
  };
  readonly fileIds: readonly string[];
  readonly supersedes: string | null;
}

export interface StoredFile {
  readonly fileId: string;
  readonly name: string;
  readonly bytes: number;
}

export type Box = 'incoming' | 'outgoing' | 'drafts' | 'arbitration';

export interface BoxQuery {
  readonly box: Box;
  readonly status: readonly string[];
  readonly overdue: boolean;
  readonly q: string;
  readonly page: number;
  readonly size: number;
}

export function listReferrals(query: BoxQuery): Promise<ReferralPage> {
  const search = new URLSearchParams({ box: query.box, page: String(query.page), size: String(query.size) });
  if (query.status.length) search.set('status', query.status.join(','));
  if (query.overdue) search.set('overdue', 'true');
  if (query.q) search.set('q', query.q);
  return call<ReferralPage>('GET', `/api/referrals?${search}`);
}

export const readReferral = (id: string) => call<ReferralView>('GET', `/api/referrals/${encodeURIComponent(id)}`);
export const createDraft = (draft: DraftReferral) => call<ReferralView>('POST', '/api/referrals', draft);
export const saveDraft = (id: string, draft: DraftReferral, expectedVersion: number) =>
  call<ReferralView>('PUT', `/api/referrals/${encodeURIComponent(id)}`, { ...draft, expectedVersion });
export const command = (id: string, name: string, body: object) =>
  call<ReferralView>('POST', `/api/referrals/${encodeURIComponent(id)}/${name}`, body);
export const attachmentHref = (id: string, hash: string) =>
  `/api/referrals/${encodeURIComponent(id)}/attachments/${encodeURIComponent(hash)}`;
export const uploadFile = (file: File, onProgress: (percent: number) => void, signal: AbortSignal) =>
  upload<StoredFile>(`/api/files?name=${encodeURIComponent(file.name)}`, file, onProgress, signal);
