import { describe, expect, it } from '@jest/globals';
import {
  type ReferralMove,
  type ReferralNote,
  type ReferralStatus,
  admit,
  commandFacts,
  decide,
  open,
  openCommands,
  referralMoves,
  referralNotes,
} from './index.ts';

const parties = { sender: 'a', receiver: 'b', arbiter: null };
const opened = open({
  type: 'referral.sent',
  subject: 'R',
  n: 1,
  data: { parties, pointIds: ['P1'], kind: 'HAND_OFF', hops: 2, requestedAction: 'FOR_INFORMATION' },
});
const at = (status: ReferralStatus, revision = 4) => ({ ...opened, status, revision });
const move = (type: string, n: number, id = 'new') => ({ id, type, n, track: 'move' as const });
const note = (type: string, n: number, seenrevision: number, id = 'new') => ({
  ...{ id, type, n, seenrevision },
  track: 'note' as const,
});
const from = (...who: ('sender' | 'receiver' | 'arbiter')[]) => ({ parties: who, factIdUnderNumber: null });

describe('a fact of another agency', () => {
  const accepted = at('accepted');

  it('that is here already is a duplicate, whatever the record has become', () => {
    const known = { parties: ['receiver' as const], factIdUnderNumber: 'same' };
    expect(admit(accepted, move('referral.accepted', 4, 'same'), known)).toEqual({ outcome: 'duplicate' });
    expect(admit(at('struck-off', 9), note('referral.progress', 1, 3, 'same'), known)).toEqual({
      outcome: 'duplicate',
    });
  });

  it('under a number that another fact has is a conflict, move or note', () => {
    const known = { parties: ['receiver' as const], factIdUnderNumber: 'other' };
    const conflict = { outcome: 'conflict', code: 'REVISION_CONFLICT' };
    expect(admit(accepted, move('referral.accepted', 4), known)).toEqual(conflict);
    expect(admit(accepted, note('referral.progress', 1, 3), known)).toEqual(conflict);
  });

  it('that is ahead waits for the one before it', () => {
    expect(admit(accepted, move('referral.result', 6), from('receiver'))).toEqual({
      outcome: 'held',
      waitsFor: 'revision:5',
    });
    expect(admit(accepted, note('referral.progress', 1, 5), from('receiver'))).toEqual({
      outcome: 'held',
      waitsFor: 'revision:5',
    });
  });

  it('of nobody in the record, of the wrong party, or from the wrong status is refused by its code', () => {
    const code = (verdict: ReturnType<typeof admit>) => ('code' in verdict ? verdict.code : verdict.outcome);
    expect(code(admit(accepted, move('referral.result', 5), from()))).toBe('NOT_A_PARTY');
    expect(code(admit(accepted, move('referral.result', 5), from('sender')))).toBe('WRONG_PARTY');
    expect(code(admit(accepted, move('referral.acknowledged', 5), from('receiver')))).toBe('WRONG_STATUS');
    expect(code(admit(accepted, move('referral.sent', 5), from('sender')))).toBe('NOT_A_MOVE');
    expect(code(admit(accepted, move('referral.result', 3), from('receiver')))).toBe('REVISION_UNKNOWN');
    expect(code(admit(accepted, note('referral.recall-refused', 1, 4), from('sender')))).toBe('WRONG_PARTY');
  });

  it('tells a stranger nothing about what is here under the number', () => {
    const known = { parties: [], factIdUnderNumber: 'other' };
    expect(admit(accepted, move('referral.result', 4), known)).toEqual({ outcome: 'refused', code: 'NOT_A_PARTY' });
  });

  it('may be a note that was written before a move we have: notes are never too late', () => {
    expect(admit(at('struck-off', 9), note('referral.recall-requested', 2, 2), from('sender')).outcome).toBe(
      'admitted',
    );
    expect(admit(accepted, note('clock.overdue', 1, 4), from('sender')).outcome).toBe('admitted');
  });
});

