import { type Calendar, type CalendarYear } from '@sup/contracts';
import year2025 from './calendar-2025.json' with { type: 'json' };
import year2026 from './calendar-2026.json' with { type: 'json' };
import { type Day, addDays, weekday, yearOf } from './day.rules.ts';
import { CalendarInvalid } from './deadline.errors.ts';

/** The State Council's notices for 2025 and 2026. An administrator publishes later years; this one is never edited. */
export const shippedCalendar: Calendar = {
  version: '2026.1',
  years: [year2025, year2026] satisfies CalendarYear[],
};

/**
 * Whether people work on a day. `provisional`: its year has no published calendar, so the answer is Monday–Friday less
 * the statutory days whose date is fixed; lunar holidays and make-up days are not guessed (PROTOCOL.md 5, 9).
 */
export interface WorkingDay {
  readonly working: boolean;
  readonly provisional: boolean;
  readonly kind: 'weekday' | 'weekend' | 'off' | 'make-up' | 'statutory';
  /** In Chinese, as the arithmetic shows it: 工作日, 周末, 春节, 国庆节调休上班. */
  readonly why: string;
}

// 全国年节及纪念日放假办法 (2024): New Year, Labour Day (two days) and National Day (three) fall on fixed dates.
const fixedStatutoryDays: Readonly<Record<string, string>> = {
  '01-01': '元旦',
  '05-01': '劳动节',
  '05-02': '劳动节',
  '10-01': '国庆节',
  '10-02': '国庆节',
  '10-03': '国庆节',
};

interface CalendarIndex {
  readonly years: ReadonlySet<number>;
  readonly off: ReadonlyMap<Day, string>;
  readonly makeUp: ReadonlyMap<Day, string>;
}
const indexes = new WeakMap<Calendar, CalendarIndex>();

export function isWorkingDay(day: Day, calendar: Calendar): WorkingDay {
  const year = yearOf(day);
  const index = indexOf(calendar);
  const provisional = !index.years.has(year);
  // A notice also settles days of the neighbouring years, as a New Year's holiday that begins in December.
  const makeUp = index.makeUp.get(day);
  if (makeUp !== undefined) return { working: true, provisional, kind: 'make-up', why: `${makeUp}调休上班` };
  const off = index.off.get(day);
  if (off !== undefined) return { working: false, provisional, kind: 'off', why: off };
  if (provisional) {
    const statutory = fixedStatutoryDays[day.slice(5)];
    if (statutory !== undefined) return { working: false, provisional, kind: 'statutory', why: `${statutory}（法定）` };
  }
  const weekend = weekday(day) > 5;
  return { working: !weekend, provisional, kind: weekend ? 'weekend' : 'weekday', why: weekend ? '周末' : '工作日' };
}

/** Whether the calendar of the day's year is published: a plan must not be fixed on a day that is not (DDL-02). */
export function calendarCovers(calendar: Calendar, day: Day): boolean {
  return indexOf(calendar).years.has(yearOf(day));
}

/** The first working day on or after `day`. */
export function nextWorkingDay(day: Day, calendar: Calendar): Day {
  let on = day;
  while (!isWorkingDay(on, calendar).working) on = addDays(on, 1);
  return on;
}

/** The last working day on or before `day`. */
export function previousWorkingDay(day: Day, calendar: Calendar): Day {
  let on = day;
  while (!isWorkingDay(on, calendar).working) on = addDays(on, -1);
  return on;
}

/**
 * The `n`th working day after `day`, which is not counted itself; before it when `n` is negative. `n` = 0 is `day`.
 */
export function addWorkingDays(day: Day, n: number, calendar: Calendar): Day {
  const step = n < 0 ? -1 : 1;
  let on = day;
  for (let left = Math.abs(n); left > 0;) {
    on = addDays(on, step);
    if (isWorkingDay(on, calendar).working) left -= 1;
  }
  return on;
}

/** Checks what no schema can: every day once, near its year, make-up days on weekends. Throws `CalendarInvalid`. */
export function checkCalendar(calendar: Calendar): void {
  const seen = new Set<Day>();
  const years = new Set<number>();
  for (const year of calendar.years) {
    if (years.has(year.year)) throw new CalendarInvalid('YEAR_TWICE', String(year.year));
    years.add(year.year);
    for (const { on } of [...year.offDays, ...year.makeUpWorkdays]) {
      if (Math.abs(yearOf(on) - year.year) > 1) throw new CalendarInvalid('DAY_OF_ANOTHER_YEAR', on);
      if (seen.has(on)) throw new CalendarInvalid('DAY_TWICE', on);
      seen.add(on);
    }
    for (const { on } of year.makeUpWorkdays) {
      if (weekday(on) < 6) throw new CalendarInvalid('MAKE_UP_NOT_ON_WEEKEND', on);
    }
    for (const [date] of Object.entries(fixedStatutoryDays)) {
      const on = `${year.year}-${date}`;
      if (!year.offDays.some((day) => day.on === on)) throw new CalendarInvalid('STATUTORY_DAY_MISSING', on);
    }
  }
}

/** Negative when `one` is the older version. Versions are `<last year>.<edition>`. */
export function compareCalendarVersions(one: string, other: string): number {
  const [a, b] = [one.split('.').map(Number), other.split('.').map(Number)];
  return a[0]! - b[0]! || (a[1] ?? 0) - (b[1] ?? 0);
}

/** Whether a version reads `<last year>.<edition>` and its year is the last one covered. */
export function calendarVersionFits(calendar: Calendar): boolean {
  const match = /^(\d{4})\.(\d{1,4})$/.exec(calendar.version);
  return match !== null && Number(match[1]) === Math.max(...calendar.years.map((year) => year.year));
}

function indexOf(calendar: Calendar): CalendarIndex {
  const known = indexes.get(calendar);
  if (known) return known;
  const index = {
    years: new Set(calendar.years.map((year) => year.year)),
    off: new Map(calendar.years.flatMap((year) => year.offDays.map(({ on, name }) => [on, name] as const))),
    makeUp: new Map(calendar.years.flatMap((year) => year.makeUpWorkdays.map(({ on, name }) => [on, name] as const))),
  };
  indexes.set(calendar, index);
  return index;
}
