import { type Calendar } from '@sup/contracts';
import { type DataSource, type EntityManager } from 'typeorm';
import {
  escalationLadder,
  findRule,
  isPast,
  outOfContactFrom,
  overdueFrom,
  remindersOf,
  rungReachedAt,
} from '../protocol/index.ts';
import {
  type ClockRecord,
  anyDue,
  clockOf,
  insertReminder,
  lookAgain,
  markOverdue,
  marksOf,
  nextClock,
} from '../store/clock.store.ts';
import { type BusinessClock } from './business-clock.service.ts';
import { type CalendarService } from './calendar.service.ts';
import { clockView } from './clock.views.ts';
import { type ExpiredClock, type Handlers } from './handlers.ts';

/** One of many instances is at work at a time. It saves work only: rows and unique keys make each step happen once. */
const advisoryLock = 5_620_411;
const tickMs = 1_000;
/** How long a clock is left alone after its handler failed, and while its debtor's link is silent. Wall time. */
const afterFailureMs = 30_000;
const whileSilentMs = 2_000;

export interface TimerSettings {
  readonly agency: string;
  /** Told of every failure of a handler or of the database; never with content. */
  readonly onFailure: (failure: {
    readonly recordId?: string;
    readonly clockId?: string;
    readonly cause: unknown;
  }) => void;
}

/**
 * Reminds and escalates. Each second, by wall time, it looks at the clocks whose next instant has come on the business
 * clock: one clock, one transaction, so that a failing handler or a killed replica stops nothing else, and another run
 * does exactly what is missing.
 */
export class DeadlineTimer {
  private readonly settings: TimerSettings;
  private readonly dataSource: DataSource;
  private readonly clock: BusinessClock;
  private readonly calendars: CalendarService;
  private readonly handlers: Handlers;
  private readonly leftAlone = new Map<string, number>();
  private timeout: NodeJS.Timeout | undefined;
  private running = Promise.resolve();
  private started = false;

  constructor(
    settings: TimerSettings,
    dataSource: DataSource,
    parts: { readonly clock: BusinessClock; readonly calendars: CalendarService; readonly handlers: Handlers },
  ) {
    this.settings = settings;
    this.dataSource = dataSource;
    this.clock = parts.clock;
    this.calendars = parts.calendars;
    this.handlers = parts.handlers;
  }

  start(): void {
    if (this.started) return;
    this.started = true;
    this.schedule();
  }

  /** Lets the step that is under way end, then does nothing more. */
  async stop(): Promise<void> {
    this.started = false;
    clearTimeout(this.timeout);
    await this.running;
  }

  /**
   * Does all that is due now, waiting for another instance that is at work. Called after the business clock was set;
   * also tries again what failed before.
   */
  async runNow(): Promise<void> {
    this.leftAlone.clear();
    await this.enqueue(() => this.run(true));
  }

  private schedule(): void {
    this.timeout = setTimeout(() => {
      void this.enqueue(() => this.run(false))
        .catch((cause: unknown) => this.settings.onFailure({ cause }))
        .finally(() => {
          if (this.started) this.schedule();
        });
    }, tickMs);
    this.timeout.unref();
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    const next = this.running.then(work);
    this.running = next.catch(() => undefined);
    return next;
  }

  private async run(wait: boolean): Promise<void> {
    await this.clock.refresh();
    await this.calendars.refresh();
    const nowMs = Date.now();
    for (const [key, until] of this.leftAlone) if (until <= nowMs) this.leftAlone.delete(key);
    const due = () => anyDue(this.dataSource.manager, this.clock.now(), [...this.leftAlone.keys()]);
    while ((await due()) && (await this.step(wait)));
  }

  /** One clock. False when nothing is due, or another instance is at work. */
  private async step(wait: boolean): Promise<boolean> {
    let found: ClockRecord | undefined;
    try {
      return await this.dataSource.transaction(async (manager) => {
        if (!(await locked(manager, wait))) return false;
        const now = this.clock.now();
        found = await nextClock(manager, now, [...this.leftAlone.keys()]);
        if (!found) return false;
        await this.attend(manager, found, now);
        return true;
      });
    } catch (cause) {
      if (!found) throw cause;
      this.leftAlone.set(keyOf(found), Date.now() + afterFailureMs);
      this.settings.onFailure({ recordId: found.recordId, clockId: found.clockId, cause });
      return true;
    }
  }

