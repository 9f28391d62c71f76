import { describe, expect, it } from '@jest/globals';
import {
  type Asked,
  type GuardName,
  type Referral,
  checkGuards,
  guards,
  handOffGuards,
  open,
  sendingGuards,
} from './index.ts';

const opened = open({
  type: 'referral.sent',
  subject: 'R',
  n: 1,
  data: {
    parties: { sender: 'origin', receiver: 'here', arbiter: 'above' },
    pointIds: ['P1', 'P2'],
    kind: 'TRANSFER',
    requestedAction: 'VERIFY_AND_REPLY',
    hops: 0,
  },
});
const state = (more: Partial<Referral> = {}, sent: Partial<Referral['sent']> = {}): Referral => ({
  ...opened,
  status: 'acknowledged',
  revision: 3,
  ...more,
  sent: { ...opened.sent, ...sent },
});
const recall = { about: 1, seenRevision: 3, requestedAt: '2026-12-01T01:00:00.000Z' };
const extension = { about: 1, clockId: 'K#1', length: 5, unit: 'WORKING_DAY', reason: '' } as const;
const declined = [{ pointId: 'P2', reasonCode: 'OTHER' as const, reason: '' }];
const letter = { kind: 'TRANSFER', classification: 'INTERNAL', legalBasis: ['政法工作条例'] } as const;
const decision = { attendees: ['a', 'b', 'c'], recused: ['d'], heldOn: '2026-12-01' };
const asking = (more: Partial<Asked> = {}): Asked => ({
  state: state(),
  data: {},
  today: '2026-12-01',
  actor: { hasPost: true, isHead: true, excluded: false },
  ...more,
});
const code = (name: GuardName, more: Partial<Asked>): string | null => guards[name](asking(more))?.code ?? null;
const actor = (more: Partial<Asked['actor']>) => ({ hasPost: true, isHead: true, excluded: false, ...more });
const police = { id: 'police-c', office: null, kind: 'police' } as const;
const subject = (agency: string, office: string | null, leadsUnit = false) => ({
  agency,
  office,
  persons: [{ leadsUnit: false }, { leadsUnit }],
});
const part = (referralId: string, closed: boolean, ...pointIds: string[]) => ({ referralId, closed, pointIds });

