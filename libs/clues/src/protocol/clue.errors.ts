import { type Bilingual, DomainError } from '@sup/kernel';

type Details = Readonly<Record<string, unknown>>;
const refusal = (code: string, zh: string, en: string, details: Details = {}): DomainError =>
  new DomainError(code, 'refused', { zh, en } satisfies Bilingual, details);

/** One refusal for each guard of the register: what a person can cause, in both languages. Codes are stable. */
export const refusals = {
  notChecked: () => refusal('DUPLICATES_NOT_CHECKED', '尚未查重，请先查重', 'Look for duplicates first'),
  notEarlier: () =>
    refusal(
      'EARLIER_CLUE_REQUIRED',
      '并案只能并入本单位较早登记的线索',
      'Merge into an earlier clue of this agency only',
    ),
  reasonMissing: () => refusal('REASON_MISSING', '请选择理由并说明', 'A reason code and words are required'),
  pathMissing: () =>
    refusal('PATH_MISSING', '应当告知反映人解决途径', 'The reporter must be told the path that is open to them'),
  notLitigation: () =>
    refusal(
      'NOT_A_LITIGATION_MATTER',
      '该线索不涉及诉讼程序，不能导入法定程序',
      'It concerns no litigation: there is no legal procedure to redirect it into',
    ),
  litigationSeparation: (ruleId: string) =>
    refusal(
      'LITIGATION_SEPARATION',
      '涉法涉诉事项应当导入法定程序，不适用信访办理期限（信访工作条例第二十八条、第三十一条）',
      'A litigation matter goes into legal procedure; the petition limit does not run',
      { ruleId },
    ),
  notCompetent: (agency: string) =>
    refusal('JURISDICTION_CHECK', '该线索不属于本单位管辖', 'This agency is not competent for the unit concerned', {
      agency,
    }),
  selfSupervision: () =>
    refusal('SELF_SUPERVISION', '不得以检察监督方式监督本院', 'A procuratorate does not supervise itself'),
  recipientIsSubject: (to: string) =>
    refusal(
      'RECIPIENT_IS_SUBJECT',
      '收件单位（或其承办部门）是被反映对象，应报上一级或移送纪检监察机关',
      'The recipient, or its handling office, is the subject: go one level up or to discipline',
      { to },
    ),
  complainantExposed: () =>
    refusal(
      'COMPLAINANT_IDENTITY_EXPOSED',
      '内容可能暴露反映人身份，请隐去姓名、联系方式和证件号码',
      'The content may expose the reporter: take out name, contact and ID number',
    ),
  openOffer: (to: string, referralId: string) =>
    refusal('OFFER_OPEN', '该线索已在向该单位移送，尚未办结', 'It is on offer to that agency already', {
      to,
      referralId,
    }),
  handlerUnknown: (postId: string) =>
    refusal('HANDLER_UNKNOWN', '承办岗位无人在岗或不是承办岗', 'Nobody holds that post, or it does not handle', {
      postId,
    }),
  /** Who is in conflict and why stays unsaid: exclusion is silent. */
  handlerConflict: (postId: string) =>
    refusal('HANDLER_CONFLICT', '该岗位不能承办此件，请另行指定', 'That post cannot handle this: name another', {
      postId,
    }),
  twoOfficers: () =>
    refusal(
      'TWO_OFFICERS_REQUIRED',
      '核查应当由两名以上不同人员进行',
      'Two different persons verify; two seats of one person count once',
    ),
  planMissing: () => refusal('PLAN_MISSING', '请填写核查方案', 'A plan of verification is required'),
  reviewDateWrong: () =>
    refusal('REVIEW_DATE_WRONG', '暂存待查应当写明理由和今后的复查日期', 'Give a reason and a day ahead for review'),
  nothingProposed: () =>
    refusal('OUTCOME_NOT_PROPOSED', '承办人尚未提出核查结论', 'The handlers have proposed no outcome yet'),
  outcomeDiffers: (proposed: string) =>
    refusal('OUTCOME_DIFFERS', '集体决定与所提结论不一致，请退回承办人', 'The decision is on another outcome', {
      proposed,
    }),
  decisionMissing: () =>
    refusal('COLLECTIVE_DECISION_REQUIRED', '应当经集体研究决定', 'A collective decision must be cited'),
  notHeard: () => refusal('SUBJECT_NOT_HEARD', '尚未听取被反映人说明', 'The subject was not heard'),
  evidenceNotFirstHand: () =>
    refusal('FIRST_HAND_EVIDENCE_REQUIRED', '结论应当引用一手证据', 'Every finding rests on first-hand evidence'),
  causesMissing: () => refusal('CAUSES_MISSING', '查实的线索应当分析成因', 'A substantiated clue names its causes'),
  disposalUnfit: (kind: string) =>
    refusal('DISPOSAL_UNFIT', '处置方式与核查结论不符', 'That disposal does not fit the outcome', { kind }),
  groundUnfit: (ground: string, possible: readonly string[]) =>
    refusal('GROUND_NOT_MET', '该办结理由与办理经过不符', 'What happened does not give that ground', {
      ground,
      possible,
    }),
  gateNotPassed: () =>
    refusal(
      'GATE_NOT_PASSED',
      '五不放过尚未通过：五关核验表属监督事项，本线索没有已通过的监督事项',
      'The five gates are not passed: their sheet belongs to a matter, and none of this clue has passed',
    ),
  referralsOpen: (referralIds: readonly string[]) =>
    refusal(
      'REFERRALS_OPEN',
      '尚有移送（含草稿）未办结，请先办结或废弃',
      'A referral of it, or the draft of one, is still open: finish or discard it first',
      { referralIds },
    ),
  reporterNotAnswered: () => refusal('REPORTER_NOT_ANSWERED', '尚未答复反映人', 'The reporter was not answered yet'),
  senderNotAnswered: () =>
    refusal('SENDER_NOT_ANSWERED', '尚未向移送单位反馈', 'The agency that referred it was not answered yet'),
  newFactsMissing: () => refusal('NEW_FACTS_MISSING', '重启应当写明新的事实', 'Reopening needs new facts'),
  classificationTooHigh: (classification: string) =>
    refusal(
      'CLASSIFICATION_TOO_HIGH',
      '国家秘密不得进入本系统，仅保留登记存根，请线下办理',
      'State secrets never enter this network: a stub is kept, handle it off line',
      { classification },
    ),
  codesUnfit: (codes: readonly string[], agencyKind: string | null) =>
    new DomainError(
      'CODES_UNFIT',
      'invalid',
      {
        zh: '问题类型与被反映单位不符或不存在',
        en: 'These misconduct codes are unknown or not of that kind of agency',
      },
      { codes, agencyKind },
    ),
  codesMissing: () =>
    new DomainError('CODES_MISSING', 'invalid', {
      zh: '至少选择一种问题类型',
      en: 'A clue carries at least one misconduct code',
    }),
  identityRequestAbsent: () =>
    refusal('IDENTITY_REQUEST_ABSENT', '没有待处理的身份查看申请', 'There is no such open request for the identity'),
  ownIdentityRequest: () =>
    refusal('SEPARATION_OF_DUTIES', '申请人不能批准自己的申请', 'Nobody releases an identity to themselves'),
  noReporter: () => refusal('NO_REPORTER', '没有登记反映人身份', 'No identity of a reporter is kept'),
} as const;

/** The command is not open in this status. */
export function commandNotOpen(command: string, status: string): DomainError {
  return new DomainError(
    'COMMAND_NOT_OPEN',
    'conflict',
    { zh: '当前状态下不能办理该事项', en: 'This cannot be done in the present status' },
    { command, status },
  );
}