  private async attend(manager: EntityManager, clock: ClockRecord, now: string): Promise<void> {
    const calendar = this.calendars.current();
    if (findRule(clock.ruleId)?.kind === 'EARLIEST') return lookAgain(manager, clock, null);
    const isDebtor = clock.debtor === this.settings.agency;
    if (!isPast(clock.due, now)) {
      if (isDebtor) await this.remind(manager, clock, now);
      return lookAgain(manager, clock, nextBefore(clock, calendar, now, isDebtor));
    }
    const silent = await this.expire(manager, clock, now);
    if (silent) {
      this.leftAlone.set(keyOf(clock), Date.now() + whileSilentMs);
      return;
    }
    // A handler may have ended, extended or resumed its clock: then the saved row is looked at afresh.
    const after = await clockOf(manager, clock.recordId, clock.clockId);
    if (after?.state !== 'running' || after.due.dueAt !== clock.due.dueAt) return;
    await lookAgain(manager, clock, clock.creditor === this.settings.agency ? nextRung(clock, calendar, now) : null);
  }

  /** The latest reminder that has come and was not given. Earlier ones that were slept through are not made up for. */
  private async remind(manager: EntityManager, clock: ClockRecord, now: string): Promise<void> {
    const reminder = remindersOf(clock.due, this.calendars.current()).findLast(({ at }) => at <= now);
    if (!reminder || !(await insertReminder(manager, clock, reminder.kind, now))) return;
    const handle = this.handlers.reminder.get(clock.capability);
    await handle?.({ ...clockView(clock, []), recordId: clock.recordId }, reminder, manager);
  }

  /** Every rung that is reached and unmarked. True while the debtor's link is silent and its extra day lasts. */
  private async expire(manager: EntityManager, clock: ClockRecord, now: string): Promise<boolean> {
    const handler = this.handlers.expired.get(clock.capability);
    const calendar = this.calendars.current();
    const marks = (await marksOf(manager, [clock.recordId])).filter((mark) => mark.clockId === clock.clockId);
    const seen = (party: 'creditor' | 'debtor', unreachable: boolean): ExpiredClock => {
      const { recordId, capability } = clock;
      return { ...clockView(clock, marks), recordId, capability, party, unreachable };
    };
    if (clock.creditor !== this.settings.agency) {
      if (clock.debtor !== this.settings.agency) return false;
      const first = await markOverdue(manager, clock, { rung: 0, writtenAt: now, unreachable: false });
      if (first) await handler?.handle(seen('debtor', false), 0, manager);
      return false;
    }
    const marked = new Set(marks.map((mark) => mark.rung));
    const reached = escalationLadder.filter(
      ({ rung }) => mayReach(clock, rung) && !marked.has(rung) && rungReachedAt(clock.due, rung, calendar) <= now,
    );
    if (reached.length === 0) return false;
    const own = clock.debtor === this.settings.agency;
    const heard = own || !handler?.mayAccuse || (await handler.mayAccuse(seen('creditor', false)));
    if (!heard && outOfContactFrom(clock.due, calendar) > now) return true;
    for (const { rung } of reached) {
      const first = await markOverdue(manager, clock, { rung, writtenAt: now, unreachable: !heard });
      if (first) await handler?.handle(seen('creditor', !heard), rung, manager);
    }
    return false;
  }
}

const keyOf = (clock: ClockRecord): string => `${clock.recordId} ${clock.clockId}`;

function nextBefore(clock: ClockRecord, calendar: Calendar, now: string, isDebtor: boolean): string {
  const reminders = isDebtor ? remindersOf(clock.due, calendar).filter(({ at }) => at > now) : [];
  return reminders[0]?.at ?? overdueFrom(clock.due);
}

/** A date that is only provisional is reminded of; nobody is escalated on it. */
function mayReach(clock: ClockRecord, rung: number): boolean {
  return rung === 1 || !clock.due.provisional;
}

function nextRung(clock: ClockRecord, calendar: Calendar, now: string): string | null {
  const ladder = escalationLadder.filter(({ rung }) => mayReach(clock, rung));
  const next = ladder.map(({ rung }) => rungReachedAt(clock.due, rung, calendar)).find((at) => at > now);
  return next ?? null;
}

async function locked(manager: EntityManager, wait: boolean): Promise<boolean> {
  if (wait) {
    await manager.query('select pg_advisory_xact_lock($1)', [advisoryLock]);
    return true;
  }
  const [row] = await manager.query<{ got: boolean }[]>('select pg_try_advisory_xact_lock($1) as got', [advisoryLock]);
  return row?.got === true;
}
