import { type ReferralBody, type ReferralSent } from '../facts/referral.facts.ts';

/** Facts between capabilities of one agency. They never leave it and have no golden sample (PROTOCOL.md 2). */
export interface Signals {
  /** A referral was accepted here: its decrypted content, for the register that opens a case on it. */
  'referral.case-opened': {
    readonly referralId: string;
    readonly sent: Omit<ReferralSent, 'sealedBody'>;
    readonly body: ReferralBody;
  };
  /** A referral was opened here by another's forwarding: facts of it that came first may be applied now. */
  'referral.opened': { readonly referralId: string };
}
export type SignalName = keyof Signals;
