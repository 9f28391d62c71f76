/** Short runs of a text whose smallest hashes are compared; four characters of Chinese are about two words. */
const runLength = 4;
const bins = 36;
/** Bins that must agree for a band to agree: three of three. Twelve bands find 95 % of texts that share 60 %. */
const perBand = 3;

/**
 * Marks that texts of much the same words share, and others do not (one-permutation MinHash in bands). They only name
 * candidates: `likeness` decides. A text too short to fill its bins has fewer marks, or none.
 */
export function bandsOf(text: string): string[] {
  const smallest = new Array<number>(bins).fill(Infinity);
  for (const run of runsOf(text, runLength)) {
    const hash = hashOf(run);
    const bin = hash % bins;
    const rank = Math.floor(hash / bins);
    if (rank < smallest[bin]!) smallest[bin] = rank;
  }
  const marks: string[] = [];
  for (let first = 0; first < bins; first += perBand) {
    const band = smallest.slice(first, first + perBand);
    if (band.every(Number.isFinite)) marks.push(`b:${first / perBand}:${hashOf(band.join('-')).toString(36)}`);
  }
  return marks;
}

/** How much two texts have in common: shared pairs of characters out of all pairs of either, 0 to 1. */
export function likeness(left: string, right: string): number {
  const one = new Set(runsOf(left, 2));
  const other = new Set(runsOf(right, 2));
  if (one.size === 0 || other.size === 0) return 0;
  let shared = 0;
  for (const pair of one) if (other.has(pair)) shared += 1;
  return shared / (one.size + other.size - shared);
}

/** The longest passage that both texts hold, `most` characters at most: evidence that an officer can judge. */
export function sharedPassage(left: string, right: string, most = 40): string {
  const [a, b] = [[...left].slice(0, 2_000), [...right].slice(0, 2_000)];
  let [best, end] = [0, 0];
  let above = new Uint16Array(b.length + 1);
  for (let i = 1; i <= a.length; i += 1) {
    const row = new Uint16Array(b.length + 1);
    for (let j = 1; j <= b.length; j += 1) {
      if (a[i - 1] !== b[j - 1]) continue;
      row[j] = above[j - 1]! + 1;
      if (row[j]! > best) [best, end] = [row[j]!, i];
    }
    above = row;
  }
  return a
    .slice(end - best, end)
    .slice(0, most)
    .join('');
}

function* runsOf(text: string, length: number): Generator<string> {
  const characters = [...text].filter((character) => /[\p{L}\p{N}]/u.test(character));
  for (let at = 0; at + length <= characters.length; at += 1) yield characters.slice(at, at + length).join('');
}

/** FNV-1a with a final mix, 32 bits: spread, not secret. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
