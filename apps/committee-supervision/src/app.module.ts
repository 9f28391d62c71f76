import { type DynamicModule, Module } from '@nestjs/common';
import { CluesModule } from '@sup/clues';
import { type AgencySettings, PlatformModule } from '@sup/hosting';
import { ReferralsModule } from '@sup/referrals';
import { database } from './database.ts';

/** The political-legal committee 政法委, 主导: refers, receives, and rules on objections between the units below it. */
@Module({})
export class AppModule {
  static forAgency(settings: AgencySettings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forAgency(settings, database),
        CluesModule.forAgency({ agency: settings.agency }),
        ReferralsModule.forAgency({ agency: settings.agency, parties: ['sender', 'receiver', 'arbiter'] }),
      ],
    };
  }
}
