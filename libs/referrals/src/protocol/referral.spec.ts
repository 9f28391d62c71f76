import { describe, expect, it } from '@jest/globals';
import { contestedStatuses, judge, reachableStatuses, terminalStatuses } from '@sup/kernel';
import {
  type Asked,
  type GuardName,
  type Referral,
  type ReferralMove,
  type ReferralStatus,
  admit,
  closedStatuses,
  evolve,
  guards,
  handOffGuards,
  namesReporter,
  open,
  openCommands,
  openRecalls,
  recallToGrant,
  referralClocks,
  referralMoves,
  referralNotes,
  referralParties,
  ruleOf,
  sendingGuards,
  verdictDirectiveIn,
} from './index.ts';

const id = '019ab000-0000-7000-8000-000000000000';
const sent = {
  kind: 'FORWARD',
  requestedAction: 'VERIFY_AND_REPLY',
  parties: { sender: 'plc', receiver: 'police', arbiter: 'plc' },
  pointIds: ['P1', 'P2'],
  hops: 0,
  resultRuleId: 'PLC-URGE-30',
  petition: false,
  sealedBody: 'sealed',
  clocks: [],
};
const opened = open({ type: 'referral.sent', subject: id, n: 1, data: sent });
const at = (status: ReferralStatus, more: Partial<Referral> = {}): Referral => ({
  ...opened,
  status,
  revision: 5,
  ...more,
});
const move = (type: ReferralMove, n: number, data: Record<string, unknown> = {}) => ({
  type,
  n,
  data,
  statedat: '2026-11-25T01:00:00.000Z',
});
const note = (type: string, n: number, seenrevision: number, data: Record<string, unknown> = {}) => ({
  type,
  n,
  seenrevision,
  data,
  statedat: '2026-11-25T01:00:00.000Z',
});
const statuses = [...reachableStatuses(referralMoves, 'sent')];
const names = Object.keys(referralMoves) as ReferralMove[];

describe('the table', () => {
  it('lets nobody contest a status, reaches every one, and ends where it says', () => {
    expect(contestedStatuses(referralMoves)).toEqual([]);
    expect(statuses).toHaveLength(14);
    expect([...terminalStatuses(referralMoves)].sort()).toEqual([...closedStatuses].sort());
  });

  it('names only guards that exist, and uses every guard that exists', () => {
    const used = new Set<string>([...sendingGuards, ...handOffGuards]);
    for (const entry of [...Object.values(referralMoves), ...Object.values(referralNotes)]) {
      for (const guard of 'guards' in entry ? entry.guards : []) used.add(guard);
    }
    expect([...used].sort()).toEqual(Object.keys(guards).sort());
  });

  it('admits exactly what it allows: every move from every status by every party', () => {
    for (const type of names) {
      for (const status of statuses) {
        for (const party of referralParties) {
          const legal = judge(referralMoves[type], status, party) === 'legal';
          const verdict = admit(
            at(status),
            { id: 'x', type, track: 'move', n: 6 },
            { parties: [party], factIdUnderNumber: null },
          );
          expect(`${type} ${status} ${party} ${verdict.outcome}`).toBe(
            `${type} ${status} ${party} ${legal ? 'admitted' : 'refused'}`,
          );
        }
      }
    }
  });

  it('strips what is sealed from the record', () => {
    expect(JSON.stringify(opened)).not.toContain('sealed"');
    expect(opened.sent).not.toHaveProperty('sealedBody');
  });
});

