import { type Move } from '@sup/kernel';

/** Statuses before a letter is sent. They are the sender's alone: not numbered, never crossing. */
export type HomeStatus = 'draft' | 'deliberating' | 'approved' | 'sent' | 'discarded';
export type HomeCommand = 'deliberate' | 'refuse-draft' | 'approve' | 'discard' | 'send' | 'reopen-draft';

/** Routine kinds are approved by the head alone (UNIT_HEAD_APPROVAL); a hand-off needs the meeting. */
export const homeMoves = {
  deliberate: { from: ['draft'], to: 'deliberating', by: 'sender' },
  'refuse-draft': { from: ['deliberating'], to: 'draft', by: 'sender' },
  approve: { from: ['draft', 'deliberating'], to: 'approved', by: 'sender' },
  // What a refused sending shows to be wrong is mended in the draft: the approval was of another text and is void.
  'reopen-draft': { from: ['approved'], to: 'draft', by: 'sender' },
  discard: { from: ['draft', 'approved'], to: 'discarded', by: 'sender' },
  send: { from: ['approved'], to: 'sent', by: 'sender' },
} as const satisfies Record<HomeCommand, Move<HomeStatus, 'sender'>>;
