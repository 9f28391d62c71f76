import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { type Clock, systemClock } from '@sup/kernel';
import { AccessGuard } from './http/access.guards.ts';
import { OpenHandlerCheck } from './http/open-handler.guards.ts';
import { AccessRecord } from './service/access.record.ts';
import { ACCESS_SETTINGS, type AccessSettings, WALL_CLOCK } from './service/access.settings.ts';
import { CaseAccess } from './service/case-access.service.ts';
import { CasePeople } from './service/case-people.service.ts';
import { Concerns } from './service/concerns.service.ts';
import { Doors } from './service/doors.service.ts';
import { IdentityKeys } from './service/identity.keys.ts';
import { Notices } from './service/notices.service.ts';
import { Passwords } from './service/passwords.service.ts';
import { People } from './service/people.service.ts';
import { Seats } from './service/seats.service.ts';
import { Sessions } from './service/session.service.ts';
import { AccessStores } from './store/access.store.ts';
import { AttemptStore } from './store/attempt.store.ts';
import { CaseStore } from './store/case.store.ts';
import { PersonStore } from './store/person.store.ts';
import { SeatStore } from './store/seat.store.ts';
import { SessionStore } from './store/session.store.ts';

/**
 * People, sessions and the guard of every handler. Needs AuditModule and a TypeORM `DataSource` with `accessRows` and
 * `accessMigrations`. `clock` is wall time and differs in tests only.
 */
@Module({})
export class AccessModule {
  static forAgency(settings: AccessSettings, clock: Clock = systemClock): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        { provide: ACCESS_SETTINGS, useValue: settings },
        { provide: WALL_CLOCK, useValue: clock },
        { provide: APP_GUARD, useClass: AccessGuard },
        OpenHandlerCheck,
        Passwords,
        Sessions,
        People,
        IdentityKeys,
        Doors,
        AccessRecord,
        CasePeople,
        Seats,
        SeatStore,
        Notices,
        Concerns,
        CaseAccess,
        CaseStore,
        AccessStores,
        AttemptStore,
        PersonStore,
        SessionStore,
      ],
      exports: [ACCESS_SETTINGS, Sessions, People, Seats, CaseAccess, CasePeople, Notices],
    };
  }
}
