import { type TimeUnit } from '@sup/contracts';
import { type Bilingual } from '@sup/kernel';
import table from './deadline-rules.json' with { type: 'json' };
import { ExtensionNotAllowed, RuleUnknown } from './deadline.errors.ts';

export type RuleGroup =
  | 'PROCURATORATE'
  | 'POLICE'
  | 'ADMIN_CRIMINAL'
  | 'COURT'
  | 'JUSTICE'
  | 'DISCIPLINE'
  | 'PETITION'
  | 'INTERFERENCE'
  | 'RECUSAL'
  | 'COMMITTEE'
  | 'REFERRAL';

/** How sure the source is: read in the law, on the web, from memory, or a default that may be configured. */
export type SourceTag = 'LR' | 'WEB' | 'MEM' | 'LR+MEM' | 'CFG';

/** One extension the law gives. Several are taken in order, each once. */
export interface LawfulExtension {
  readonly n: number;
  readonly unit: TimeUnit;
  /** The rule that describes the extension itself, where the table has one. */
  readonly ruleId: string | null;
  readonly approver: Bilingual;
  readonly source: string;
}

/**
 * A rule of the table (domain report B2). `DEADLINE`: an act is owed by then. `EARLIEST`: an act is not allowed before.
 * `CONDITION`: no term at all; `n` and `unit` are null.
 */
export interface DeadlineRule {
  readonly id: string;
  readonly group: RuleGroup;
  readonly kind: 'DEADLINE' | 'EARLIEST' | 'CONDITION';
  readonly nameZh: string;
  readonly nameEn: string;
  readonly trigger: string;
  readonly n: number | null;
  readonly unit: TimeUnit | null;
  /** The last day moves to the next working day when it is a day off; not for persons in custody (CPL Art. 105). */
  readonly roll: boolean;
  readonly who: string;
  readonly must: string;
  readonly overdue: string;
  readonly source: string;
  readonly tag: SourceTag;
  readonly extensions?: readonly LawfulExtension[];
}

/** Version of the table, written into every due date. */
export const ruleVersion: string = table.version;
export const deadlineRules = table.rules as readonly DeadlineRule[];

const byId = new Map(deadlineRules.map((rule) => [rule.id, rule]));

export function findRule(ruleId: string): DeadlineRule | undefined {
  return byId.get(ruleId);
}

/** Throws `RuleUnknown`. */
export function ruleOf(ruleId: string): DeadlineRule {
  const rule = byId.get(ruleId);
  if (!rule) throw new RuleUnknown(ruleId);
  return rule;
}

/** The extensions a rule allows: those of the law; a default rule (CFG) may be doubled once by the waiting party. */
export function extensionsOf(rule: DeadlineRule): readonly LawfulExtension[] {
  if (rule.extensions) return rule.extensions;
  if (rule.tag !== 'CFG' || rule.n === null || rule.unit === null) return [];
  const approver = { zh: '等待方', en: 'waiting party' };
  return [{ n: rule.n, unit: rule.unit, ruleId: null, approver, source: rule.source }];
}

/**
 * Whether one more extension may be given after `given` ones. Checked before the own side gives it; one that the other
 * side has given is never refused. Throws `ExtensionNotAllowed`.
 */
export function checkExtension(ruleId: string, given: number, wanted: { n: number; unit: TimeUnit }): void {
  const allowed = extensionsOf(ruleOf(ruleId));
  if (allowed.length === 0) throw new ExtensionNotAllowed('NONE', ruleId);
  const next = allowed[given];
  if (!next) throw new ExtensionNotAllowed('EXHAUSTED', ruleId);
  if (wanted.unit !== next.unit || wanted.n > next.n) throw new ExtensionNotAllowed('TOO_LONG', ruleId);
}
