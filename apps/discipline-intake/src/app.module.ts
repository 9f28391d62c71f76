import { type DynamicModule, Module } from '@nestjs/common';
import { CluesModule } from '@sup/clues';
import { type AgencySettings, PlatformModule } from '@sup/hosting';
import { ReferralsModule } from '@sup/referrals';
import { database } from './database.ts';

/** The single receiving office 案件监督管理室 of a discipline and supervision commission: takes hand-offs, forwards, answers. */
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
