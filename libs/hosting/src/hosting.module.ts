import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { AgenciesController } from './http/agencies.controller.ts';
import { BusinessClockController } from './http/business-clock.controller.ts';
import { HealthController } from './http/health.controller.ts';
import { MetricsController } from './http/metrics.controller.ts';
import { NetworkController } from './http/network.controller.ts';
import { OpenApiController } from './http/openapi.controller.ts';
import { PeopleController } from './http/people.controller.ts';
import { SessionController } from './http/session.controller.ts';
import { type Persistence, databaseOptions, openDatabase } from './service/agency.database.ts';
import { OpenApi } from './service/agency.openapi.ts';
import { type AgencySettings } from './service/agency.settings.ts';
import { EndingConnections } from './service/ending-connections.service.ts';
import { FirstPeople } from './service/first-people.service.ts';
import { AGENCY_SETTINGS } from './service/hosting.tokens.ts';
import { Metrics } from './service/metrics.service.ts';
import { ReadinessChecks } from './service/readiness.service.ts';
import { ServiceLog } from './service/service.log.ts';

/**
 * What every agency's service has: its database with the rows and migrations of all its libraries, health, metrics,
 * OpenAPI and the routes of the platform. Needs AccessModule, MessagingModule and DeadlinesModule beside it.
 */
@Module({})
export class HostingModule implements OnModuleInit {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    private readonly readiness: ReadinessChecks,
  ) {}

  static forAgency(settings: AgencySettings, persistence: Persistence): DynamicModule {
    return {
      module: HostingModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...databaseOptions(settings, persistence), retryAttempts: 0 }),
          dataSourceFactory: (options) => openDatabase(options as DataSourceOptions),
        }),
      ],
      controllers: [
        SessionController,
        AgenciesController,
        PeopleController,
        BusinessClockController,
        NetworkController,
        HealthController,
        MetricsController,
        OpenApiController,
      ],
      providers: [
        { provide: AGENCY_SETTINGS, useValue: settings },
        { provide: ServiceLog, useFactory: () => new ServiceLog(settings) },
        ReadinessChecks,
        Metrics,
        OpenApi,
        EndingConnections,
        FirstPeople,
      ],
      exports: [AGENCY_SETTINGS, ServiceLog, ReadinessChecks, Metrics],
    };
  }

  onModuleInit(): void {
    this.readiness.register('database', async () => {
      await this.source.query('select 1');
    });
  }
}
