import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addSequence, emptyReceipt, isReceipted, merge, missing, parseReceipt, receiptLimits } from './index.ts';

const receiptOf = (numbers: readonly number[]) => numbers.reduce(addSequence, emptyReceipt('plc', 'police'));
const numbers = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 60 });

describe('a cumulative receipt', () => {
  it('reports what was left out as gaps', () => {
    expect(receiptOf([1, 2, 5, 6, 9])).toMatchObject({
      highWater: 9,
      gaps: [
        [3, 4],
        [7, 8],
      ],
    });
  });

  it('closes and splits gaps as late facts arrive', () => {
    expect(receiptOf([5, 2])).toMatchObject({
      highWater: 5,
      gaps: [
        [1, 1],
        [3, 4],
      ],
    });
    expect(receiptOf([5, 2, 1, 3, 4])).toMatchObject({ highWater: 5, gaps: [] });
  });

  it('says of every number exactly whether it was stored, in whatever order and however often it came', () => {
    fc.assert(
      fc.property(numbers, (arrived) => {
        const receipt = receiptOf(arrived);
        for (let number = 1; number <= 61; number += 1) {
          expect(isReceipted(receipt, number)).toBe(arrived.includes(number));
        }
        expect(parseReceipt(receipt)).toEqual(receipt);
      }),
    );
  });

  it('merged with another of the pair says what either says', () => {
    fc.assert(
      fc.property(numbers, numbers, (left, right) => {
        expect(merge(receiptOf(left), receiptOf(right))).toEqual(receiptOf([...left, ...right]));
      }),
    );
  });

  it('names everything the sender must send again, up to what it has sent', () => {
    expect(missing(receiptOf([1, 4]), 6)).toEqual([
      [2, 3],
      [5, 6],
    ]);
    expect(missing(receiptOf([1, 4]), 2)).toEqual([[2, 2]]);
    expect(missing(receiptOf([1, 4]))).toEqual([[2, 3]]);
    expect(missing(emptyReceipt('plc', 'police'), 0)).toEqual([]);
  });

  it('does not grow beyond its limit: the surplus number counts as not yet received', () => {
    const odd = Array.from({ length: receiptLimits.gaps + 5 }, (_, index) => (index + 1) * 2);
    const receipt = receiptOf(odd);
    expect(receipt.gaps).toHaveLength(receiptLimits.gaps);
    expect(isReceipted(receipt, odd.at(-1)!)).toBe(false);
  });

  it('ignores what is no number of a sequence', () => {
    expect(receiptOf([0, -1, 1.5, Number.NaN, 2 ** 60])).toEqual(emptyReceipt('plc', 'police'));
  });

  it.each([
    [null],
    [{ from: 'plc', to: 'police', highWater: 3, gaps: [[3, 3]] }],
    [{ from: 'plc', to: 'police', highWater: 9, gaps: [[3, 2]] }],
    [
      {
        from: 'plc',
        to: 'police',
        highWater: 9,
        gaps: [
          [5, 6],
          [2, 3],
        ],
      },
    ],
    [
      {
        from: 'plc',
        to: 'police',
        highWater: 9,
        gaps: [
          [2, 3],
          [4, 5],
        ],
      },
    ],
    [{ from: 'PLC', to: 'police', highWater: 9, gaps: [] }],
    [{ from: 'plc', to: 'police', highWater: -1, gaps: [] }],
    [
      {
        from: 'plc',
        to: 'police',
        highWater: 5000,
        gaps: Array.from({ length: 501 }, (_, at) => [at * 4 + 1, at * 4 + 2]),
      },
    ],
  ])('that is malformed is not read: %j', (value) => {
    expect(parseReceipt(value)).toBeNull();
  });

  it('of another pair is never merged', () => {
    expect(() => merge(emptyReceipt('plc', 'police'), emptyReceipt('plc', 'court'))).toThrow('different pairs');
  });
});