describe('numbers', () => {
  const known = { parties: ['receiver' as const], factIdUnderNumber: null };
  const accepted = { id: 'new', type: 'referral.accepted', track: 'move' as const };
  it('repeated with the same fact: a duplicate; with another: a loud conflict; ahead: held', () => {
    const state = at('acknowledged');
    expect(admit(state, { ...accepted, n: 5 }, { ...known, factIdUnderNumber: 'new' })).toEqual({
      outcome: 'duplicate',
    });
    expect(admit(state, { ...accepted, n: 5 }, { ...known, factIdUnderNumber: 'old' })).toMatchObject({
      outcome: 'conflict',
    });
    expect(admit(state, { ...accepted, n: 7 }, known)).toEqual({ outcome: 'held', waitsFor: 'revision:6' });
    expect(admit(state, { ...accepted, n: 6 }, { parties: [], factIdUnderNumber: null })).toMatchObject({
      outcome: 'refused',
      code: 'NOT_A_PARTY',
    });
  });
  it('of notes: one that saw a later move waits for it, by the wrong party it is refused', () => {
    const progress = { id: 'p', type: 'referral.progress', track: 'note' as const, n: 1 };
    expect(admit(at('handling'), { ...progress, seenrevision: 6 }, known)).toMatchObject({ outcome: 'held' });
    expect(admit(at('struck-off'), { ...progress, seenrevision: 5 }, known)).toEqual({ outcome: 'admitted' });
    expect(admit(at('handling'), { ...progress, seenrevision: 5 }, { ...known, parties: ['sender'] })).toMatchObject({
      code: 'WRONG_PARTY',
    });
  });
});

describe('recall', () => {
  const asked = (state: Referral, seen: number) => evolve(state, note('referral.recall-requested', 1, seen));
  it('is granted by the service until acceptance, and by a head after it', () => {
    expect(recallToGrant(asked(at('acknowledged'), 5))).toBe(1);
    expect(recallToGrant(asked(at('accepted'), 5))).toBeNull();
    expect(openRecalls(asked(at('accepted'), 5))).toHaveLength(1);
  });
  it('lapses alike whether the request or the result comes first', () => {
    const result = move('referral.result', 6);
    const back = move('referral.sent-back', 7);
    const before = evolve(evolve(asked(at('handling'), 5), result), back);
    const after = asked(evolve(evolve(at('handling'), result), back), 5);
    expect(before).toEqual(after);
    expect(openRecalls(before)).toEqual([]);
    expect(openRecalls(asked(evolve(evolve(at('handling'), result), back), 7))).toHaveLength(1);
  });
  it('is closed by a refusal', () => {
    const state = evolve(
      asked(at('handling'), 5),
      note('referral.recall-refused', 1, 5, { about: 1, reason: '已近办结' }),
    );
    expect(openRecalls(state)).toEqual([]);
    expect(openCommands(state, ['receiver'])).toContain('result');
  });
});

describe('commands', () => {
  it('of the sender where it has the pen, and nothing once it is over', () => {
    expect(openCommands(at('result'), ['sender']).sort()).toEqual(['approve-result', 'send-back', 'withdraw']);
    expect(openCommands(at('struck-off'), ['sender', 'arbiter'])).toEqual([]);
    expect(openCommands(at('escalated'), ['arbiter'])).toEqual(['rule']);
  });
  it('never the answers our service gives by itself', () => {
    expect(openCommands(at('sent'), ['receiver'])).toEqual([]);
    expect(openCommands(at('accepted'), ['receiver'])).not.toContain('grant-recall');
  });
});

describe('clocks', () => {
  it('run by the petition’s rule for petitions, and by the decision’s otherwise', () => {
    expect(ruleOf({ resultRuleId: 'X', petition: true }, 'REF-DECIDE-5W')).toBeNull();
    expect(ruleOf({ resultRuleId: 'X', petition: false }, 'XF-OBJECT-5W')).toBeNull();
    expect(ruleOf({ resultRuleId: 'X', petition: false }, 'resultRuleId')).toBe('X');
  });
  it('start and stop on facts of the table only', () => {
    const known = new Set<string>(['referral.sent', ...names, ...Object.keys(referralNotes)]);
    for (const clock of referralClocks)
      for (const type of [clock.startsOn, ...clock.stopsOn]) expect(known.has(type)).toBe(true);
  });
});

