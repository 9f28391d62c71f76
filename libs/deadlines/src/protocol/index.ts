export {
  type WorkingDay,
  addWorkingDays,
  calendarCovers,
  calendarVersionFits,
  checkCalendar,
  compareCalendarVersions,
  isWorkingDay,
  nextWorkingDay,
  previousWorkingDay,
  shippedCalendar,
} from './calendar.rules.ts';
export {
  type ClockEffect,
  type ClockEntry,
  type ClockState,
  type ClockTable,
  effectOf,
  extensionsIn,
  pausesIn,
  resumesOn,
  verdictOf,
} from './clock-table.rules.ts';
export { type Day, addDays, addMonths, daysBetween, isDay, weekday } from './day.rules.ts';
export * from './deadline.errors.ts';
export {
  type DeadlineRule,
  type LawfulExtension,
  type RuleGroup,
  type SourceTag,
  checkExtension,
  deadlineRules,
  extensionsOf,
  findRule,
  ruleOf,
  ruleVersion,
} from './deadline.rules.ts';
export { type DueInput, type Extension, type Pause, computeDue } from './due.decide.ts';
export { describeDue } from './due.views.ts';
export {
  isInstant,
  millisecondsOf,
  shanghaiDay,
  shanghaiMinute,
  shanghaiText,
  startOfDay,
  utcText,
} from './instant.rules.ts';
export {
  type EscalationStep,
  type Reminder,
  type ReminderKind,
  type Rung,
  escalationLadder,
  isPast,
  isTooEarly,
  outOfContactFrom,
  overdueFrom,
  remindersOf,
  rungReachedAt,
} from './overdue.rules.ts';
