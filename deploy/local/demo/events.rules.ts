import { type ReferralKind, type RequestedAction, type ResultOutcome } from '@sup/contracts';

/**
 * What an officer does at a step, by the step's event. The player knows nothing else about events: one that is not in
 * the table is reported `not-yet`. No row speaks of a particular case.
 */
export type Doing =
  | { readonly does: 'register' }
  | {
      readonly does: 'refer';
      readonly kind: ReferralKind;
      readonly asks: RequestedAction;
      readonly decidedByMeeting: boolean;
    }
  | { readonly does: 'accept' }
  | { readonly does: 'answer'; readonly outcome: ResultOutcome }
  | { readonly does: 'forward' }
  | { readonly does: 'return' }
  | { readonly does: 'object' }
  | { readonly does: 'recall' }
  | { readonly does: 'dispatch' }
  | { readonly does: 'tell' };

export const doings: Readonly<Record<string, Doing>> = {
  CLUE_REGISTERED: { does: 'register' },

  CLUE_REFERRED: refer('FORWARD', 'VERIFY_AND_REPLY'),
  CLUE_ASSIGNED: refer('ASSIGN', 'VERIFY_AND_REPLY'),
  CLUE_URGED: refer('URGE', 'EXPLAIN'),
  CLUE_REPORTED: refer('REPORT', 'DECIDE_JURISDICTION'),
  CLUE_TRANSFERRED: refer('TRANSFER', 'PROCESS_BY_LAW'),
  TRANSFERRED: refer('TRANSFER', 'PROCESS_BY_LAW'),
  REFERRED: refer('FORWARD', 'VERIFY_AND_REPLY'),
  HANDED_OFF: refer('HAND_OFF', 'DISPOSE_BY_DISCIPLINE', true),

  FORWARDED: { does: 'forward' },
  CLUE_FORWARDED: { does: 'forward' },

  RECEIPT_RETURNED: { does: 'accept' },
  ACCEPTED: { does: 'accept' },
  REFERRAL_ACCEPTED: { does: 'accept' },

  RETURNED: { does: 'return' },
  CLUE_RETURNED: { does: 'return' },
  REFERRAL_RETURNED: { does: 'return' },
  OBJECTED: { does: 'object' },
  REFERRAL_OBJECTED: { does: 'object' },
  RECALLED: { does: 'recall' },
  REFERRAL_RECALLED: { does: 'recall' },

  RESULT_RETURNED: answer('PROCESSED'),
  REPLY_RETURNED: answer('EXPLAINED'),
  EXPLANATION_RETURNED: answer('EXPLAINED'),
  DISPOSAL_RETURNED: answer('DISPOSED'),
  FILING_DECIDED: answer('PROCESSED'),

  PROCEDURAL_REPLY: { does: 'tell' },
  RESULT_REPLY: { does: 'tell' },
  ACCEPTANCE_TOLD: { does: 'tell' },
};

/** What the name of the paper says about the kind and the request, where the event leaves them open. First match wins. */
export const papers: readonly {
  readonly says: RegExp;
  readonly kind?: ReferralKind;
  readonly asks?: RequestedAction;
}[] = [
  { says: /督办/, kind: 'URGE', asks: 'EXPLAIN' },
  { says: /转办/, kind: 'FORWARD', asks: 'VERIFY_AND_REPLY' },
  { says: /交办/, kind: 'ASSIGN', asks: 'VERIFY_AND_REPLY' },
  { says: /线索移送/, kind: 'TRANSFER', asks: 'SUPERVISE_BY_LAW' },
];

/** Steps of a receiver that decide over a referral instead of accepting it first. */
export function decidesWithoutAccepting(event: string): boolean {
  const doing = doings[event]?.does;
  return doing === 'forward' || doing === 'return' || doing === 'object' || doing === 'accept';
}

function refer(kind: ReferralKind, asks: RequestedAction, decidedByMeeting = false): Doing {
  return { does: 'refer', kind, asks, decidedByMeeting };
}

function answer(outcome: ResultOutcome): Doing {
  return { does: 'answer', outcome };
}
