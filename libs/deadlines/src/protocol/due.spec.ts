import { describe, expect, it } from '@jest/globals';
import { type Calendar, dueSchema } from '@sup/contracts';
import caseDeadlines from './case-deadlines.golden.json' with { type: 'json' };
import { shippedCalendar } from './calendar.rules.ts';
import { checkExtension, deadlineRules, ruleOf } from './deadline.rules.ts';
import { type DueInput, computeDue } from './due.decide.ts';
import { describeDue } from './due.views.ts';
import { isPast, isTooEarly, overdueFrom } from './overdue.rules.ts';

const due = (ruleId: string, triggerAt: string, more: Partial<DueInput> = {}) =>
  computeDue({ ruleId, triggerAt, calendar: shippedCalendar, ...more });

describe('the deadlines of the fifteen cases', () => {
  it.each(caseDeadlines)('$case step $seq: $ruleId from $triggerAt is due $expectedDueAt', (row) => {
    const found = due(row.ruleId, row.triggerAt);
    expect([found.dueAt, found.provisional]).toEqual([row.expectedDueAt, row.provisional]);
    expect(dueSchema.parse(found)).toEqual(found);
  });
});

describe('the rule table', () => {
  it('holds all 102 rules once, each with a term unless it is a condition', () => {
    expect(new Set(deadlineRules.map((rule) => rule.id)).size).toBe(102);
    expect(deadlineRules.filter((rule) => rule.n === null || rule.unit === null).map((rule) => rule.id)).toEqual(
      deadlineRules.filter((rule) => rule.kind === 'CONDITION').map((rule) => rule.id),
    );
    expect(deadlineRules.filter((rule) => rule.kind === 'EARLIEST').map((rule) => rule.id)).toEqual([
      'PR-URGE-3M',
      'CT-ZHONGBEN-3M',
    ]);
  });
  it('gives an arithmetic in both languages for every rule', () => {
    for (const rule of deadlineRules) {
      if (rule.kind === 'CONDITION') continue;
      const found = due(rule.id, rule.unit === 'HOUR' ? '2026-03-02T01:00:00Z' : '2026-03-02');
      for (const language of ['zh', 'en'] as const) {
        const lines = describeDue(found, language);
        expect(lines.length).toBeGreaterThanOrEqual(4);
        expect(lines[0]).toContain(language === 'zh' ? rule.nameZh : rule.nameEn);
      }
    }
  });
  it('refuses an unknown rule, a rule without a term, and bad input', () => {
    expect(() => due('NO-SUCH', '2026-03-02')).toThrow('RULE_UNKNOWN');
    expect(() => due('JU-LEAVE', '2026-03-02')).toThrow('RULE_HAS_NO_TERM');
    expect(() => due('PLC-ACK-3W', '2026-02-30')).toThrow('INSTANT_INVALID');
    expect(() => due('PLC-ACK-3W', '2026-02-20T10:00')).toThrow('INSTANT_INVALID');
    expect(() => due('IN-RECORD', '2026-03-02')).toThrow('HOUR_RULE_NEEDS_INSTANT');
    expect(() => due('PLC-ACK-3W', '2026-03-02', { n: 0 })).toThrow('TERM_LENGTH_INVALID');
    expect(() => due('PLC-ACK-3W', '2026-03-02', { n: 2.5 })).toThrow('TERM_LENGTH_INVALID');
    const backwards = [{ from: '2026-03-05', to: '2026-03-04' }];
    expect(() => due('PLC-ACK-3W', '2026-03-02', { pauses: backwards })).toThrow('PAUSE_INVALID');
  });
});

describe('months', () => {
  it('end on the same date, from the last day on the last day, where there is none on the last day', () => {
    const one = (day: string) => due('CT-REHEAR-1M', day).dueOn;
    expect(one('2026-01-15')).toBe('2026-02-15');
    expect(one('2026-01-31')).toBe('2026-02-28');
    expect(one('2026-02-28')).toBe('2026-03-31');
    expect(one('2026-01-30')).toBe('2026-02-28');
    expect(one('2026-04-30')).toBe('2026-05-31');
    expect(due('CT-REHEAR-1M', '2027-12-31', { n: 2 }).dueOn).toBe('2028-02-29');
  });
});

