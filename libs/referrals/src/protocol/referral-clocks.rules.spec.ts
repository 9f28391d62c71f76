import { describe, expect, it } from '@jest/globals';
import { type Due } from '@sup/contracts';
import { findRule, verdictOf } from '@sup/deadlines/protocol';
import { type ReferralStatus, holder, isMove, isNote, referralClocks, referralMoves, ruleOf } from './index.ts';

const statusAfter = (type: string): ReferralStatus => (isMove(type) ? referralMoves[type].to : 'sent');

describe('the clocks of a referral', () => {
  it.each(referralClocks)('$rule from $startsOn names facts that exist, and a rule of the rule table', (clock) => {
    const named = [clock.startsOn, ...clock.stopsOn].filter((type) => type !== 'referral.sent');
    expect(named.filter((type) => !isMove(type) && !isNote(type))).toEqual([]);
    const rule = ruleOf({ resultRuleId: 'PLC-URGE-30', petition: clock.rule === 'XF-OBJECT-5W' }, clock.rule);
    expect(findRule(rule!)).toBeDefined();
    expect(clock.debtor).not.toBe(clock.creditor);
  });

  it.each(referralClocks.filter(({ startsOn }) => !isNote(startsOn)))(
    '$rule from $startsOn is owed by the party that then holds the pen',
    ({ startsOn, debtor }) => {
      expect(holder(statusAfter(startsOn))).toBe(debtor);
    },
  );

  it('give every open status somebody who owes the next act', () => {
    const started = new Set(
      referralClocks.filter(({ startsOn }) => !isNote(startsOn)).map(({ startsOn }) => statusAfter(startsOn)),
    );
    const sentBackRunsOn = referralClocks.find(({ rule }) => rule === 'resultRuleId')!;
    expect(sentBackRunsOn).toMatchObject({ resumesOn: ['referral.sent-back', 'referral.ruled-accept'] });
    expect([...started].sort()).toEqual(
      ['accepted', 'acknowledged', 'approved', 'delivered', 'escalated', 'objected', 'result', 'sent'].sort(),
    );
  });

  it('run as a petition or as an ordinary referral, never as both', () => {
    const rules = (petition: boolean) =>
      ['REF-DECIDE-5W', 'XF-OBJECT-5W', 'resultRuleId', 'PLC-ACK-3W'].map((rule) =>
        ruleOf({ resultRuleId: 'OWN', petition }, rule),
      );
    expect(rules(true)).toEqual([null, 'XF-OBJECT-5W', 'OWN', 'PLC-ACK-3W']);
    expect(rules(false)).toEqual(['REF-DECIDE-5W', null, 'OWN', 'PLC-ACK-3W']);
  });
});

describe('an overdue mark', () => {
  const due = { ruleId: 'PLC-ACK-3W', dueOn: '2026-12-04', dueAt: '2026-12-04T23:59:59+08:00' } as Due;

  it.each<[string, string, boolean, string]>([
    ['is void when the act was stated within the term, however late it came', '2026-12-04T15:59:59.000Z', true, 'met'],
    ['stands when the act was stated after the term', '2026-12-04T16:00:00.000Z', true, 'late'],
    ['stands also when another than the debtor ended the clock late', '2026-12-05T01:00:00.000Z', false, 'late'],
    ['is void when another ended the clock within the term', '2026-12-03T01:00:00.000Z', false, 'void'],
  ])('%s', (_, at, byDebtor, verdict) => {
    expect(verdictOf(due, { at, byDebtor })).toBe(verdict);
  });
});
