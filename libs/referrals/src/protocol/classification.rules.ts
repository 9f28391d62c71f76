import { refusedClassifications } from '@sup/contracts';

const marks = Object.entries(refusedClassifications).map(([code, { zh }]) => ({
  code,
  // 机密★, 机密20年, 密级:机密, 【机密】, a line or a file's name that begins with it. The bare word is none: 商业秘密.
  mark: new RegExp(
    `${zh}级?[★☆*]|${zh}级?\\d{1,2}年|密级[:为是(]?${zh}|[【〔《[(「]${zh}级?[】〕》\\])」]|^${zh}级?(?:[-_.:·、文]|$)|[-_.]${zh}级?(?:[-_.]|$)`,
    'u',
  ),
}));

/** The secrecy mark that one of the texts bears, as a code; null where none does (保守国家秘密法; B11). */
export function secrecyMarkIn(texts: readonly string[]): string | null {
  for (const text of texts) {
    const lines = text.normalize('NFKC').split('\n');
    const plain = lines.map((line) => line.replace(/\s|\p{Cf}/gu, '')).filter((line) => line !== '');
    const found = marks.findLast(({ mark }) => plain.some((line) => mark.test(line)));
    if (found) return found.code;
  }
  return null;
}
