import { type DynamicModule, Module } from '@nestjs/common';
import { type AgencySettings, PlatformModule } from '@sup/hosting';

/**
 * The information-sharing centre 信息共享: the signed directory and the calendar. It imports no capability, so that it has
 * no table that could hold the content of a clue.
 */
@Module({})
export class AppModule {
  static forAgency(settings: AgencySettings): DynamicModule {
    return { module: AppModule, imports: [PlatformModule.forAgency(settings, { rows: [], migrations: [] })] };
  }
}
