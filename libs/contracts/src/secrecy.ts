import { type RefusedClassification, refusedClassifications } from './vocabularies.ts';

/** A level of state secret and the stamp that no sentence contains by chance: 机密★, 机密★5年, 密级：机密. */
export interface SecrecyLevel {
  readonly code: RefusedClassification;
  readonly zh: string;
  readonly stamp: RegExp;
}

/** The levels that may not enter this network, lowest first (保守国家秘密法; rules-and-model.md B11). */
export const secrecyLevels: readonly SecrecyLevel[] = Object.entries(refusedClassifications).map(([code, { zh }]) => ({
  code: code as RefusedClassification,
  zh,
  stamp: new RegExp(`${zh}级?[★☆*]|密级[:为是(]?${zh}`, 'u'),
}));

/** A text as marks are looked for in it: one width, no blanks, no invisible characters. */
export function unspaced(text: string): string {
  return text.normalize('NFKC').replace(/\s|\p{Cf}/gu, '');
}

const typed = secrecyLevels.map(({ code, zh, stamp }) => ({
  code,
  stamp,
  // 机密20年, 【机密】, a line that begins with it. The bare word is none: 商业秘密, 涉嫌泄露国家秘密.
  line: new RegExp(
    `${zh}级?\\d{1,2}年|[「【〔《[(]${zh}级?[」】〕》\\])]|^${zh}级?(?:[-_.:·、文]|$)|[-_.]${zh}级?(?:[-_.]|$)`,
    'u',
  ),
}));

/** The highest mark of a state secret that one of the typed texts bears; null where none does (guard case N06). */
export function secrecyMarkIn(texts: readonly string[]): RefusedClassification | null {
  for (const text of texts) {
    const lines = text.split('\n').map(unspaced);
    const whole = lines.join('');
    const found = typed.findLast(({ stamp, line }) => stamp.test(whole) || lines.some((one) => line.test(one)));
    if (found) return found.code;
  }
  return null;
}
