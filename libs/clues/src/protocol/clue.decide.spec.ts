import { describe, expect, it } from '@jest/globals';
import { DomainError, type Move, reachableStatuses, terminalStatuses } from '@sup/kernel';
import { askedInOrder, clueInOrder } from '../testing/asked.fixture.ts';
import { type Clue } from './clue.ts';
import {
  type ClueCommand,
  clueCommands,
  decideClue,
  eventOf,
  isOpenTo,
  mayFollow,
  openClueCommands,
  partiesOf,
} from './clue.decide.ts';
import { evolveClue, isMoveName } from './clue.evolve.ts';
import { clueGuards } from './clue.guards.ts';
import {
  type ClueMove,
  type ClueParty,
  type ClueStatus,
  clueMoves,
  clueNotes,
  clueOutcomes,
  clueStatuses,
} from './clue.moves.ts';

const statuses = Object.keys(clueStatuses) as ClueStatus[];
const parties: ClueParty[] = ['clerk', 'head', 'handler', 'meeting', 'service'];
const moves = Object.entries(clueMoves) as [ClueMove, Move<ClueStatus, ClueParty>][];
const commands = Object.keys(clueCommands) as ClueCommand[];

describe('the table of the register', () => {
  it('reaches every status from a draft or from a referral that was accepted', () => {
    const reached = reachableStatuses<ClueMove, ClueStatus, ClueParty>(clueMoves, 'draft');
    expect(statuses.filter((status) => !reached.has(status))).toEqual([]);
  });

  it('ends in nothing but a discarded draft: whatever else is closed can be reopened', () => {
    expect(terminalStatuses<ClueMove, ClueStatus, ClueParty>(clueMoves)).toEqual(['discarded']);
  });

  it('names only guards that exist, and every guard is used somewhere', () => {
    const used = new Set(
      [...moves.map(([, move]) => move), ...Object.values(clueCommands)].flatMap((entry) =>
        'guards' in entry ? (entry.guards ?? []) : [],
      ),
    );
    expect([...used].filter((name) => !Object.hasOwn(clueGuards, name))).toEqual([]);
    expect(Object.keys(clueGuards).filter((name) => !used.has(name))).toEqual([]);
  });

  it('gives every move of an officer exactly one command, and every move of the service none', () => {
    const byCommand = commands.flatMap((command) => {
      const entry = clueCommands[command];
      return 'moves' in entry ? [...entry.moves] : [];
    });
    expect(new Set(byCommand).size).toBe(byCommand.length);
    expect([...byCommand].sort()).toEqual(
      moves
        .filter(([, move]) => !move.auto)
        .map(([name]) => name)
        .sort(),
    );
  });

  it('opens a command to exactly the party and status of the table, over all of them', () => {
    for (const command of commands) {
      for (const status of statuses) {
        for (const party of parties) {
          const entry = clueCommands[command];
          const expected =
            'moves' in entry
              ? entry.moves.some((name) => {
                  const move: Move<ClueStatus, ClueParty> = clueMoves[name];
                  return move.by === party && move.from.includes(status);
                })
              : (entry.while as readonly string[]).includes(status) && (entry.by as readonly string[]).includes(party);
          expect([command, status, party, isOpenTo({ status }, command, [party])]).toEqual([
            ...[command, status, party, expected],
          ]);
        }
      }
    }
  });

  it('refuses each command that is not open with COMMAND_NOT_OPEN and asks no guard', () => {
    for (const command of commands) {
      for (const status of statuses) {
        for (const party of parties.filter((one) => !isOpenTo({ status }, command, [one]))) {
          const asked = askedInOrder({ clue: clueInOrder({ status }), data: { outcome: 'partly' } });
          const attempt = () => decideClue(command, [party], asked);
          expect(attempt).toThrow(expect.objectContaining({ code: 'COMMAND_NOT_OPEN', kind: 'conflict' }));
        }
      }
    }
  });

  it('shows a button only where the table would take it', () => {
    for (const status of statuses) {
      for (const party of parties) {
        for (const command of openClueCommands(clueInOrder({ status }), [party])) {
          expect(isOpenTo({ status }, command, [party])).toBe(true);
        }
      }
    }
  });

  it('moves to the status of the table, one version on, since the instant of the event', () => {
    for (const [type, move] of moves) {
      for (const status of move.from) {
        const at = '2026-04-01T00:00:00.000Z';
        const next = evolveClue(clueInOrder({ status }), { type, at, by: null, payload: {} });
        expect(next).toMatchObject({ status: move.to, version: 3, movedAt: at });
      }
    }
  });

  it('a note leaves the status where it was', () => {
    for (const type of Object.keys(clueNotes)) {
      expect(isMoveName(type)).toBe(false);
      const by = { personId: 'p', postId: 'h' };
      const event = { type: type as keyof typeof clueNotes, at: '2026-04-01T00:00:00.000Z', by, payload: {} };
      expect(evolveClue(clueInOrder({ status: 'verifying' }), event)).toMatchObject({
        status: 'verifying',
        version: 3,
      });
    }
  });

  it('chooses the outcome’s own move by what the meeting decided', () => {
    expect(clueOutcomes.map((outcome) => eventOf('decide-outcome', { outcome }))).toEqual([
      'clue.found-substantiated',
      'clue.found-partly',
      'clue.found-unsubstantiated',
      'clue.found-inconclusive',
      'clue.found-false-accusation',
    ]);
  });

  it('ends no clue while a draft of it could still be sent', () => {
    const draft = {
      referralId: 'r1',
      to: 'unit',
      kind: 'FORWARD',
      status: 'prepared',
      revision: 0,
      openedAt: 'x',
    } as const;
    const words = { reasonCode: 'OTHER', path: '向法院申诉', procedure: '申诉', text: '说明' };
    const relatedCase = { caseNo: null, stage: 'CONCLUDED', procedure: 'CRIMINAL' } as const;
    const earlier = { id: 'other', receivedAt: '2026-03-01T00:00:00.000Z', status: 'screening' } as const;
    for (const command of ['merge', 'decline', 'redirect'] as const) {
      const asked = (referrals: Clue['referrals']) =>
        askedInOrder({ clue: clueInOrder({ status: 'screening', relatedCase, referrals }), data: words, earlier });
      expect(() => decideClue(command, ['head'], asked([draft]))).toThrow(/移送|referral/);
      expect(() => decideClue(command, ['head'], asked([{ ...draft, status: 'discarded' }]))).not.toThrow();
    }
  });

  it('lets the service follow a referral only where the table says so', () => {
    const open = statuses.filter((status) => mayFollow({ status }, 'clue.referred-out'));
    expect(open).toEqual(['screening', 'accepted']);
    expect(statuses.filter((status) => mayFollow({ status }, 'clue.closed'))).toEqual([]);
  });

  it('administrators and the custodian play no part', () => {
    expect(partiesOf(['custodian', 'sysadmin', 'secadmin', 'auditor'])).toEqual([]);
    expect(partiesOf(['head', 'clerk'])).toEqual(['clerk', 'head']);
  });
});

