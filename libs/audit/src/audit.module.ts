import { type DynamicModule, Module } from '@nestjs/common';
import { type Clock, systemClock } from '@sup/kernel';
import { AuditSettings } from './service/audit.settings.ts';
import { AuditTrail } from './service/audit.trail.ts';
import { Sealer } from './service/sealer.service.ts';

/**
 * The record of who did what, for one agency. Global. Needs TypeORM's `DataSource` with `auditMigrations` run. `clock` is
 * wall time and differs in tests only.
 */
@Module({})
export class AuditModule {
  static forAgency({
    agency,
    clock = systemClock,
  }: {
    readonly agency: string;
    readonly clock?: Clock;
  }): DynamicModule {
    return {
      module: AuditModule,
      global: true,
      providers: [{ provide: AuditSettings, useValue: new AuditSettings(agency, clock) }, Sealer, AuditTrail],
      exports: [AuditSettings, AuditTrail, Sealer],
    };
  }
}
