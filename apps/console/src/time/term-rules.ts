import { deadlineRules } from '@sup/deadlines/protocol';

/** The rules that give a term by which something is owed; those that only say "not before" or set a condition do not. */
export const termRules = deadlineRules.filter(
  (rule) => rule.kind === 'DEADLINE' && rule.n !== null && rule.unit !== null,
);
