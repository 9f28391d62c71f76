import { type Bilingual } from '@sup/kernel';
import { type ClueStatus, clueStatuses } from '@sup/clues/protocol';
import { type ClueListItem } from '../api/clues.views.ts';
import { type Box, type HomeStatus, type ReferralListItem, type SharedStatus } from '../api/referrals.views.ts';
import { homeStatusWords, statusWords } from '../language/referral.words.ts';
import { workWords as words } from '../language/work.words.ts';
import { type Route } from '../route/route.ts';

/** One line of the queue, whatever it is. Instants are UTC; `dueAt` orders, `dueText` is read. */
export interface WorkItem {
  readonly id: string;
  readonly kind: 'clue' | 'referral';
  readonly to: Route;
  readonly title: string;
  readonly no: string | null;
  /** Agency id or party. */
  readonly about: string;
  readonly status: Bilingual;
  readonly next: Bilingual;
  readonly since: string;
  readonly dueAt: string | null;
  readonly dueText: string | null;
  readonly overdue: boolean;
}

/** A tray's stage that waits for people with an action. Every (box, status) stands in one row at most. */
export interface Waiting {
  readonly action: string;
  readonly box: Box;
  readonly statuses: readonly SharedStatus[];
  readonly homeStatuses: readonly HomeStatus[];
  readonly next: Bilingual;
}

export const waitingReferrals: readonly Waiting[] = [
  waits('referral.acknowledge', 'incoming', ['sent', 'delivered'], words.toAcknowledge),
  waits('referral.decide', 'incoming', ['acknowledged'], words.toDecide),
  waits('referral.answer', 'incoming', ['accepted', 'handling'], words.toAnswer),
  waits('referral.review', 'outgoing', ['objected', 'result', 'approved'], words.toReview),
  waits('referral.rule', 'arbitration', ['escalated'], words.toRule),
  { ...waits('referral.draft', 'drafts', [], words.toDraft), homeStatuses: ['draft'] },
  { ...waits('referral.approve', 'drafts', [], words.toApprove), homeStatuses: ['deliberating'] },
  { ...waits('referral.send', 'drafts', [], words.toSend), homeStatuses: ['approved'] },
];

function waits(action: string, box: Box, statuses: readonly SharedStatus[], next: Bilingual): Waiting {
  return { action, box, statuses, homeStatuses: [], next };
}

/** What an officer does next with a clue in each status; a clue that has ended waits for nobody. */
export const nextOfClue: Readonly<Record<ClueStatus, Bilingual>> = {
  draft: words.finishDraft,
  discarded: words.nothing,
  registered: words.toScreen,
  screening: words.screen,
  merged: words.nothing,
  declined: words.nothing,
  redirected: words.nothing,
  accepted: words.toAssign,
  'referred-out': words.waitReferral,
  assigned: words.toPlan,
  verifying: words.toVerify,
  'pending-keep': words.toLookAgain,
  substantiated: words.toDispose,
  partly: words.toDispose,
  unsubstantiated: words.toDispose,
  inconclusive: words.toDispose,
  'false-accusation': words.toDispose,
  disposed: words.toClose,
  closed: words.nothing,
};

export function clueItem(clue: ClueListItem): WorkItem {
  return {
    id: clue.id,
    kind: 'clue',
    to: clue.status === 'draft' ? { page: 'intake', id: clue.id } : { page: 'clue', id: clue.id },
    title: clue.title,
    no: clue.clueNo,
    about: clue.subjectAgency,
    status: clueStatuses[clue.status],
    next: nextOfClue[clue.status],
    since: clue.movedAt,
    // The last moment of the day in Beijing: a day limit is kept until then.
    dueAt: clue.dueOn && `${clue.dueOn}T15:59:59.999Z`,
    dueText: clue.dueOn,
    overdue: clue.overdue,
  };
}

export function referralItem(referral: ReferralListItem, next: Bilingual): WorkItem {
  const { nextDue } = referral;
  return {
    id: referral.id,
    kind: 'referral',
    to: { page: 'referral', id: referral.id },
    title: referral.title,
    no: referral.referralNo,
    about: referral.party === 'sender' ? referral.parties.receiver : referral.parties.sender,
    status: referral.status ? statusWords[referral.status] : homeStatusWords[referral.homeStatus ?? 'draft'],
    next,
    since: referral.updatedAt,
    dueAt: nextDue?.due.dueAt ?? null,
    dueText: nextDue ? (nextDue.due.dueOn ?? nextDue.due.dueAt) : null,
    overdue: referral.overdue,
  };
}

/** Overdue first, then what is due first, then what has waited longest. */
export function inOrderOfUrgency(items: readonly WorkItem[]): WorkItem[] {
  const due = (item: WorkItem) => (item.dueAt ? Date.parse(item.dueAt) : Number.MAX_SAFE_INTEGER);
  return [...items].sort(
    (one, other) =>
      Number(other.overdue) - Number(one.overdue) ||
      due(one) - due(other) ||
      Date.parse(one.since) - Date.parse(other.since),
  );
}
