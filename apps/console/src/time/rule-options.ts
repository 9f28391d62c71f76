import { unitWords } from '../language/command.words.ts';
import { useSay } from '../language/language.tsx';
import { useRuleName } from './rule-name.ts';
import { termRules } from './term-rules.ts';

/** Rules to choose from: name, length, id, so that any of them finds the row. */
export function useRuleOptions(): { readonly value: string; readonly label: string }[] {
  const say = useSay();
  const ruleName = useRuleName();
  return termRules.map((rule) => ({
    value: rule.id,
    label: `${ruleName(rule.id)}（${rule.n} ${rule.unit ? say(unitWords[rule.unit]) : ''}）${rule.id}`,
  }));
}
