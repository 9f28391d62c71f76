import { type Clock, systemClock } from '@sup/kernel';
import { type DataSource } from 'typeorm';
import { millisecondsOf, utcText } from '../protocol/index.ts';
import { type ClockOffset, anyClock, readOffset, writeOffset } from '../store/calendar.store.ts';
import { ClockBackwards, ClockNotAdjustable } from './clock.errors.ts';

/**
 * The clock of dates, deadlines and escalation: wall time plus an offset that lies in the database, so that every
 * instance of an agency agrees within a second. Only an adjustable one can be set (PROTOCOL.md 5, 12), and only forward once
 * a clock of a record has run by it.
 */
export class BusinessClock implements Clock {
  readonly adjustable: boolean;
  private readonly dataSource: DataSource;
  private readonly wall: Clock;
  private offset: ClockOffset = { offsetMs: 0, setAt: null };

  constructor(dataSource: DataSource, adjustable: boolean, wall: Clock = systemClock) {
    this.dataSource = dataSource;
    this.adjustable = adjustable;
    this.wall = wall;
  }

  now(): string {
    return utcText(millisecondsOf(this.wall.now()) + this.offset.offsetMs);
  }

  /**
   * The wall instant at which business time reached `instant`: what a link must have been heard from after (PROTOCOL.md 3,
   * Overdue). An instant that a setting jumped over was reached when the clock was set.
   */
  wallOf(instant: string): string {
    const wall = millisecondsOf(instant) - this.offset.offsetMs;
    const set = this.offset.setAt === null ? wall : millisecondsOf(this.offset.setAt);
    return utcText(Math.max(wall, set));
  }

  /**
   * Sets business time to `instant` and returns it. The caller runs the timer afterwards. Throws `ClockNotAdjustable`,
   * `ClockBackwards`, `InstantInvalid`.
   */
  async set(instant: string): Promise<string> {
    if (!this.adjustable) throw new ClockNotAdjustable();
    const wanted = millisecondsOf(instant);
    this.offset = await this.dataSource.transaction(async (manager) => {
      const { offsetMs } = await readOffset(manager, true);
      const wallNow = millisecondsOf(this.wall.now());
      const backwards = wanted < wallNow + offsetMs;
      if (backwards && (await anyClock(manager)))
        throw new ClockBackwards(utcText(wallNow + offsetMs), utcText(wanted));
      const offset = { offsetMs: wanted - wallNow, setAt: utcText(wallNow) };
      await writeOffset(manager, offset);
      return offset;
    });
    return this.now();
  }

  /** Takes over what another instance has set. A clock that is not adjustable stays wall time. */
  async refresh(): Promise<void> {
    if (this.adjustable) this.offset = await readOffset(this.dataSource.manager);
  }
}
