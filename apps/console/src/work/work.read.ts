import { type ListedQueue } from '@sup/clues/protocol';
import { countQueues, listClues, noFilter } from '../api/clues.views.ts';
import { listReferrals } from '../api/referrals.views.ts';
import {
  clueItem,
  inOrderOfUrgency,
  referralItem,
  type Waiting,
  waitingReferrals,
  type WorkItem,
} from './work.rules.ts';

export interface WorkPage {
  readonly items: readonly WorkItem[];
  /** More than is shown here. */
  readonly more: boolean;
}
export interface QueueCount {
  readonly queue: ListedQueue;
  readonly count: number;
}

const size = 100;

/** One queue of clues; `mine` with the referrals that wait for this person's actions beside them. */
export async function readWork(queue: string, can: (action: string) => boolean): Promise<WorkPage> {
  const asked = queue === 'mine' ? waitingReferrals.filter(({ action }) => can(action) && can('referral.read')) : [];
  const [clues, referrals] = await Promise.all([
    can('clue.read') ? listClues({ ...noFilter, queue }, '', size) : { items: [], next: null },
    Promise.all(asked.map(readWaiting)),
  ]);
  return {
    items: inOrderOfUrgency([...clues.items.map(clueItem), ...referrals.flatMap((page) => page.items)]),
    more: clues.next !== null || referrals.some((page) => page.more),
  };
}

async function readWaiting(waiting: Waiting): Promise<WorkPage> {
  const { box, statuses, homeStatuses, next } = waiting;
  const page = await listReferrals({ box, status: statuses, overdue: false, q: '', page: 1, size: 50 });
  const items = page.items.filter(
    ({ homeStatus }) => homeStatuses.length === 0 || (homeStatus !== null && homeStatuses.includes(homeStatus)),
  );
  return { items: items.map((item) => referralItem(item, next)), more: page.total > page.items.length };
}

export const readCounts = async (can: (action: string) => boolean): Promise<readonly QueueCount[]> =>
  can('clue.read') ? countQueues() : [];