/** Guard, what it refuses with which code, and the nearest thing that it lets pass. */
const cases: readonly (readonly [GuardName, string, Partial<Asked>, Partial<Asked>])[] = [
  ['ON_DUTY', 'NOT_ON_DUTY', { actor: actor({ hasPost: false }) }, {}],
  ['NOT_EXCLUDED', 'EXCLUDED', { actor: actor({ excluded: true }) }, {}],
  ['HEAD_OF_RECEIVING_UNIT', 'HEAD_REQUIRED', { actor: actor({ isHead: false }) }, {}],
  [
    'NO_OPEN_RECALL',
    'RECALL_OPEN',
    { state: state({ recalls: [recall] }) },
    { state: state({ recalls: [recall], refusedRecalls: [1] }) },
  ],
  [
    'RECALL_NOT_PENDING',
    'RECALL_PENDING',
    { state: state({ recalls: [recall] }) },
    { state: state({ recalls: [recall], penLeftReceiver: 4 }) },
  ],
  [
    'RECALL_OPEN',
    'NO_RECALL_OPEN',
    { state: state({ recalls: [recall], refusedRecalls: [1] }) },
    { state: state({ recalls: [recall] }) },
  ],
  [
    'REASON_CODE',
    'REASON_MISSING',
    { data: { reasonCode: 'OTHER', reason: ' ' } },
    { data: { reasonCode: 'OTHER', reason: '不属管辖' } },
  ],
  [
    'SUGGESTED_AUTHORITY',
    'SUGGESTED_AUTHORITY_MISSING',
    { data: { reasonCode: 'NOT_OUR_JURISDICTION', suggestedAuthority: null } },
    { data: { reasonCode: 'NOT_OUR_JURISDICTION', suggestedAuthority: '市公安局' } },
  ],
  ['NOT_RULED_BEFORE', 'RULED_BEFORE', { state: state({ ruled: true }) }, {}],
  [
    'FORWARDING_ALLOWED',
    'FORWARDING_NOT_ALLOWED',
    { state: state({}, { requestedAction: 'FOR_INFORMATION' }), recipient: police },
    { recipient: police },
  ],
  [
    'NOT_BACK_TO_ORIGIN',
    'BACK_TO_ORIGIN',
    { recipient: { ...police, id: 'origin' } },
    { recipient: { ...police, id: 'third' } },
  ],
  ['HOPS_LEFT', 'NO_HOPS_LEFT', { state: state({}, { hops: 2 }) }, { state: state({}, { hops: 1 }) }],
  ['ALL_FILES_PRESENT', 'FILES_INCOMPLETE', { fileFaults: [{ blob: 'x' }] }, { fileFaults: [] }],
  ['PARTS_CLOSED', 'PARTS_OPEN', { parts: [part('A', true), part('B', false)] }, { parts: [part('A', true)] }],
  [
    'PARTS_COVER_POINTS',
    'POINTS_NOT_COVERED',
    { parts: [part('A', true, 'P1')] },
    { parts: [part('A', true, 'P1')], ownPoints: ['P2'] },
  ],
  [
    'DECLINED_POINTS_KNOWN',
    'POINTS_UNKNOWN',
    { data: { declinedPoints: [{ pointId: 'P9' }] } },
    { data: { declinedPoints: [{ pointId: 'P2' }] } },
  ],
  ['NO_VERDICT_DIRECTIVE', 'VERDICT_DIRECTIVE', { texts: ['请改判无罪'] }, { texts: ['请说明改判的理由'] }],
  [
    'COMPLAINANT_IDENTITY_MASKED',
    'COMPLAINANT_IDENTITY_EXPOSED',
    { texts: ['反映人甲某某来信'], reporter: { kind: 'NAMED', name: '甲某某', contact: null } },
    { texts: ['反映人来信'], reporter: { kind: 'NAMED', name: '甲某某', contact: null } },
  ],
  [
    'COMMON_SUPERIOR_KNOWN',
    'NO_COMMON_SUPERIOR',
    { state: state({}, { parties: { sender: 'origin', receiver: 'here', arbiter: null } }) },
    {},
  ],
  ['COLLECTIVE_DECISION', 'COLLECTIVE_DECISION_REQUIRED', { decision: null }, { decision }],
  ['NOT_A_HAND_OFF', 'HAND_OFF_NOT_SENT_BACK', { state: state({}, { kind: 'HAND_OFF' }) }, {}],
  [
    'DECLINED_POINTS_PLACED',
    'DECLINED_POINTS_NOT_PLACED',
    { state: state({ declinedPoints: declined }), data: { placedPoints: [{ pointId: 'P1' }] } },
    { state: state({ declinedPoints: declined }), data: { placedPoints: [{ pointId: 'P2' }] } },
  ],
  [
    'NO_OPEN_EXTENSION',
    'EXTENSION_PENDING',
    { state: state({ extensions: [extension] }), data: { clockId: 'K#1' } },
    { state: state({ extensions: [extension] }), data: { clockId: 'K#2' } },
  ],
  [
    'EXTENSION_OPEN',
    'NO_EXTENSION_OPEN',
    { state: state({ extensions: [extension], answeredExtensions: [1] }), data: { about: 1 } },
    { state: state({ extensions: [extension] }), data: { about: 1 } },
  ],
  [
    'CLASSIFICATION_ALLOWED',
    'CLASSIFICATION_TOO_HIGH',
    { letter: { ...letter, classification: 'CONFIDENTIAL' } },
    { letter },
  ],
  ['LEGAL_BASIS_PRESENT', 'LEGAL_BASIS_MISSING', { letter: { ...letter, legalBasis: ['', ' '] } }, { letter }],
  ['NOT_DUPLICATE', 'DUPLICATE_OFFER', { openOffer: { referralNo: '1号' } }, { openOffer: null }],
  [
    'JURISDICTION_CHECK',
    'HAND_OFF_RECIPIENT',
    { recipient: police },
    { recipient: { ...police, id: 'disc-c', kind: 'discipline' } },
  ],
  [
    'RECIPIENT_NOT_SUBJECT',
    'RECIPIENT_IS_SUBJECT',
    { recipient: police, subject: subject('police-c', null, true) },
    { recipient: police, subject: subject('police-c', '刑侦大队') },
  ],
];

