import { type Role } from './roles.rules.ts';

/** What a case's rule may ask about. `members` and `excluded` are kept by access; the record's owner tells the rest. */
export type CaseField = 'stage' | 'registeredBy' | 'members' | 'excluded';

/** `@seats`: the ids of the seats the reader holds or covers, and of the reader. `@person`: the reader's id. */
export type CaseWord = '@seats' | '@person';

export interface CaseRule {
  readonly roles: readonly Role[] | 'everyone';
  /** Takes away instead of giving. Such rules come last: nothing after them can give back. */
  readonly inverted?: true;
  readonly conditions: {
    readonly [Field in CaseField]?: { readonly $in: readonly string[] | CaseWord } | CaseWord;
  };
}

/** Stages in which whoever works at intake sees a case. A capability with other statuses maps them to `intake`. */
export const intakeStages = ['intake', 'draft', 'registered', 'screening'] as const;

/** Stages in which a case waits for the deciding meeting. A capability maps what is put before a meeting to `deciding`. */
export const decidingStages = [
  'deciding',
  'substantiated',
  'partly',
  'unsubstantiated',
  'inconclusive',
  'false-accusation',
] as const;

/**
 * Who may see a case (rules-and-model.md C15, DESIGN.md 5). The only place: the check of one record and the SQL of lists,
 * counts, searches and exports are both made from these rows. Whoever has no row (custodian, administrators) sees none.
 */
export const caseRules: readonly CaseRule[] = [
  { roles: ['head'], conditions: {} },
  { roles: ['clerk'], conditions: { stage: { $in: intakeStages } } },
  { roles: ['clerk'], conditions: { registeredBy: { $in: '@seats' } } },
  { roles: ['meeting'], conditions: { stage: { $in: decidingStages } } },
  { roles: ['clerk', 'handler', 'meeting'], conditions: { members: { $in: '@seats' } } },
  { roles: 'everyone', inverted: true, conditions: { excluded: '@person' } },
];

/** Why somebody is shut out of a case (B6). The first two are found by the service; people are told none of them. */
export const exclusionCategories = {
  accused: { zh: '被反映人', en: 'The accused' },
  'accused-head': { zh: '被反映人所在部门负责人', en: "Head of the accused's office" },
  relative: { zh: '亲属关系', en: 'Near relative' },
  interest: { zh: '利害关系', en: 'Interest in the matter' },
  'former-unit': { zh: '曾在该单位任职', en: 'Formerly of that unit' },
  'prior-part': { zh: '曾参与本案', en: 'Took part before' },
  witness: { zh: '证人、鉴定人等', en: 'Witness, appraiser and the like' },
  other: { zh: '其他可能影响公正的关系', en: 'Other relation that may affect fairness' },
} as const;
export type ExclusionCategory = keyof typeof exclusionCategories;
