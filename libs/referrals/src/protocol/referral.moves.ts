import { type Move } from '@sup/kernel';

/** The parties of a referral. The arbiter is the nearest common superior; where that is the sender, its meeting. */
export type ReferralParty = 'sender' | 'receiver' | 'arbiter';
export const referralParties = ['sender', 'receiver', 'arbiter'] as const satisfies readonly ReferralParty[];

export type ReferralStatus =
  | 'sent'
  | 'delivered'
  | 'acknowledged'
  | 'accepted'
  | 'handling'
  | 'objected'
  | 'result'
  | 'approved'
  | 'escalated'
  | 'undeliverable'
  | 'returned'
  | 'forwarded'
  | 'recalled'
  | 'struck-off';

export type ReferralMove =
  | 'referral.delivered'
  | 'referral.undeliverable'
  | 'referral.acknowledged'
  | 'referral.accepted'
  | 'referral.returned'
  | 'referral.objected'
  | 'referral.forwarded'
  | 'referral.recalled'
  | 'referral.withdrawn'
  | 'referral.objection-upheld'
  | 'referral.objection-escalated'
  | 'referral.ruled-accept'
  | 'referral.ruled-return'
  | 'referral.first-feedback'
  | 'referral.result'
  | 'referral.sent-back'
  | 'referral.result-approved'
  | 'referral.struck-off';

/** Who may move a referral from where to where (PROTOCOL.md appendix A). `referral.sent`, revision 1, creates it. */
export const referralMoves = {
  'referral.delivered': { from: ['sent'], to: 'delivered', by: 'receiver', auto: true },
  'referral.undeliverable': { from: ['sent'], to: 'undeliverable', by: 'receiver', auto: true },
  'referral.acknowledged': {
    from: ['delivered'],
    to: 'acknowledged',
    by: 'receiver',
    guards: ['ON_DUTY', 'NOT_EXCLUDED'],
  },
  'referral.accepted': {
    from: ['acknowledged'],
    to: 'accepted',
    by: 'receiver',
    guards: ['NO_OPEN_RECALL', 'HEAD_OF_RECEIVING_UNIT', 'NOT_EXCLUDED', 'DECLINED_POINTS_KNOWN'],
  },
  'referral.returned': {
    from: ['acknowledged'],
    to: 'returned',
    by: 'receiver',
    guards: ['REASON_CODE', 'SUGGESTED_AUTHORITY'],
  },
  'referral.objected': {
    from: ['acknowledged'],
    to: 'objected',
    by: 'receiver',
    guards: ['REASON_CODE', 'NOT_RULED_BEFORE'],
  },
  'referral.forwarded': {
    from: ['acknowledged', 'accepted', 'handling'],
    to: 'forwarded',
    by: 'receiver',
    guards: [
      'FORWARDING_ALLOWED',
      'RECIPIENT_NOT_SUBJECT',
      'NOT_BACK_TO_ORIGIN',
      'HOPS_LEFT',
      'ALL_FILES_PRESENT',
      'NO_OPEN_RECALL',
      'PARTS_CLOSED',
    ],
  },
  'referral.recalled': {
    from: ['delivered', 'acknowledged', 'accepted', 'handling'],
    to: 'recalled',
    by: 'receiver',
    guards: ['RECALL_OPEN', 'PARTS_CLOSED'],
  },
  'referral.withdrawn': { from: ['objected', 'result'], to: 'recalled', by: 'sender', guards: ['REASON_CODE'] },
  'referral.objection-upheld': { from: ['objected'], to: 'returned', by: 'sender' },
  'referral.objection-escalated': {
    from: ['objected'],
    to: 'escalated',
    by: 'sender',
    guards: ['COMMON_SUPERIOR_KNOWN'],
  },
  'referral.ruled-accept': { from: ['escalated'], to: 'accepted', by: 'arbiter', guards: ['COLLECTIVE_DECISION'] },
  'referral.ruled-return': { from: ['escalated'], to: 'returned', by: 'arbiter', guards: ['COLLECTIVE_DECISION'] },
  'referral.first-feedback': { from: ['accepted'], to: 'handling', by: 'receiver' },
  'referral.result': {
    from: ['accepted', 'handling'],
    to: 'result',
    by: 'receiver',
    guards: [
      'PARTS_CLOSED',
      'PARTS_COVER_POINTS',
      'NO_VERDICT_DIRECTIVE',
      'COMPLAINANT_IDENTITY_MASKED',
      'NO_OPEN_RECALL',
    ],
  },
  'referral.sent-back': {
    from: ['result'],
    to: 'handling',
    by: 'sender',
    guards: ['REASON_CODE', 'NOT_A_HAND_OFF'],
  },
  'referral.result-approved': { from: ['result'], to: 'approved', by: 'sender', guards: ['DECLINED_POINTS_PLACED'] },
  'referral.struck-off': { from: ['approved'], to: 'struck-off', by: 'sender' },
} as const satisfies Record<ReferralMove, Move<ReferralStatus, ReferralParty>>;

