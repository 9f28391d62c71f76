import { sign, verify } from 'node:crypto';
import { type Directory, type SignedDirectory, directorySchema, signedDirectorySchema } from '@sup/contracts';
import { canonicalText } from './canonical.ts';
import { DirectoryView, faultOf } from './directory-view.ts';
import { type KeyRing } from './key-ring.ts';
import { publicKeyOf } from './suite.ts';

/** A signer whose key was confirmed out of band: by fingerprint at the first directory, later by the directory in force. */
export interface TrustedSigner {
  readonly agency: string;
  readonly kid: string;
  /** base64url of the raw Ed25519 key. */
  readonly publicKey: string;
}

/** Why a directory is not taken into force. */
export type DirectoryRefusal = 'MALFORMED' | 'TOO_LARGE' | 'INCONSISTENT' | 'TOO_FEW_SIGNERS';

export const directoryLimits = { agencies: 500, keys: 5_000, signatures: 20 } as const;

/** One signature under a directory. Two agencies' security administrators each make one (PROTOCOL.md 5, 17). */
export function signDirectory(directory: Directory, ring: KeyRing): SignedDirectory['signatures'][number] {
  const bytes = signedBytes(directorySchema.parse(directory));
  const signature = sign(null, bytes, ring.signing.privateKey).toString('base64url');
  return { agency: ring.agency, kid: ring.signing.kid, signature };
}

/**
 * The view of a directory that at least two distinct trusted agencies signed. Signatures by others are ignored, not
 * refused: a later directory may carry more of them. The caller compares versions: an older one is never put in force.
 */
export function verifyDirectory(
  signed: unknown,
  trusted: readonly TrustedSigner[],
): { readonly view: DirectoryView } | { readonly refused: DirectoryRefusal; readonly detail?: string } {
  const parsed = signedDirectorySchema.safeParse(signed);
  if (!parsed.success) return { refused: 'MALFORMED', detail: parsed.error.issues[0]?.path.join('.') ?? '' };
  const { directory, signatures } = parsed.data;
  if (
    directory.agencies.length > directoryLimits.agencies ||
    directory.keys.length > directoryLimits.keys ||
    signatures.length > directoryLimits.signatures
  ) {
    return { refused: 'TOO_LARGE' };
  }
  const bytes = signedBytes(directory);
  const signers = new Set(
    signatures.filter((one) => isSignedBy(bytes, one, trusted)).map((signature) => signature.agency),
  );
  if (signers.size < 2) return { refused: 'TOO_FEW_SIGNERS', detail: `${signers.size} of 2` };
  const fault = faultOf(directory);
  if (fault) return { refused: 'INCONSISTENT', detail: fault };
  try {
    return { view: new DirectoryView(directory) };
  } catch {
    return { refused: 'INCONSISTENT', detail: 'a public key cannot be read' };
  }
}

function isSignedBy(
  bytes: Buffer,
  { agency, kid, signature }: SignedDirectory['signatures'][number],
  trusted: readonly TrustedSigner[],
): boolean {
  const signer = trusted.find((one) => one.agency === agency && one.kid === kid);
  if (!signer) return false;
  try {
    const key = publicKeyOf('Ed25519', signer.publicKey);
    return verify(null, bytes, key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

function signedBytes(directory: Directory): Buffer {
  return Buffer.from(`sup:directory:v1:${canonicalText(directory)}`);
}
