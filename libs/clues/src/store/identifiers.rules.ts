import { createHmac } from 'node:crypto';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const checkCharacters = '10X98765432';

/**
 * An identity number in its one form: half-width, no spaces, capital X, the 15 characters of old cards with their
 * century and check character (GB 11643). Other documents' numbers stay as they are. Null: nothing is left.
 */
export function normalisedIdNumber(given: string): string | null {
  const text = given
    .normalize('NFKC')
    .replace(/[\s\p{Cf}-]+/gu, '')
    .toUpperCase();
  if (text === '') return null;
  if (!/^\d{15}$/.test(text)) return text;
  // 15 characters were issued to people born in the 1900s only.
  const digits = `${text.slice(0, 6)}19${text.slice(6)}`;
  return `${digits}${checkCharacterOf(digits)}`;
}

/** Whether a text may be the number of a resident's identity card, in either length. */
export function looksLikeIdNumber(given: string): boolean {
  return /^(\d{15}|\d{17}[\dX])$/.test(
    given
      .normalize('NFKC')
      .replace(/[\s-]+/gu, '')
      .toUpperCase(),
  );
}

/** The check character of the first 17 digits (ISO 7064, MOD 11-2). */
export function checkCharacterOf(digits: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return checkCharacters[sum % 11]!;
}

/** Finds people by number without keeping a number in the index: the agency's own key, never another's (PROTOCOL.md 4). */
export class NumberMarks {
  private readonly key: Uint8Array;

  /** `key`: 32 secret bytes that outlive every restart; a new key finds nothing that was stored under the old one. */
  constructor(key: Uint8Array) {
    if (key.length < 32) throw new Error('the key of the number marks needs 32 bytes');
    this.key = key;
  }

  /** The mark of a number in any writing; null for an empty one. */
  of(idNumber: string): string | null {
    const number = normalisedIdNumber(idNumber);
    if (number === null) return null;
    return createHmac('sha256', this.key).update(`id-number:${number}`).digest('hex').slice(0, 32);
  }
}

/** The last four characters, for display beside a name. */
export function tailOf(idNumber: string): string | null {
  return normalisedIdNumber(idNumber)?.slice(-4) ?? null;
}

/** A case number as compared: brackets, dashes and spaces of every kind fall together. */
export function caseNoKey(caseNo: string): string | null {
  const key = caseNo
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Cf}\p{P}\p{S}]+/gu, '');
  return key === '' ? null : key;
}
