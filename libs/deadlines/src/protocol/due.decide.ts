import { type ArithmeticStep, type Calendar, type Due, type TimeUnit } from '@sup/contracts';
import { type WorkingDay, isWorkingDay, nextWorkingDay } from './calendar.rules.ts';
import { type Day, addDays, addMonths, daysBetween, yearOf } from './day.rules.ts';
import { HourRuleNeedsInstant, LengthInvalid, PauseInvalid, RuleHasNoTerm } from './deadline.errors.ts';
import { type DeadlineRule, ruleOf, ruleVersion } from './deadline.rules.ts';
import { hourMs, isInstant, millisecondsOf, shanghaiDay, shanghaiText, startOfDay } from './instant.rules.ts';

/** Time that does not count. Days or instants; `to` null while it lasts. The pausing day counts, the resuming day does not. */
export interface Pause {
  readonly from: string;
  readonly to: string | null;
}

/** Time added with reason and approver, in the order it was given. */
export interface Extension {
  readonly n: number;
  readonly unit: TimeUnit;
  readonly approver: string;
  readonly reason: string;
}

export interface DueInput {
  readonly ruleId: string;
  /** A day or an instant; hour rules need an instant. The day of an instant is that of Asia/Shanghai. */
  readonly triggerAt: string;
  readonly calendar: Calendar;
  /** The length written in the notice, where it differs from the rule's (PR-CORRECT-REPLY). */
  readonly n?: number | undefined;
  readonly unit?: TimeUnit | undefined;
  readonly pauses?: readonly Pause[] | undefined;
  readonly extensions?: readonly Extension[] | undefined;
}

/**
 * A due date with all its arithmetic (domain report B3, PROTOCOL.md 5 rows 6–9). The starting day is not counted; hours
 * are exact; extensions are counted from the unrolled end, which rolls once at last; the days of a pause are not
 * counted. A pause that begins on the last day leaves the day of resuming as the last one: nobody can act while time
 * stands still. Throws for an unknown rule, a rule without a term, bad days, lengths or pauses.
 */
export function computeDue(input: DueInput): Due {
  const rule = ruleOf(input.ruleId);
  const n = input.n ?? rule.n;
  const unit = input.unit ?? rule.unit;
  if (n === null || unit === null) throw new RuleHasNoTerm(rule.id);
  const terms = [{ n, unit }, ...(input.extensions ?? [])];
  for (const term of terms)
    if (!Number.isInteger(term.n) || term.n < 1 || term.n > 3_660) throw new LengthInvalid(term.n);
  return unit === 'HOUR' ? hoursDue(rule, input, n) : daysDue(rule, input, { n, unit });
}

interface Term {
  readonly n: number;
  readonly unit: TimeUnit;
  readonly extension?: Extension;
}
interface PausedDays {
  readonly from: Day;
  readonly to: Day | null;
}

function daysDue(rule: DeadlineRule, input: DueInput, first: { n: number; unit: TimeUnit }): Due {
  const trigger = shanghaiDay(input.triggerAt);
  const count = new DayCount(trigger, input.calendar, pausedDays(input.pauses ?? []));
  const extensions = (input.extensions ?? []).map((extension): Term => ({ ...extension, extension }));
  for (const terms of sameUnits([first, ...extensions])) count.add(terms);
  const dueOn = count.end(rule.roll);
  return {
    ruleId: rule.id,
    ruleVersion,
    triggerAt: trigger,
    n: first.n,
    unit: first.unit,
    dueOn,
    dueAt: `${dueOn}T23:59:59+08:00`,
    provisional: count.unknownYears.size > 0,
    calendarVersion: input.calendar.version,
    arithmetic: [{ step: 'trigger', at: trigger }, ...count.steps],
  };
}

/** Counts on from a day, term by term, and writes down what it did. */
class DayCount {
  readonly steps: ArithmeticStep[] = [];
  readonly unknownYears = new Set<number>();
  private on: Day;
  private nextPause = 0;
  private lastUnit: TimeUnit = 'NATURAL_DAY';
  private readonly calendar: Calendar;
  private readonly pauses: readonly PausedDays[];

  constructor(trigger: Day, calendar: Calendar, pauses: readonly PausedDays[]) {
    this.on = trigger;
    this.calendar = calendar;
    this.pauses = pauses;
  }

  /** Terms of one unit are one length: 60 + 30 days are 90, three months and one are four (PROTOCOL.md 5, 7). */
  add(terms: readonly Term[]): void {
    const unit = terms[0]!.unit;
    const n = terms.reduce((sum, term) => sum + term.n, 0);
    const from = this.on;
    this.lastUnit = unit;
    for (const { extension } of terms) if (extension) this.steps.push({ step: 'extended', ...written(extension) });
    if (unit === 'WORKING_DAY') this.countWorkingDays(n);
    else {
      this.on = unit === 'MONTH' ? addMonths(from, n) : addDays(from, unit === 'HOUR' ? Math.ceil(n / 24) : n);
      this.steps.push({ step: 'counted', from: addDays(from, 1), to: this.on, count: daysBetween(from, this.on) });
      for (let pause = this.pauseUpTo(this.on); pause; pause = this.pauseUpTo(this.on)) {
        const days = daysBetween(later(pause.from, from), later(pause.to ?? pause.from, from));
        this.steps.push({ step: 'paused', from: pause.from, to: pause.to, days: Math.max(days, 0) });
        this.on = addDays(this.on, Math.max(days, 0));
      }
    }
  }