describe('the last day', () => {
  it('rolls over the National Day holiday and past a make-up Saturday that is a working day', () => {
    expect(due('XF-NOTICE-15', '2026-09-16').dueOn).toBe('2026-10-08');
    expect(due('PR-PROTEST-10', '2026-02-18').dueOn).toBe('2026-02-28');
  });
  it('does not roll for persons in custody: the day off is shown as a warning', () => {
    const found = due('PR-ARREST-7', '2026-09-28');
    expect(found.dueOn).toBe('2026-10-05');
    expect(found.arithmetic).toContainEqual({ step: 'not-rolled', on: '2026-10-05' });
  });
  it('is in time until midnight in Shanghai and overdue from 00:00 of the next day', () => {
    const found = due('PLC-ACK-3W', '2026-08-03');
    expect(overdueFrom(found)).toBe('2026-08-06T16:00:00.000Z');
    expect(isPast(found, '2026-08-06T23:59:59+08:00')).toBe(false);
    expect(isPast(found, '2026-08-07T00:00:00+08:00')).toBe(true);
  });
  it('of an hour rule is the exact instant', () => {
    const found = due('PLC-MAJOR-24H', '2026-04-28T17:00:00.250+08:00');
    expect(found.dueAt).toBe('2026-04-29T17:00:00.250+08:00');
    expect(isPast(found, '2026-04-29T09:00:00.250Z')).toBe(false);
    expect(isPast(found, '2026-04-29T09:00:00.251Z')).toBe(true);
  });
});

describe('a pause', () => {
  const pause = { from: '2026-02-13T02:00:00.000Z', to: '2026-02-25' };
  it('leaves the remaining working days: the pausing day counts, the resuming day does not (DDL-04)', () => {
    expect(due('PLC-PLAN-10W', '2026-02-10').dueOn).toBe('2026-03-02');
    const found = due('PLC-PLAN-10W', '2026-02-10', { pauses: [pause] });
    expect(found.dueOn).toBe('2026-03-05');
    expect(found.arithmetic).toEqual([
      { step: 'trigger', at: '2026-02-10' },
      { step: 'counted', from: '2026-02-11', to: '2026-02-13', count: 3 },
      { step: 'paused', from: '2026-02-13', to: '2026-02-25', days: 3 },
      { step: 'counted', from: '2026-02-26', to: '2026-03-05', count: 7 },
      { step: 'skipped', days: [{ on: '2026-03-01', why: '周末' }] },
      { step: 'make-up', days: [{ on: '2026-02-28', why: '春节调休上班' }] },
    ]);
  });
  it('moves natural days and months by its own natural days', () => {
    expect(due('PR-ARREST-7', '2026-03-02', { pauses: [{ from: '2026-03-05', to: '2026-03-10' }] }).dueOn).toBe(
      '2026-03-14',
    );
    expect(due('CT-REHEAR-1M', '2026-03-02', { pauses: [{ from: '2026-03-05', to: '2026-03-10' }] }).dueOn).toBe(
      '2026-04-07',
    );
  });
  it('of hours moves by its exact length', () => {
    const pauses = [{ from: '2026-03-02T02:00:00Z', to: '2026-03-02T05:30:00Z' }];
    expect(due('IN-RECORD', '2026-03-02T01:00:00Z', { pauses }).dueAt).toBe('2026-03-03T12:30:00+08:00');
  });
  it('that began after the end changes nothing', () => {
    const pauses = [{ from: '2026-03-20', to: '2026-03-25' }];
    expect(due('PR-ARREST-7', '2026-03-02', { pauses }).dueOn).toBe('2026-03-09');
    expect(due('PLC-ACK-3W', '2026-03-02', { pauses }).dueOn).toBe('2026-03-05');
  });
  it('that began on the last day leaves the resuming day, or the first working day after it', () => {
    const pauses = [{ from: '2026-03-05', to: '2026-03-21' }];
    expect(due('PLC-ACK-3W', '2026-03-02', { pauses }).dueOn).toBe('2026-03-23');
    expect(due('PR-ARREST-7', '2026-02-26', { pauses }).dueOn).toBe('2026-03-21');
  });
  it('counts once where two overlap, and an open one is written down without an end', () => {
    const twice = [
      { from: '2026-03-03', to: '2026-03-10' },
      { from: '2026-03-05', to: '2026-03-12' },
    ];
    const once = [{ from: '2026-03-03', to: '2026-03-12' }];
    expect(due('PLC-PLAN-10W', '2026-03-02', { pauses: twice })).toEqual(
      due('PLC-PLAN-10W', '2026-03-02', { pauses: once }),
    );
    const open = due('PLC-PLAN-10W', '2026-03-02', { pauses: [{ from: '2026-03-03', to: null }] });
    expect(open.arithmetic).toContainEqual({ step: 'paused', from: '2026-03-03', to: null, days: 0 });
  });
});

