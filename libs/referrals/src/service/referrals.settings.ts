import { type AgencyId } from '@sup/contracts';
import { type ReferralParty } from '../protocol/index.ts';

/** Which agency this is, and the parts it plays in referrals. A referral that makes it play another is undeliverable. */
export interface ReferralsSettings {
  readonly agency: AgencyId;
  readonly parties: readonly ReferralParty[];
}
export const REFERRALS_SETTINGS = Symbol('REFERRALS_SETTINGS');

/** The capability's name towards messaging and deadlines. */
export const capability = 'referrals';
