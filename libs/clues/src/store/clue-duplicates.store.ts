import { type ClueStatus, type CluePerson } from '../protocol/index.ts';
import { type Condition } from './clue-search.store.ts';
import { monthsBetween } from './day.rules.ts';
import { type Queries, rows } from './queries.ts';
import { type DuplicateMarks, bucketRows, bucketTerm, placesIn } from './search.rules.ts';

/** A clue that may be the same, with what is compared. */
export interface Candidate {
  readonly id: string;
  readonly clueNo: string | null;
  readonly title: string;
  readonly status: ClueStatus;
  readonly receivedOn: string;
  readonly facts: string;
  readonly agency: string;
  readonly office: string | null;
  readonly persons: readonly CluePerson[];
  readonly misconductCodes: readonly string[];
  readonly caseNo: string | null;
}

/** Of each kind of evidence the newest so many are compared: a mark that everything shares proves nothing. */
const candidatesAtMost = 40;

/** Clues that share a mark and pass the condition on the row `c`. `days`: first and last day of a like report's receipt. */
export async function duplicateCandidates(
  on: Queries,
  marks: DuplicateMarks,
  condition: Condition,
  days: { readonly from: string; readonly to: string },
): Promise<Candidate[]> {
  const { numbers, names, caseNo, places, bands } = marks;
  const near = placesIn(places, monthsBetween(days.from, days.to));
  const kinds = [[...numbers, ...caseNo], names, bands].map((kind) => ({ marks: kind, near: false }));
  const ids = await sharing(on, [...kinds, { marks: near, near: true }], condition, days);
  if (ids.size === 0) return [];
  return rows<Candidate>(
    on,
    `select id, clue_no as "clueNo", title, status, received_on as "receivedOn", state ->> 'facts' as facts,
       state -> 'subject' ->> 'agency' as agency, state -> 'subject' ->> 'office' as office,
       state -> 'subject' -> 'persons' as persons, state -> 'misconductCodes' as "misconductCodes",
       state -> 'relatedCase' ->> 'caseNo' as "caseNo"
     from clue where id = any($1::uuid[])`,
    [[...ids]],
  );
}

interface Kind {
  readonly marks: readonly string[];
  /** Only what was received on the days around. */
  readonly near: boolean;
}

/**
 * Looks at the newest clues first: a mark that is frequent has its share from there. The others are rare, and all that is
 * older is asked at once.
 */
async function sharing(
  on: Queries,
  kinds: readonly Kind[],
  condition: Condition,
  days: { readonly from: string; readonly to: string },
): Promise<Set<string>> {
  const [newest] = await rows<{ n: string }>(on, 'select coalesce(max(ordinal), 0) as n from clue_search');
  const last = Math.floor(Number(newest!.n) / bucketRows);
  const first = Math.max(0, last - 1);
  const stretches = [
    { buckets: [...new Set([first, last])].map(bucketTerm), upTo: Number(newest!.n) },
    { buckets: null, upTo: first * bucketRows - 1 },
  ];
  const found = new Map<Kind, string[]>(kinds.map((kind) => [kind, []]));
  for (const stretch of stretches) {
    const open = kinds.filter((kind) => kind.marks.length > 0 && found.get(kind)!.length < candidatesAtMost);
    if (open.length === 0 || stretch.upTo < 0) break;
    const { sql, params } = sharingSql(open, condition, days, stretch);
    for (const { kind, id } of await rows<{ kind: number; id: string }>(on, sql, params))
      found.get(open[kind]!)!.push(id);
  }
  return new Set([...found.values()].flatMap((ids) => ids.slice(0, candidatesAtMost)));
}

/** Per kind a walk from the newest that ends when enough are found which the reader may see: nothing is cut before that. */
function sharingSql(
  kinds: readonly Kind[],
  condition: Condition,
  days: { readonly from: string; readonly to: string },
  { buckets, upTo }: { readonly buckets: readonly string[] | null; readonly upTo: number },
): { readonly sql: string; readonly params: unknown[] } {
  const params: unknown[] = [...condition.params, upTo];
  const value = (given: unknown) => `$${params.push(given)}`;
  const below = `$${params.length}`;
  const within = buckets === null ? '' : `and s.terms && ${value(buckets)}::text[]`;
  const branches = kinds.map(({ marks, near }, kind) => {
    const received = near ? `and c.received_on between ${value(days.from)} and ${value(days.to)}` : '';
    // `+ 0` and `offset 0` as in searches: the index of terms always, and clues one by one in this order.
    return `(select ${kind} as kind, s.id from (
        select s.clue_id as id from clue_search s
        where s.terms && ${value(marks)}::text[] ${within} and s.ordinal + 0 <= ${below} order by s.ordinal + 0 desc offset 0) as s
      cross join lateral (select 1 from clue c where c.id = s.id and ${condition.sql} ${received} offset 0) as readable
      limit ${candidatesAtMost})`;
  });
  return { sql: branches.join(' union all '), params };
}
