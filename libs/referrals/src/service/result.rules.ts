import { findRule } from '@sup/deadlines/protocol';
import { referralClocks } from '../protocol/index.ts';
import { resultRuleUnfit, ruleUnknown } from './referral.errors.ts';

/** Clocks of the ladder itself: they run in every referral and end with other acts than a result. */
const ladder: ReadonlySet<string> = new Set(referralClocks.map(({ rule }) => rule));
/** Terms for passing a matter on, for telling somebody of it, or for making a term longer. */
const noResults: ReadonlySet<string> = new Set([
  ...['PO-FORWARD-24H', 'AE-FORWARD-24H', 'AE-TRANSFER-24H', 'DI-FORWARD-5W', 'DI-UPPER-5W', 'DI-REFER-15W'],
  ...['EV-OBJECT-5W', 'XF-15', 'XF-EXT-30', 'PLC-MAJOR-24H'],
]);
const otherGroups: readonly string[] = ['REFERRAL', 'INTERFERENCE', 'RECUSAL'];

/** The rule by which the result is due must be a term for a result. Throws RULE_UNKNOWN or RESULT_RULE_UNFIT. */
export function checkResultRule(ruleId: string): void {
  const rule = findRule(ruleId);
  if (!rule || rule.n === null) throw ruleUnknown(ruleId);
  const fits =
    rule.kind === 'DEADLINE' && !otherGroups.includes(rule.group) && !ladder.has(ruleId) && !noResults.has(ruleId);
  if (!fits) throw resultRuleUnfit(ruleId);
}
