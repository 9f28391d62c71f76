import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type MoveTable,
  contestedStatuses,
  judge,
  movesOf,
  penOf,
  reachableStatuses,
  terminalStatuses,
} from './index.ts';

type Status = 'lent' | 'read' | 'returned' | 'lost';
type Party = 'library' | 'reader';

const loan = {
  'loan.opened': { from: ['lent'], to: 'read', by: 'reader' },
  'loan.returned': { from: ['read'], to: 'returned', by: 'reader' },
  'loan.expired': { from: ['read'], to: 'lost', by: 'reader', auto: true },
} as const satisfies MoveTable<string, Status, Party>;

const contested = {
  ...loan,
  'loan.recalled': { from: ['read'], to: 'returned', by: 'library' },
} as const satisfies MoveTable<string, Status, Party>;

describe('judging a move', () => {
  it.each<[Status, Party, string]>([
    ['lent', 'reader', 'legal'],
    ['read', 'reader', 'wrong-status'],
    ['returned', 'reader', 'wrong-status'],
    ['lent', 'library', 'wrong-party'],
    ['lost', 'library', 'wrong-party'],
  ])('opening in %s by the %s is %s', (status, party, verdict) => {
    expect(judge<Status, Party>(loan['loan.opened'], status, party)).toBe(verdict);
  });

  it('offers the pen-holder its buttons in order, without moves that a service makes by itself', () => {
    expect(movesOf<string, Status, Party>(loan, 'read', 'reader')).toEqual(['loan.returned']);
    expect(movesOf<string, Status, Party>(loan, 'read', 'library')).toEqual([]);
    expect(movesOf<string, Status, Party>(loan, 'lost', 'reader')).toEqual([]);
  });

  it('makes nothing legal for a party that does not hold the pen, in any table without contested statuses', () => {
    const statuses = ['a', 'b', 'c', 'd'] as const;
    const move = fc.record({
      from: fc.uniqueArray(fc.constantFrom(...statuses), { minLength: 1 }),
      to: fc.constantFrom(...statuses),
      by: fc.constantFrom('sender' as const, 'receiver' as const),
    });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('m1', 'm2', 'm3', 'm4'), move), (table) => {
        const open = new Set(contestedStatuses<string, string, string>(table));
        for (const status of statuses) {
          if (open.has(status)) {
            expect(() => penOf<string, string, string>(table, status)).toThrow('contested');
            continue;
          }
          const pen = penOf<string, string, string>(table, status);
          for (const one of Object.values(table)) {
            const verdict = judge<string, string>(one, status, pen === 'sender' ? 'receiver' : 'sender');
            if (pen !== undefined) expect(verdict).not.toBe('legal');
          }
        }
      }),
    );
  });
});

describe('one pen per status (PROTOCOL.md law 1)', () => {
  it('finds no contested status where one party moves', () => {
    expect(contestedStatuses<string, Status, Party>(loan)).toEqual([]);
    expect(penOf<string, Status, Party>(loan, 'read')).toBe('reader');
    expect(penOf<string, Status, Party>(loan, 'returned')).toBeUndefined();
  });

  it('finds the status that two parties may leave, and names both when asked for its pen', () => {
    expect(contestedStatuses<string, Status, Party>(contested)).toEqual(['read']);
    expect(() => penOf<string, Status, Party>(contested, 'read')).toThrow(
      'status read is contested by reader, library',
    );
  });

  it('counts moves that services make by themselves: they too can cross', () => {
    const table = { ...loan, 'loan.lost': { from: ['lent'], to: 'lost', by: 'library', auto: true } } as const;
    expect(contestedStatuses<string, Status, Party>(table)).toEqual(['lent']);
  });
});

describe('the shape of a table', () => {
  it('knows what can be reached and where a record rests', () => {
    expect([...reachableStatuses<string, Status, Party>(loan, 'lent')]).toEqual(['lent', 'read', 'returned', 'lost']);
    expect([...reachableStatuses<string, Status, Party>(loan, 'lost')]).toEqual(['lost']);
    expect(terminalStatuses<string, Status, Party>(loan)).toEqual(['returned', 'lost']);
  });

  it('ends on a table that runs in a circle', () => {
    const circle: MoveTable<string, string, string> = {
      on: { from: ['off'], to: 'on', by: 'x' },
      off: { from: ['on'], to: 'off', by: 'x' },
    };
    expect([...reachableStatuses(circle, 'off')]).toEqual(['off', 'on']);
    expect(terminalStatuses(circle)).toEqual([]);
  });
});
