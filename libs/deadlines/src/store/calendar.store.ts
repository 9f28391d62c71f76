import { type Calendar } from '@sup/contracts';
import { type Queries, instant, rows } from './queries.ts';

/** Every published calendar. */
export async function publishedCalendars(on: Queries): Promise<Calendar[]> {
  const found = await rows<{ calendar: Calendar }>(on, 'select calendar from deadline_calendar');
  return found.map((row) => row.calendar);
}

/** The versions published so far. */
export async function publishedVersions(on: Queries): Promise<string[]> {
  return (await rows<{ version: string }>(on, 'select version from deadline_calendar')).map((row) => row.version);
}

/** Keeps a calendar for ever under its version. Two that publish at once wait for each other. */
export async function insertCalendar(on: Queries, calendar: Calendar, publishedAt: string): Promise<void> {
  await on.query('insert into deadline_calendar (version, calendar, published_at) values ($1, $2, $3)', [
    calendar.version,
    JSON.stringify(calendar),
    publishedAt,
  ]);
}

export async function lockCalendars(on: Queries): Promise<void> {
  await on.query('lock table deadline_calendar in share row exclusive mode');
}

/** How far the business clock is ahead of wall time, in milliseconds, and the wall instant it was last set at. */
export interface ClockOffset {
  readonly offsetMs: number;
  readonly setAt: string | null;
}

export async function readOffset(on: Queries, lock = false): Promise<ClockOffset> {
  const found = await rows<{ offsetMs: string; setAt: string | null }>(
    on,
    `select offset_ms::text as "offsetMs", ${instant('set_at', 'setAt')} from business_clock where id = 1
       ${lock ? 'for update' : ''}`,
  );
  return { offsetMs: Number(found[0]!.offsetMs), setAt: found[0]!.setAt };
}

export async function writeOffset(on: Queries, offset: ClockOffset): Promise<void> {
  await on.query('update business_clock set offset_ms = $1, set_at = $2 where id = 1', [offset.offsetMs, offset.setAt]);
}

/** Whether any record's clock has ever run here. */
export async function anyClock(on: Queries): Promise<boolean> {
  const found = await rows<{ any: boolean }>(on, 'select exists (select from deadline_clock) as "any"');
  return found[0]!.any;
}
