import { type KeyObject, sign, verify } from 'node:crypto';

/** A compact JWS with its payload taken out (RFC 7515 appendix F): `<protected>..<signature>`, EdDSA. */
export function signDetached(payload: string, kid: string, privateKey: KeyObject): string {
  const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid })).toString('base64url');
  return `${header}..${sign(null, signingInput(header, payload), privateKey).toString('base64url')}`;
}

/** The key id a detached signature names, or null when it is not one. Never throws. */
export function detachedKid(jws: string): string | null {
  const match = /^([A-Za-z0-9_-]{1,400})\.\.[A-Za-z0-9_-]{86}$/.exec(jws);
  if (!match) return null;
  try {
    const header: unknown = JSON.parse(Buffer.from(match[1]!, 'base64url').toString());
    if (typeof header !== 'object' || header === null) return null;
    const { alg, kid, ...rest } = header as Record<string, unknown>;
    return alg === 'EdDSA' && typeof kid === 'string' && Object.keys(rest).length === 0 ? kid : null;
  } catch {
    return null;
  }
}

/** Whether a detached signature covers `payload` under `key`. Never throws. */
export function verifyDetached(jws: string, payload: string, key: KeyObject): boolean {
  const [header, , signature] = jws.split('.', 3);
  try {
    return verify(null, signingInput(header ?? '', payload), key, Buffer.from(signature ?? '', 'base64url'));
  } catch {
    return false;
  }
}

function signingInput(header: string, payload: string): Buffer {
  return Buffer.from(`${header}.${Buffer.from(payload).toString('base64url')}`);
}
