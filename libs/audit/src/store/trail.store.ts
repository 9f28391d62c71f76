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

/** How many wait, and since when the oldest does. */
export async function pendingFigures(
  manager: EntityManager,
): Promise<{ readonly count: number; readonly oldestAt: string | null }> {
  const [row] = await manager.query<{ count: string; oldest: string | null }[]>(
    `select count(*) as count, (select text::json ->> 'at' from audit_pending order by position limit 1) as oldest
     from audit_pending`,
  );
  return { count: Number(row!.count), oldestAt: row!.oldest };
}

/** The key under which search texts are hashed. */
export async function queryKey(manager: EntityManager): Promise<string> {
  const [row] = await manager.query<{ query_key: string }[]>('select query_key from audit_key');
  return row!.query_key;
}

/** When the entry at a place of the chain was recorded; null where there is none. */
export async function recordedAt(manager: EntityManager, seq: number): Promise<string | null> {
  const [row] = await manager.query<{ at: string }[]>(
    'select at from audit_entry where seq >= $1 order by seq limit 1',
    [seq],
  );
  return row?.at ?? null;
}
