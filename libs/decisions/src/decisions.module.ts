import { type DynamicModule, Module } from '@nestjs/common';
import { Bench } from './service/bench.service.ts';
import { DecisionsService } from './service/decisions.service.ts';
import { DecisionsSettings } from './service/decisions.settings.ts';
import { Roster } from './service/roster.service.ts';

/** Meetings and collective decisions of one agency. Global. Needs access, audit and deadlines beside it. */
@Module({})
export class DecisionsModule {
  static forAgency({ agency }: { readonly agency: string }): DynamicModule {
    return {
      module: DecisionsModule,
      global: true,
      providers: [
        { provide: DecisionsSettings, useValue: new DecisionsSettings(agency) },
        Roster,
        Bench,
        DecisionsService,
      ],
      exports: [DecisionsService],
    };
  }
}
