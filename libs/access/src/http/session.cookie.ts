import { parse, serialize } from 'cookie';
import { sessionLimits } from '../protocol/index.ts';
import { type AccessSettings } from '../service/access.settings.ts';

/** One name for each agency: consoles of several agencies on one host do not sign each other out. */
export function cookieName(settings: Pick<AccessSettings, 'agency'>): string {
  return `sup_${settings.agency}`;
}

/** The session token a request carries for this agency. */
export function tokenOf(header: string | undefined, settings: AccessSettings): string | undefined {
  return header === undefined ? undefined : parse(header)[cookieName(settings)];
}

/** `Set-Cookie` for a new session, or to forget one when `token` is empty. `Secure` whenever the console is on https. */
export function sessionCookie(token: string, settings: AccessSettings): string {
  return serialize(cookieName(settings), token, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure: settings.publicOrigin.startsWith('https:'),
    maxAge: token === '' ? 0 : sessionLimits.absoluteMs / 1000,
  });
}
