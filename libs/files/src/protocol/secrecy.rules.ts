import { type RefusedClassification, refusedClassifications } from '@sup/contracts';

const levels = Object.entries(refusedClassifications).map(([code, { zh }]) => ({
  code: code as RefusedClassification,
  // 机密★5年, 密级：机密. The bare word inside a sentence is none: 商业秘密, 涉嫌泄露国家秘密.
  mark: new RegExp(`${zh}级?[★☆*]|密级[:为是]?${zh}`, 'u'),
  // As a file is called: 【机密】方案, 绝密_方案, 方案-秘密.
  inName: new RegExp(`(^|[\\[【(〔《_\\-])${zh}级?([\\]】)〕》_\\-.]|$)`, 'u'),
  // As GB/T 9704 puts it: a line of its own.
  line: new RegExp(`^${zh}级?$`, 'u'),
}));
/** Lines from the top of a document in which a mark may stand alone. */
const headLines = 40;

/** The level that a file's name claims; null where it claims none (保守国家秘密法; B11, N06). */
export function secrecyInName(name: string): RefusedClassification | null {
  const plain = plainOf(name.replace(/\.[^.]{1,16}$/u, ''));
  const ends = plainOf(name.replace(/\s+/gu, '-'));
  return (
    levels.findLast(({ mark, inName }) => mark.test(plain) || inName.test(plain) || inName.test(ends))?.code ?? null
  );
}

/** The level that a document's text bears; null where it bears none. */
export function secrecyInText(text: string): RefusedClassification | null {
  const lines = text
    .split(/[\r\n]+/u)
    .map(plainOf)
    .filter((line) => line !== '');
  const top = lines.slice(0, headLines);
  const whole = lines.join('\n');
  return levels.findLast(({ mark, line }) => mark.test(whole) || top.some((one) => line.test(one)))?.code ?? null;
}

/** What a reader sees of markup: paragraphs and rows as lines, no tags, the five named characters as themselves. */
export function textOfMarkup(markup: string): string {
  return markup
    .replace(/<\/(?:\w+:)?(?:p|row|tr|div|h\d|si|TextCode)>|<br\s*\/?>/giu, '\n')
    .replace(/<[^>]*>/gu, '')
    .replace(/&(lt|gt|amp|quot|apos);/gu, (_, name: string) => named[name]!)
    .replace(/&#(x[0-9a-f]{1,6}|\d{1,7});/giu, (_, code: string) => character(code));
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function character(code: string): string {
  const point = /^x/iu.test(code) ? Number.parseInt(code.slice(1), 16) : Number(code);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '';
}

function plainOf(text: string): string {
  return text.normalize('NFKC').replace(/\s|\p{Cf}/gu, '');
}
