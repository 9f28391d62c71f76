import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { type Clock, systemClock } from '@sup/kernel';
import { AskService, DirectoryService } from '@sup/messaging';
import { AuditAnchors } from './service/anchors.service.ts';
import { AuditReads } from './service/audit.reads.ts';
import { AuditSettings } from './service/audit.settings.ts';
import { AuditTrail } from './service/audit.trail.ts';
import { ChainVerifier } from './service/chain.verifier.ts';
import { Sealer } from './service/sealer.service.ts';
import { NetworkWitnesses, NoWitnesses, Witnesses } from './service/witnesses.ts';

/** Without messaging beside it there is nobody to countersign: the chain is kept all the same. */
const witnesses: Provider = {
  provide: Witnesses,
  inject: [
    { token: AskService, optional: true },
    { token: DirectoryService, optional: true },
  ],
  useFactory: (asks?: AskService, directory?: DirectoryService) =>
    asks && directory ? new NetworkWitnesses(asks, directory) : new NoWitnesses(),
};

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
    const settings = { provide: AuditSettings, useValue: new AuditSettings(agency, clock) };
    const doors = [AuditTrail, AuditReads, AuditAnchors, ChainVerifier];
    return {
      module: AuditModule,
      global: true,
      providers: [settings, witnesses, Sealer, ...doors],
      exports: [...doors, Witnesses, Sealer],
    };
  }
}
