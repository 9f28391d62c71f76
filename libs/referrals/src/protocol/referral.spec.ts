import { describe, expect, it } from '@jest/globals';
import { type FactEnvelope, type ReferralSent, facts as factTypes } from '@sup/contracts';
import { contestedStatuses, judge, reachableStatuses, terminalStatuses } from '@sup/kernel';
import fc from 'fast-check';
import {
  type ReferralMove,
  type ReferralNote,
  type ReferralStatus,
  admit,
  closedStatuses,
  evolve,
  guards,
  handOffGuards,
  holder,
  homeMoves,
  isClosed,
  isOpen,
  open,
  openCommands,
  openRecalls,
  recallToGrant,
  recipientsOf,
  referralMoves,
  referralNotes,
  referralParties,
  sendingGuards,
} from './index.ts';

const moves = Object.keys(referralMoves) as ReferralMove[];
const notes = Object.keys(referralNotes) as ReferralNote[];
const pens: Record<ReferralStatus, string | undefined> = {
  sent: 'receiver',
  delivered: 'receiver',
  acknowledged: 'receiver',
  accepted: 'receiver',
  handling: 'receiver',
  objected: 'sender',
  result: 'sender',
  approved: 'sender',
  escalated: 'arbiter',
  undeliverable: undefined,
  returned: undefined,
  forwarded: undefined,
  recalled: undefined,
  'struck-off': undefined,
};
const statuses = Object.keys(pens) as ReferralStatus[];

const parties = { sender: 'a', receiver: 'b', arbiter: 'c' };
const opened = open({
  type: 'referral.sent',
  subject: 'R',
  n: 1,
  data: { parties, pointIds: ['P1', 'P2'], kind: 'TRANSFER', hops: 0, sealedBody: 'secret', clocks: [] },
});
const inStatus = (status: ReferralStatus) => ({ ...opened, status });

type Given = Partial<Pick<FactEnvelope, 'data' | 'seenrevision'>>;
const fact = (type: string, n: number, { data = {}, seenrevision }: Given = {}) => ({
  id: `${type}/${n}`,
  type,
  n,
  track: factTypes[type as keyof typeof factTypes].track,
  statedat: '2026-12-01T01:00:00.000Z',
  data,
  ...(seenrevision === undefined ? {} : { seenrevision }),
});
const after = (...types: ReferralMove[]) =>
  types.reduce(
    (state, type) => evolve(state, fact(type, state.revision + 1, { data: { declinedPoints: [] } })),
    opened,
  );

describe('the table of a referral', () => {
  it('leaves no status to two parties, neither shared nor at home', () => {
    expect(contestedStatuses(referralMoves)).toEqual([]);
    expect(contestedStatuses(homeMoves)).toEqual([]);
  });

  it.each(statuses)('names the pen of %s as the protocol does', (status) => {
    expect(holder(status)).toBe(pens[status]);
    expect(isClosed(status)).toBe(pens[status] === undefined);
  });

  it('reaches every status from sent, and rests only where the referral is closed', () => {
    expect([...reachableStatuses(referralMoves, 'sent')].sort()).toEqual([...statuses].sort());
    expect(terminalStatuses(referralMoves).sort()).toEqual([...closedStatuses].sort());
    expect([...reachableStatuses(homeMoves, 'draft')].sort()).toEqual(
      ['draft', 'deliberating', 'approved', 'sent', 'discarded'].sort(),
    );
  });

  it('names only guards that exist, and uses every guard that exists', () => {
    const entries = [...Object.values(referralMoves), ...Object.values(referralNotes)];
    const named = entries.flatMap((entry): string[] => ('guards' in entry ? [...entry.guards] : []));
    const used = new Set([...sendingGuards, ...handOffGuards, ...named]);
    expect([...used].sort()).toEqual(Object.keys(guards).sort());
  });

  it('has a fact in the contracts for every move and note, on the same track', () => {
    expect(moves.filter((type) => factTypes[type].track !== 'move')).toEqual([]);
    expect(notes.filter((type) => factTypes[type].track !== 'note')).toEqual([]);
  });
});

describe('every status, move and party', () => {
  const combinations = statuses.flatMap((status) =>
    moves.flatMap((move) => referralParties.map((party) => [status, move, party] as const)),
  );

  it.each(combinations)('in %s, %s by the %s is open and admitted exactly as the table says', (status, move, party) => {
    const legal = (referralMoves[move].from as readonly string[]).includes(status) && referralMoves[move].by === party;
    const state = inStatus(status);
    expect(judge(referralMoves[move], status, party) === 'legal').toBe(legal);
    expect(isOpen(state, move, [party])).toBe(legal);
    const code = referralMoves[move].by === party ? 'WRONG_STATUS' : 'WRONG_PARTY';
    expect(admit(state, fact(move, 2), { parties: [party], factIdUnderNumber: null })).toEqual(
      legal ? { outcome: 'admitted' } : { outcome: 'refused', code },
    );
    if (legal) expect(holder(status)).toBe(party);
  });

  it.each(moves)('%s leads where the table says, one number on', (move) => {
    const [from] = referralMoves[move].from;
    const data = { declinedPoints: [], opens: { referralId: 'R2' } };
    const moved = evolve(inStatus(from), fact(move, 2, { data }));
    expect([moved.status, moved.revision]).toEqual([referralMoves[move].to, 2]);
  });
});

