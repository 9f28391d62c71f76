import { type EntityManager } from 'typeorm';
import { type Action } from '../protocol/index.ts';

export const noticeChannel = 'sup_notice';

interface ChangedCase {
  readonly caseId: string;
  readonly stage?: string;
  readonly registeredBy?: string;
  readonly openTo?: Action;
}

/** What instances of one service tell each other. Ids only: PostgreSQL shows notifications to whoever listens. */
export type Notice =
  | { readonly changed: ChangedCase | null }
  | { readonly ended: { readonly accountId: string; readonly except: string | null } | { readonly tokenHash: string } };

/** Heard by every instance when the transaction commits, and by none if it does not. */
export async function tell(manager: EntityManager, notice: Notice): Promise<void> {
  await manager.query('select pg_notify($1, $2)', [noticeChannel, JSON.stringify(notice)]);
}