export const closedStatuses = [
  'undeliverable',
  'returned',
  'forwarded',
  'recalled',
  'struck-off',
] as const satisfies readonly ReferralStatus[];

export function isClosed(status: ReferralStatus): boolean {
  return (closedStatuses as readonly ReferralStatus[]).includes(status);
}

export type ReferralNote =
  | 'referral.recall-requested'
  | 'referral.recall-refused'
  | 'referral.progress'
  | 'referral.supplemented'
  | 'referral.part-opened'
  | 'referral.part-closed'
  | 'referral.extension-requested'
  | 'referral.extension-granted'
  | 'referral.extension-refused';

/**
 * Notes of the record: who may write one, and while. `admit` asks only who wrote it, for notes commute with moves
 * (PROTOCOL.md law 2). `auto`: written by our own service.
 */
export const referralNotes = {
  'referral.recall-requested': {
    by: 'sender',
    while: ['sent', 'delivered', 'acknowledged', 'accepted', 'handling'],
    guards: ['RECALL_NOT_PENDING'],
  },
  'referral.recall-refused': { by: 'receiver', while: ['accepted', 'handling'], guards: ['RECALL_OPEN'] },
  'referral.progress': { by: 'receiver', while: ['accepted', 'handling'], guards: ['NO_VERDICT_DIRECTIVE'] },
  'referral.supplemented': {
    by: 'sender',
    while: ['acknowledged', 'accepted', 'handling'],
    guards: ['COMPLAINANT_IDENTITY_MASKED', 'NO_VERDICT_DIRECTIVE'],
  },
  'referral.part-opened': { by: 'receiver', while: ['accepted', 'handling'], auto: true },
  'referral.part-closed': { by: 'receiver', while: ['accepted', 'handling'], auto: true },
  'referral.extension-requested': {
    by: 'receiver',
    while: ['acknowledged', 'accepted', 'handling'],
    guards: ['NO_OPEN_EXTENSION'],
  },
  'referral.extension-granted': {
    by: 'sender',
    while: ['acknowledged', 'accepted', 'handling'],
    guards: ['EXTENSION_OPEN'],
  },
  'referral.extension-refused': {
    by: 'sender',
    while: ['acknowledged', 'accepted', 'handling'],
    guards: ['EXTENSION_OPEN'],
  },
} as const satisfies Record<
  ReferralNote,
  {
    readonly by: ReferralParty;
    readonly while: readonly ReferralStatus[];
    readonly guards?: readonly string[];
    readonly auto?: true;
  }
>;

export function isMove(type: string): type is ReferralMove {
  return Object.hasOwn(referralMoves, type);
}

export function isNote(type: string): type is ReferralNote {
  return Object.hasOwn(referralNotes, type);
}
