import { type FactData, type FactEnvelope, type Fact } from '@sup/contracts';

/** The opening of R2 as a fact of R2: the forwarder's own fact, read as the letter it carries. */
export function forwardedOpening(fact: Fact<'referral.forwarded', FactData<'referral.forwarded'>>): FactEnvelope {
  const { referralId, sent } = fact.data.opens;
  return { ...fact, type: 'referral.sent', subject: referralId, n: 1, data: { ...sent } };
}
