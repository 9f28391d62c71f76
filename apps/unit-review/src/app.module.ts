import { type DynamicModule, Module } from '@nestjs/common';
import { CluesModule } from '@sup/clues';
import { type AgencySettings, PlatformModule } from '@sup/hosting';
import { ReferralsModule } from '@sup/referrals';
import { database } from './database.ts';

/** The internal-review body of a police, court, procuratorate or justice office 主角: one program, an instance per unit. */
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
