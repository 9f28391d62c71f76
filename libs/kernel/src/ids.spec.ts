import { describe, expect, it } from '@jest/globals';
import { DomainError, newId, systemClock } from './index.ts';

describe('an id', () => {
  it('is a UUID of version 7 that carries the millisecond it was made at', () => {
    const id = newId({ now: () => '2026-11-25T04:00:00.123Z' });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-11-25T04:00:00.123Z'));
  });

  it('sorts by time as text, and is never made twice in one millisecond', () => {
    const at = (instant: string) => newId({ now: () => instant });
    expect(at('2026-11-25T04:00:00.001Z') < at('2026-11-25T04:00:00.002Z')).toBe(true);
    expect(at('2026-12-31T23:59:59.999Z') < at('2027-01-01T00:00:00.000Z')).toBe(true);
    const many = Array.from({ length: 10_000 }, () => at('2026-11-25T04:00:00.000Z'));
    expect(new Set(many).size).toBe(10_000);
  });

  it('takes wall time by default', () => {
    const before = Date.now();
    const made = Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now());
    expect(systemClock.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});

describe('a refusal', () => {
  it('carries its code, kind, both languages and details', () => {
    const error = new DomainError('REFUSED_HERE', 'refused', { zh: '不予办理', en: 'Refused' }, { limit: 3 });
    expect(error).toMatchObject({
      code: 'REFUSED_HERE',
      kind: 'refused',
      text: { zh: '不予办理' },
      details: { limit: 3 },
    });
    expect(error.message).toBe('REFUSED_HERE: Refused');
    expect(error).toBeInstanceOf(Error);
  });
});
