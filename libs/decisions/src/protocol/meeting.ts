/** called 已召集 · convened 正在召开 · concluded 已形成决定 · cancelled 已取消. */
export type MeetingStatus = 'called' | 'convened' | 'concluded' | 'cancelled';
export const resolutions = ['agreed', 'not-agreed', 'deferred'] as const;
export type Resolution = (typeof resolutions)[number];

/** When a body can decide: more than `over` of those entitled are present, and at least `least`. */
export interface Quorum {
  /** Numerator and denominator; `[1, 2]` is more than half, `[2, 3]` more than two thirds. */
  readonly over: readonly [number, number];
  /** People, after recusals. */
  readonly least: number;
}

/** A deciding body with its own rule. */
export interface DecidingBody {
  /** `ordinary`, `party-group` … */
  readonly code: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly quorum: Quorum;
}

/** A member of one meeting. `id` (`m1`, `m2` …) names it inside the meeting. */
export interface Member {
  readonly id: string;
  /** The agency's person (the human's id, whatever the account); null for somebody from outside. */
  readonly personId: string | null;
  /** The seat held when the meeting was called; null for somebody from outside. */
  readonly postId: string | null;
  readonly name: string;
  readonly title: string;
}

/** The record an item is about. `caseId` is what need-to-know hangs on. */
export interface AboutRecord {
  readonly kind: string;
  readonly id: string;
  readonly caseId: string;
  readonly title: string;
}

export interface Recusal {
  readonly memberId: string;
  /** A category of access's exclusions: `relative`, `interest` … */
  readonly category: string;
  readonly reason: string;
}

export interface Dissent {
  readonly memberId: string;
  readonly opinion: string;
}

/** One question before the meeting. Its id becomes the decision's. */
export interface AgendaItem {
  readonly id: string;
  readonly about: AboutRecord;
  readonly question: string;
  readonly recusals: readonly Recusal[];
  /** What was said on this item; hidden from whoever may not know of the case. */
  readonly minutes: string;
  readonly resolution: Resolution | null;
  /** The words of the resolution. */
  readonly text: string;
  readonly dissent: readonly Dissent[];
}

/** A note appended after the meeting was concluded: nothing that was concluded changes. `itemId` null: on the meeting as a whole. */
export interface Correction {
  readonly n: number;
  readonly itemId: string | null;
  readonly text: string;
  readonly at: string;
  readonly actingPost: string;
}

export interface Meeting {
  readonly id: string;
  readonly meetingNo: string;
  /** Code of the deciding body. */
  readonly body: string;
  /** The body's rule as it was when the meeting was called. */
  readonly quorum: Quorum;
  readonly status: MeetingStatus;
  /** The day it is called for; from the opening on, the day it was held. `YYYY-MM-DD`, Asia/Shanghai. */
  readonly heldOn: string;
  readonly place: string;
  readonly chair: string;
  readonly members: readonly Member[];
  /** Ids of those present; empty before the opening. */
  readonly present: readonly string[];
  readonly items: readonly AgendaItem[];
  readonly cancelReason: string | null;
  readonly corrections: readonly Correction[];
}

/** What happened, in order; `evolve` folds it into the meeting. */
export type MeetingEvent =
  | {
      readonly type: 'meeting.called';
      readonly meeting: Omit<Meeting, 'status' | 'present' | 'items' | 'cancelReason' | 'corrections'>;
    }
  | { readonly type: 'meeting.member-added'; readonly member: Member }
  | { readonly type: 'meeting.item-added'; readonly item: Pick<AgendaItem, 'id' | 'about' | 'question'> }
  | { readonly type: 'meeting.item-removed'; readonly itemId: string }
  | { readonly type: 'meeting.recused'; readonly itemId: string; readonly recusal: Recusal }
  | {
      readonly type: 'meeting.convened';
      readonly heldOn: string;
      readonly chair: string;
      readonly present: readonly string[];
    }
  | {
      readonly type: 'meeting.resolved';
      readonly itemId: string;
      readonly resolution: Resolution;
      readonly text: string;
      readonly minutes: string;
      readonly dissent: readonly Dissent[];
    }
  | { readonly type: 'meeting.concluded' }
  | { readonly type: 'meeting.cancelled'; readonly reason: string }
  | { readonly type: 'meeting.corrected'; readonly correction: Correction };
