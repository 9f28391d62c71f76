import { type ClockView } from '@sup/deadlines';
import {
  type CitedDecision,
  type Clue,
  type ClueCommand,
  type ClueStatus,
  type ClosingGround,
  type Routing,
} from '../protocol/index.ts';
import { type ListedClue } from '../store/clue-list.store.ts';

export type DuplicateKind = 'same-person' | 'same-facts' | 'close-text' | 'variant-name';

/** Another clue that may be the same, with what speaks for it. Only clues that the asker may read. */
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

/** One row of a list, as it is shown. */
export type ClueListItem = Omit<ListedClue, 'caseId' | 'queue'>;

export interface CluePage {
  readonly items: readonly ClueListItem[];
  readonly next: string | null;
  readonly total: number;
  readonly totalIsCapped: boolean;
}

export interface TimelineLine {
  readonly n: number;
  readonly type: string;
  readonly at: string;
  readonly actingPost: string;
  /** The event's name and words, without content of others. */
  readonly summary: { readonly zh: string; readonly en: string };
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface IdentityRequestView {
  readonly requestId: string;
  readonly requestedAt: string;
  readonly reason: string;
  readonly status: 'open' | 'released' | 'seen' | 'lapsed';
}

/** A file of a clue: what came with it, or evidence of a finding. */
export interface ClueFileView {
  readonly fileId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A clue as an officer who may read it sees it. */
export interface ClueView extends Omit<Clue, 'reporter' | 'limits' | 'proposal' | 'decisions'> {
  /** Kind only; the identity is sealed apart. */
  readonly reporter: (Clue['reporter'] & { readonly sealed: boolean }) | null;
  readonly proposal: Omit<NonNullable<Clue['proposal']>, 'proposedBy'> | null;
  /** As the officer stated them: all that a draft has, for its clocks start with registration. */
  readonly statedLimits: Clue['limits'];
  readonly limits: readonly ClockView[];
  readonly decisions: readonly CitedDecision[];
  readonly routing: Routing | null;
  readonly duplicates: readonly DuplicateView[];
  readonly files: readonly ClueFileView[];
  readonly closingGrounds: readonly ClosingGround[];
  readonly timeline: readonly TimelineLine[];
  /** What this officer may do now. */
  readonly commands: readonly (ClueCommand | 'identity-release')[];
  /** The asker's own requests for the reporter's identity. */
  readonly identityRequests: readonly IdentityRequestView[];
}
