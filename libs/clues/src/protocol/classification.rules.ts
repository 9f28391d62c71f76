import { refusedClassifications } from '@sup/contracts';

/** 机密★, 机密★5年, 密级:机密. The bare word is none: 商业秘密, 涉嫌泄露国家秘密. */
const marks = Object.entries(refusedClassifications).map(([code, { zh }]) => ({
  code,
  mark: new RegExp(`${zh}[★☆*]|密级[:为是]?${zh}`, 'u'),
}));

/** The level that forbids a content here: stated, or borne as a mark by one of its texts; null where none does (B11, N06). */
export function refusedLevelOf(stated: string, texts: readonly string[]): string | null {
  if (Object.hasOwn(refusedClassifications, stated)) return stated;
  for (const text of texts) {
    const plain = text.normalize('NFKC').replace(/\s|\p{Cf}/gu, '');
    const found = marks.findLast(({ mark }) => mark.test(plain));
    if (found) return found.code;
  }
  return null;
}
