import { DomainError } from '@sup/kernel';

type Kind = DomainError['kind'];
const refusal =
  (code: string, kind: Kind, zh: string, en: string) =>
  (details: Readonly<Record<string, unknown>> = {}): DomainError =>
    new DomainError(code, kind, { zh, en }, details);

/** Why a meeting's command or a citation is refused. */
export const decisionErrors = {
  required: refusal(
    'COLLECTIVE_DECISION_REQUIRED',
    'refused',
    '须先经集体研究，并引用已形成的决定',
    'A collective decision must be made and cited first',
  ),
  notAboutThis: refusal(
    'DECISION_NOT_ABOUT_THIS',
    'refused',
    '所引用的决定不是就本件作出的',
    'The decision cited was made about another record',
  ),
  notAgreed: refusal(
    'DECISION_NOT_AGREED',
    'refused',
    '会议未同意或暂缓，不能据此办理',
    'The meeting did not agree, or deferred: nothing can be done on that ground',
  ),
  alreadyCited: refusal(
    'DECISION_ALREADY_CITED',
    'refused',
    '该决定已为同一事项引用过，不能重复引用',
    'The decision has been cited for this purpose already',
  ),
  damaged: refusal(
    'DECISION_DAMAGED',
    'refused',
    '决定内容与其哈希不符，不能引用，请联系审计管理员',
    'The decision does not match its hash and cannot be cited: tell the audit administrator',
  ),
  quorumNotMet: refusal(
    'QUORUM_NOT_MET',
    'refused',
    '到会且无需回避的成员未达法定人数，不能形成决定',
    'Too few members present after recusals: no decision can be made',
  ),
  noMajority: refusal(
    'DECISION_NO_MAJORITY',
    'refused',
    '持不同意见者未少于表决成员的半数，不能记为同意',
    'Half of those voting or more dissent: it cannot be recorded as agreed',
  ),
  recusedTookPart: refusal(
    'RECUSED_TOOK_PART',
    'refused',
    '应当回避的人员不得参加研究和表决',
    'A person who must stand aside took part',
  ),
  dayInvalid: refusal('MEETING_DAY_INVALID', 'invalid', '会议日期有误', 'The day of the meeting cannot be right'),
  nameInvalid: refusal(
    'ATTENDEE_NAME_INVALID',
    'invalid',
    '与会人员姓名有误',
    'The name of an attendee cannot be right',
  ),
  personUnknown: refusal(
    'ATTENDEE_UNKNOWN',
    'invalid',
    '本单位没有该人员，或其账号已停用',
    'This agency has no such person, or the account is disabled',
  ),
  memberUnknown: refusal('MEMBER_UNKNOWN', 'invalid', '会议没有该成员', 'The meeting has no such member'),
  memberTwice: refusal('MEMBER_TWICE', 'invalid', '该成员已在会议中', 'This member is in the meeting already'),
  notVoting: refusal(
    'DISSENT_NOT_VOTING',
    'invalid',
    '只有到会且未回避的成员可以提出不同意见',
    'Only members who are present and not recused can dissent',
  ),
  agendaEmpty: refusal('AGENDA_EMPTY', 'refused', '会议没有议题', 'The meeting has nothing on its agenda'),
  itemsOpen: refusal('ITEMS_OPEN', 'refused', '还有议题未形成结论', 'Some items have no resolution yet'),
  itemAbsent: refusal('AGENDA_ITEM_ABSENT', 'absent', '没有该议题', 'There is no such item'),
  itemTwice: refusal('AGENDA_ITEM_TWICE', 'conflict', '该事项已列入本次会议', 'This record is on the agenda already'),
  aboutUnknown: refusal('ABOUT_UNKNOWN', 'absent', '没有所议的记录', 'There is no such record to decide about'),
  contradiction: refusal(
    'DECISION_ALREADY_RECORDED',
    'conflict',
    '该会议就本件的决定已记录，内容不同，不能改写',
    'Another decision of this meeting about this record is on record and cannot be rewritten',
  ),
  numberTaken: refusal(
    'MEETING_NO_TAKEN',
    'conflict',
    '该会议编号已用于另一次会议（日期或参加人员不同）',
    'This number belongs to another meeting (another day or other people)',
  ),
  meetingAbsent: refusal('MEETING_ABSENT', 'absent', '没有这次会议', 'There is no such meeting'),
  decisionAbsent: refusal('DECISION_ABSENT', 'absent', '没有这项决定', 'There is no such decision'),
  reportAbsent: refusal('MAJOR_REPORT_ABSENT', 'absent', '没有这份请示报告', 'There is no such report'),
  reportAnswered: refusal(
    'MAJOR_REPORT_ANSWERED',
    'conflict',
    '该请示报告已登记答复',
    'The answer to this report is on record already',
  ),
  ruleUnknown: refusal('MAJOR_REPORT_RULE_UNKNOWN', 'invalid', '没有该期限规则', 'There is no such deadline rule'),
  notOpen: refusal(
    'MEETING_NOT_OPEN',
    'conflict',
    '会议当前状态下不能办理该事项',
    'This cannot be done in the present status of the meeting',
  ),
  changed: refusal(
    'MEETING_CHANGED',
    'conflict',
    '会议记录已被他人更新，请刷新后再办',
    'Somebody else has changed the meeting: look again before you act',
  ),
  notKept: refusal('MEETING_NOT_KEPT_BY_YOU', 'forbidden', '您不能记录本次会议', 'This meeting is not yours to keep'),
  quorumUnlawful: refusal(
    'QUORUM_UNLAWFUL',
    'invalid',
    '法定人数不得低于“过半数且不少于三人”',
    'A quorum is never laxer than more than half and at least three',
  ),
} as const;
