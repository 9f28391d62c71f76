import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { DataSource } from 'typeorm';
import { type Clue } from '../protocol/index.ts';
import { ClueCases } from './cases.service.ts';
import { type ClueListQuery } from './clue.requests.ts';
import { type ClueListItem, type CluePage } from './clue.views.ts';

/** Lists of the register, through the access rules. */
@Injectable()
export class ClueLists {
  constructor(
    private readonly database: DataSource,
    private readonly cases: ClueCases,
  ) {}

  async page(query: ClueListQuery, actor: Actor): Promise<CluePage> {
    const found = await this.database.query<{ state: Clue }[]>(
      `select state from clue where ($1 = 'all' or queue = $1) order by moved_at desc, id desc limit $2`,
      [query.queue, query.size],
    );
    const items: ClueListItem[] = [];
    for (const { state } of found) if (await this.cases.mayRead(actor, state)) items.push(itemOf(state));
    return { items, next: null, total: items.length, totalIsCapped: false };
  }

  async queues(_actor: Actor): Promise<{ queue: string; count: number }[]> {
    return this.database.query<{ queue: string; count: number }[]>(
      'select queue, count(*)::int as count from clue group by queue order by queue',
    );
  }
}

function itemOf(clue: Clue): ClueListItem {
  const { id, clueNo, title, channel, status, receivedAt, movedAt, severity, publicOpinion, handlers } = clue;
  return {
    ...{ id, clueNo, title, channel, status, receivedAt, movedAt, severity, publicOpinion, handlers },
    ...{ subjectAgency: clue.subject.agency, dueOn: null, overdue: false },
  };
}