describe('every guard', () => {
  it('has a case here', () => {
    expect([...new Set(cases.map(([name]) => name))].sort()).toEqual(Object.keys(guards).sort());
  });

  it.each(cases)('%s refuses with %s', (name, refusal, bad) => {
    const found = guards[name](asking(bad));
    expect(found?.code).toBe(refusal);
    expect(found?.text.zh).toMatch(/\p{Script=Han}/u);
    expect(found?.text.en).toMatch(/^[A-Z][\w ,:']+/);
  });

  it.each(cases)('%s lets the nearest good case pass', (name, _, __, good) => {
    expect(code(name, good)).toBeNull();
  });
});

describe('the recipient is not the subject (cases.json, reading 3)', () => {
  it.each([
    ['the office that handles is the office of the accused', '刑侦大队', subject('police-c', '刑侦大队'), true],
    ['another office of the same unit handles', '法制大队', subject('police-c', '刑侦大队'), false],
    ['no office is named: the internal-review office handles', null, subject('police-c', '刑侦大队'), false],
    ['no office is named and none is known of the accused', null, subject('police-c', null), false],
    ['the accused leads the unit, whatever office handles', '法制大队', subject('police-c', '刑侦大队', true), true],
    ['the accused leads the unit and no office is named', null, subject('police-c', null, true), true],
    ['the accused leads another unit', null, subject('court-c', null, true), false],
    ['an office of the same name in another unit', '办公室', subject('court-c', '办公室'), false],
  ] as const)('%s', (_, office, accused, refuses) => {
    const found = code('RECIPIENT_NOT_SUBJECT', { recipient: { ...police, office }, subject: accused });
    expect(found).toBe(refuses ? 'RECIPIENT_IS_SUBJECT' : null);
  });

  it('holds for a third agency as for the first', () => {
    const recipient = { ...police, id: 'third' };
    expect(code('RECIPIENT_NOT_SUBJECT', { recipient, subject: subject('third', null, true) })).toBe(
      'RECIPIENT_IS_SUBJECT',
    );
  });
});

describe('a collective decision', () => {
  const why = (given: Partial<typeof decision>) =>
    guards.COLLECTIVE_DECISION(asking({ decision: { ...decision, ...given } }))?.details['why'] ?? null;

  it('needs a quorum of different members', () => {
    expect(why({ attendees: ['a', 'b'] })).toBe('NO_QUORUM');
    expect(why({ attendees: ['a', 'a', 'b'] })).toBe('NO_QUORUM');
    expect(why({})).toBeNull();
  });

  it('is none where somebody voted who stood aside, and none that is still to come', () => {
    expect(why({ attendees: ['a', 'b', 'c', 'd'] })).toBe('RECUSED_VOTED');
    expect(why({ heldOn: '2026-12-02' })).toBe('IN_FUTURE');
  });
});

describe('forwarding', () => {
  it('never goes to ourselves, and to nobody that is not named', () => {
    expect(code('FORWARDING_ALLOWED', { recipient: { ...police, id: 'here' } })).toBe('FORWARDING_NOT_ALLOWED');
    expect(code('FORWARDING_ALLOWED', {})).toBe('FORWARDING_NOT_ALLOWED');
  });
});

describe('points', () => {
  it('cannot all be declined: that is to return the referral', () => {
    const declinedPoints = [{ pointId: 'P1' }, { pointId: 'P2' }];
    expect(code('DECLINED_POINTS_KNOWN', { data: { declinedPoints } })).toBe('ALL_POINTS_DECLINED');
  });

  it('one declined twice still leaves the other', () => {
    const declinedPoints = [{ pointId: 'P1' }, { pointId: 'P1' }];
    expect(code('DECLINED_POINTS_KNOWN', { data: { declinedPoints } })).toBeNull();
  });

  it('need no cover where nothing was split, nor where they were declined', () => {
    expect(code('PARTS_COVER_POINTS', { parts: [] })).toBeNull();
    expect(
      code('PARTS_COVER_POINTS', { state: state({ declinedPoints: declined }), parts: [part('A', true, 'P1')] }),
    ).toBeNull();
  });
});

describe('classification', () => {
  it.each(['SECRET', 'CONFIDENTIAL', 'TOP_SECRET'])('%s is refused', (classification) => {
    expect(code('CLASSIFICATION_ALLOWED', { letter: { ...letter, classification } })).toBe('CLASSIFICATION_TOO_HIGH');
  });

  it.each<[string, string]>([
    ['机密★', 'CONFIDENTIAL'],
    ['附件 机密★5年', 'CONFIDENTIAL'],
    ['绝 密 ★', 'TOP_SECRET'],
    ['秘密★1年', 'SECRET'],
    ['密级：机密', 'CONFIDENTIAL'],
    ['机\u200b密★', 'CONFIDENTIAL'],
  ])('the mark in the text %s is refused although the letter claims less', (text, classification) => {
    const refusal = guards.CLASSIFICATION_ALLOWED(asking({ letter, texts: ['正文', text] }));
    expect([refusal?.code, refusal?.details['classification']]).toEqual(['CLASSIFICATION_TOO_HIGH', classification]);
  });

  it.each(['涉嫌泄露国家秘密', '侵犯商业秘密罪', '该机密文件的保管制度', '保密工作'])(
    'speaking of secrets is no mark: %s',
    (text) => {
      expect(code('CLASSIFICATION_ALLOWED', { letter, texts: [text] })).toBeNull();
    },
  );
});

describe('asking several guards', () => {
  it('gives the first refusal in the order of the list', () => {
    const bad = asking({ letter: { ...letter, classification: 'SECRET', legalBasis: [] }, recipient: police });
    expect(() => checkGuards([...sendingGuards, ...handOffGuards], bad)).toThrow(
      expect.objectContaining({ code: 'CLASSIFICATION_TOO_HIGH' }),
    );
    expect(() => checkGuards(handOffGuards, bad)).toThrow(expect.objectContaining({ code: 'HAND_OFF_RECIPIENT' }));
  });

  it('lets a good hand-off pass', () => {
    const recipient = { ...police, id: 'disc-c', kind: 'discipline' } as const;
    const good = asking({ letter: { ...letter, kind: 'HAND_OFF' }, recipient, decision, texts: ['涉嫌徇私枉法'] });
    expect(() => checkGuards([...sendingGuards, ...handOffGuards], good)).not.toThrow();
  });
});
