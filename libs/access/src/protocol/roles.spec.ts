import { describe, expect, it } from '@jest/globals';
import {
  type Action,
  type Role,
  actingPostOf,
  actions,
  actionsOf,
  administrators,
  can,
  judgeRoles,
  permissions,
  roles,
} from './index.ts';

/** The whole matrix, typed again by hand: a change of the table must be meant twice. */
const allowed: Record<Role, readonly Action[]> = {
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
};

describe.each(roles)('the role %s', (role) => {
  it.each(actions)('is allowed or refused %s as the matrix says', (action) => {
    expect(can({ actions: actionsOf([role]) }, action)).toBe(allowed[role].includes(action));
  });
});

it('no administrator can do anything to the content of a record', () => {
  const content = administrators.flatMap((role) =>
    permissions[role].filter((action) => /^(referral|file|clue|meeting|case|identity)\./.test(action)),
  );
  expect(content).toEqual([]);
});

it('no two administrators share a power beside their own session', () => {
  const powers = administrators.flatMap((role) => permissions[role].filter((action) => action !== 'session.own'));
  expect(new Set(powers).size).toBe(powers.length);
});

it('every action is allowed to somebody', () => {
  expect(actionsOf(roles)).toEqual([...actions]);
});

describe('which roles one post may join', () => {
  it('roles of business may be joined', () => {
    expect(judgeRoles(['clerk', 'handler', 'head'])).toBe('legal');
  });

  it('an empty post is refused', () => {
    expect(judgeRoles([])).toBe('none');
  });

  it.each(
    roles.flatMap((one) => administrators.filter((other) => other !== one).map((other) => [one, other] as const)),
  )('refuses %s together with %s', (one, other) => {
    expect(judgeRoles([one, other])).toBe('not-separated');
  });

  it('an administrator named twice is still one', () => {
    expect(judgeRoles(['auditor', 'auditor'])).toBe('legal');
  });
});

it('a fact names the post and the pseudonym, never the person', () => {
  const named = actingPostOf({ personId: '0190c1d2-0000-7000-8000-000000000001', postTitle: '承办人'.repeat(30) });
  expect(named.length).toBeLessThanOrEqual(80);
  expect(named).toMatch(/\/0190c1d2-0000-7000-8000-000000000001$/);
});
