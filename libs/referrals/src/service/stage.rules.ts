import { type HomeStatus, type ReferralStatus } from '../protocol/index.ts';

/** Statuses in which a referral still stands at intake: it is not accepted, or came back. */
const intake: readonly ReferralStatus[] = [
  ...(['sent', 'delivered', 'acknowledged'] as const),
  ...(['objected', 'returned', 'undeliverable'] as const),
];

/** A referral in the words of the rules of cases: before a meeting while one decides it, at intake until it is accepted. */
export function stageOf(status: ReferralStatus | null, homeStatus: HomeStatus | null): 'intake' | 'deciding' | 'open' {
  if (status === 'escalated') return 'deciding';
  if (status === null) return homeStatus === 'deliberating' ? 'deciding' : 'intake';
  return intake.includes(status) ? 'intake' : 'open';
}

/** The same as SQL of a row of `referral`. */
export const stageSql = `case when referral.status = 'escalated' then 'deciding'
    when referral.status is null and referral.home_status = 'deliberating' then 'deciding'
    when referral.status is null or referral.status in (${intake.map((one) => `'${one}'`).join(', ')}) then 'intake'
    else 'open' end`;
