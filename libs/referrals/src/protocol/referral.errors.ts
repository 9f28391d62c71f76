import { type Bilingual, DomainError } from '@sup/kernel';

const refusal = (code: string, zh: string, en: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  new DomainError(code, 'refused', { zh, en } satisfies Bilingual, details);

/** One refusal for each guard: what a person can cause, in both languages. Codes are stable. */
export const refusals = {
  notOnDuty: () => refusal('NOT_ON_DUTY', '您当前没有在岗岗位', 'You hold no post at present'),
  excluded: () => refusal('EXCLUDED', '您应当回避，不能办理该件', 'You are excluded from this matter'),
  notHead: () => refusal('HEAD_REQUIRED', '应由本单位负责人决定', 'The head of the unit decides this'),
  recallOpen: () =>
    refusal('RECALL_OPEN', '对方已请求撤回，请先答复', 'The sender has asked to recall it: answer that first'),
  noRecall: () => refusal('NO_RECALL_OPEN', '没有待答复的撤回请求', 'There is no open request to recall'),
  recallPending: () =>
    refusal('RECALL_PENDING', '撤回已请求，待对方系统确认', 'A recall was asked for already and waits for an answer'),
  reasonMissing: () => refusal('REASON_MISSING', '请选择理由并说明', 'A reason is required'),
  authorityMissing: () =>
    refusal('SUGGESTED_AUTHORITY_MISSING', '退回应当建议有权办理的单位', 'Name the authority that should handle it'),
  ruledBefore: () => refusal('RULED_BEFORE', '已经裁定，不得再次提出异议', 'It was ruled on: no second objection'),
  forwardingNotAllowed: (why: string) =>
    refusal('FORWARDING_NOT_ALLOWED', '该件不能转送', 'This referral may not be forwarded', { why }),
  recipientIsSubject: (to: string) =>
    refusal(
      'RECIPIENT_IS_SUBJECT',
      '收件单位（或其承办部门）是被反映对象，应报上一级或移送纪检监察机关',
      'The recipient, or its handling office, is the subject: go one level up or to discipline',
      { to },
    ),
  backToOrigin: () => refusal('BACK_TO_ORIGIN', '不得转送回原移送单位', 'It cannot be forwarded back to its origin'),
  noHopsLeft: () => refusal('NO_HOPS_LEFT', '转送不得超过两次', 'It was forwarded twice already'),
  filesIncomplete: (files: readonly unknown[]) =>
    new DomainError(
      'FILES_INCOMPLETE',
      'conflict',
      { zh: '附件缺失或已损坏，不能整体转送', en: 'A file is missing or broken: it is refused as a whole' },
      { files },
    ),
  partsOpen: (parts: readonly string[]) => refusal('PARTS_OPEN', '尚有分项未办结', 'A part is still open', { parts }),
  pointsNotCovered: (pointIds: readonly string[]) =>
    refusal('POINTS_NOT_COVERED', '拆分后仍有要点无人答复', 'Some points are answered by nobody', { pointIds }),
  pointsUnknown: (pointIds: readonly string[]) =>
    new DomainError('POINTS_UNKNOWN', 'invalid', { zh: '没有这些要点', en: 'There are no such points' }, { pointIds }),
  pointsPlaced: (pointIds: readonly string[]) =>
    new DomainError(
      'POINTS_ALREADY_PLACED',
      'refused',
      { zh: '这些要点已拆分移送，尚未办结', en: 'These points are with another agency already' },
      { pointIds },
    ),
  allDeclined: () =>
    refusal('ALL_POINTS_DECLINED', '全部不受理应当退回', 'To decline every point is to return the referral'),
  verdictDirective: (text: string) =>
    refusal('VERDICT_DIRECTIVE', '监督不得指令实体处理结果（监督不办案）', 'Supervision never directs a verdict', {
      text,
    }),
  complainantExposed: () =>
    refusal(
      'COMPLAINANT_IDENTITY_EXPOSED',
      '内容可能暴露反映人身份，请隐去姓名和联系方式',
      'The content may expose the reporter: take out names and contacts',
    ),
  classificationTooHigh: (classification: string) =>
    refusal(
      'CLASSIFICATION_TOO_HIGH',
      '涉及国家秘密的内容不得进入本网络，请按保密规定线下办理',
      'State secrets never enter this network: use the off-line way',
      { classification },
    ),
  legalBasisMissing: () => refusal('LEGAL_BASIS_MISSING', '请填写法律依据', 'A legal basis is required'),
  duplicateOffer: (referralNo: string | null) =>
    new DomainError(
      'DUPLICATE_OFFER',
      'conflict',
      { zh: '同一线索已移送该单位且尚未办结', en: 'The same matter is open with this recipient already' },
      { referralNo },
    ),
  decisionMissing: (why: string) =>
    refusal('COLLECTIVE_DECISION_REQUIRED', '须经集体研究决定', 'A collective decision is required', { why }),
  handOffRecipient: () =>
    refusal(
      'HAND_OFF_RECIPIENT',
      '问题线索应移送纪检监察机关',
      'A hand-off goes to a discipline body and to nobody else',
    ),
  handOffNotSentBack: () =>
    refusal('HAND_OFF_NOT_SENT_BACK', '移送纪检监察机关的线索不得退回补充', 'A hand-off is not sent back'),
  noCommonSuperior: () =>
    refusal('NO_COMMON_SUPERIOR', '目录中没有双方共同的上级', 'The directory knows no common superior'),
  pointsNotPlaced: (pointIds: readonly string[]) =>
    refusal('DECLINED_POINTS_NOT_PLACED', '未受理的要点尚未另行安排', 'Declined points are not placed elsewhere', {
      pointIds,
    }),
  extensionPending: () =>
    refusal('EXTENSION_PENDING', '该期限已有延期申请待答复', 'An extension of this clock was asked for already'),
  noExtension: () => refusal('NO_EXTENSION_OPEN', '没有待答复的延期申请', 'There is no open request to extend'),
} as const;
