import { type DynamicModule, Module } from '@nestjs/common';
import { CluesModule } from '@sup/clues';
import { type AgencySettings, PlatformModule } from '@sup/hosting';
import { ReferralsModule } from '@sup/referrals';
import { database } from './database.ts';

/** A procuratorate 检察院, 主力: receives what belongs to legal supervision, refers, and rules below its own level. */
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
