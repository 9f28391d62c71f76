import { type DynamicModule, Module } from '@nestjs/common';
import { DecisionsController, MajorReportsController } from './http/decisions.controller.ts';
import { BodiesController, MeetingsController } from './http/meetings.controller.ts';
import { AboutRegistry } from './service/about.registry.ts';
import { Bench } from './service/bench.service.ts';
import { BodiesService } from './service/bodies.service.ts';
import { DecisionReads } from './service/decision.reads.ts';
import { DecisionsService } from './service/decisions.service.ts';
import { DecisionsSettings } from './service/decisions.settings.ts';
import { MajorReports } from './service/major-reports.service.ts';
import { MeetingsService } from './service/meetings.service.ts';
import { Roster } from './service/roster.service.ts';
import { Sight } from './service/sight.service.ts';

/**
 * Meetings and collective decisions of one agency. Global. Needs access, audit and deadlines beside it, and a `DataSource`
 * with `decisionsMigrations` run. Capabilities register the kinds of record that meetings decide about in `AboutRegistry`.
 */
@Module({})
export class DecisionsModule {
  static forAgency({ agency }: { readonly agency: string }): DynamicModule {
    const doors = [DecisionsService, AboutRegistry, MeetingsService];
    return {
      module: DecisionsModule,
      global: true,
      controllers: [MeetingsController, BodiesController, DecisionsController, MajorReportsController],
      providers: [
        { provide: DecisionsSettings, useValue: new DecisionsSettings(agency) },
        ...[Roster, Bench, Sight, BodiesService, DecisionReads, MajorReports, ...doors],
      ],
      exports: doors,
    };
  }
}
