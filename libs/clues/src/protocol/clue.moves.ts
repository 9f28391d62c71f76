import { type Move } from '@sup/kernel';

/** Statuses of a clue in its agency's register, in the trade's words (rules-and-model.md C1). They never cross agencies. */
export const clueStatuses = {
  draft: { zh: '草稿', en: 'Draft' },
  discarded: { zh: '已废弃', en: 'Discarded' },
  registered: { zh: '已登记', en: 'Registered' },
  screening: { zh: '研判', en: 'Screening' },
  merged: { zh: '并案', en: 'Merged' },
  declined: { zh: '不予受理', en: 'Declined' },
  redirected: { zh: '导入法定程序', en: 'Redirected' },
  accepted: { zh: '已受理', en: 'Accepted' },
  'referred-out': { zh: '已移送', en: 'Referred out' },
  assigned: { zh: '已分办', en: 'Assigned' },
  verifying: { zh: '核查中', en: 'Verifying' },
  'pending-keep': { zh: '暂存待查', en: 'Kept pending' },
  substantiated: { zh: '查实', en: 'Substantiated' },
  partly: { zh: '部分属实', en: 'Partly substantiated' },
  unsubstantiated: { zh: '查否', en: 'Unsubstantiated' },
  inconclusive: { zh: '未能查实', en: 'Inconclusive' },
  'false-accusation': { zh: '疑似诬告', en: 'Suspected false accusation' },
  disposed: { zh: '已处置', en: 'Disposed of' },
  closed: { zh: '已办结', en: 'Closed' },
} as const;
export type ClueStatus = keyof typeof clueStatuses;

/** What a verification ends in; each is a status of its own. */
export const clueOutcomes = [
  'substantiated',
  'partly',
  'unsubstantiated',
  'inconclusive',
  'false-accusation',
] as const satisfies readonly ClueStatus[];
export type ClueOutcome = (typeof clueOutcomes)[number];

/** Who moves a clue inside its agency. `service`: the agency's own service, on a fact of a referral; it has no button. */
export type ClueParty = 'clerk' | 'head' | 'handler' | 'meeting' | 'service';

export type ClueMove =
  | 'clue.registered'
  | 'clue.discarded'
  | 'clue.screening-begun'
  | 'clue.merged'
  | 'clue.declined'
  | 'clue.redirected'
  | 'clue.accepted'
  | 'clue.assigned'
  | 'clue.verification-begun'
  | 'clue.kept'
  | 'clue.resumed'
  | 'clue.found-substantiated'
  | 'clue.found-partly'
  | 'clue.found-unsubstantiated'
  | 'clue.found-inconclusive'
  | 'clue.found-false-accusation'
  | 'clue.disposed'
  | 'clue.closed'
  | 'clue.reopened'
  | 'clue.referred-out'
  | 'clue.came-back'
  | 'clue.answered'
  | 'clue.ended-with-referral';

const decided = { from: ['verifying', 'pending-keep'], by: 'meeting' } as const;
const guardsOfOutcome = ['OUTCOME_PROPOSED', 'COLLECTIVE_DECISION', 'FIRST_HAND_EVIDENCE', 'SUBJECT_HEARD'] as const;

/**
 * The register's table (C1; the additions are argued in decisions/0001-clue-statuses.md). It is one agency's own and
 * never shared, so a status may have several hands; the version that a command states decides between them.
 */
