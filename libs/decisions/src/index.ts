import { type EntitySchema } from 'typeorm';
import { CreateDecisions1764547200300 } from './store/decision.migration.ts';

/** Decisions read and write their tables in plain SQL: no entities. */
export const decisionsRows: EntitySchema[] = [];
export const decisionsMigrations = [CreateDecisions1764547200300];
export { DecisionsModule } from './decisions.module.ts';
export { type AboutFinder, AboutRegistry } from './service/about.registry.ts';
export { type DecisionRecord } from './service/decision.record.ts';
export { DecisionsService } from './service/decisions.service.ts';
export { type DecisionView } from './service/decision.views.ts';
export { type MeetingView } from './service/meeting.views.ts';
export { MeetingsService } from './service/meetings.service.ts';
export { type AttendeeGiven } from './service/roster.service.ts';
export { type AboutRecord, type CitedFor } from './protocol/index.ts';
