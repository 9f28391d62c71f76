import { type KeyObject, generateKeyPairSync } from 'node:crypto';
import { type AgencyKey, agencyIdSchema } from '@sup/contracts';
import { type Clock } from '@sup/kernel';
import { z } from 'zod';
import { sha256Hex } from './canonical.ts';
import { type Curve, privateKeyOf, rawPublicKey, suite } from './suite.ts';

const rawKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const kid = z.string().min(1).max(80);

/** The keys file of an agency (SUP_KEYS_FILE). Private keys are raw 32 bytes in base64url. */
export const keyRingFileSchema = z.strictObject({
  agency: agencyIdSchema,
  signing: z.strictObject({ kid, privateKey: rawKey }),
  /** The key in use and the retired ones, which only read. */
  sealing: z
    .array(z.strictObject({ kid, privateKey: rawKey, retiredAt: z.iso.datetime().nullable() }))
    .min(1)
    .max(100),
});
export type KeyRingFile = z.infer<typeof keyRingFileSchema>;

/** An agency's private keys, ready for use. Never log it; KeyObjects do not print their bytes. */
export interface KeyRing {
  readonly agency: string;
  readonly signing: { readonly kid: string; readonly privateKey: KeyObject };
  readonly sealing: readonly {
    readonly kid: string;
    readonly privateKey: KeyObject;
    readonly retiredAt: string | null;
  }[];
}

/** Reads a keys file, as text or parsed. Throws an Error that names the wrong field and never a value. */
export function parseKeyRing(file: unknown): KeyRing {
  const parsed = keyRingFileSchema.safeParse(typeof file === 'string' ? parseJson(file) : file);
  if (!parsed.success) throw new Error(`keys file: ${parsed.error.issues[0]?.path.join('.') || 'not a key ring'}`);
  const { agency, signing, sealing } = parsed.data;
  return {
    agency,
    signing: { kid: signing.kid, privateKey: privateKeyOf('Ed25519', signing.privateKey) },
    sealing: sealing.map((key) => ({ ...key, privateKey: privateKeyOf('X25519', key.privateKey) })),
  };
}

/** Fresh keys for an agency: the keys file to keep, and the public halves for the directory. `clock` is wall time. */
export function newKeyRing(agency: string, clock: Clock): { ring: KeyRingFile; publicKeys: AgencyKey[] } {
  const signing = newKey(agency, 'sign', clock);
  const sealing = newKey(agency, 'seal', clock);
  return {
    ring: {
      agency,
      signing: { kid: signing.public.kid, privateKey: signing.privateKey },
      sealing: [{ kid: sealing.public.kid, privateKey: sealing.privateKey, retiredAt: null }],
    },
    publicKeys: [signing.public, sealing.public],
  };
}

/** A new sealing key in front of the old ones, which are marked retired and stay for reading. */
export function rotateSealingKey(ring: KeyRingFile, clock: Clock): { ring: KeyRingFile; publicKey: AgencyKey } {
  const { public: publicKey, privateKey } = newKey(ring.agency, 'seal', clock);
  const old = ring.sealing.map((key) => ({ ...key, retiredAt: key.retiredAt ?? publicKey.validFrom }));
  return { ring: { ...ring, sealing: [{ kid: publicKey.kid, privateKey, retiredAt: null }, ...old] }, publicKey };
}

function newKey(agency: string, use: AgencyKey['use'], clock: Clock): { public: AgencyKey; privateKey: string } {
  const curve: Curve = use === 'sign' ? 'Ed25519' : 'X25519';
  const pair = curve === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519');
  const { d } = pair.privateKey.export({ format: 'jwk' });
  if (typeof d !== 'string') throw new Error('key generation failed');
  const publicKey = rawPublicKey(pair.publicKey);
  const id = `${agency}.${use}.${sha256Hex(Buffer.from(publicKey, 'base64url')).slice(0, 16)}`;
  return {
    public: { kid: id, agency, use, suite, publicKey, validFrom: clock.now(), retiredAt: null },
    privateKey: d,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
