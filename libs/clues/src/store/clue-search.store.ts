import { type Queries, rows } from './queries.ts';
import { type Sought, bucketTerm, stretchesBelow } from './search.rules.ts';

/** A condition of the caller on the clue row `c`; its parameters are numbered from `$1`, the store's own follow. */
export interface Condition {
  readonly sql: string;
  readonly params: readonly unknown[];
}

export interface Hit {
  readonly id: string;
  /** Grows with each clue of this register: newest first, and the cursor. */
  readonly ordinal: number;
}

interface Wanted {
  readonly readings: readonly Sought[];
  /** What the actor may read, and whatever else narrows the search. Applied before anything is counted or cut. */
  readonly condition: Condition;
  /** Only clues older than this one; null: from the newest. */
  readonly below: number | null;
  readonly most: number;
  /** The condition lets few clues through: those are looked at one by one, which is quicker than the index. */
  readonly few?: boolean;
}

/** Up to this many clues a reader's own are looked through one by one. */
const fewAtMost = 1_000;

/** Whether a condition lets so few clues through that a search begins with them. */
export async function letsFewThrough(on: Queries, { sql, params }: Condition): Promise<boolean> {
  const [found] = await rows<{ n: number }>(
    on,
    `select count(*)::int as n from (select 1 from clue c where ${sql} limit ${fewAtMost + 1}) as readable`,
    [...params],
  );
  return found!.n <= fewAtMost;
}

/**
 * The newest clues that fit any reading, newest first. Looks at the newest stretch of the register first and goes on only
 * while the page is not full, so that a word of every letter costs no more in a million clues than in ten thousand.
 */
export async function searchClues(on: Queries, { readings, condition, below, most, few }: Wanted): Promise<Hit[]> {
  if (readings.length === 0) return [];
  if (few) return searchFew(on, { readings, condition, below, most });
  const [newest] = await rows<{ n: string }>(on, 'select coalesce(max(ordinal), 0) as n from clue_search');
  const top = Math.min(below === null ? Infinity : below - 1, Number(newest!.n));
  const hits = new Map<string, Hit>();
  for (const stretch of stretchesBelow(top)) {
    const { sql, params } = stretchSql(readings, condition, { ...stretch, top, most: most - hits.size });
    for (const { id, ordinal } of await rows<{ id: string; ordinal: string }>(on, sql, params)) {
      hits.set(id, { id, ordinal: Number(ordinal) });
    }
    if (hits.size >= most) break;
  }
  return [...hits.values()];
}

interface Stretch {
  /** Buckets, both included; null: every bucket up to `to`. */
  readonly from: number | null;
  readonly to: number;
  readonly below: number;
  readonly top: number;
  readonly most: number;
}

function stretchSql(
  readings: readonly Sought[],
  condition: Condition,
  stretch: Stretch,
): { readonly sql: string; readonly params: unknown[] } {
  const params: unknown[] = [...condition.params];
  const value = (given: unknown) => `$${params.push(given)}`;
  const { from, to, below, top, most } = stretch;
  const upTo = value(Math.min(top, below - 1));
  const buckets = from === null ? null : value(Array.from({ length: to - from + 1 }, (_, at) => bucketTerm(from + at)));
  const within = buckets === null ? '' : `and s.terms && ${buckets}::text[]`;
  const limit = value(most);
  // `+ 0` and `offset 0` keep the planner from walking the order or hashing all clues: it cannot know how rare a mark is.
  // Clues are looked at from the newest until the page is full, not for every hit.
  const branches = branchesOf(readings).map(
    (branch) => `(select s.id, s.ordinal from (
        select s.clue_id as id, s.ordinal from clue_search s
        where ${fits(branch, value)} ${within} and s.ordinal + 0 <= ${upTo} order by s.ordinal + 0 desc offset 0) as s
      cross join lateral (select 1 from clue c where c.id = s.id and ${condition.sql} offset 0) as readable
      limit ${limit})`,
  );
  return {
    sql: `select id, ordinal from (${branches.join(' union ')}) as found order by ordinal desc limit ${limit}`,
    params,
  };
}

/** Of few clues, each that fits; no stretches. */
async function searchFew(on: Queries, { readings, condition, below, most }: Wanted): Promise<Hit[]> {
  const params: unknown[] = [...condition.params];
  const value = (given: unknown) => `$${params.push(given)}`;
  const fitting = branchesOf(readings).map((branch) => `(${fits(branch, value)})`);
  const upTo = below === null ? '' : `and s.ordinal < ${value(below)}`;
  const found = await rows<{ id: string; ordinal: string }>(
    on,
    `with readable as materialized (select c.id from clue c where ${condition.sql})
     select s.clue_id as id, s.ordinal from readable
       cross join lateral (select * from clue_search s where s.clue_id = readable.id offset 0) as s
     where (${fitting.join(' or ')}) ${upTo} order by s.ordinal desc limit ${value(most)}`,
    params,
  );
  return found.map(({ id, ordinal }) => ({ id, ordinal: Number(ordinal) }));
}

function fits({ operator, terms, containing }: Branch, value: (given: unknown) => string): string {
  const texts = containing.map((word) => ` and strpos(s.folded, ${value(word)}) > 0`);
  return `s.terms ${operator} ${value(terms)}::text[]${texts.join('')}`;
}

interface Branch extends Sought {
  readonly operator: '@>' | '&&';
}

/** Readings of one mark each are asked together: the index answers any of them in one scan. */
function branchesOf(readings: readonly Sought[]): Branch[] {
  const marks = readings.filter(({ terms, containing }) => terms.length === 1 && containing.length === 0);
  const texts = readings.filter((reading) => !marks.includes(reading));
  const together = marks.flatMap(({ terms }) => terms);
  return [
    ...(together.length ? [{ operator: '&&', terms: together, containing: [] } as const] : []),
    ...texts.map((reading) => ({ operator: '@>', ...reading }) as const),
  ];
}
