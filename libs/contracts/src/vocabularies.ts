import { type Bilingual } from '@sup/kernel';

/** Words that both sides of the network must read alike. Codes cross; the labels are what officers see. */
export const classifications = {
  PUBLIC: { zh: '公开', en: 'Public' },
  INTERNAL: { zh: '内部', en: 'Internal' },
  WORK_SECRET: { zh: '工作秘密', en: 'Work secret' },
} as const satisfies Record<string, Bilingual>;
export type Classification = keyof typeof classifications;

/** Named so that they can be refused by name: a state secret never enters this network (保守国家秘密法; B11). */
export const refusedClassifications = {
  SECRET: { zh: '秘密', en: 'Secret' },
  CONFIDENTIAL: { zh: '机密', en: 'Confidential' },
  TOP_SECRET: { zh: '绝密', en: 'Top secret' },
} as const satisfies Record<string, Bilingual>;

export const referralKinds = {
  FORWARD: { zh: '转办', en: 'Forward' },
  ASSIGN: { zh: '交办', en: 'Assign' },
  URGE: { zh: '督办', en: 'Supervise handling' },
  TRANSFER: { zh: '移送', en: 'Transfer' },
  REPORT: { zh: '报告', en: 'Report' },
  HAND_OFF: { zh: '问题线索移送', en: 'Hand-off to discipline' },
} as const satisfies Record<string, Bilingual>;
export type ReferralKind = keyof typeof referralKinds;

/** What the sender may ask for. Closed: nobody can ask for a verdict (监督不办案; C2). */
export const requestedActions = {
  VERIFY_AND_REPLY: { zh: '核查并反馈', en: 'Verify and reply' },
  EXPLAIN: { zh: '说明情况', en: 'Explain' },
  PROCESS_BY_LAW: { zh: '依法办理', en: 'Process by law' },
  CORRECT_PROCEDURE: { zh: '纠正程序', en: 'Correct the procedure' },
  SUPERVISE_BY_LAW: { zh: '依法监督', en: 'Supervise by law' },
  DECIDE_JURISDICTION: { zh: '确定管辖', en: 'Decide jurisdiction' },
  DISPOSE_BY_DISCIPLINE: { zh: '依规依纪处置', en: 'Dispose by discipline' },
  FOR_INFORMATION: { zh: '供了解', en: 'For information' },
} as const satisfies Record<string, Bilingual>;
export type RequestedAction = keyof typeof requestedActions;

/** Why a referral is returned, objected to, withdrawn, forwarded or sent back. */
export const reasonCodes = {
  NOT_OUR_JURISDICTION: { zh: '不属于本单位管辖', en: 'Not within our jurisdiction' },
  SUBJECT_IS_US: { zh: '被反映人系本单位负责人', en: 'The person concerned leads this unit' },
  DUPLICATE: { zh: '重复移送', en: 'Already referred' },
  MATERIAL_INCOMPLETE: { zh: '材料不全', en: 'Material incomplete' },
  LITIGATION_MATTER: { zh: '属诉讼事项，应导入法定程序', en: 'A litigation matter: belongs in legal procedure' },
  UPPER_LEVEL: { zh: '属上级管辖', en: 'Belongs to the upper level' },
  SENT_BY_MISTAKE: { zh: '误发', en: 'Sent by mistake' },
  FACTS_UNCLEAR: { zh: '事实不清', en: 'Facts unclear' },
  ANSWER_INCOMPLETE: { zh: '答复不完整', en: 'Answer incomplete' },
  MEASURES_INSUFFICIENT: { zh: '处理不到位', en: 'Measures insufficient' },
  SUCCESSION: { zh: '机构撤并', en: 'Agency succeeded' },
  OTHER: { zh: '其他', en: 'Other' },
} as const satisfies Record<string, Bilingual>;
export type ReasonCode = keyof typeof reasonCodes;

/** How the receiver's result answers what was asked. Never a verdict. */
export const resultOutcomes = {
  SUBSTANTIATED: { zh: '查实', en: 'Substantiated' },
  PARTLY: { zh: '部分属实', en: 'Partly substantiated' },
  UNSUBSTANTIATED: { zh: '查否', en: 'Unsubstantiated' },
  INCONCLUSIVE: { zh: '未能查实', en: 'Inconclusive' },
  EXPLAINED: { zh: '已说明情况', en: 'Explained' },
  PROCESSED: { zh: '已依法办理', en: 'Processed by law' },
  RECEIPTED: { zh: '已受理回执', en: 'Received for disposal' },
  DISPOSED: { zh: '已处置', en: 'Disposed of' },
} as const satisfies Record<string, Bilingual>;
export type ResultOutcome = keyof typeof resultOutcomes;

/** A code list as a zod enum's values, in the list's order. */
export function codesOf<Code extends string>(list: Readonly<Record<Code, unknown>>): [Code, ...Code[]] {
  return Object.keys(list) as [Code, ...Code[]];
}
