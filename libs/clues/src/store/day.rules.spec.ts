import { describe, expect, it } from '@jest/globals';
import { dayOf, monthsBetween } from './day.rules.ts';

describe('days of receipt', () => {
  it('are days in Shanghai', () => {
    expect(dayOf('2026-11-30T15:59:59.999Z')).toBe('2026-11-30');
    expect(dayOf('2026-11-30T16:00:00.000Z')).toBe('2026-12-01');
  });

  it('a span of days touches every month from its first to its last, over the turn of a year', () => {
    expect(monthsBetween('2026-12-31', '2027-02-01')).toEqual(['2026-12', '2027-01', '2027-02']);
    expect(monthsBetween('2026-05-03', '2026-05-30')).toEqual(['2026-05']);
  });
});
