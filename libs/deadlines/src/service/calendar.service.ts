import { isDeepStrictEqual } from 'node:util';
import { type Calendar, type Due } from '@sup/contracts';
import { type Clock } from '@sup/kernel';
import { type DataSource, type EntityManager } from 'typeorm';
import { calendarVersionFits, checkCalendar, compareCalendarVersions, shippedCalendar } from '../protocol/index.ts';
import { insertCalendar, lockCalendars, publishedCalendars, publishedVersions } from '../store/calendar.store.ts';
import { type ClockRecord, liveClocks, saveClocks } from '../store/clock.store.ts';
import { CalendarNotNewer } from './clock.errors.ts';
import { differenceOf, dueBy, firstLookAt } from './clock.decide.ts';

/** A clock that a new calendar changed: its capability writes `clock.recomputed` with both values. */
export interface RecomputedClock {
  readonly recordId: string;
  readonly capability: string;
  readonly clockId: string;
  readonly debtor: string;
  readonly creditor: string;
  readonly old: Due;
  readonly new: Due;
}

/** The working-day calendar in force: the newest of the shipped one and those published here. Versions are kept for ever. */
export class CalendarService {
  private readonly agency: string;
  private readonly dataSource: DataSource;
  private readonly clock: Clock;
  private present: Calendar = shippedCalendar;

  constructor(agency: string, dataSource: DataSource, clock: Clock) {
    this.agency = agency;
    this.dataSource = dataSource;
    this.clock = clock;
  }

  current(): Calendar {
    return this.present;
  }

  /** Takes over what was published, here or by another instance; the timer does so every second. */
  async refresh(): Promise<void> {
    const versions = await publishedVersions(this.dataSource.manager);
    if (!versions.some((version) => compareCalendarVersions(version, this.present.version) > 0)) return;
    this.present = newestOf(await publishedCalendars(this.dataSource.manager));
  }

  /**
   * Puts a calendar into force and counts every live clock again. A clock of which this agency is the author gets the
   * new date, keeps the old one, and is returned, so that its capability tells the other side; a clock of another author
   * keeps its date until that author says otherwise, and shows the difference. Publishing the same calendar twice changes
   * nothing. Throws `CalendarInvalid`, `CalendarNotNewer`. `current()` follows at the next `refresh`, after the commit.
   */
  async publish(manager: EntityManager, calendar: Calendar): Promise<RecomputedClock[]> {
    if (!calendarVersionFits(calendar)) throw new CalendarNotNewer('VERSION_UNFIT', calendar.version);
    checkCalendar(calendar);
    await lockCalendars(manager);
    const kept = [shippedCalendar, ...(await publishedCalendars(manager))];
    const same = kept.find((one) => one.version === calendar.version);
    if (same && isDeepStrictEqual(same, calendar)) return [];
    if (same) throw new CalendarNotNewer('VERSION_TAKEN', calendar.version);
    const present = newestOf(kept);
    if (compareCalendarVersions(calendar.version, present.version) < 0)
      throw new CalendarNotNewer('OLDER', calendar.version);
    const years = new Set(calendar.years.map(({ year }) => year));
    if (present.years.some(({ year }) => !years.has(year))) throw new CalendarNotNewer('YEAR_LOST', calendar.version);
    await insertCalendar(manager, calendar, this.clock.now());
    return this.recompute(manager, calendar);
  }

  private async recompute(manager: EntityManager, calendar: Calendar): Promise<RecomputedClock[]> {
    const changed: RecomputedClock[] = [];
    for (const clock of await liveClocks(manager)) {
      const due = dueBy(clock, calendar);
      if (!due) continue;
      if (clock.author !== this.agency) {
        await this.save(manager, { ...clock, difference: differenceOf(clock.due, due) }, calendar);
        continue;
      }
      // The next date is counted by the new calendar even where this one stays; both sides hear of a changed one only.
      const same = due.dueAt === clock.due.dueAt && due.provisional === clock.due.provisional;
      const earlierDues = same ? clock.earlierDues : [...clock.earlierDues, clock.due];
      await this.save(manager, { ...clock, due, earlierDues }, calendar);
      if (same) continue;
      const { recordId, capability, clockId, debtor, creditor } = clock;
      changed.push({ recordId, capability, clockId, debtor, creditor, old: clock.due, new: due });
    }
    return changed;
  }

  private async save(manager: EntityManager, clock: ClockRecord, calendar: Calendar): Promise<void> {
    await saveClocks(manager, clock.recordId, [{ clock, lookAt: firstLookAt(clock, calendar, this.agency) }]);
  }
}

function newestOf(calendars: readonly Calendar[]): Calendar {
  return calendars.reduce(
    (newest, one) => (compareCalendarVersions(one.version, newest.version) > 0 ? one : newest),
    shippedCalendar,
  );
}
