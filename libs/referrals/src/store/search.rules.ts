/**
 * What the search index holds of a text: its single characters and pairs, lower-case. Chinese has no word breaks and
 * officers search for words of two characters, which PostgreSQL's trigrams cannot find.
 */
export function gramsOf(...texts: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    const characters = [...folded(text)];
    characters.forEach((character, index) => {
      if (character === ' ') return;
      found.add(character);
      const next = characters[index + 1];
      if (next !== undefined && next !== ' ') found.add(character + next);
    });
  }
  return [...found];
}

/** The grams a row must hold to be worth comparing with the searched text. Pairs alone where there are any. */
export function gramsSought(text: string): string[] {
  const all = gramsOf(text);
  const pairs = all.filter((gram) => [...gram].length > 1);
  return pairs.length ? pairs : all;
}

/** Full-width forms, case and runs of white space do not tell texts apart. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
