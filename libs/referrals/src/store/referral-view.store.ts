import { type Dispatch, type OpenPart, contentOf, dispatchesOf } from './referral-content.store.ts';
import { type KeptFact, factsOf } from './referral-fact.store.ts';
import { type Condition, type Queries, type Sorted, rows } from './queries.ts';
import { type ReferralRecord, referralColumns } from './referral.store.ts';

/** A record with all that is kept beside it and may be read. */
export interface WholeReferral {
  readonly record: ReferralRecord;
  readonly content: readonly OpenPart[];
  readonly facts: readonly KeptFact[];
  readonly dispatches: readonly Dispatch[];
  /** Whether a reporter lies sealed; never who. */
  readonly reporterSealed: boolean;
}

/** The rows as one JSON array. The aggregate sorts: the order of what it reads would be a promise of nobody. */
const listed = ({ columns, from, order }: Sorted) =>
  `coalesce((select json_agg((select one from (select ${columns}) as one) order by ${order}) from ${from}), '[]'::json)`;

/** The record as one instant shows it: one statement. Null also where the reader may not know of it. */
export async function findWhole(on: Queries, id: string, readable: Condition): Promise<WholeReferral | null> {
  const { sql, params } = readable(2);
  const found = await rows<ReferralRecord & Omit<WholeReferral, 'record'>>(
    on,
    `select ${referralColumns}, ${listed(contentOf)} as content, ${listed(factsOf)} as facts,
       ${listed(dispatchesOf)} as dispatches,
       exists (select 1 from referral_reporter where referral_id = $1) as "reporterSealed"
     from referral where id = $1 and ${sql}`,
    [id, ...params],
  );
  if (!found[0]) return null;
  const { content, facts, dispatches, reporterSealed, ...record } = found[0];
  return { record, content, facts, dispatches, reporterSealed };
}

/** The version of a record; undefined when it is gone. */
export async function versionOf(on: Queries, id: string): Promise<number | undefined> {
  return (await rows<{ version: number }>(on, 'select version from referral where id = $1', [id]))[0]?.version;
}