describe('every status, note and party', () => {
  const combinations = statuses.flatMap((status) =>
    notes.flatMap((note) => referralParties.map((party) => [status, note, party] as const)),
  );

  it.each(combinations)('in %s, %s by the %s', (status, note, party) => {
    const { by } = referralNotes[note];
    const during = referralNotes[note].while as readonly string[];
    expect(isOpen(inStatus(status), note, [party])).toBe(by === party && during.includes(status));
    const verdict = admit(inStatus(status), fact(note, 1, { seenrevision: 1 }), {
      parties: [party],
      factIdUnderNumber: null,
    });
    expect(verdict).toEqual(by === party ? { outcome: 'admitted' } : { outcome: 'refused', code: 'WRONG_PARTY' });
  });
});

describe('a request to recall', () => {
  const request = fact('referral.recall-requested', 1, { seenrevision: 2 });

  it.each<[string, ReferralMove[]]>([
    ['delivered', ['referral.delivered']],
    ['acknowledged', ['referral.delivered', 'referral.acknowledged']],
  ])('is granted by the service while the referral is %s', (_, path) => {
    expect(recallToGrant(evolve(after(...path), request))).toBe(1);
  });

  it('waits for a head once the referral is accepted or in handling', () => {
    const accepted = after('referral.delivered', 'referral.acknowledged', 'referral.accepted');
    const state = evolve(accepted, request);
    expect(openRecalls(state).map(({ about }) => about)).toEqual([1]);
    expect(recallToGrant(state)).toBeNull();
    expect(openCommands(state, ['receiver'])).toEqual(expect.arrayContaining(['grant-recall', 'refuse-recall']));
    expect(openCommands(state, ['sender'])).not.toContain('recall');
  });

  it('lapses when a move that its author had not seen took the pen, also once the pen is back', () => {
    const objected = evolve(
      after('referral.delivered', 'referral.acknowledged', 'referral.objected'),
      fact('referral.recall-requested', 1, { seenrevision: 2 }),
    );
    expect(openRecalls(objected)).toEqual([]);
    const ruled = [fact('referral.objection-escalated', 5), fact('referral.ruled-accept', 6)].reduce(evolve, objected);
    expect(ruled.status).toBe('accepted');
    expect(openRecalls(ruled)).toEqual([]);
  });

  it('stands when its author had seen the pen go and come back', () => {
    const sentBack = after(
      'referral.delivered',
      'referral.acknowledged',
      'referral.accepted',
      'referral.result',
      'referral.sent-back',
    );
    const state = evolve(sentBack, fact('referral.recall-requested', 1, { seenrevision: sentBack.revision }));
    expect(openRecalls(state)).toHaveLength(1);
  });

  it('is closed by a refusal that names it, whichever comes first', () => {
    const refusal = fact('referral.recall-refused', 1, { seenrevision: 4, data: { about: 1 } });
    const accepted = after('referral.delivered', 'referral.acknowledged', 'referral.accepted');
    expect(openRecalls([request, refusal].reduce(evolve, accepted))).toEqual([]);
    expect([request, refusal].reduce(evolve, accepted)).toEqual([refusal, request].reduce(evolve, accepted));
  });
});

describe('the same facts in another order', () => {
  const path: ReferralMove[] = [
    'referral.delivered',
    'referral.acknowledged',
    'referral.objected',
    'referral.objection-escalated',
    'referral.ruled-accept',
    'referral.first-feedback',
    'referral.result',
    'referral.sent-back',
    'referral.result',
    'referral.result-approved',
    'referral.struck-off',
  ];
  const told = path.map((type, index) => fact(type, index + 2, { data: { declinedPoints: [], reason: 'r' } }));
  const aNote = fc.record({
    type: fc.constantFrom(...notes),
    seenrevision: fc.integer({ min: 1, max: 12 }),
    about: fc.integer({ min: 1, max: 4 }),
  });

  it('gives the same record: notes commute with moves and with each other', () => {
    fc.assert(
      fc.property(fc.array(aNote, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (said, random) => {
        const written = said.map(({ type, seenrevision, about }, index) =>
          fact(type, index + 1, {
            seenrevision,
            data: { about, clockId: `K#${about}`, length: 1, unit: 'MONTH', reason: '' },
          }),
        );
        const rest = [[...told], ...written.map((note) => [note])];
        const mixed: ReturnType<typeof fact>[] = [];
        while (rest.some((queue) => queue.length)) {
          const waiting = rest.filter((queue) => queue.length);
          mixed.push(waiting[random.next().value! % waiting.length]!.shift()!);
        }
        expect(mixed.reduce(evolve, opened)).toEqual([...told, ...written].reduce(evolve, opened));
      }),
      { numRuns: 500 },
    );
  });
});

describe('who is told, and what is kept', () => {
  it('tells the arbiter what it rules on and nothing else', () => {
    expect(recipientsOf(opened, 'referral.acknowledged')).toEqual(['a', 'b']);
    expect(recipientsOf(inStatus('objected'), 'referral.objection-escalated')).toEqual(['a', 'b', 'c']);
    expect(recipientsOf(inStatus('escalated'), 'referral.ruled-return')).toEqual(['a', 'b', 'c']);
    expect(recipientsOf(inStatus('accepted'), 'referral.result')).toEqual(['a', 'b']);
  });

  it('never keeps the sealed body in the record', () => {
    expect(JSON.stringify(opened)).not.toContain('secret');
  });

  it('opens the copy of the arbiter at the revision of the escalation', () => {
    const snapshot = { parties, objection: { reasonCode: 'UPPER_LEVEL', reason: 'r', suggestedAuthority: null } };
    const copy = open({ type: 'referral.objection-escalated', subject: 'R', n: 5, data: { snapshot } });
    expect([copy.status, copy.revision, copy.penLeftReceiver]).toEqual(['escalated', 5, 5]);
    expect(copy.objection).toEqual(snapshot.objection);
    expect(copy.sent.blobs).toEqual([]);
    expect((copy.sent as Partial<ReferralSent>).sealedBody).toBeUndefined();
  });
});
