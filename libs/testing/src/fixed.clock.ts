import { type Clock } from '@sup/kernel';

/** A clock that stands still until it is told otherwise. */
export interface FixedClock extends Clock {
  set(instant: string): void;
  /** Moves forward by milliseconds. */
  advance(ms: number): void;
}

export function fixedClock(at: string): FixedClock {
  let ms = Date.parse(at);
  return {
    now: () => new Date(ms).toISOString(),
    set: (instant) => void (ms = Date.parse(instant)),
    advance: (by) => void (ms += by),
  };
}
