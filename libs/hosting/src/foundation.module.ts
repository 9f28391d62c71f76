import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule, auditMigrations, auditRows } from '@sup/audit';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { AuditController } from './http/audit.controller.ts';
import { AuditInterceptor } from './http/audit.interceptor.ts';
import { AuditRecorder } from './http/audit.recorder.ts';
import { RecordedRoutes } from './http/audit.routes.ts';
import { CasesController } from './http/cases.controller.ts';
import { HealthController } from './http/health.controller.ts';
import { MetricsController } from './http/metrics.controller.ts';
import { NoticesController } from './http/notices.controller.ts';
import { OpenApiController } from './http/openapi.controller.ts';
import { PeopleController } from './http/people.controller.ts';
import { PostsController } from './http/posts.controller.ts';
import { SessionController } from './http/session.controller.ts';
import { UncheckedInputCheck } from './http/unchecked-input.guards.ts';
import { type Persistence, databaseOptions, openDatabase } from './service/agency.database.ts';
import { OpenApi } from './service/agency.openapi.ts';
import { type AgencySettings } from './service/agency.settings.ts';
import { AuditWatch } from './service/audit-watch.service.ts';
import { EndingConnections } from './service/ending-connections.service.ts';
import { FirstPeople } from './service/first-people.service.ts';
import { AGENCY_SETTINGS } from './service/hosting.tokens.ts';
import { Metrics } from './service/metrics.service.ts';
import { ReadinessChecks } from './service/readiness.service.ts';

/**
 * What a service is made of without its network: the database with the rows and migrations of all its libraries,
 * sign-in, people, the audit of every request, health, metrics and OpenAPI. Needs AccessModule and an `OwnAgency` beside it.
 */
@Module({})
export class FoundationModule implements OnModuleInit {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    private readonly readiness: ReadinessChecks,
  ) {}

  static forAgency(settings: AgencySettings, persistence: Persistence): DynamicModule {
    return {
      module: FoundationModule,
      global: true,
      imports: [
        DiscoveryModule,
        AuditModule.forAgency({ agency: settings.agency }),
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...databaseOptions(settings, audited(persistence)), retryAttempts: 0 }),
          dataSourceFactory: (options) => openDatabase(options as DataSourceOptions),
        }),
      ],
      controllers: [
        CasesController,
        NoticesController,
        PostsController,
        SessionController,
        PeopleController,
        AuditController,
        HealthController,
        MetricsController,
        OpenApiController,
      ],
      providers: [
        { provide: AGENCY_SETTINGS, useValue: settings },
        { provide: APP_INTERCEPTOR, useExisting: AuditInterceptor },
        AuditInterceptor,
        AuditRecorder,
        AuditWatch,
        RecordedRoutes,
        ReadinessChecks,
        Metrics,
        OpenApi,
        EndingConnections,
        UncheckedInputCheck,
        FirstPeople,
      ],
      exports: [AGENCY_SETTINGS, ReadinessChecks, Metrics],
    };
  }

  onModuleInit(): void {
    this.readiness.register('database', async () => {
      await this.source.query('select 1');
    });
  }
}

function audited({ rows, migrations }: Persistence): Persistence {
  return { rows: [...auditRows, ...rows], migrations: [...auditMigrations, ...migrations] };
}
