import { type ReferralSent } from '@sup/contracts';
import { type ReferralMove, type ReferralNote, type ReferralParty } from './referral.moves.ts';

type ClockedFact = ReferralMove | ReferralNote | 'referral.sent';
interface ReferralClock {
  readonly rule: string;
  readonly startsOn: ClockedFact;
  readonly stopsOn: readonly ClockedFact[];
  readonly pausesOn?: ClockedFact;
  readonly resumesOn?: readonly ClockedFact[];
  readonly debtor: ReferralParty;
  readonly creditor: ReferralParty;
}

const ownResult = ['referral.first-feedback', 'referral.result', 'referral.forwarded', 'referral.recalled'] as const;
const decision = [
  'referral.accepted',
  'referral.returned',
  'referral.objected',
  'referral.forwarded',
  'referral.recalled',
] as const;

/**
 * Which fact starts a clock, which ends it, who owes the act to whom (PROTOCOL.md appendix A). `resultRuleId` stands for
 * the rule the referral names; it stands still while objected, and after a send-back runs on with what was left.
 */
export const referralClocks = [
  {
    rule: 'REF-DELIVER-24H',
    startsOn: 'referral.sent',
    stopsOn: ['referral.delivered', 'referral.undeliverable'],
    debtor: 'receiver',
    creditor: 'sender',
  },
  {
    rule: 'PLC-ACK-3W',
    startsOn: 'referral.delivered',
    stopsOn: ['referral.acknowledged', 'referral.recalled'],
    debtor: 'receiver',
    creditor: 'sender',
  },
  {
    rule: 'REF-DECIDE-5W',
    startsOn: 'referral.acknowledged',
    stopsOn: decision,
    debtor: 'receiver',
    creditor: 'sender',
  },
  {
    rule: 'XF-OBJECT-5W',
    startsOn: 'referral.acknowledged',
    stopsOn: decision,
    debtor: 'receiver',
    creditor: 'sender',
  },
  {
    rule: 'REF-OBJECTION-5W',
    startsOn: 'referral.objected',
    stopsOn: ['referral.objection-upheld', 'referral.objection-escalated', 'referral.withdrawn'],
    debtor: 'sender',
    creditor: 'receiver',
  },
  {
    rule: 'REF-RULING-10W',
    startsOn: 'referral.objection-escalated',
    stopsOn: ['referral.ruled-accept', 'referral.ruled-return'],
    debtor: 'arbiter',
    creditor: 'sender',
  },
  {
    rule: 'REF-FEEDBACK-10W',
    startsOn: 'referral.accepted',
    stopsOn: ownResult,
    debtor: 'receiver',
    creditor: 'sender',
  },
  {
    rule: 'REF-FEEDBACK-10W',
    startsOn: 'referral.ruled-accept',
    stopsOn: ownResult,
    debtor: 'receiver',
    creditor: 'sender',
  },
  {
    rule: 'resultRuleId',
    startsOn: 'referral.delivered',
    stopsOn: [
      'referral.result',
      'referral.returned',
      'referral.forwarded',
      'referral.recalled',
      'referral.objection-upheld',
      'referral.ruled-return',
      'referral.withdrawn',
    ],
    pausesOn: 'referral.objected',
    resumesOn: ['referral.sent-back', 'referral.ruled-accept'],
    debtor: 'receiver',
    creditor: 'sender',
  },
  {
    rule: 'REF-REVIEW-10W',
    startsOn: 'referral.result',
    stopsOn: ['referral.result-approved', 'referral.sent-back', 'referral.withdrawn'],
    debtor: 'sender',
    creditor: 'receiver',
  },
  {
    rule: 'REF-STRIKE-5W',
    startsOn: 'referral.result-approved',
    stopsOn: ['referral.struck-off'],
    debtor: 'sender',
    creditor: 'receiver',
  },
  {
    rule: 'REF-RECALL-3W',
    startsOn: 'referral.recall-requested',
    stopsOn: [
      'referral.recalled',
      'referral.recall-refused',
      'referral.result',
      'referral.forwarded',
      'referral.returned',
      'referral.objected',
    ],
    debtor: 'receiver',
    creditor: 'sender',
  },
  {
    rule: 'REF-EXTENSION-3W',
    startsOn: 'referral.extension-requested',
    stopsOn: [
      'referral.extension-granted',
      'referral.extension-refused',
      'referral.result',
      'referral.returned',
      'referral.objected',
      'referral.forwarded',
      'referral.recalled',
    ],
    debtor: 'sender',
    creditor: 'receiver',
  },
] as const satisfies readonly ReferralClock[];

/** The rule whose silence accepts a transferred petition (信访工作条例; PROTOCOL.md 3, deemed acceptance). */
export const deemedAcceptanceRule = 'XF-OBJECT-5W';

/** The rule a row of the table stands for in a referral; null where that clock does not run. */
export function ruleOf(sent: Pick<ReferralSent, 'resultRuleId' | 'petition'>, rule: string): string | null {
  if (rule === 'resultRuleId') return sent.resultRuleId;
  if (rule === deemedAcceptanceRule) return sent.petition ? rule : null;
  if (rule === 'REF-DECIDE-5W') return sent.petition ? null : rule;
  return rule;
}
