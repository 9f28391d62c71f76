import { type Dispatch, type OpenPart, contentSql, dispatchesSql } from './referral-content.store.ts';
import { type KeptFact, factsSql } from './referral-fact.store.ts';
import { type Queries, rows } from './queries.ts';
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

const listed = (sql: string) => `coalesce((select json_agg(one) from (${sql}) as one), '[]'::json)`;

/** The record as one instant shows it: one statement. */
export async function findWhole(on: Queries, id: string): Promise<WholeReferral | null> {
  const found = await rows<ReferralRecord & Omit<WholeReferral, 'record'>>(
    on,
    `select ${referralColumns}, ${listed(contentSql)} as content, ${listed(factsSql)} as facts,
       ${listed(dispatchesSql)} as dispatches,
       exists (select 1 from referral_reporter where referral_id = $1) as "reporterSealed"
     from referral where id = $1`,
    [id],
  );
  if (!found[0]) return null;
  const { content, facts, dispatches, reporterSealed, ...record } = found[0];
  return { record, content, facts, dispatches, reporterSealed };
}

/** The version of a record; undefined when it is gone. */
export async function versionOf(on: Queries, id: string): Promise<number | undefined> {
  return (await rows<{ version: number }>(on, 'select version from referral where id = $1', [id]))[0]?.version;
}
