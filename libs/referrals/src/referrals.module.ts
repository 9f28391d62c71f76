import { type DynamicModule, Module } from '@nestjs/common';
import { DeadlineRulesController } from './http/deadline-rules.controller.ts';
import { FilesController } from './http/files.controller.ts';
import { ReferralCommandsController } from './http/referral-commands.controller.ts';
import { ReferralsController } from './http/referrals.controller.ts';
import { ReferralReaction } from './messages/referral.reaction.ts';
import { ActingService } from './service/acting.service.ts';
import { AdmissionService } from './service/admission.service.ts';
import { CommandRecord } from './service/command-record.service.ts';
import { CommandsService } from './service/commands.service.ts';
import { ContentService } from './service/content.service.ts';
import { DecidingService } from './service/deciding.service.ts';
import { DraftReads } from './service/draft-reads.service.ts';
import { DraftsService } from './service/drafts.service.ts';
import { EffectsService } from './service/effects.service.ts';
import { ForwardingWire } from './service/forwarding-wire.service.ts';
import { ForwardingService } from './service/forwarding.service.ts';
import { Ledgers } from './service/ledgers.service.ts';
import { NeedToKnow } from './service/need-to-know.service.ts';
import { OverdueService } from './service/overdue.service.ts';
import { PartsService } from './service/parts.service.ts';
import { PreparedReferrals } from './service/prepared.service.ts';
import { ReferralReads } from './service/reads.service.ts';
import { RecordsService } from './service/records.service.ts';
import { OutwardService } from './service/outward.service.ts';
import { ReferralsService } from './service/referrals.service.ts';
import { REFERRALS_SETTINGS, type ReferralsSettings } from './service/referrals.settings.ts';
import { SecrecyService } from './service/secrecy.service.ts';
import { SendingService } from './service/sending.service.ts';
import { SplittingService } from './service/splitting.service.ts';
import { SuccessionService } from './service/succession.service.ts';

/**
 * Referrals between agencies, in the parts an agency plays. Needs beside it the global modules of files, messaging,
 * access, deadlines and decisions, and a `DataSource` with `referralRows` and `referralMigrations`.
 */
@Module({})
export class ReferralsModule {
  static forAgency(settings: ReferralsSettings): DynamicModule {
    return {
      module: ReferralsModule,
      controllers: [ReferralsController, ReferralCommandsController, FilesController, DeadlineRulesController],
      providers: [
        { provide: REFERRALS_SETTINGS, useValue: settings },
        ActingService,
        AdmissionService,
        CommandRecord,
        CommandsService,
        ContentService,
        DecidingService,
        DraftReads,
        DraftsService,
        EffectsService,
        ForwardingService,
        ForwardingWire,
        Ledgers,
        NeedToKnow,
        OutwardService,
        OverdueService,
        PartsService,
        PreparedReferrals,
        RecordsService,
        ReferralReaction,
        ReferralReads,
        ReferralsService,
        SecrecyService,
        SendingService,
        SplittingService,
        SuccessionService,
      ],
      exports: [ReferralsService, ReferralReads, DraftsService],
    };
  }
}
