import {
  type CitedDecision,
  type Clue,
  type ClueCommand,
  type ClueStatus,
  type ClosingGround,
  type Routing,
  type ListedQueue,
} from '@sup/clues/protocol';
import { type Bilingual } from '@sup/kernel';
import { call } from './http.ts';
import { type ClockView } from './referrals.views.ts';

export type DuplicateKind = 'same-person' | 'same-facts' | 'close-text' | 'variant-name';

/** Another clue that may be the same, with what speaks for it; only clues that the asker may read. */
export interface DuplicateView {
  readonly clueId: string;
  readonly clueNo: string | null;
  readonly title: string;
  readonly status: ClueStatus;
  readonly why: readonly { readonly kind: DuplicateKind; readonly evidence: string }[];
}

export interface ClueCheckView {
  readonly duplicates: readonly DuplicateView[];
  readonly routing: Routing | null;
  readonly warnings: readonly { readonly code: string; readonly zh: string; readonly en: string }[];
  /** The limits registration would start. */
  readonly limits: readonly { readonly ruleId: string; readonly triggerAt: string }[];
}

export interface ClueListItem {
  readonly id: string;
  readonly clueNo: string | null;
  readonly title: string;
  readonly channel: string;
  readonly status: ClueStatus;
  readonly subjectAgency: string;
  readonly receivedAt: string;
  /** Since when it is what it is; business instant. */
  readonly movedAt: string;
  readonly severity: string;
  readonly publicOpinion: boolean;
  /** Titles of the posts that handle it. */
  readonly handlers: readonly string[];
  /** Day of the running limit that is due first. */
  readonly dueOn: string | null;
  readonly overdue: boolean;
}

export interface CluePage {
  readonly items: readonly ClueListItem[];
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
  readonly total: number;
  readonly totalIsCapped: boolean;
}

