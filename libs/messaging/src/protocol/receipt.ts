import { agencyIdSchema } from '@sup/contracts';
import { z } from 'zod';

const sequence = z.int().min(1);

export const receiptLimits = { gaps: 500 } as const;

/**
 * What `to` has stored of the numbered sequence that `from` sends it (PROTOCOL.md law 6): everything up to `highWater`
 * except the gaps, which are inclusive ranges, ascending and apart. Cumulative, so a lost receipt costs nothing.
 */
export const receiptSchema = z
  .strictObject({
    from: agencyIdSchema,
    to: agencyIdSchema,
    highWater: z.int().min(0),
    gaps: z.array(z.tuple([sequence, sequence])).max(receiptLimits.gaps),
  })
  .refine(({ gaps, highWater }) =>
    gaps.every(([first, last], at) => first <= last && last < highWater && (at === 0 || first > gaps[at - 1]![1] + 1)),
  );
export type Receipt = z.infer<typeof receiptSchema>;
export type SequenceRange = Receipt['gaps'][number];

export function emptyReceipt(from: string, to: string): Receipt {
  return { from, to, highWater: 0, gaps: [] };
}

/** Reads a received receipt; null when it is not a well-formed one. */
export function parseReceipt(value: unknown): Receipt | null {
  const parsed = receiptSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/**
 * The receipt with one more number stored. Adding twice changes nothing. A number that would open more gaps than the
 * limit is not counted: the sender sees it as missing and sends it again, by then with fewer gaps.
 */
export function addSequence(receipt: Receipt, number: number): Receipt {
  if (!Number.isSafeInteger(number) || number < 1) return receipt;
  if (number > receipt.highWater) {
    if (number === receipt.highWater + 1) return { ...receipt, highWater: number };
    const gaps: SequenceRange[] = [...receipt.gaps, [receipt.highWater + 1, number - 1]];
    return gaps.length > receiptLimits.gaps ? receipt : { ...receipt, highWater: number, gaps };
  }
  const gaps = receipt.gaps.flatMap(([first, last]): SequenceRange[] => {
    if (number < first || number > last) return [[first, last]];
    const left: SequenceRange[] = number > first ? [[first, number - 1]] : [];
    return number < last ? [...left, [number + 1, last]] : left;
  });
  return gaps.length > receiptLimits.gaps ? receipt : { ...receipt, gaps };
}

/** Whether a number is receipted. */
export function isReceipted(receipt: Receipt, number: number): boolean {
  return (
    number >= 1 &&
    number <= receipt.highWater &&
    !receipt.gaps.some(([first, last]) => number >= first && number <= last)
  );
}

/**
 * Everything that either receipt of the same pair reports: the order in which receipts arrive does not matter. A gap
 * stays only where both miss it.
 */
export function merge(left: Receipt, right: Receipt): Receipt {
  if (left.from !== right.from || left.to !== right.to) throw new Error('receipts of different pairs');
  const missingLeft = missing(left, Math.max(left.highWater, right.highWater));
  const missingRight = missing(right, Math.max(left.highWater, right.highWater));
  const gaps: SequenceRange[] = [];
  for (let at = 0, other = 0; at < missingLeft.length && other < missingRight.length;) {
    const [first, last] = missingLeft[at]!;
    const [otherFirst, otherLast] = missingRight[other]!;
    const from = Math.max(first, otherFirst);
    const to = Math.min(last, otherLast);
    if (from <= to) gaps.push([from, to]);
    if (last < otherLast) at += 1;
    else other += 1;
  }
  return { from: left.from, to: left.to, highWater: Math.max(left.highWater, right.highWater), gaps };
}

/** Ranges up to `sentUpTo` (default: the high-water mark) that are not receipted, ascending. */
export function missing(receipt: Receipt, sentUpTo: number = receipt.highWater): SequenceRange[] {
  const within = receipt.gaps.filter(([first]) => first <= sentUpTo);
  const cut = within.map(([first, last]): SequenceRange => [first, Math.min(last, sentUpTo)]);
  const tail: SequenceRange[] = sentUpTo > receipt.highWater ? [[receipt.highWater + 1, sentUpTo]] : [];
  return [...cut, ...tail];
}