describe('an extension', () => {
  const head = { approver: '单位负责人', reason: '案情复杂' };
  it('runs from the unrolled end and rolls once: 60 and 30 days are 90', () => {
    const plain = due('XF-60', '2026-08-05');
    expect(plain.dueOn).toBe('2026-10-08');
    const found = due('XF-60', '2026-08-05', { extensions: [{ n: 30, unit: 'NATURAL_DAY', ...head }] });
    expect(found.dueOn).toBe('2026-11-03');
    expect(found.arithmetic).toContainEqual({ step: 'extended', n: 30, unit: 'NATURAL_DAY', ...head });
  });
  it('of one month after three makes four months from the start', () => {
    const more = { extensions: [{ n: 1, unit: 'MONTH' as const, ...head }] };
    expect(due('PR-ENFORCE-3M', '2026-04-15', more).dueOn).toBe('2026-08-17');
    expect(due('CT-REHEAR-1M', '2026-01-30', more).dueOn).toBe('2026-03-30');
  });
  it('in another unit runs on from the first end', () => {
    const more = { extensions: [{ n: 15, unit: 'NATURAL_DAY' as const, ...head }] };
    expect(due('PR-PROS-1M', '2026-03-02', more).dueOn).toBe('2026-04-17');
  });
  it('is only given where the law gives it, as long as it gives it, as often as it gives it', () => {
    const days = (n: number) => ({ n, unit: 'NATURAL_DAY' as const });
    expect(() => checkExtension('XF-60', 0, days(30))).not.toThrow();
    expect(() => checkExtension('XF-60', 0, days(31))).toThrow('EXTENSION_TOO_LONG');
    expect(() => checkExtension('XF-60', 0, { n: 1, unit: 'MONTH' })).toThrow('EXTENSION_TOO_LONG');
    expect(() => checkExtension('XF-60', 1, days(30))).toThrow('EXTENSION_EXHAUSTED');
    expect(() => checkExtension('PR-EXPLAIN-7', 0, days(1))).toThrow('EXTENSION_NONE');
    expect(() => checkExtension('PLC-URGE-30', 0, days(10))).not.toThrow();
    expect(ruleOf('XF-60').extensions?.[0]?.ruleId).toBe('XF-EXT-30');
  });
});

describe('an unknown year', () => {
  it('is answered as 暂定: Monday to Friday less the statutory days with a fixed date (DDL-02)', () => {
    const found = due('PLC-PLAN-10W', '2026-12-28');
    expect([found.dueOn, found.provisional]).toEqual(['2027-01-12', true]);
    expect(found.arithmetic.at(-1)).toEqual({ step: 'provisional', years: [2027] });
    expect(describeDue(found, 'zh').join('\n')).toContain('暂定');
  });
  it('is settled once its notice is published', () => {
    const calendar: Calendar = {
      version: '2027.1',
      years: [
        ...shippedCalendar.years,
        {
          year: 2027,
          notice: 'a notice made up for this test',
          offDays: ['01', '02', '03', '04'].map((date) => ({ on: `2027-01-${date}`, name: '元旦' })),
          makeUpWorkdays: [{ on: '2027-01-09', name: '元旦' }],
        },
      ],
    };
    const found = due('PLC-PLAN-10W', '2026-12-28', { calendar });
    expect([found.dueOn, found.provisional, found.calendarVersion]).toEqual(['2027-01-12', false, '2027.1']);
    expect(found.arithmetic).toContainEqual({ step: 'make-up', days: [{ on: '2027-01-09', why: '元旦调休上班' }] });
  });
});

describe('an earliest date', () => {
  it('is a warning when acted before it, and never an overdue mark', () => {
    const found = due('CT-ZHONGBEN-3M', '2026-03-02');
    expect(found.dueOn).toBe('2026-06-02');
    expect(isTooEarly(found, '2026-06-01T15:59:59.000Z')).toBe(true);
    expect(isTooEarly(found, '2026-06-01T16:00:00.000Z')).toBe(false);
    expect(isTooEarly(due('PLC-ACK-3W', '2026-03-02'), '2026-03-02T03:00:00.000Z')).toBe(false);
    expect(describeDue(found, 'en').join('\n')).toContain('Not before: 2026-06-02');
  });
});

it('the length written in the notice wins over the rule', () => {
  expect(due('PR-CORRECT-REPLY', '2026-07-03', { n: 10 }).dueOn).toBe('2026-07-13');
});