  end(roll: boolean): Day {
    const last = this.look(this.on);
    if (!last.working) {
      // Working days end on a day off only when a pause took the rest: the first working day is then the last one.
      if (roll || this.lastUnit === 'WORKING_DAY') {
        const to = nextWorkingDay(this.on, this.calendar);
        this.look(to);
        this.steps.push({ step: 'rolled', from: this.on, to });
        this.on = to;
      } else this.steps.push({ step: 'not-rolled', on: this.on });
    }
    if (this.unknownYears.size > 0) {
      this.steps.push({ step: 'provisional', years: [...this.unknownYears].sort((a, b) => a - b) });
    }
    return this.on;
  }

  private countWorkingDays(n: number): void {
    const run = { from: addDays(this.on, 1), count: 0 };
    const skipped: { on: Day; why: string }[] = [];
    const makeUp: { on: Day; why: string }[] = [];
    const write = (to: Day) => {
      if (daysBetween(run.from, to) >= 0) this.steps.push({ step: 'counted', from: run.from, to, count: run.count });
    };
    for (let left = n; ;) {
      const pause = this.pauseUpTo(this.on);
      if (pause) {
        write(this.on);
        const to = later(pause.to ?? this.on, this.on);
        this.steps.push({ step: 'paused', from: pause.from, to: pause.to, days: this.workingDaysIn(this.on, to) });
        this.on = to;
        run.from = addDays(to, 1);
        run.count = 0;
        continue;
      }
      if (left === 0) break;
      this.on = addDays(this.on, 1);
      const day = this.look(this.on);
      if (day.working) {
        left -= 1;
        run.count += 1;
        if (day.kind === 'make-up') makeUp.push({ on: this.on, why: day.why });
      } else skipped.push({ on: this.on, why: day.why });
    }
    write(this.on);
    if (skipped.length > 0) this.steps.push({ step: 'skipped', days: skipped });
    if (makeUp.length > 0) this.steps.push({ step: 'make-up', days: makeUp });
  }

  /** The next pause that begins no later than `day`; each is given once. */
  private pauseUpTo(day: Day): PausedDays | undefined {
    const pause = this.pauses[this.nextPause];
    if (!pause || pause.from > day) return undefined;
    this.nextPause += 1;
    return pause;
  }

  private workingDaysIn(after: Day, to: Day): number {
    let count = 0;
    for (let on = after; on < to;) {
      on = addDays(on, 1);
      if (this.look(on).working) count += 1;
    }
    return count;
  }

  private look(day: Day): WorkingDay {
    const answer = isWorkingDay(day, this.calendar);
    if (answer.provisional) this.unknownYears.add(yearOf(day));
    return answer;
  }
}

function hoursDue(rule: DeadlineRule, input: DueInput, n: number): Due {
  if (!isInstant(input.triggerAt)) throw new HourRuleNeedsInstant(rule.id);
  const trigger = millisecondsOf(input.triggerAt);
  const steps: ArithmeticStep[] = [{ step: 'trigger', at: input.triggerAt }];
  let end = trigger + n * hourMs;
  steps.push({ step: 'counted', from: shanghaiDay(input.triggerAt), to: shanghaiDay(shanghaiText(end)), count: n });
  for (const extension of input.extensions ?? []) {
    end += extension.n * (extension.unit === 'HOUR' ? hourMs : 24 * hourMs);
    steps.push({ step: 'extended', ...written(extension) });
  }
  const pauses = [...(input.pauses ?? [])].sort((a, b) => instantOf(a.from) - instantOf(b.from));
  for (const pause of pauses) {
    const from = Math.max(instantOf(pause.from), trigger);
    const to = pause.to === null ? from : Math.max(instantOf(pause.to), trigger);
    if (pause.to !== null && instantOf(pause.to) < instantOf(pause.from)) throw new PauseInvalid(pause.from, pause.to);
    if (from > end) break;
    end += to - from;
    const days = { from: shanghaiDay(pause.from), to: pause.to === null ? null : shanghaiDay(pause.to) };
    steps.push({ step: 'paused', ...days, days: Math.round((to - from) / hourMs) });
  }
  return {
    ruleId: rule.id,
    ruleVersion,
    triggerAt: input.triggerAt,
    n,
    unit: 'HOUR',
    dueOn: null,
    dueAt: shanghaiText(end),
    provisional: false,
    calendarVersion: input.calendar.version,
    arithmetic: steps,
  };
}

/** Overlapping pauses joined, in order; whole days. */
function pausedDays(pauses: readonly Pause[]): PausedDays[] {
  const sorted = pauses
    .map((pause) => ({ from: shanghaiDay(pause.from), to: pause.to === null ? null : shanghaiDay(pause.to) }))
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const joined: PausedDays[] = [];
  for (const pause of sorted) {
    if (pause.to !== null && pause.to < pause.from) throw new PauseInvalid(pause.from, pause.to);
    const last = joined.at(-1);
    if (last && last.to !== null && pause.from <= last.to) {
      joined[joined.length - 1] = { from: last.from, to: pause.to === null ? null : later(last.to, pause.to) };
    } else joined.push(pause);
  }
  return joined;
}

function* sameUnits(terms: readonly Term[]): Generator<Term[]> {
  let group: Term[] = [];
  for (const term of terms) {
    if (group.length > 0 && group[0]!.unit !== term.unit) {
      yield group;
      group = [];
    }
    group.push(term);
  }
  if (group.length > 0) yield group;
}

const later = (one: Day, other: Day): Day => (one > other ? one : other);
const written = ({ n, unit, approver, reason }: Extension) => ({ n, unit, approver, reason });
const instantOf = (at: string): number => (isInstant(at) ? millisecondsOf(at) : startOfDay(at));
