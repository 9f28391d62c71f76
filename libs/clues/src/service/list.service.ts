import { Inject, Injectable } from '@nestjs/common';
import { CaseAccess } from '@sup/access';
import { type Actor } from '@sup/access/protocol';
import { BUSINESS_CLOCK } from '@sup/deadlines';
import { shanghaiDay } from '@sup/deadlines/protocol';
import { type Clock, DomainError } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type ListedClue,
  type ListWanted,
  type Turn,
  cluesById,
  countClues,
  countQueues,
  countedAtMost,
  listClues,
  scopesOf,
} from '../store/clue-list.store.ts';
import { type Condition, letsFewThrough, searchClues } from '../store/clue-search.store.ts';
import { ClueStore } from '../store/clue.store.ts';
import { readingsOf } from '../store/search.rules.ts';
import { type ClueListItem, type CluePage } from './clue.views.ts';
import { type ClueListQuery } from './list.requests.ts';
import { type ClueQueue } from '../protocol/index.ts';
import { readableColumns } from '../store/queries.ts';

export interface QueueCount {
  readonly queue: ClueQueue | 'mine';
  readonly count: number;
  /** There are more than the count says. */
  readonly isCapped: boolean;
}

/** A ticked row as it is now. `absent`: gone, or never to be known by this officer; the two look the same. */
export interface SelectedRow {
  readonly id: string;
  readonly state: 'present' | 'absent';
  readonly clue: ClueListItem | null;
}

type Filters = Pick<ClueListQuery, 'queue' | 'status' | 'from' | 'to'>;

/** Found clues are counted up to this: a search that finds more is to be narrowed, not paged through. */
export const foundAtMost = 100;

/** Where a page ended, and the total that its first page counted. */
interface Cursor {
  readonly by: 'moved' | 'found';
  readonly at: string;
  readonly id: string;
  readonly total: number;
}

/** Lists, queues and search of the register. What the actor may read is a part of every statement, before any count. */
@Injectable()
export class ClueLists {
  constructor(
    private readonly database: DataSource,
    private readonly store: ClueStore,
    private readonly access: CaseAccess,
    @Inject(BUSINESS_CLOCK) private readonly clock: Clock,
  ) {}

  /** A page; with `q` the newest clues found, else those last moved first. Throws CURSOR_INVALID. */
  async list(query: ClueListQuery, actor: Actor, on: EntityManager = this.database.manager): Promise<CluePage> {
    const by = query.q ? 'found' : 'moved';
    const cursor = query.after === undefined ? null : cursorOf(query.after, by);
    return query.q ? this.found(on, query, { actor, cursor }) : this.moved(on, query, { actor, cursor });
  }

  /** How many clues stand in each queue, and how many wait for this actor. */
  async queues(actor: Actor): Promise<QueueCount[]> {
    const wanted = { turn: this.turnOf(actor), condition: this.readable(actor) };
    const counted = await countQueues(this.database.manager, wanted);
    return counted.map(({ queue, count }) => ({
      queue,
      count: Math.min(count, countedAtMost),
      isCapped: count > countedAtMost,
    }));
  }

  /** Every ticked id as it stands now, in the order given (CON-01): nothing that has gone is silently left out. */
  async selected(ids: readonly string[], actor: Actor): Promise<SelectedRow[]> {
    const unique = [...new Set(ids)];
    const found = await cluesById(this.database.manager, unique, this.readable(actor));
    const byId = new Map(found.map((row) => [row.id, row]));
    return unique.map((id) => {
      const row = byId.get(id);
      return { id, state: row ? 'present' : 'absent', clue: row ? itemOf(row) : null };
    });
  }

  /** How many a whole list holds, `most` at most. */
  async countUpTo(filters: Filters & { readonly q: string }, actor: Actor, most: number): Promise<number> {
    const { manager } = this.database;
    if (!filters.q) return countClues(manager, this.wanted(filters, actor), most);
    return (await searchClues(manager, { ...(await this.sought(filters, actor, manager)), below: null, most })).length;
  }

  /** The ids of a whole list in its order, in portions, as a register is written. */
  async *portions(
    filters: Filters & { readonly q: string },
    actor: Actor,
    on: EntityManager,
  ): AsyncGenerator<ListedClue[]> {
    const size = 500;
    const wanted = this.wanted(filters, actor);
    let [after, below]: [ListWanted['after'], number | null] = [null, null];
    for (;;) {
      let portion: ListedClue[];
      if (filters.q) {
        const hits = await searchClues(on, { ...(await this.sought(filters, actor, on)), below, most: size });
        portion = await cluesById(
          on,
          hits.map(({ id }) => id),
          this.readable(actor),
        );
        below = hits.at(-1)?.ordinal ?? null;
        if (portion.length > 0) yield portion;
        if (hits.length < size) return;
      } else {
        portion = await listClues(on, { ...wanted, after, most: size });
        const last = portion.at(-1);
        if (last) yield portion;
        if (!last || portion.length < size) return;
        after = { movedAt: last.movedAt, id: last.id };
      }
    }
  }

