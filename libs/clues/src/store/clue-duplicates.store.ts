import { type ClueStatus, type CluePerson } from '../protocol/index.ts';
import { type Condition, searchClues } from './clue-search.store.ts';
import { type Queries, rows } from './queries.ts';
import { type DuplicateMarks } from './search.rules.ts';

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
  const ids = new Set<string>();
  const { numbers, names, caseNo, places, bands } = marks;
  const count = condition.params.length;
  const near = {
    sql: `${condition.sql} and c.received_on between $${count + 1} and $${count + 2}`,
    params: [...condition.params, days.from, days.to],
  };
  for (const [kind, narrowed] of [
    [[...numbers, ...caseNo], condition],
    [names, condition],
    [bands, condition],
    [places, near],
  ] as const) {
    const readings = kind.map((mark) => ({ terms: [mark], containing: [] }));
    for (const { id } of await searchClues(on, {
      readings,
      condition: narrowed,
      below: null,
      most: candidatesAtMost,
    })) {
      ids.add(id);
    }
  }
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