describe('a clue from draft to closing', () => {
  const at = '2026-03-03T00:00:00.000Z';
  const by = { personId: 'p', postId: 'h1' };
  const finding = { text: '查明', evidenceFileIds: ['f'], firstHand: true };
  const decision = { decisionId: 'd', meetingNo: '1', heldOn: '2026-03-05', hash: 'h' };

  it('is verified by two, found, disposed of and closed; reopening keeps what was found in the history only', () => {
    const steps: [Parameters<typeof evolveClue>[1]['type'], Record<string, unknown>][] = [
      ['clue.screening-begun', {}],
      ['clue.accepted', {}],
      ['clue.assigned', { handlers: ['h1', 'h2'] }],
      ['clue.verification-begun', { plan: '调卷' }],
      ['clue.outcome-proposed', { outcome: 'unsubstantiated', findings: [finding], subjectHeard: true }],
      ['clue.found-unsubstantiated', { outcome: 'unsubstantiated', decision }],
      ['clue.disposed', { disposals: [{ kind: 'CLARIFICATION', text: '澄清', decisionId: 'd' }], decision }],
      ['clue.reporter-told', {}],
      ['clue.closed', { ground: 'UNSUBSTANTIATED' }],
    ];
    const closed = steps.reduce<Clue>(
      (clue, [type, payload]) => evolveClue(clue, { type, at, by, payload }),
      clueInOrder(),
    );
    expect(closed).toMatchObject({ status: 'closed', outcome: 'unsubstantiated', closingGround: 'UNSUBSTANTIATED' });
    expect(closed.decisions).toHaveLength(2);
    const again = evolveClue(closed, { type: 'clue.reopened', at, by, payload: { newFacts: '新的录像' } });
    expect(again).toMatchObject({ status: 'screening', outcome: null, handlers: [], closingGround: null });
    expect(again.facts).toContain('新的录像');
  });

  it('refuses the outcome that the meeting decided where the handlers proposed another', () => {
    const proposal = { outcome: 'partly', subjectHeard: true, proposedBy: by } as const;
    const clue = clueInOrder({ status: 'verifying', proposal, findings: [finding] });
    const attempt = () =>
      decideClue('decide-outcome', ['meeting'], askedInOrder({ clue, data: { outcome: 'substantiated' } }));
    expect(attempt).toThrow(DomainError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'OUTCOME_DIFFERS' }));
  });
});