export interface ClueTimelineLine {
  readonly n: number;
  readonly type: string;
  readonly at: string;
  readonly actingPost: string;
  readonly summary: Bilingual;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface IdentityRequestView {
  readonly requestId: string;
  readonly requestedAt: string;
  readonly reason: string;
  readonly status: 'open' | 'released' | 'seen' | 'lapsed';
}

/** A clue as an officer who may read it sees it. The reporter is a kind; who it is lies sealed apart. */
export interface ClueView extends Omit<Clue, 'reporter' | 'limits' | 'proposal' | 'decisions'> {
  readonly reporter: (Clue['reporter'] & { readonly sealed: boolean }) | null;
  readonly proposal: Omit<NonNullable<Clue['proposal']>, 'proposedBy'> | null;
  readonly statedLimits: Clue['limits'];
  readonly limits: readonly ClockView[];
  readonly decisions: readonly CitedDecision[];
  readonly routing: Routing | null;
  readonly duplicates: readonly DuplicateView[];
  readonly closingGrounds: readonly ClosingGround[];
  readonly timeline: readonly ClueTimelineLine[];
  /** What this officer may do now. */
  readonly commands: readonly (ClueCommand | 'identity-release')[];
  readonly identityRequests: readonly IdentityRequestView[];
  readonly files: readonly ClueFileView[];
}

export interface ClueFileView {
  readonly fileId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface DraftPerson {
  readonly name: string;
  readonly alias: string | null;
  readonly idNumber: string | null;
  readonly role: string;
  readonly leadsUnit: boolean;
  readonly partyMember: boolean;
}

export interface DraftReporter {
  readonly kind: string;
  readonly realName: boolean;
  readonly name: string | null;
  readonly contact: string | null;
  readonly idNumber: string | null;
  readonly wantsSecrecy: boolean;
}

/** What intake sends. Instants are UTC, days Asia/Shanghai. */
export interface DraftClue {
  readonly title: string;
  readonly channel: string;
  readonly receivedAt: string;
  readonly onBehalfOf: string | null;
  readonly receivedFrom: string | null;
  readonly reporter: DraftReporter | null;
  readonly subject: {
    readonly agency: string;
    readonly office: string | null;
    readonly persons: readonly DraftPerson[];
  };
  readonly misconductCodes: readonly string[];
  readonly causes: readonly string[];
  readonly relatedCase: {
    readonly caseNo: string | null;
    readonly stage: 'PENDING' | 'CONCLUDED';
    readonly procedure: string;
  } | null;
  readonly facts: string;
  readonly classification: string;
  readonly severity: string;
  readonly publicOpinion: boolean;
  readonly fileIds: readonly string[];
  readonly limits: readonly { readonly ruleId: string; readonly triggerAt: string }[];
}

/** The conditions of the register; empty: not asked. Days are Asia/Shanghai. */
export interface ClueFilter {
  readonly queue: string;
  readonly q: string;
  readonly status: string;
  readonly from: string;
  readonly to: string;
}
export const noFilter: ClueFilter = { queue: 'all', q: '', status: '', from: '', to: '' };

const queryOf = (filter: ClueFilter, more: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams(Object.entries({ ...filter, ...more }).filter(([, value]) => value !== '')).toString();
const clue = (id: string) => `/api/clues/${encodeURIComponent(id)}`;

export const listClues = (filter: ClueFilter, after: string, size: number) =>
  call<CluePage>('GET', `/api/clues?${queryOf(filter, { after, size: String(size) })}`);
export const countQueues = () =>
  call<readonly { readonly queue: ListedQueue; readonly count: number }[]>('GET', '/api/clues/queues');
export const readClue = (id: string) => call<ClueView>('GET', clue(id));
export const createClue = (draft: DraftClue, leaving = false) =>
  call<ClueView>('POST', '/api/clues', draft, { keepalive: leaving });
export const saveClue = (id: string, draft: DraftClue, expectedVersion: number, leaving = false) =>
  call<ClueView>('PUT', clue(id), { ...draft, expectedVersion }, { keepalive: leaving });
/** Draft and registration at once. A state secret is refused so, and a stub kept. */
export const registerClue = (draft: DraftClue) => call<ClueView>('POST', '/api/clues/register', draft);
export const checkClue = (draft: Partial<DraftClue> & { readonly clueId: string | null }) =>
  call<ClueCheckView>('POST', '/api/clues/check', draft);
/** `Answer`: the clue, and for some commands more beside it. */
export const clueCommand = <Answer = ClueView>(id: string, name: string, body: object) =>
  call<Answer>('POST', `${clue(id)}/${name}`, body);

export const exportHref = (filter: ClueFilter, format: 'xlsx' | 'csv', lang: 'zh' | 'en') =>
  `/api/clues/export?${queryOf(filter, { format, lang })}`;
export const clueFileHref = (id: string, fileId: string) => `${clue(id)}/files/${encodeURIComponent(fileId)}`;

export const searchAll = (q: string) => call<SearchView>('GET', `/api/search?${new URLSearchParams({ q })}`);

export interface SearchView {
  readonly items: readonly ClueListItem[];
  readonly total?: number;
  readonly totalIsCapped?: boolean;
}

/** The reporter, as the one look after a release shows it. */
export interface ReporterIdentity {
  readonly name: string;
  readonly contact: string | null;
  readonly idNumber: string | null;
}
export const showIdentity = (id: string, requestId: string) =>
  call<ReporterIdentity>('POST', `${clue(id)}/identity-show`, { requestId });

/** An open request as the custodian sees it: nothing of the clue but its number. */
export interface CustodyView {
  readonly requestId: string;
  readonly clueId: string;
  readonly clueNo: string | null;
  /** Title of the asker's post. */
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly reason: string;
}
export const listIdentityRequests = () => call<readonly CustodyView[]>('GET', '/api/identity-requests');
export const releaseIdentity = (id: string, requestId: string) =>
  call<unknown>('POST', `${clue(id)}/identity-release`, { requestId });
