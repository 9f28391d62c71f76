import { type Day, dayNumber, dayOf, isDay } from './day.rules.ts';
import { InstantInvalid } from './deadline.errors.ts';

const dayMs = 86_400_000;
export const hourMs = 3_600_000;
/** Asia/Shanghai has kept UTC+8 all year since 1991. */
const shanghaiMs = 8 * hourMs;
const pattern = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since 1970-01-01T00:00:00Z of an ISO 8601 instant with a zone. Throws `InstantInvalid`. */
export function millisecondsOf(instant: string): number {
  const match = pattern.exec(instant);
  if (!match || !isDay(match[1]!)) throw new InstantInvalid(instant);
  const [hours, minutes, seconds] = [Number(match[2]), Number(match[3]), Number(match[4] ?? 0)];
  const zone = zoneMinutes(match[6]!);
  if (hours > 23 || minutes > 59 || seconds > 59 || zone === undefined) throw new InstantInvalid(instant);
  const fraction = Number((match[5] ?? '').padEnd(3, '0').slice(0, 3));
  return dayNumber(match[1]!) * dayMs + ((hours * 60 + minutes - zone) * 60 + seconds) * 1_000 + fraction;
}

export function isInstant(text: string): boolean {
  return pattern.test(text);
}

/** The Asia/Shanghai calendar day of an instant. A plain day is returned as it is. Throws for anything else. */
export function shanghaiDay(instantOrDay: string): Day {
  if (isDay(instantOrDay)) return instantOrDay;
  return dayOf(Math.floor((millisecondsOf(instantOrDay) + shanghaiMs) / dayMs));
}

/** An instant as Shanghai reads it: `2026-04-29T17:00:00+08:00`; milliseconds only where there are some. */
export function shanghaiText(milliseconds: number): string {
  return `${textAt(milliseconds + shanghaiMs)}+08:00`;
}

/** An instant as an officer reads it, to the minute in Asia/Shanghai: `2026-11-25 10:05`. */
export function shanghaiMinute(instant: string): string {
  return shanghaiText(millisecondsOf(instant)).slice(0, 16).replace('T', ' ');
}

/** An instant in UTC with milliseconds, as the kernel's clock gives it. */
export function utcText(milliseconds: number): string {
  const text = textAt(milliseconds);
  return `${text.includes('.') ? text : `${text}.000`}Z`;
}

/** The first instant of a Shanghai day, as milliseconds. */
export function startOfDay(day: Day): number {
  return dayNumber(day) * dayMs - shanghaiMs;
}

function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))];
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function textAt(milliseconds: number): string {
  const day = Math.floor(milliseconds / dayMs);
  const rest = milliseconds - day * dayMs;
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(rest / 1_000);
  const fraction = rest % 1_000;
  const time = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${dayOf(day)}T${time}${fraction === 0 ? '' : `.${String(fraction).padStart(3, '0')}`}`;
}
