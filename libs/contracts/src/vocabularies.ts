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
export type RefusedClassification = keyof typeof refusedClassifications;

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

/** Where a clue comes from (rules-and-model.md C1). */
export const clueChannels = {
  COMPLAINT: { zh: '群众控告举报', en: 'Complaint' },
  PROCURATORATE_COMPLAINT: { zh: '检察机关控告申诉', en: 'Complaint to the procuratorate' },
  PETITION: { zh: '信访', en: 'Petition' },
  INTERNAL_REVIEW: { zh: '内部核查', en: 'Internal review' },
  CASE_REVIEW: { zh: '案件评查', en: 'Case review' },
  JOINT_INSPECTION: { zh: '联合检查', en: 'Joint inspection' },
  PROCURATORATE_FINDING: { zh: '检察监督发现', en: 'Found by the procuratorate' },
  UNIT_REPORT: { zh: '单位报告', en: 'Reported by a unit' },
  INTERFERENCE_RECORD: { zh: '干预记录', en: 'Interference record' },
  INSPECTION_TOUR: { zh: '巡察', en: 'Inspection tour' },
  DISCIPLINE_FEEDBACK: { zh: '纪检监察反馈', en: 'Feedback of the discipline body' },
  DATA_MODEL: { zh: '数据模型筛查', en: 'Found by a data model' },
  MEDIA: { zh: '媒体舆情', en: 'Media' },
  ADMIN_AGENCY: { zh: '行政机关移送', en: 'From an administrative agency' },
} as const satisfies Record<string, Bilingual>;
export type ClueChannel = keyof typeof clueChannels;

/** Who reports (rules-and-model.md C1). */
export const reporterKinds = {
  CITIZEN: { zh: '群众', en: 'Citizen' },
  VICTIM: { zh: '被害人', en: 'Victim' },
  PARTY: { zh: '当事人', en: 'Party to the case' },
  LAWYER: { zh: '律师', en: 'Lawyer' },
  ENTERPRISE: { zh: '企业', en: 'Enterprise' },
  UNIT: { zh: '单位', en: 'Unit' },
  PROCURATORATE: { zh: '检察机关', en: 'Procuratorate' },
  COMMITTEE: { zh: '政法委', en: 'Committee' },
  ANONYMOUS: { zh: '匿名', en: 'Anonymous' },
} as const satisfies Record<string, Bilingual>;
export type ReporterKind = keyof typeof reporterKinds;

/** The procedure that the case concerned is in (rules-and-model.md C1). */
export const caseProcedures = {
  CRIMINAL: { zh: '刑事', en: 'Criminal' },
  CIVIL: { zh: '民事', en: 'Civil' },
  ADMIN: { zh: '行政', en: 'Administrative' },
  ENFORCEMENT: { zh: '执行', en: 'Enforcement' },
  PENALTY_EXEC: { zh: '刑罚执行', en: 'Execution of penalties' },
  NON_LITIGATION: { zh: '非诉', en: 'Outside litigation' },
} as const satisfies Record<string, Bilingual>;
export type CaseProcedure = keyof typeof caseProcedures;

/** The four causes (A5). */
export const causes = {
  C1: { zh: '放松自身修养', en: 'Slack self-cultivation' },
  C2: { zh: '权力制约不足', en: 'Insufficient restraint of power' },
  C3: { zh: '主体责任缺位', en: 'Principal responsibility absent' },
  C4: { zh: '侥幸心理作祟', en: 'Wishful thinking' },
} as const satisfies Record<string, Bilingual>;
export type Cause = keyof typeof causes;

/** A code list as a zod enum's values, in the list's order. */
export function codesOf<Code extends string>(list: Readonly<Record<Code, unknown>>): [Code, ...Code[]] {
  return Object.keys(list) as [Code, ...Code[]];
}
