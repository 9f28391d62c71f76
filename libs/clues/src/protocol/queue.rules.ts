import { type Clue } from './clue.ts';
import { type ClueStatus } from './clue.moves.ts';

/** Where a clue stands in the agency's work. Each clue is in exactly one; `mine` cuts across them. */
export const clueQueues = [
  'intake',
  'screening',
  'assigned',
  'verifying',
  'deciding',
  'referred',
  'disposed',
  'closed',
] as const;
export type ClueQueue = (typeof clueQueues)[number];

/** What a list may be asked for: one queue, what waits for the asker, or everything. */
export const listedQueues = ['mine', ...clueQueues, 'all'] as const;
export type ListedQueue = (typeof listedQueues)[number];

/** Whose turn it is. `nobody`: it rests, or another agency has it. */
export type WaitsFor = 'registrar' | 'head' | 'handlers' | 'meeting' | 'nobody';

const byStatus = {
  draft: ['intake', 'registrar'],
  registered: ['intake', 'head'],
  screening: ['screening', 'head'],
  accepted: ['assigned', 'head'],
  assigned: ['assigned', 'handlers'],
  verifying: ['verifying', 'handlers'],
  'pending-keep': ['verifying', 'head'],
  substantiated: ['deciding', 'meeting'],
  partly: ['deciding', 'meeting'],
  unsubstantiated: ['deciding', 'meeting'],
  inconclusive: ['deciding', 'meeting'],
  'false-accusation': ['deciding', 'meeting'],
  'referred-out': ['referred', 'nobody'],
  disposed: ['disposed', 'head'],
  discarded: ['closed', 'nobody'],
  merged: ['closed', 'nobody'],
  declined: ['closed', 'nobody'],
  redirected: ['closed', 'nobody'],
  closed: ['closed', 'nobody'],
} as const satisfies Record<ClueStatus, readonly [ClueQueue, WaitsFor]>;

/** The queue and the turn, from the state alone: a proposed outcome waits for the meeting though it is still verified. */
export function placeOf({ status, proposal }: Pick<Clue, 'status' | 'proposal'>): {
  readonly queue: ClueQueue;
  readonly waitsFor: WaitsFor;
} {
  const proposed = proposal !== null && (status === 'verifying' || status === 'pending-keep');
  const [queue, waitsFor] = proposed ? (['deciding', 'meeting'] as const) : byStatus[status];
  return { queue, waitsFor };
}

/** A clue's case as need-to-know judges it: the queue is its stage. */
export function caseSubjectOf(clue: Pick<Clue, 'caseId' | 'status' | 'proposal' | 'registeredBy'>): {
  readonly caseId: string;
  readonly stage: ClueQueue;
  readonly registeredBy: string;
} {
  return { caseId: clue.caseId, stage: placeOf(clue).queue, registeredBy: clue.registeredBy.postId };
}
