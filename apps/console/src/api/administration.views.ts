import { type AuditFigures } from '@sup/audit/protocol';
import { call } from './http.ts';

/** A peer as the administrator sees it. Figures count facts; instants are wall time. */
export interface LinkView {
  readonly peer: string;
  readonly sent: number;
  readonly queued: number;
  readonly unreceipted: number;
  readonly receivedHighWater: number;
  readonly receivedGaps: readonly (readonly [number, number])[];
  readonly lastHeardAt: string | null;
  /** Why facts wait: STREAM_FULL, NO_MAILBOX, BROKER_AWAY, RECIPIENT_WITHOUT_KEY; null when they flow. */
  readonly waiting: string | null;
  readonly waitingSince: string | null;
  readonly owesEcho: boolean;
}

export interface DeadLetterView {
  readonly id: string;
  readonly capability: string;
  readonly author: string;
  readonly recordId: string;
  readonly type: string;
  readonly code: string;
  readonly attempts: number;
}

export interface QuarantinedView {
  readonly id: string;
  readonly sender: string;
  readonly subject: string;
  readonly code: string;
  readonly bytes: number;
  readonly keptAt: string;
  readonly retryAt: string | null;
  readonly tries: number;
}

export interface NetworkHealthView {
  readonly ready: boolean;
  readonly connected: boolean;
  /** Null: the broker could not be asked. */
  readonly durable: boolean | null;
  readonly restoring: boolean;
  /** Age of the oldest fact that waits to be sent, seconds; 0 when none waits. */
  readonly outboxAgeSeconds: number;
  readonly waiting: number;
  readonly unreceiptedOverHour: number;
  readonly heldOverAlarm: number;
  readonly links: readonly LinkView[];
  readonly deadLetters: readonly DeadLetterView[];
  readonly quarantine: readonly QuarantinedView[];
  /** How the audit chain stands: counts only. */
  readonly audit: AuditFigures;
}

/** One pair counted at both ends; null figures: the peer did not answer. */
export interface ReconcileRow {
  readonly peer: string;
  readonly reachable: boolean;
  readonly sent: number;
  readonly waiting: number;
  readonly received: number;
  readonly applied: number | null;
  readonly dead: number | null;
  readonly missing: number | null;
  readonly doubled: number | null;
  readonly agrees: boolean | null;
}

export interface PersonView {
  readonly id: string;
  readonly nameZh: string;
  readonly username: string;
  readonly disabled: boolean;
  readonly post: { readonly id: string; readonly titleZh: string; readonly titleEn: string } | null;
  readonly roles: readonly string[];
  readonly createdAt: string;
}

export interface PersonWanted {
  readonly username: string;
  readonly password: string;
  readonly nameZh: string;
  readonly post: { readonly titleZh: string; readonly titleEn: string };
  readonly roles: readonly string[];
}

const at = (path: string, id: string, act: string) => `${path}/${encodeURIComponent(id)}/${act}`;

export const readNetwork = () => call<NetworkHealthView>('GET', '/api/network/health');
export const readReconcile = () => call<{ peers: readonly ReconcileRow[] }>('GET', '/api/network/reconcile');
export const retryDeadLetter = (id: string) => call<undefined>('POST', at('/api/network/dead-letters', id, 'retry'));
export const retryQuarantined = (id: string) =>
  call<{ taken: boolean }>('POST', at('/api/network/quarantine', id, 'retry'));

export const listPeople = () => call<{ people: readonly PersonView[] }>('GET', '/api/people');
export const createPerson = (person: PersonWanted) => call<PersonView>('POST', '/api/people', person);
/** Into a seat of its own with its roles, or into a vacant one with those it has. */
export type Placement = Pick<PersonWanted, 'post' | 'roles'> | { readonly postId: string };
export const movePerson = (id: string, placement: Placement) =>
  call<PersonView>('POST', at('/api/people', id, 'move'), placement);
export const resetPassword = (id: string, password: string) =>
  call<undefined>('POST', at('/api/people', id, 'reset-password'), { password });
export const disablePerson = (id: string) => call<undefined>('POST', at('/api/people', id, 'disable'));
