import { type Condition, type Queries, instant, rows } from './queries.ts';
import { type Box } from './referral.store.ts';
import { folded, gramsSought } from './search.rules.ts';

export interface ListWanted {
  readonly box: Box | 'all';
  readonly statuses: readonly string[];
  readonly overdue: boolean;
  readonly text: string;
  /** What the reader may know of. Asked before anything is counted or paged. */
  readonly readable: Condition;
  readonly page: number;
  readonly size: number;
}

export interface ListedReferral {
  readonly id: string;
  readonly overdue: boolean;
  readonly updatedAt: string;
}

/** Totals are exact up to this; beyond it a page says "at least". Counting a million rows would cost every list. */
export const countedAtMost = 10_000;

export async function listReferrals(
  on: Queries,
  wanted: ListWanted,
): Promise<{ readonly rows: ListedReferral[]; readonly total: number }> {
  const { condition, parameters } = conditionOf(wanted);
  const order = wanted.overdue ? 'due_on, id' : 'updated_at desc, id desc';
  const listed = await rows<ListedReferral>(
    on,
    `select id, overdue, ${instant('updated_at', 'updatedAt')} from referral where ${condition} order by ${order}
     limit ${wanted.size} offset ${(wanted.page - 1) * wanted.size}`,
    parameters,
  );
  const [count] = await rows<{ total: number }>(
    on,
    `select count(*)::int as total from (select 1 from referral where ${condition} limit ${countedAtMost}) as found`,
    parameters,
  );
  return { rows: listed, total: count!.total };
}

/** Open records per box, and how many of them are overdue. */
export interface BoxCount {
  readonly box: Box;
  readonly open: number;
  readonly overdue: number;
}

export async function countBoxes(on: Queries, closed: readonly string[], readable: Condition): Promise<BoxCount[]> {
  const { sql, params } = readable(2);
  return rows<BoxCount>(
    on,
    `select box, count(*)::int as open, (count(*) filter (where overdue))::int as overdue from referral
     where home_status is distinct from 'discarded' and (status is null or not (status = any($1::text[]))) and ${sql}
     group by box order by box`,
    [closed, ...params],
  );
}

function conditionOf(wanted: ListWanted): { condition: string; parameters: unknown[] } {
  const { box, statuses, overdue, text, readable } = wanted;
  const { sql, params } = readable(1);
  const parameters: unknown[] = [...params];
  const value = (given: unknown) => `$${parameters.push(given)}`;
  const conditions: string[] = [sql];
  if (box === 'arbitration') conditions.push(`arbitrated and (party = 'arbiter' or status = 'escalated')`);
  else if (box !== 'all') conditions.push(`box = ${value(box)}`);
  if (statuses.length) {
    const list = value(statuses);
    conditions.push(`(status = any(${list}::text[]) or (status is null and home_status = any(${list}::text[])))`);
  } else conditions.push(`home_status is distinct from 'discarded'`);
  if (overdue) conditions.push('overdue');
  const sought = folded(text);
  if (sought) {
    conditions.push(`grams @> ${value(gramsSought(sought))}::text[]`);
    const like = value(`%${sought.replace(/[\\%_]/g, '\\$&')}%`);
    conditions.push(
      `(regexp_replace(lower(normalize(title, NFKC)), '\\s+', ' ', 'g') like ${like} or lower(coalesce(referral_no, '')) like ${like})`,
    );
  }
  return { condition: conditions.join(' and '), parameters };
}
