import { type EntityManager } from 'typeorm';

/** What waits to be chained, oldest first. */
export interface PendingRow {
  readonly position: string;
  readonly text: string;
}

/** Adds canonical texts in the manager's transaction, in this order. */
export async function append(manager: EntityManager, texts: readonly string[]): Promise<void> {
  if (texts.length === 1) await manager.query('insert into audit_pending (text) values ($1)', [texts[0]]);
  else await manager.query('insert into audit_pending (text) select unnest($1::text[])', [texts]);
}

export function oldestPending(manager: EntityManager, limit: number): Promise<PendingRow[]> {
  return manager.query<PendingRow[]>('select position, text from audit_pending order by position limit $1', [limit]);
}

export async function anyPending(manager: EntityManager): Promise<boolean> {
  const found = await manager.query<unknown[]>('select 1 from audit_pending limit 1');
  return found.length > 0;
}
