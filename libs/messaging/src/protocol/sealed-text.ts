import {
  createCipheriv,
  createDecipheriv,
  diffieHellman,
  generateKeyPairSync,
  hash,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { z } from 'zod';
import { type PublicKey } from './directory-view.ts';
import { type KeyRing } from './key-ring.ts';
import { type Quarantine, quarantined } from './quarantine.ts';
import { publicKeyOf, rawPublicKey } from './suite.ts';

/**
 * Compact JWE, ECDH-ES direct over X25519 with A256GCM (RFC 7516, 7518 section 4.6, 8037), on node:crypto for speed.
 * `apu` and `apv` name sender and recipient in the key derivation; `sup` is our own authenticated header.
 */
export type SealedHeader = Readonly<Record<string, string | number>>;

// Strict: a header that would change the meaning (crit, zip, an encrypted key) is not understood and so not opened.
const protectedSchema = z.strictObject({
  alg: z.literal('ECDH-ES'),
  enc: z.literal('A256GCM'),
  kid: z.string().max(80),
  epk: z.strictObject({ kty: z.literal('OKP'), crv: z.literal('X25519'), x: z.string().length(43) }),
  apu: z.string().max(80),
  apv: z.string().max(80),
  sup: z.record(z.string().max(20), z.union([z.string().max(200), z.number()])),
});

const maxHeaderChars = 2_000;

export function seal(
  plaintext: Uint8Array,
  header: SealedHeader,
  parties: { readonly from: string; readonly to: string },
  recipient: PublicKey,
): string {
  const ephemeral = generateKeyPairSync('x25519');
  const apu = base64url(parties.from);
  const apv = base64url(parties.to);
  const protectedHeader = base64url(
    JSON.stringify({
      alg: 'ECDH-ES',
      enc: 'A256GCM',
      kid: recipient.kid,
      epk: { kty: 'OKP', crv: 'X25519', x: rawPublicKey(ephemeral.publicKey) },
      apu,
      apv,
      sup: header,
    }),
  );
  const key = derivedKey(ephemeral.privateKey, recipient.key, apu, apv);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(protectedHeader));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return `${protectedHeader}..${parts.join('.')}`;
}

/** What a sealed text says about itself before it is opened; unproven until it has opened. Never throws. */
export function sealedHeader(sealed: string): { readonly kid: string; readonly sup: SealedHeader } | Quarantine {
  const end = sealed.indexOf('.');
  if (end <= 0 || end > maxHeaderChars) return quarantined('MALFORMED', 'protected header');
  const header = readProtected(sealed.slice(0, end));
  return header ? { kid: header.kid, sup: header.sup } : quarantined('MALFORMED', 'protected header');
}

/** Opens a sealed text with any key of the ring, retired ones included. Never throws. */
export function open(sealed: string, ring: KeyRing): { plaintext: Buffer; sup: SealedHeader } | Quarantine {
  const parts = sealed.split('.', 6);
  const [protectedHeader, encryptedKey, iv, ciphertext, tag] = parts;
  if (parts.length !== 5 || !protectedHeader || encryptedKey !== '' || !iv || ciphertext === undefined || !tag) {
    return quarantined('MALFORMED', 'five parts');
  }
  if (protectedHeader.length > maxHeaderChars || iv.length !== 16 || tag.length !== 22) return quarantined('MALFORMED');
  const header = readProtected(protectedHeader);
  if (!header) return quarantined('MALFORMED', 'protected header');
  const key = ring.sealing.find((candidate) => candidate.kid === header.kid);
  if (!key) return quarantined('SEALING_KEY_UNKNOWN');
  try {
    const epk = publicKeyOf('X25519', header.epk.x);
    const contentKey = derivedKey(key.privateKey, epk, header.apu, header.apv);
    const decipher = createDecipheriv('aes-256-gcm', contentKey, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
      .setAAD(Buffer.from(protectedHeader))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    const plaintext = decipher.update(ciphertext, 'base64url');
    decipher.final();
    return { plaintext, sup: header.sup };
  } catch {
    return quarantined('SEAL_BROKEN');
  }
}

function readProtected(encoded: string): z.infer<typeof protectedSchema> | null {
  try {
    const parsed = protectedSchema.safeParse(JSON.parse(Buffer.from(encoded, 'base64url').toString()));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Concat KDF (NIST SP 800-56A 5.8.1) of one round, as RFC 7518 section 4.6.2 demands for direct agreement. */
function derivedKey(privateKey: KeyObject, publicKey: KeyObject, apu: string, apv: string): Buffer {
  const shared = diffieHellman({ privateKey, publicKey });
  const otherInfo = [Buffer.from('A256GCM'), Buffer.from(apu, 'base64url'), Buffer.from(apv, 'base64url')].flatMap(
    (field) => [uint32(field.length), field],
  );
  return hash('sha256', Buffer.concat([uint32(1), shared, ...otherInfo, uint32(256)]), 'buffer');
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
