import { type RefusedClassification, secrecyLevels, unspaced } from '@sup/contracts';

const levels = secrecyLevels.map(({ code, zh, stamp }) => ({
  code,
  stamp,
  // As a file is called: 【机密】方案, 绝密_方案, 方案-秘密.
  inName: new RegExp(`(^|[\\[【(〔《_\\-])${zh}级?([\\]】)〕》_\\-.]|$)`, 'u'),
  // As GB/T 9704 puts it: a line of its own.
  line: new RegExp(`^${zh}级?$`, 'u'),
}));
/** Lines from the top of a document in which a mark may stand alone. */
const headLines = 40;

/** The level that a file's name claims; null where it claims none (保守国家秘密法; B11, N06). */
export function secrecyInName(name: string): RefusedClassification | null {
  const plain = unspaced(name.replace(/\.[^.]{1,16}$/u, ''));
  const ends = unspaced(name.replace(/\s+/gu, '-'));
  return (
    levels.findLast(({ stamp, inName }) => stamp.test(plain) || inName.test(plain) || inName.test(ends))?.code ?? null
  );
}

/** The level that a document's text bears; null where it bears none. */
export function secrecyInText(text: string): RefusedClassification | null {
  const lines = text
    .split(/[\r\n]+/u)
    .map(unspaced)
    .filter((line) => line !== '');
  const top = lines.slice(0, headLines);
  const whole = lines.join('\n');
  return levels.findLast(({ stamp, line }) => stamp.test(whole) || top.some((one) => line.test(one)))?.code ?? null;
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
