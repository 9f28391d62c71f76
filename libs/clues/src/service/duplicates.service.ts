import { Injectable } from '@nestjs/common';
import { CaseAccess } from '@sup/access';
import { type Actor } from '@sup/access/protocol';
import { addDays, shanghaiDay } from '@sup/deadlines/protocol';
import { DataSource } from 'typeorm';
import { type Clue } from '../protocol/index.ts';
import { type Candidate, duplicateCandidates } from '../store/clue-duplicates.store.ts';
import { ClueStore } from '../store/clue.store.ts';
import { readableColumns } from '../store/queries.ts';
import { duplicateMarksOf } from '../store/search.rules.ts';
import { type DuplicateView } from './clue.views.ts';
import { evidenceOf, strengthOf, windowDays } from './duplicate.rules.ts';

const shownAtMost = 10;

/** Clues that may be the same, with the evidence; only those that the asker may read, and no word of others. */
@Injectable()
export class DuplicatesService {
  constructor(
    private readonly database: DataSource,
    private readonly store: ClueStore,
    private readonly access: CaseAccess,
  ) {}

  /** The likeliest first. A clue that the actor may not read is absent, as if it did not exist. */
  async of(clue: Clue, actor: Actor): Promise<DuplicateView[]> {
    const readable = this.access.readableSql(actor, readableColumns);
    const day = shanghaiDay(clue.receivedAt);
    const self = readable.params.length + 1;
    const condition = {
      sql: `${readable.sql} and c.id::text <> $${self} and c.status not in ('discarded', 'merged')`,
      params: [...readable.params, clue.id],
    };
    const marks = duplicateMarksOf(clue, this.store.marks);
    const found = await duplicateCandidates(this.database.manager, marks, condition, {
      from: addDays(day, -windowDays),
      to: addDays(day, windowDays),
    });
    return found
      .map((other) => viewOf(other, evidenceOf(clue, other, day)))
      .filter(({ why }) => why.length > 0)
      .sort((left, right) => strengthOf(right.why) - strengthOf(left.why) || (left.clueId < right.clueId ? 1 : -1))
      .slice(0, shownAtMost);
  }
}

function viewOf({ id, clueNo, title, status }: Candidate, why: DuplicateView['why']): DuplicateView {
  return { clueId: id, clueNo, title, status, why };
}
