import { type Bilingual } from '@sup/kernel';

/** Everything a person may be allowed to do. Closed: a handler names one of these or does not start. */
export const actions = [
  'referral.read',
  'referral.draft',
  'referral.approve',
  'referral.send',
  'referral.acknowledge',
  'referral.decide',
  'referral.answer',
  'referral.review',
  'referral.rule',
  'referral.recall',
  'file.upload',
  'clue.read',
  'clue.register',
  'clue.screen',
  'clue.assign',
  'clue.verify',
  'clue.decide',
  'clue.close',
  'clue.import',
  'clue.export',
  'identity.request',
  'identity.release',
  'meeting.read',
  'meeting.keep',
  'case.admit',
  'case.recuse',
  'audit.read',
  'network.read',
  'network.retry',
  'clock.set',
  'person.manage',
  'session.own',
] as const;
export type Action = (typeof actions)[number];

export const roles = ['clerk', 'handler', 'head', 'meeting', 'custodian', 'sysadmin', 'secadmin', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** The three separated administrators (三员分立): a post holds at most one of these, and nothing beside it. */
export const administrators = ['sysadmin', 'secadmin', 'auditor'] as const satisfies readonly Role[];

export const roleTitles = {
  clerk: { zh: '内勤', en: 'Intake clerk' },
  handler: { zh: '承办人', en: 'Handler' },
  head: { zh: '负责人', en: 'Head of unit' },
  meeting: { zh: '集体会议秘书', en: 'Secretary of the deciding meeting' },
  custodian: { zh: '身份保管员', en: 'Custodian of identities' },
  sysadmin: { zh: '系统管理员', en: 'System administrator' },
  secadmin: { zh: '安全管理员', en: 'Security administrator' },
  auditor: { zh: '审计管理员', en: 'Audit administrator' },
} as const satisfies Record<Role, Bilingual>;

/**
 * Who may do what (rules-and-model.md C15, in the parties' words). Whether the record allows it is the procedure's
 * table of moves; both must agree. Administrators see no content of any record.
 */
export const permissions = {
  clerk: [
    'session.own',
    'referral.read',
    'referral.draft',
    'referral.send',
    'referral.acknowledge',
    'referral.recall',
    'file.upload',
    'clue.read',
    'clue.register',
    'clue.import',
    'clue.export',
    'meeting.read',
  ],
  handler: [
    'session.own',
    'referral.read',
    'referral.answer',
    'file.upload',
    'clue.read',
    'clue.verify',
    'identity.request',
    'meeting.read',
  ],
  head: [
    'session.own',
    'referral.read',
    'referral.approve',
    'referral.decide',
    'referral.review',
    'referral.recall',
    'clue.read',
    'clue.screen',
    'clue.assign',
    'clue.close',
    'clue.export',
    'identity.request',
    'meeting.read',
    'case.admit',
    'case.recuse',
  ],
  meeting: [
    'session.own',
    'referral.read',
    'referral.approve',
    'referral.rule',
    'file.upload',
    'clue.read',
    'clue.decide',
    'meeting.read',
    'meeting.keep',
  ],
  custodian: ['session.own', 'identity.release'],
  sysadmin: ['session.own', 'network.read', 'network.retry', 'clock.set'],
  secadmin: ['session.own', 'person.manage'],
  auditor: ['session.own', 'audit.read'],
} as const satisfies Record<Role, readonly Action[]>;
