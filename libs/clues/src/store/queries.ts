import { type EntityManager } from 'typeorm';

/** Anything that runs SQL: an EntityManager inside a transaction, or a DataSource outside one. */
export type Queries = Pick<EntityManager, 'query'>;

/** Runs SQL that returns rows. The caller names the row's shape; it is the select list that makes it true. */
export async function rows<Row>(on: Queries, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  return on.query<Row[]>(sql, parameters);
}

/** What `CaseAccess.readableSql` asks of a list whose clue rows are called `c`: the facts that `caseSubjectOf` names. */
export const readableColumns = {
  caseId: 'c.case_id',
  columns: { registeredBy: 'c.registered_by_post', stage: 'c.queue' },
} as const;

/** Select list item: a timestamptz as an ISO 8601 UTC string with milliseconds. */
export function instant(column: string, as = column): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "${as}"`;
}
