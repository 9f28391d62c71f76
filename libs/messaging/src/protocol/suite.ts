import { type KeyObject, createPrivateKey, createPublicKey } from 'node:crypto';

/**
 * The cipher suite of every parcel, body and signature: Ed25519 signatures (JWS), X25519 ECDH-ES with AES-256-GCM (JWE).
 * Its name travels in authenticated headers so that an SM2/SM3/SM4 suite can stand beside it.
 */
export const suite = 'X25519-A256GCM-Ed25519';

export type Curve = 'Ed25519' | 'X25519';

const pkcs8Prefix: Readonly<Record<Curve, string>> = {
  Ed25519: '302e020100300506032b657004220420',
  X25519: '302e020100300506032b656e04220420',
};
const rawKey = /^[A-Za-z0-9_-]{43}$/;

/** A private key from its raw 32 bytes in base64url. Throws a plain Error that never shows the key. */
export function privateKeyOf(curve: Curve, raw: string): KeyObject {
  if (!rawKey.test(raw)) throw new Error(`not a raw ${curve} private key`);
  const der = Buffer.concat([Buffer.from(pkcs8Prefix[curve], 'hex'), Buffer.from(raw, 'base64url')]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** A public key from its raw 32 bytes in base64url. Throws when it is not one. */
export function publicKeyOf(curve: Curve, raw: string): KeyObject {
  if (!rawKey.test(raw)) throw new Error(`not a raw ${curve} public key`);
  return createPublicKey({ key: { kty: 'OKP', crv: curve, x: raw }, format: 'jwk' });
}

/** The raw 32 bytes of a public key, or of a private key's public half, in base64url. */
export function rawPublicKey(key: KeyObject): string {
  const { x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  if (typeof x !== 'string') throw new Error('not an octet key pair');
  return x;
}
