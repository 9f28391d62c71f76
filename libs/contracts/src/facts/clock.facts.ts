import { z } from 'zod';
import { type FactType, daySchema, instantSchema } from './envelope.ts';

export const timeUnits = ['HOUR', 'NATURAL_DAY', 'WORKING_DAY', 'MONTH'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/**
 * One line of a due date's arithmetic, enough to show it to the other side and to compute it again.
 * Days are Asia/Shanghai calendar days.
 */
export const arithmeticStepSchema = z.discriminatedUnion('step', [
  /** The starting day or hour, which is not counted. */
  z.strictObject({ step: z.literal('trigger'), at: z.string() }),
  /** Days counted towards the limit, in order; long natural-day runs give first, last and count only. */
  z.strictObject({ step: z.literal('counted'), from: daySchema, to: daySchema, count: z.int().min(0) }),
  /** Days off that lay inside a working-day count. */
  z.strictObject({ step: z.literal('skipped'), days: z.array(z.strictObject({ on: daySchema, why: z.string() })) }),
  /** Make-up working days (调休上班日) that were counted although they fall on a weekend. */
  z.strictObject({ step: z.literal('make-up'), days: z.array(z.strictObject({ on: daySchema, why: z.string() })) }),
  /** Pause: the pausing day counts, the resuming day does not. `days` in the rule's unit (natural days for months). */
  z.strictObject({ step: z.literal('paused'), from: daySchema, to: daySchema.nullable(), days: z.int().min(0) }),
  /** Extension, from the unrolled end. */
  z.strictObject({
    step: z.literal('extended'),
    n: z.int().min(1),
    unit: z.enum(timeUnits),
    approver: z.string(),
    reason: z.string(),
  }),
  /** The last day was a day off: the period ends on the first working day after it. */
  z.strictObject({ step: z.literal('rolled'), from: daySchema, to: daySchema }),
  /** The last day is a day off but the rule does not roll: shown as a warning. */
  z.strictObject({ step: z.literal('not-rolled'), on: daySchema }),
  /** A year without a published calendar was touched: the date is 暂定. */
  z.strictObject({ step: z.literal('provisional'), years: z.array(z.int()) }),
]);
export type ArithmeticStep = z.infer<typeof arithmeticStepSchema>;

/** A clock's due date with everything that led to it. */
export const dueSchema = z.strictObject({
  ruleId: z.string().max(40),
  ruleVersion: z.string().max(40),
  /** The start as given: a day, or for hour rules an instant. */
  triggerAt: z.string().max(40),
  n: z.int().min(1),
  unit: z.enum(timeUnits),
  /** Last day in time, for day and month rules; overdue from 00:00 Asia/Shanghai of the next day. */
  dueOn: daySchema.nullable(),
  /** The last instant in time, `+08:00`: `…T23:59:59+08:00` for day rules, exact for hour rules. */
  dueAt: z.string().max(40),
  /** True while a touched year has no published calendar. */
  provisional: z.boolean(),
  calendarVersion: z.string().max(60),
  arithmetic: z.array(arithmeticStepSchema),
});
export type Due = z.infer<typeof dueSchema>;

/** A clock of a record as its author computed it: who owes which act by when. */
export const clockSnapshotSchema = z.strictObject({
  /** `<rule id>#<n>`: unique within the record. */
  clockId: z.string().max(60),
  debtor: z.string().max(40),
  creditor: z.string().max(40),
  due: dueSchema,
});
export type ClockSnapshot = z.infer<typeof clockSnapshotSchema>;

const overdueData = z.strictObject({
  clockId: z.string().max(60),
  ruleId: z.string().max(40),
  dueAt: z.string().max(40),
  /** True where the due date is 暂定: a year without a published calendar lies in it. Then there is no rung above 1. */
  provisional: z.boolean().optional(),
  /** 1 remind, 2 urge letter, 3 interview, 4 report and bulletin (C2). */
  rung: z.int().min(1).max(4),
  /** True when the debtor's link has shown nothing since the due time (失联). */
  unreachable: z.boolean(),
  to: z.string().max(40),
});

export const clockFacts = {
  'clock.overdue': { track: 'note', version: 1, title: { zh: '逾期', en: 'Overdue' }, data: overdueData },
  'clock.escalated': {
    track: 'note',
    version: 1,
    title: { zh: '升级督办', en: 'Escalated' },
    data: overdueData.extend({ reason: z.string().max(500) }),
  },
  'clock.recomputed': {
    track: 'note',
    version: 1,
    title: { zh: '期限重算', en: 'Due date recomputed' },
    data: z.strictObject({ clockId: z.string().max(60), old: dueSchema, new: dueSchema, at: instantSchema }),
  },
} as const satisfies Record<string, FactType>;
