/**
 * Where time comes from. Two clocks exist apart: the *business* clock (dates, deadlines, escalation), which a
 * demonstration may set, and wall time (transport, sessions, retries, skew), which nobody may (PROTOCOL.md 5, 12).
 */
export interface Clock {
  /** The present instant, ISO 8601 in UTC with milliseconds: `2026-11-25T04:00:00.000Z`. */
  now(): string;
}

/** Wall time. */
export const systemClock: Clock = { now: () => new Date().toISOString() };
