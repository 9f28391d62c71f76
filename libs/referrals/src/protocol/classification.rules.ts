import { refusedClassifications } from '@sup/contracts';

const marks = Object.entries(refusedClassifications).map(([code, { zh }]) => ({
  code,
  // 机密★, 机密★5年, 密级:机密. The bare word is none: 商业秘密, 涉嫌泄露国家秘密.
  mark: new RegExp(`${zh}[★☆*]|密级[:为是]?${zh}`, 'u'),
}));

/** The secrecy mark that one of the texts bears, as a code; null where none does (保守国家秘密法; B11). */
export function secrecyMarkIn(texts: readonly string[]): string | null {
  for (const text of texts) {
    const plain = text.normalize('NFKC').replace(/\s|\p{Cf}/gu, '');
    const found = marks.findLast(({ mark }) => mark.test(plain));
    if (found) return found.code;
  }
  return null;
}
