import { type MongoAbility, type RawRuleOf, createMongoAbility, subject } from '@casl/ability';
import { rulesToAST } from '@casl/ability/extra';
import { type Actor } from '../protocol/index.ts';
import { type CaseRule, type CaseWord, caseRules } from '../protocol/case.rules.ts';

/** A case as the rules see it: loaded, with those of its members and excluded people who matter. */
export interface CaseInstance {
  readonly stage?: string;
  readonly registeredBy?: string;
  readonly members: readonly string[];
  readonly excluded: readonly string[];
}
type LoadedCase = CaseInstance & { readonly __caslSubjectType__: 'Case' };
/** Asked of loaded instances only, and only here (case-rules.spec.ts): of the type as such CASL says yes too easily. */
export type CaseAbility = MongoAbility<['read', LoadedCase | 'Case']>;
/** The syntax tree of a condition as CASL makes it (ucast). */
export interface RuleTree {
  readonly operator: string;
  readonly field?: string;
  readonly value: unknown;
}

/** The ids by which a reader is admitted: seats held and covered, and the person. */
export function holdersOf(actor: Pick<Actor, 'personId' | 'posts'>): string[] {
  return [...actor.posts.map(({ postId }) => postId), actor.personId];
}

/** Whether the rules let `actor` read this loaded case. */
export function mayReadCase(actor: Actor, loaded: CaseInstance): boolean {
  return abilityOf(actor).can('read', subject('Case', { ...loaded }));
}

/** The same rules as one tree to be translated; null when nothing may be read. */
export function readableTree(actor: Actor): RuleTree | null {
  return rulesToAST(abilityOf(actor), 'read', 'Case');
}

function abilityOf(actor: Actor): CaseAbility {
  const words = { '@seats': holdersOf(actor), '@person': actor.personId };
  const rules = caseRules
    .filter(({ roles }) => roles === 'everyone' || roles.some((role) => actor.roles.includes(role)))
    .map((rule) => rawRule(rule, words));
  return createMongoAbility<CaseAbility>(rules);
}

function rawRule(rule: CaseRule, words: Record<CaseWord, string | string[]>): RawRuleOf<CaseAbility> {
  const spelled = (value: CaseWord | { readonly $in: readonly string[] | CaseWord }): unknown => {
    if (typeof value === 'string') return words[value];
    return { $in: typeof value.$in === 'string' ? words[value.$in] : [...value.$in] };
  };
  const entries = Object.entries(rule.conditions).map(([field, value]) => [field, spelled(value)] as const);
  return {
    action: 'read',
    subject: 'Case',
    ...(rule.inverted ? { inverted: true } : {}),
    ...(entries.length > 0 ? { conditions: Object.fromEntries(entries) } : {}),
  };
}