describe('every guard refuses', () => {
  const fine: Asked = {
    state: at('acknowledged'),
    data: {},
    today: '2026-11-25',
    actor: { hasPost: true, isHead: true, excluded: false },
  };
  const recalled = evolve(at('accepted'), note('referral.recall-requested', 1, 5));
  const extended = evolve(
    at('accepted'),
    note('referral.extension-requested', 1, 5, { clockId: 'c', length: 1, unit: 'HOUR', reason: 'r' }),
  );
  const letterOf = (more: object) => ({
    kind: 'FORWARD' as const,
    classification: 'INTERNAL',
    legalBasis: ['x'],
    ...more,
  });
  const decision = { attendees: ['a', 'b', 'c'], recused: [], heldOn: '2026-11-25' };
  const recipient = { id: 'court', office: null, kind: 'court' as const };
  const cases: Record<GuardName, [Partial<Asked>, string]> = {
    ON_DUTY: [{ actor: { ...fine.actor, hasPost: false } }, 'NOT_ON_DUTY'],
    NOT_EXCLUDED: [{ actor: { ...fine.actor, excluded: true } }, 'EXCLUDED'],
    HEAD_OF_RECEIVING_UNIT: [{ actor: { ...fine.actor, isHead: false } }, 'HEAD_REQUIRED'],
    NO_OPEN_RECALL: [{ state: recalled }, 'RECALL_OPEN'],
    RECALL_NOT_PENDING: [{ state: recalled }, 'RECALL_PENDING'],
    RECALL_OPEN: [{}, 'NO_RECALL_OPEN'],
    REASON_CODE: [{ data: { reasonCode: 'OTHER', reason: ' ' } }, 'REASON_MISSING'],
    SUGGESTED_AUTHORITY: [
      { data: { reasonCode: 'UPPER_LEVEL', suggestedAuthority: null } },
      'SUGGESTED_AUTHORITY_MISSING',
    ],
    NOT_RULED_BEFORE: [{ state: at('acknowledged', { ruled: true }) }, 'RULED_BEFORE'],
    FORWARDING_ALLOWED: [{ recipient: { ...recipient, id: 'police' } }, 'FORWARDING_NOT_ALLOWED'],
    RECIPIENT_NOT_SUBJECT: [
      { recipient, subject: { agency: 'court', office: null, persons: [{ leadsUnit: true }] } },
      'RECIPIENT_IS_SUBJECT',
    ],
    NOT_BACK_TO_ORIGIN: [{ recipient: { ...recipient, id: 'plc' } }, 'BACK_TO_ORIGIN'],
    HOPS_LEFT: [{ state: at('acknowledged', { sent: { ...opened.sent, hops: 2 } }) }, 'NO_HOPS_LEFT'],
    ALL_FILES_PRESENT: [{ fileFaults: [{ blob: 'x' }] }, 'FILES_INCOMPLETE'],
    PARTS_CLOSED: [{ parts: [{ referralId: 'r', closed: false, pointIds: ['P1', 'P2'] }] }, 'PARTS_OPEN'],
    PARTS_COVER_POINTS: [{ parts: [{ referralId: 'r', closed: true, pointIds: ['P1'] }] }, 'POINTS_NOT_COVERED'],
    DECLINED_POINTS_KNOWN: [{ data: { declinedPoints: [{ pointId: 'P9' }] } }, 'POINTS_UNKNOWN'],
    NO_VERDICT_DIRECTIVE: [{ texts: ['必须判处实刑'] }, 'VERDICT_DIRECTIVE'],
    COMPLAINANT_IDENTITY_MASKED: [
      { texts: ['甲 某'], reporter: { kind: 'CITIZEN', name: '甲某', contact: null } },
      'COMPLAINANT_IDENTITY_EXPOSED',
    ],
    COMMON_SUPERIOR_KNOWN: [
      { state: at('objected', { sent: { ...opened.sent, parties: { ...opened.sent.parties, arbiter: null } } }) },
      'NO_COMMON_SUPERIOR',
    ],
    COLLECTIVE_DECISION: [{ decision: { ...decision, attendees: ['a', 'a', 'b'] } }, 'COLLECTIVE_DECISION_MISSING'],
    NOT_A_HAND_OFF: [{ state: at('result', { sent: { ...opened.sent, kind: 'HAND_OFF' } }) }, 'HAND_OFF_NOT_SENT_BACK'],
    DECLINED_POINTS_PLACED: [
      { state: at('result', { declinedPoints: [{ pointId: 'P1', reasonCode: 'OTHER', reason: 'r' }] }) },
      'DECLINED_POINTS_NOT_PLACED',
    ],
    NO_OPEN_EXTENSION: [{ state: extended, data: { clockId: 'c' } }, 'EXTENSION_PENDING'],
    EXTENSION_OPEN: [{ data: { about: 1 } }, 'NO_EXTENSION_OPEN'],
    CLASSIFICATION_ALLOWED: [{ letter: letterOf({ classification: 'SECRET' }) }, 'CLASSIFICATION_TOO_HIGH'],
    LEGAL_BASIS_PRESENT: [{ letter: letterOf({ legalBasis: [' '] }) }, 'LEGAL_BASIS_MISSING'],
    NOT_DUPLICATE: [{ openOffer: { referralNo: 'YS-1' } }, 'DUPLICATE_OFFER'],
    JURISDICTION_CHECK: [{ recipient }, 'HAND_OFF_RECIPIENT'],
  };
  it.each(Object.entries(cases) as [GuardName, [Partial<Asked>, string]][])('%s', (name, [asked, code]) => {
    const refusal = guards[name]({ ...fine, ...asked });
    expect(refusal).toMatchObject({
      code,
      text: { zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.any(String) },
    });
  });

  it.each([
    ['a decision in the future', { ...decision, heldOn: '2026-11-26' }],
    ['a decision in which a recused member voted', { ...decision, recused: ['a'] }],
    ['no decision', null],
  ])('COLLECTIVE_DECISION: %s', (_, given) => {
    expect(guards.COLLECTIVE_DECISION({ ...fine, decision: given })?.code).toBe('COLLECTIVE_DECISION_MISSING');
  });
});