export const clueMoves = {
  'clue.registered': {
    from: ['draft'],
    to: 'registered',
    by: 'clerk',
    guards: ['CLASSIFICATION_ALLOWED', 'CODES_FIT'],
  },
  'clue.discarded': { from: ['draft'], to: 'discarded', by: 'clerk' },
  'clue.screening-begun': { from: ['registered'], to: 'screening', by: 'head', guards: ['NOT_DUPLICATE'] },
  'clue.merged': { from: ['screening'], to: 'merged', by: 'head', guards: ['EARLIER_CLUE', 'NO_OPEN_REFERRAL'] },
  'clue.declined': {
    from: ['screening'],
    to: 'declined',
    by: 'head',
    guards: ['REASON_CODE', 'PATH_TOLD', 'NO_OPEN_REFERRAL'],
  },
  'clue.redirected': {
    from: ['screening'],
    to: 'redirected',
    by: 'head',
    guards: ['LITIGATION_MATTER', 'PATH_TOLD', 'NO_OPEN_REFERRAL'],
  },
  'clue.accepted': {
    from: ['screening'],
    to: 'accepted',
    by: 'head',
    guards: ['JURISDICTION_CHECK', 'LITIGATION_SEPARATION'],
  },
  'clue.assigned': { from: ['accepted', 'assigned'], to: 'assigned', by: 'head', guards: ['HANDLER_NO_CONFLICT'] },
  'clue.verification-begun': {
    from: ['assigned'],
    to: 'verifying',
    by: 'handler',
    guards: ['TWO_OFFICERS', 'HANDLER_NO_CONFLICT', 'PLAN_PRESENT'],
  },
  'clue.kept': { from: ['verifying'], to: 'pending-keep', by: 'head', guards: ['REVIEW_DATE'] },
  'clue.resumed': { from: ['pending-keep'], to: 'verifying', by: 'head' },
  'clue.found-substantiated': { ...decided, to: 'substantiated', guards: [...guardsOfOutcome, 'CAUSES_NAMED'] },
  'clue.found-partly': { ...decided, to: 'partly', guards: [...guardsOfOutcome, 'CAUSES_NAMED'] },
  'clue.found-unsubstantiated': { ...decided, to: 'unsubstantiated', guards: guardsOfOutcome },
  'clue.found-inconclusive': { ...decided, to: 'inconclusive', guards: guardsOfOutcome },
  'clue.found-false-accusation': { ...decided, to: 'false-accusation', guards: guardsOfOutcome },
  'clue.disposed': {
    from: ['substantiated', 'partly', 'unsubstantiated', 'inconclusive', 'false-accusation'],
    to: 'disposed',
    by: 'meeting',
    guards: ['COLLECTIVE_DECISION', 'DISPOSAL_FITS'],
  },
  'clue.closed': {
    from: ['disposed'],
    to: 'closed',
    by: 'head',
    guards: ['FIVE_GATES', 'GROUND_HAPPENED', 'NO_OPEN_REFERRAL', 'REPORTER_ANSWERED'],
  },
  'clue.reopened': {
    from: ['closed', 'declined', 'redirected', 'merged'],
    to: 'screening',
    by: 'head',
    guards: ['NEW_FACTS'],
  },
  'clue.referred-out': { from: ['screening', 'accepted'], to: 'referred-out', by: 'service', auto: true },
  'clue.came-back': { from: ['referred-out'], to: 'screening', by: 'service', auto: true },
  'clue.answered': { from: ['referred-out'], to: 'disposed', by: 'service', auto: true },
  'clue.ended-with-referral': {
    from: ['accepted', 'assigned', 'verifying', 'pending-keep'],
    to: 'closed',
    by: 'service',
    auto: true,
  },
} as const satisfies Record<ClueMove, Move<ClueStatus, ClueParty>>;

/** What is written into the history without changing the status. */
export const clueNotes = {
  'clue.drafted': { zh: '起草', en: 'Draft begun' },
  'clue.amended': { zh: '修改', en: 'Amended' },
  'clue.received': { zh: '接受移送', en: 'Came by referral' },
  'clue.referral-prepared': { zh: '拟移送', en: 'Referral prepared' },
  'clue.referral-followed': { zh: '移送进展', en: 'Referral moved' },
  'clue.origin-answered': { zh: '已反馈移送单位', en: 'Sender answered' },
  'clue.origin-sent-back': { zh: '移送单位退回补充', en: 'Sender asks for more' },
  'clue.outcome-proposed': { zh: '拟定结论', en: 'Outcome proposed' },
  'clue.reporter-told': { zh: '答复反映人', en: 'Reporter told' },
  'clue.limit-started': { zh: '起算期限', en: 'Limit started' },
  'clue.limit-met': { zh: '期限办结', en: 'Limit met' },
  'clue.noted': { zh: '记事', en: 'Noted' },
  'clue.identity-requested': { zh: '申请查看身份', en: 'Identity requested' },
  'clue.identity-released': { zh: '准许查看身份', en: 'Identity released' },
  'clue.identity-seen': { zh: '查看身份', en: 'Identity seen' },
} as const;
export type ClueNote = keyof typeof clueNotes;
