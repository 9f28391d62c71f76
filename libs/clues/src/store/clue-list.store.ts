import { type ClueQueue, type ClueStatus, type ListedQueue, clueQueues } from '../protocol/index.ts';
import { type Condition } from './clue-search.store.ts';
import { type Queries, instant, rows } from './queries.ts';

/** One row of a list, as lists read it: columns only, never the whole state. */
export interface ListedClue {
  readonly id: string;
  readonly caseId: string;
  readonly clueNo: string | null;
  readonly title: string;
  readonly channel: string;
  readonly status: ClueStatus;
  readonly queue: ClueQueue;
  readonly subjectAgency: string;
  readonly receivedAt: string;
  readonly movedAt: string;
  readonly severity: string;
  readonly publicOpinion: boolean;
  readonly handlers: readonly string[];
  readonly dueOn: string | null;
  readonly overdue: boolean;
}

const columns = `c.id, c.case_id as "caseId", c.clue_no as "clueNo", c.title, c.channel, c.status, c.queue,
  c.subject_agency as "subjectAgency", ${instant('c.received_at', 'receivedAt')}, ${instant('c.moved_at', 'movedAt')},
  c.severity, c.public_opinion as "publicOpinion", c.handlers, c.due_on as "dueOn", c.overdue`;

/** Who asks for what waits for them: their roles' turns and their seats. `today`: kept clues wait from their review day. */
export interface Turn {
  readonly head: boolean;
  readonly meeting: boolean;
  readonly posts: readonly string[];
  readonly today: string;
}

export interface ListWanted {
  readonly queue: ListedQueue;
  readonly turn: Turn;
  /** What the actor may read, and filters, on the row `c`. */
  readonly condition: Condition;
  /** The last row of the page before; null for the first page. */
  readonly after: { readonly movedAt: string; readonly id: string } | null;
  readonly most: number;
}

/** Totals are exact up to this; beyond it a page says "at least". Counting a million rows would cost every list. */
export const countedAtMost = 1_000;

/** Clues by the instant of their last move, newest first, from where the page before ended. */
export async function listClues(on: Queries, wanted: ListWanted): Promise<ListedClue[]> {
  const params: unknown[] = [...wanted.condition.params];
  const value = (given: unknown) => `$${params.push(given)}`;
  const { after, most } = wanted;
  const cursor = after
    ? `and (c.moved_at, c.id) < (${value(after.movedAt)}::timestamptz, ${value(after.id)}::uuid)`
    : '';
  const limit = value(most);
  const branches = scopesOf(wanted, value).map(
    (scope) => `(select c.id, c.moved_at from clue c where ${scope} and ${wanted.condition.sql} ${cursor}
      order by c.moved_at desc, c.id desc limit ${limit})`,
  );
  if (branches.length === 0) return [];
  return rows<ListedClue>(
    on,
    `select ${columns} from (select * from (${branches.join(' union all ')}) as any_of order by moved_at desc, id desc limit ${limit}) as found
       join clue c on c.id = found.id order by c.moved_at desc, c.id desc`,
    params,
  );
}

/** How many there are, `most` at most: one more than is shown, so that a page can say "at least". */
export async function countClues(
  on: Queries,
  wanted: Omit<ListWanted, 'after' | 'most'>,
  most = countedAtMost + 1,
): Promise<number> {
  const params: unknown[] = [...wanted.condition.params];
  const sql = countSql(wanted, (given) => `$${params.push(given)}`, most);
  const [row] = await rows<{ n: number }>(on, `select ${sql} as n`, params);
  return row!.n;
}

/** Counts of all queues and of what waits for the asker, each `countedAtMost` + 1 at most, in one statement. */
export async function countQueues(
  on: Queries,
  wanted: Pick<ListWanted, 'turn' | 'condition'>,
): Promise<{ readonly queue: ClueQueue | 'mine'; readonly count: number }[]> {
  const params: unknown[] = [...wanted.condition.params];
  const counts = (['mine', ...clueQueues] as const).map(
    (queue) =>
      `select '${queue}' as queue, ${countSql({ ...wanted, queue }, (given) => `$${params.push(given)}`)} as count`,
  );
  return rows(on, counts.join(' union all '), params);
}

function countSql(
  wanted: Omit<ListWanted, 'after' | 'most'>,
  value: (given: unknown) => string,
  most = countedAtMost + 1,
): string {
  const branches = scopesOf(wanted, value).map(
    (scope) => `select 1 from clue c where ${scope} and ${wanted.condition.sql}`,
  );
  if (branches.length === 0) return '0';
  return `(select count(*)::int from (${branches.join(' union all ')} limit ${most}) as found)`;
}

/** The rows of a queue as conditions that exclude one another; each can walk an index in the list's order. */
export function scopesOf(
  { queue, turn }: Pick<ListWanted, 'queue' | 'turn'>,
  value: (given: unknown) => string,
): string[] {
  if (queue === 'all') return [`c.status <> 'discarded'`];
  if (queue !== 'mine') return [`c.queue = ${value(queue)} and c.status <> 'discarded'`];
  const posts = turn.posts.length ? value(turn.posts) : null;
  return [
    ...(turn.head
      ? [`c.waits_for = 'head' and (c.status <> 'pending-keep' or coalesce(c.review_on, '') <= ${value(turn.today)})`]
      : []),
    ...(turn.meeting ? [`c.waits_for = 'meeting'`] : []),
    ...(posts ? [`c.waits_for = 'registrar' and c.registered_by_post = any(${posts}::uuid[])`] : []),
    ...(posts ? [`c.waits_for = 'handlers' and c.handlers && ${posts}::text[]`] : []),
  ];
}

/** Rows by id, in the order of the ids; those the condition does not let through are left out. */
export async function cluesById(on: Queries, ids: readonly string[], condition: Condition): Promise<ListedClue[]> {
  if (ids.length === 0) return [];
  const found = await rows<ListedClue>(
    on,
    `select ${columns} from clue c where c.id = any($${condition.params.length + 1}::uuid[]) and ${condition.sql}`,
    [...condition.params, ids],
  );
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