describe('words', () => {
  it.each(['应当改判无罪', '请法院从重处罚', '责令立即释放嫌疑人', '要求撤销案件', '必须提起公诉'])(
    'direct a verdict: %s',
    (text) => {
      expect(verdictDirectiveIn([text])).not.toBeNull();
    },
  );
  it.each([
    '反映人称报案后未获答复，要求核查。',
    '公安机关认为检察院不批捕、后又作不起诉决定错误。',
    '一案重罪轻诉、另一案轻罪重诉，量刑建议畸轻畸重。',
    '请说明不立案的理由',
    '要求说明是否撤销案件及其依据',
    '局长多次口头要求办案民警对某企业负责人“从宽”',
    '违规为嫌疑人办理取保候审',
    '建议依法核查是否应当提起公诉',
  ])('ask or tell, and direct nothing: %s', (text) => {
    expect(verdictDirectiveIn([text])).toBeNull();
  });
  it.each([
    ['甲某', null, '甲·某反映'],
    ['Li Si', null, 'reported by LI  SI'],
    ['甲某', '138-0013-8000', '电话１３８００１３８０００'],
    ['甲某', '微信: abc_12345', '微信号 abc12345'],
  ])('name the reporter: %s %s', (name, contact, text) => {
    expect(namesReporter([text], { name, contact })).toBe(true);
  });
  it('do not find a nameless reporter everywhere', () => {
    expect(namesReporter(['群众反映'], { name: '群众', contact: null })).toBe(false);
    expect(namesReporter(['反映人称'], { name: '甲某', contact: '无' })).toBe(false);
  });
});
