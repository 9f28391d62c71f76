import { DayInvalid } from './deadline.errors.ts';

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. All arithmetic is on whole numbers: no JS Date, no zone of the machine. */
export type Day = string;

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const commonYear = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days of a month; `month` 1–12. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : commonYear[month - 1]!;
}

/** Year, month (1–12) and day of month. Throws `DayInvalid` for a day that does not exist. */
export function partsOf(day: Day): { year: number; month: number; date: number } {
  const match = pattern.exec(day);
  if (!match) throw new DayInvalid(day);
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month)) throw new DayInvalid(day);
  return { year, month, date };
}

export function isDay(text: string): boolean {
  const match = pattern.exec(text);
  if (!match) return false;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month);
}

/** Whole days since 1970-01-01 in the proleptic Gregorian calendar. Throws `DayInvalid`. */
export function dayNumber(day: Day): number {
  const { year, month, date } = partsOf(day);
  return numberOf(year, month, date);
}

/** The day with that number. */
export function dayOf(number: number): Day {
  // Eras of 400 years, counted from 1 March 0000, so that the leap day ends a year.
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const date = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return textOf(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date);
}

/** The day `n` natural days later; earlier when `n` is negative. */
export function addDays(day: Day, n: number): Day {
  return dayOf(dayNumber(day) + n);
}

/** Natural days from `from` to `to`; negative when `to` lies before. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** 1 Monday … 7 Sunday. */
export function weekday(day: Day): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

export function yearOf(day: Day): number {
  return partsOf(day).year;
}

/**
 * `n` months later (SPC interpretation of the Criminal Procedure Law 2021, Art. 202): the same date of the month; from
 * the last day of a month the last day; where the month has no such date its last day.
 */
export function addMonths(day: Day, n: number): Day {
  const { year, month, date } = partsOf(day);
  const months = year * 12 + (month - 1) + n;
  const [toYear, toMonth] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1];
  const last = daysInMonth(toYear, toMonth);
  return textOf(toYear, toMonth, date === daysInMonth(year, month) ? last : Math.min(date, last));
}

function numberOf(year: number, month: number, date: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + date - 1;
  const ofEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear;
  return era * 146_097 + ofEra - 719_468;
}

function textOf(year: number, month: number, date: number): Day {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
}
