import { type EntityManager } from 'typeorm';

/** Anything that runs SQL: an EntityManager inside a transaction, or a DataSource outside one. */
export type Queries = Pick<EntityManager, 'query'>;

/** Runs SQL that returns rows. The caller names the row's shape; it is the select list that makes it true. */
export async function rows<Row>(on: Queries, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  return on.query<Row[]>(sql, parameters);
}

/** Rows in an order: the select list, where they are, and what they are sorted by. */
export interface Sorted {
  readonly columns: string;
  readonly from: string;
  readonly order: string;
}

export const sorted = ({ columns, from, order }: Sorted): string => `select ${columns} from ${from} order by ${order}`;

/** A boolean SQL expression whose parameters are numbered from `firstParam`. */
export type Condition = (firstParam: number) => { readonly sql: string; readonly params: readonly unknown[] };

/** Select list item: a timestamptz as an ISO 8601 UTC string with milliseconds. */
export function instant(column: string, as = column): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "${as}"`;
}