  private async moved(on: EntityManager, query: ClueListQuery, { actor, cursor }: Asked): Promise<CluePage> {
    const wanted = this.wanted(query, actor);
    const after = cursor && { movedAt: cursor.at, id: cursor.id };
    const listed = await listClues(on, { ...wanted, after, most: query.size + 1 });
    const total =
      cursor?.total ?? (after === null && listed.length <= query.size ? listed.length : await countClues(on, wanted));
    const page = listed.slice(0, query.size);
    const last = page.at(-1);
    const next =
      listed.length > query.size && last ? cursorText({ by: 'moved', at: last.movedAt, id: last.id, total }) : null;
    return {
      items: page.map(itemOf),
      next,
      total: Math.min(total, countedAtMost),
      totalIsCapped: total > countedAtMost,
    };
  }

  private async found(on: EntityManager, query: ClueListQuery, { actor, cursor }: Asked): Promise<CluePage> {
    const below = cursor && Number(cursor.at);
    const most = cursor ? query.size + 1 : Math.max(query.size, foundAtMost) + 1;
    const hits = await searchClues(on, { ...(await this.sought(query, actor, on)), below, most });
    const total = cursor?.total ?? hits.length;
    const page = hits.slice(0, query.size);
    const rows = await cluesById(
      on,
      page.map(({ id }) => id),
      this.readable(actor),
    );
    const last = page.at(-1);
    const next =
      hits.length > query.size && last
        ? cursorText({ by: 'found', at: String(last.ordinal), id: last.id, total })
        : null;
    return { items: rows.map(itemOf), next, total: Math.min(total, foundAtMost), totalIsCapped: total > foundAtMost };
  }

  private wanted(filters: Filters, actor: Actor): Omit<ListWanted, 'after' | 'most'> {
    return { queue: filters.queue, turn: this.turnOf(actor), condition: this.narrowed(filters, actor) };
  }

  private async sought(query: Filters & { readonly q: string }, actor: Actor, on: EntityManager) {
    const narrowed = this.narrowed(query, actor);
    const queue = this.queueCondition(query.queue, actor, narrowed);
    // A head reads nearly all; others may read a handful of a million.
    const few = !actor.roles.includes('head') && (await letsFewThrough(on, this.readable(actor)));
    return { readings: readingsOf(query.q, this.store.marks), condition: queue, few };
  }

  /** A queue as a condition beside a search. */
  private queueCondition(queue: Filters['queue'], actor: Actor, condition: Condition): Condition {
    const params = [...condition.params];
    const value = (given: unknown) => `$${params.push(given)}`;
    const scopes = scopesOf({ queue, turn: this.turnOf(actor) }, value);
    const scope = scopes.length ? `(${scopes.join(' or ')})` : 'false';
    return { sql: `${condition.sql} and ${scope}`, params };
  }

  private narrowed({ status, from, to }: Filters, actor: Actor): Condition {
    const readable = this.readable(actor);
    const params = [...readable.params];
    const value = (given: unknown) => `$${params.push(given)}`;
    const conditions = [readable.sql];
    if (status.length) conditions.push(`c.status = any(${value(status)}::text[])`);
    if (from) conditions.push(`c.received_on >= ${value(from)}`);
    if (to) conditions.push(`c.received_on <= ${value(to)}`);
    return { sql: conditions.join(' and '), params };
  }

  private readable(actor: Actor): Condition {
    return this.access.readableSql(actor, readableColumns);
  }

  private turnOf(actor: Actor): Turn {
    return {
      head: actor.roles.includes('head'),
      meeting: actor.roles.includes('meeting'),
      posts: actor.posts.map(({ postId }) => postId),
      today: shanghaiDay(this.clock.now()),
    };
  }
}

interface Asked {
  readonly actor: Actor;
  readonly cursor: Cursor | null;
}

export function itemOf(row: ListedClue): ClueListItem {
  const { id, clueNo, title, channel, status, subjectAgency, receivedAt, movedAt } = row;
  const { severity, publicOpinion, handlers, dueOn, overdue } = row;
  return {
    ...{ id, clueNo, title, channel, status, subjectAgency, receivedAt, movedAt },
    ...{ severity, publicOpinion, handlers, dueOn, overdue },
  };
}

function cursorText(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.by, cursor.at, cursor.id, cursor.total])).toString('base64url');
}

function cursorOf(text: string, wanted: Cursor['by']): Cursor {
  try {
    const [by, at, id, total] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    const legal =
      by === wanted &&
      typeof at === 'string' &&
      typeof id === 'string' &&
      typeof total === 'number' &&
      isPlace(wanted, at, id);
    if (legal) return { by: wanted, at, id, total };
  } catch {
    // Falls through to the refusal: the text is no cursor of ours.
  }
  throw new DomainError('CURSOR_INVALID', 'invalid', {
    zh: '翻页标记无效，请从第一页重新查询',
    en: 'That is no place in this list: begin again at its first page',
  });
}

function isPlace(by: Cursor['by'], at: string, id: string): boolean {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return false;
  return by === 'found' ? /^\d{1,15}$/.test(at) : /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(at);
}
