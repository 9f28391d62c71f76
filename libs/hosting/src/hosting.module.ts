import { type DynamicModule, Module } from '@nestjs/common';
import { DirectoryService } from '@sup/messaging';
import { FoundationModule } from './foundation.module.ts';
import { AgenciesController } from './http/agencies.controller.ts';
import { BusinessClockController } from './http/business-clock.controller.ts';
import { NetworkController } from './http/network.controller.ts';
import { type Persistence } from './service/agency.database.ts';
import { type AgencySettings } from './service/agency.settings.ts';
import { NetworkWatch } from './service/network-watch.service.ts';
import { OwnAgency } from './service/own-agency.service.ts';

/**
 * What every agency's service has beside its capabilities: the foundation and the routes of the platform.
 * Needs AccessModule, MessagingModule and DeadlinesModule, all for the same agency.
 */
@Module({})
export class HostingModule {
  static forAgency(settings: AgencySettings, persistence: Persistence): DynamicModule {
    return {
      module: HostingModule,
      global: true,
      imports: [FoundationModule.forAgency(settings, persistence)],
      controllers: [AgenciesController, BusinessClockController, NetworkController],
      providers: [
        NetworkWatch,
        {
          provide: OwnAgency,
          useFactory: (directory: DirectoryService) => new OwnAgency(() => directory.view().agency(settings.agency)),
          inject: [DirectoryService],
        },
      ],
      exports: [OwnAgency],
    };
  }
}
