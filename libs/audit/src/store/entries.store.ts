import { type EntityManager } from 'typeorm';
import { type EntriesQuery } from '../protocol/index.ts';

export interface ListedRow {
  readonly seq: string;
  readonly prev_hash: string;
  readonly hash: string;
  readonly text: string;
}

const equals = {
  actor: 'person_id = ?',
  caseId: 'case_id = ?',
  act: 'act = ?',
  action: 'action = ?',
  outcome: 'outcome = ?',
  code: 'code = ?',
  record: '(record_id = ? or record_no = ?)',
  from: 'at >= ?',
  to: 'at < ?',
} as const satisfies Partial<Record<keyof EntriesQuery, string>>;

/** Entries that fit, newest first, one more than a page where there are more. `before` is exclusive. */
export function listEntries(manager: EntityManager, query: EntriesQuery, limit: number): Promise<ListedRow[]> {
  const params: unknown[] = [];
  const conditions: string[] = [];
  for (const [name, condition] of Object.entries(equals)) {
    const value = query[name as keyof typeof equals];
    if (value === undefined) continue;
    params.push(value);
    conditions.push(condition.replaceAll('?', `$${params.length}`));
  }
  if (query.after !== undefined) {
    params.push(query.after);
    conditions.push(`seq < $${params.length}`);
  }
  params.push(limit);
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  return manager.query<ListedRow[]>(
    `select seq, prev_hash, hash, text from audit_entry ${where} order by seq desc limit $${params.length}`,
    params,
  );
}
