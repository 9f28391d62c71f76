import { foldVariants } from '@sup/contracts';
import { pinyin } from 'pinyin-pro';

/**
 * Characters that are taken for one another in names, because they look or are written alike: each group is one name to
 * a clerk who copies a letter. Only names are compared this way; texts are not.
 */
const lookAlikes = [
  '己已巳',
  '戊戌戍',
  '未末',
  '日曰',
  '土士',
  '干千',
  '洗冼',
  '祎袆',
  '萧肖',
  '阎闫',
  '傅付',
  '邱丘',
  '戴代',
  '哲喆',
  '坤堃',
  '铭名',
  '熔镕',
  '佑祐',
  '晖辉',
  '昊旲',
  '栗粟',
  '汨汩',
  '茶荼',
  '壶壸',
  '徽微',
  '侯候',
  '段叚',
  '褚诸',
  '沈沉',
  '彬斌',
  '姗珊',
  '玮伟炜纬',
  '皓浩',
  '钰玉',
  '晋普',
  '弋戈',
  '今令',
  '予子',
  '𠮷吉',
  '昇升晟',
  '淼焱森',
] as const;

const standing = new Map<string, string>();
for (const group of lookAlikes) {
  const [first, ...others] = [...group];
  for (const other of others) standing.set(other, first!);
}

/** Between the parts of a name: spaces, and the middle dots that keyboards and fonts offer for one another. */
const separators = /[\s·•‧∙⋅・･.．\u00b7\u2022\u2027\u30fb\uff65]+/gu;

/** A name as written, without width, case, spaces and dots: 欧阳 静 is 欧阳静, 买买提•艾力 is 买买提艾力. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replace(separators, '');
}

/** What two writings of one name have in common: traditional is simplified, and look-alikes stand for one another. */
export function nameKey(name: string): string {
  return [...plainName(foldVariants(name))].map((character) => standing.get(character) ?? character).join('');
}

/** How a name sounds, written in several ways that officers type. */
export interface NameSounds {
  /** Whole readings, without tones and spaces: `ouyangjing`. The surname's own reading first: 单 shan, 仇 qiu, 解 xie. */
  readonly pinyin: readonly string[];
  /** `oyj`. */
  readonly initials: readonly string[];
  /** Readings of the first syllables: `ou`, `ouyang`, `ouyangjing`. */
  readonly beginnings: readonly string[];
}

const notRead: NameSounds = { pinyin: [], initials: [], beginnings: [] };

/** The readings of a name in Chinese characters; none for a name in other letters, which is sought as text. */
export function soundsOf(name: string): NameSounds {
  const plain = plainName(foldVariants(name));
  if (!/^\p{Script=Han}+$/u.test(plain)) return notRead;
  const asName = pinyin(plain, { toneType: 'none', type: 'array', surname: 'head', v: true });
  const asWords = pinyin(plain, { toneType: 'none', type: 'array', v: true });
  const readings = [...new Map([asName, asWords].map((reading) => [reading.join(''), reading])).values()].filter(
    (reading) => reading.every((syllable) => /^[a-z]+$/.test(syllable)),
  );
  const beginnings = readings.flatMap((reading) => reading.map((_, index) => reading.slice(0, index + 1).join('')));
  return {
    pinyin: unique(readings.map((reading) => reading.join(''))),
    initials: unique(readings.map((reading) => reading.map((syllable) => syllable[0]!).join(''))),
    beginnings: unique(beginnings),
  };
}

/** Latin letters as pinyin is typed: `Ou Yang`, `lü` and `lyu` are `ouyang`, `lv`. Null: this is no pinyin. */
export function soundSought(text: string): string | null {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s'’·]+/gu, '')
    .replace(/ü/gu, 'v')
    .replace(/([ln])yu/gu, '$1v')
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
  return /^[a-z]{1,60}$/.test(letters) ? letters : null;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
