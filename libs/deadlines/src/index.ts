import { CreateDeadlines20261201 } from './store/migrations/20261201-create-deadlines.ts';

export { BUSINESS_CLOCK, DeadlinesModule } from './deadlines.module.ts';
export { BusinessClock } from './service/business-clock.service.ts';
export { CalendarService, type RecomputedClock } from './service/calendar.service.ts';
export { type ClockView } from './service/clock.views.ts';
export { ClocksService, type FollowedFact, type SnapshotQuestion } from './service/clocks.service.ts';
export { DeadlineTimer } from './service/deadline-timer.service.ts';
export { type ExpiredClock } from './service/handlers.ts';
export { type ClockEntry, type ClockTable, describeDue } from './protocol/index.ts';

/** No entity classes: the tables are reached by plain SQL. */
export const deadlinesRows: never[] = [];
export const deadlinesMigrations = [CreateDeadlines20261201];
