import { CreateReferral1764000000600 } from './store/migrations/20261201-create-referral.ts';

export { ReferralsModule } from './referrals.module.ts';
export { DraftsService } from './service/drafts.service.ts';
export { ReferralReads } from './service/reads.service.ts';
export { ReferralsService } from './service/referrals.service.ts';
export { type ReferralsSettings } from './service/referrals.settings.ts';
export { type ReferralListItem, type ReferralPage, type ReferralView } from './service/referral.views.ts';
export { referralRows } from './store/referral.row.ts';
export const referralMigrations = [CreateReferral1764000000600];
