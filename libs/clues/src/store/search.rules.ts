import { foldVariants } from '@sup/contracts';
import { shanghaiDay } from '@sup/deadlines/protocol';
import { type Clue } from '../protocol/index.ts';
import { type NumberMarks, caseNoKey, looksLikeIdNumber } from './identifiers.rules.ts';
import { nameKey, plainName, soundSought, soundsOf } from './names.rules.ts';
import { bandsOf } from './sketch.rules.ts';

/**
 * Everything that search and duplicate detection find a clue by is a term of one index: pairs of characters of its text,
 * and marks, which are longer than a pair:
 * `n:` a name, `s:` a character of a name, `p:` a reading, `i:` initials, `m:` a number's keyed mark, `c:` a case number,
 * `#:` the clue's number, `u:` unit, office, misconduct code and month of receipt, `k:` a name in its unit, `b:` a band of the text.
 */
export interface SearchText {
  readonly terms: readonly string[];
  /** What a found text is compared with. */
  readonly folded: string;
}

type Indexed = Pick<Clue, 'clueNo' | 'title' | 'facts' | 'subject' | 'relatedCase' | 'misconductCodes' | 'receivedAt'>;

/** Lower-case, one width, simplified, without middle dots; runs of white space are one space. */
export function foldedText(text: string): string {
  return foldVariants(text)
    .toLowerCase()
    .replace(/[·•‧∙⋅・]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}

export function searchTextOf(clue: Indexed, marks: NumberMarks): SearchText {
  const names = clue.subject.persons.map(({ name }) => plainName(foldVariants(name)));
  const folded = [foldedText(clue.title), ...names, foldedText(clue.facts)].join('\n');
  const terms = new Set<string>(pairsOf(folded));
  for (const mark of duplicateMarksOf(clue, marks).all) terms.add(mark);
  for (const { name } of clue.subject.persons) {
    const key = nameKey(name);
    const sounds = soundsOf(name);
    terms.add(`n:${key}`);
    for (const character of key) terms.add(`s:${character}`);
    for (const beginning of sounds.beginnings) terms.add(`p:${beginning}`);
    for (const initials of sounds.initials) terms.add(`i:${initials}`);
  }
  if (clue.clueNo) {
    terms.add(numberTerm(clue.clueNo));
    terms.add(numberTerm(clue.clueNo.split('-').at(-1)!));
  }
  return { terms: [...terms], folded };
}

/** What another report of the same matter would share, by kind of evidence. */
export interface DuplicateMarks {
  readonly numbers: readonly string[];
  readonly names: readonly string[];
  readonly caseNo: readonly string[];
  /** Without the month of receipt: ask by `placesIn`. */
  readonly places: readonly string[];
  readonly bands: readonly string[];
  readonly all: readonly string[];
}

export function duplicateMarksOf(
  clue: Pick<Indexed, 'facts' | 'subject' | 'relatedCase' | 'misconductCodes' | 'receivedAt'>,
  marks: NumberMarks,
): DuplicateMarks {
  const { agency, office, persons } = clue.subject;
  const numbers = persons
    .flatMap(({ idNumber }) => (idNumber ? (marks.of(idNumber) ?? []) : []))
    .map((mark) => `m:${mark}`);
  const names = persons.filter(({ name }) => name !== '').map(({ name }) => `k:${nameKey(name)}|${agency}`);
  const key = clue.relatedCase?.caseNo ? caseNoKey(clue.relatedCase.caseNo) : null;
  const caseNo = key ? [`c:${key}`] : [];
  const places = agency === '' ? [] : clue.misconductCodes.map((code) => `u:${agency}|${office ?? ''}|${code}`);
  const bands = bandsOf(foldedText(clue.facts));
  const received = placesIn(places, [shanghaiDay(clue.receivedAt).slice(0, 7)]);
  return { numbers, names, caseNo, places, bands, all: [...numbers, ...names, ...caseNo, ...received, ...bands] };
}

/** A place says something only within weeks: with its month it stays rare in a register of any age. */
export function placesIn(places: readonly string[], months: readonly string[]): string[] {
  return places.flatMap((place) => months.map((month) => `${place}|${month}`));
}

/** One reading of what an officer typed: terms a clue must hold, and a text it must contain where terms do not prove it. */
export interface Sought {
  readonly terms: readonly string[];
  readonly containing: readonly string[];
}

/** All readings of the typed text; a clue that fits any is found. Empty: nothing can be sought. */
export function readingsOf(typed: string, marks: NumberMarks): Sought[] {
  const folded = foldedText(typed);
  if (folded === '') return [];
  if (/^xs-/u.test(folded)) return [{ terms: [numberTerm(folded)], containing: [] }];
  if (looksLikeIdNumber(typed)) return [{ terms: [`m:${marks.of(typed)!}`], containing: [] }];
  const readings: Sought[] = [];
  const add = (...terms: string[]) => readings.push({ terms, containing: [] });
  add(`n:${nameKey(typed)}`);
  if ([...folded].length === 1) add(`s:${nameKey(typed)}`);
  const sound = soundSought(typed);
  if (sound) {
    add(`p:${sound}`);
    add(`i:${sound}`);
  }
  const caseNo = caseNoKey(typed);
  if (caseNo && /\d/u.test(caseNo)) add(`c:${caseNo}`);
  if (/^\d{4,}$/u.test(folded)) add(`#:${folded}`);
  for (const text of new Set([folded, plainName(folded)])) {
    const words = text.split(' ').filter(Boolean);
    const terms = [...new Set(words.flatMap(pairsOf))];
    if (terms.length) readings.push({ terms, containing: words });
  }
  return readings;
}

/** A clue's number as a term, whole or its running number alone. */
function numberTerm(clueNo: string): string {
  return `#:${clueNo.toLowerCase()}`;
}

/** Pairs of neighbouring characters. Chinese has no word breaks, and officers search for words of two characters. */
function pairsOf(text: string): string[] {
  const found = new Set<string>();
  let before = '';
  for (const character of text) {
    if (/\s/u.test(character)) before = '';
    else {
      if (before) found.add(before + character);
      before = character;
    }
  }
  return [...found];
}

/** Rows of one bucket stand together in the index, so that a search can begin with the newest and stop early. */
export const bucketRows = 8_192;

/** How many buckets the first two stretches take. */
const stretchBuckets = [1, 16] as const;

/**
 * Stretches of the register from the newest to the oldest, by bucket: a frequent word fills its page from the first, a
 * rarer one from the second, and what is left after that is so rare that all of the rest holds few. `from` null: all the
 * rest. `below`: only ordinals under it, for the stretches before have been looked at.
 */
export function stretchesBelow(
  top: number,
): { readonly from: number | null; readonly to: number; readonly below: number }[] {
  const stretches: { from: number | null; to: number; below: number }[] = [];
  let to = Math.floor(top / bucketRows);
  for (const width of stretchBuckets) {
    if (to < 0) return stretches;
    const from = Math.max(0, to - width + 1);
    stretches.push({ from, to, below: (to + 1) * bucketRows });
    to = from - 1;
  }
  if (to >= 0) stretches.push({ from: null, to, below: (to + 1) * bucketRows });
  return stretches;
}

/** The term that puts a row into its bucket. */
export function bucketTerm(bucket: number): string {
  return `@:${bucket}`;
}
