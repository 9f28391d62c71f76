import { findRule } from '@sup/deadlines/protocol';
import { useLanguage } from '../language/language.tsx';

/** A rule's name in the chosen language; its id where the table has none. */
export function useRuleName(): (ruleId: string) => string {
  const { language } = useLanguage();
  return (ruleId) => {
    const rule = findRule(ruleId);
    return (language === 'zh' ? rule?.nameZh : rule?.nameEn) ?? ruleId;
  };
}
