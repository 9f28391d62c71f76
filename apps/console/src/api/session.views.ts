import { type Agency, type AgencyKind, type AgencyLevel } from '@sup/contracts';
import { call } from './http.ts';

/** The agency whose service serves this console; public, shown before sign-in. */
export interface HostAgency {
  readonly id: string;
  readonly kind: AgencyKind;
  readonly level: AgencyLevel;
  readonly nameZh: string;
  readonly nameEn: string;
}

export interface SessionView {
  readonly person: { readonly id: string; readonly name: string };
  readonly agency: HostAgency;
  readonly post: { readonly id: string; readonly titleZh: string; readonly titleEn: string };
  /** The own seat first, then those covered now as deputy. */
  readonly posts: readonly {
    readonly postId: string;
    readonly titleZh: string;
    readonly titleEn: string;
    readonly as: 'own' | 'deputy';
    /** Wall instant at which the cover ends; null for the own seat. */
    readonly until: string | null;
  }[];
  readonly roles: readonly string[];
  /** What this person may do, as `libs/access` names it: `referral.read`, `network.retry` … */
  readonly actions: readonly string[];
}

export interface DirectoryView {
  readonly agencies: readonly Agency[];
  readonly outsideParties: Readonly<Record<string, { readonly zh: string; readonly en: string }>>;
}

/** `now` is the business clock's instant (UTC); it moves with wall time between two readings. */
export interface BusinessClockView {
  readonly now: string;
  readonly adjustable: boolean;
}

const opened = 'sup.session-opened';

/** Whether somebody signed in on this machine and has not signed out: only then is it worth asking who. */
export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(opened) !== null;
  } catch {
    return true;
  }
}

/** Remembers that a session was opened or has ended; never which, nor whose. */
export function rememberSession(open: boolean): void {
  try {
    if (open) localStorage.setItem(opened, '1');
    else localStorage.removeItem(opened);
  } catch {
    // Without storage the service is asked at every start.
  }
}

export const readSession = () => call<SessionView>('GET', '/api/session');
export const signIn = (username: string, password: string) =>
  call<SessionView>('POST', '/api/session', { username, password });
/** The own password; every other session of the account ends. */
export const changePassword = (current: string, next: string) =>
  call<undefined>('PUT', '/api/session/password', { current, next });
export const signOut = () => call<undefined>('DELETE', '/api/session');
export const readHost = () => call<HostAgency>('GET', '/api/agency');
export const readDirectory = () => call<DirectoryView>('GET', '/api/agencies');
export const readBusinessClock = () => call<BusinessClockView>('GET', '/api/business-clock');
export const setBusinessClock = (now: string) => call<BusinessClockView>('PUT', '/api/business-clock', { now });
