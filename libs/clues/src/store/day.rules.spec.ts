import { describe, expect, it } from '@jest/globals';
import { monthsBetween } from './day.rules.ts';

describe('days of receipt', () => {
  it('touch every month from the first to the last, over the turn of a year', () => {
    expect(monthsBetween('2026-12-31', '2027-02-01')).toEqual(['2026-12', '2027-01', '2027-02']);
    expect(monthsBetween('2026-05-03', '2026-05-30')).toEqual(['2026-05']);
  });
});