describe('guards are the affair of who acts', () => {
  const everyMove = Object.keys(referralMoves) as ReferralMove[];
  const adverse = (status: ReferralStatus) => ({
    ...at(status),
    ruled: true,
    declinedPoints: [{ pointId: 'P1', reasonCode: 'OTHER' as const, reason: '' }],
    recalls: [{ about: 1, seenRevision: 4, requestedAt: '2026-12-01T01:00:00.000Z' }],
  });

  it.each(everyMove)('%s is admitted although every guard of ours might refuse it', (type) => {
    const { from: statuses, by } = referralMoves[type];
    for (const status of statuses) {
      expect(admit(adverse(status), move(type, 5), from(by))).toEqual({ outcome: 'admitted' });
    }
  });

  it.each(everyMove.filter((type) => 'guards' in referralMoves[type]))(
    '%s is refused here when nothing was done to satisfy its guards',
    (type) => {
      const { from: statuses, by } = referralMoves[type];
      const state = type === 'referral.recalled' ? at(statuses[0]) : adverse(statuses[0]);
      const asked = {
        data: {},
        today: '2026-12-01',
        actor: { hasPost: false, isHead: false, excluded: true },
        parts: [{ referralId: 'P', closed: false, pointIds: [] }],
      };
      expect(() => decide(state, type, [by], asked)).toThrow(expect.objectContaining({ kind: 'refused' }));
    },
  );

  it('says that a command is not open before it asks any guard', () => {
    const asked = { data: {}, today: '2026-12-01', actor: { hasPost: false, isHead: false, excluded: true } };
    const closed = expect.objectContaining({ code: 'COMMAND_NOT_OPEN', kind: 'conflict' });
    expect(() => decide(at('result'), 'referral.accepted', ['receiver'], asked)).toThrow(closed);
    expect(() => decide(at('acknowledged'), 'referral.accepted', ['sender'], asked)).toThrow(closed);
    expect(() => decide(at('sent'), 'referral.progress', ['receiver'], asked)).toThrow(closed);
  });
});

describe('the buttons', () => {
  it('make exactly the moves and notes that an officer makes', () => {
    const made = new Set<string>([...Object.values(commandFacts), 'referral.ruled-accept', 'referral.ruled-return']);
    const all = { ...referralMoves, ...referralNotes };
    const byOfficers = (Object.keys(all) as (ReferralMove | ReferralNote)[]).filter(
      (type) => !('auto' in all[type]) || type === 'referral.part-opened',
    );
    expect([...made].sort()).toEqual([...byOfficers].sort());
  });

  it('show a party only what it may do now', () => {
    const plain = { ...opened, sent: { ...opened.sent, kind: 'TRANSFER' as const, hops: 0 } };
    const acknowledged = { ...plain, status: 'acknowledged' as const };
    expect(openCommands(acknowledged, ['receiver']).sort()).toEqual(
      ['accept', 'forward', 'object', 'request-extension', 'return'].sort(),
    );
    expect(openCommands(acknowledged, ['sender']).sort()).toEqual(['recall', 'supplement']);
    expect(openCommands({ ...plain, status: 'escalated' }, ['arbiter'])).toEqual(['rule']);
    expect(openCommands({ ...plain, status: 'escalated' }, ['sender', 'receiver'])).toEqual([]);
    expect(openCommands({ ...plain, status: 'struck-off' }, ['sender', 'receiver', 'arbiter'])).toEqual([]);
  });

  it('hide what the record alone would refuse', () => {
    expect(openCommands(at('result'), ['sender'])).not.toContain('send-back');
    expect(openCommands(at('objected'), ['sender'])).not.toContain('escalate');
    expect(openCommands({ ...at('acknowledged'), ruled: true }, ['receiver'])).not.toContain('object');
    expect(openCommands(at('handling'), ['receiver'])).not.toContain('forward');
  });
});
