import { sign, verify } from 'node:crypto';
import { type CarriedFact, type FactEnvelope, authorOf, carriedFactSchema, factEnvelopeSchema } from '@sup/contracts';
import { canonicalText } from './canonical.ts';
import { type DirectoryView, type PublicKey, retiredBy } from './directory-view.ts';
import { type KeyRing } from './key-ring.ts';
import { merkleTree, verifyInclusion } from './merkle.ts';
import { type Quarantine, quarantined } from './quarantine.ts';

export type FactProof = CarriedFact['proof'];

/** An author's signature over the Merkle root of canonical facts (PROTOCOL.md law 5, inner signature). */
export interface FactsSignature {
  readonly kid: string;
  readonly root: string;
  readonly signature: string;
}

/** One fact as read from a signed set: its text and proof for the inbox row, and its envelope. `data` is not yet read. */
export interface ProvenFact {
  readonly envelope: FactEnvelope;
  readonly carried: CarriedFact;
}

/** As contracts limit `carriedFact.fact`; a parcel holds less, so whatever was sent can be read. */
export const signedFactsLimits = { facts: 256, factChars: 900_000 } as const;

/** Signs canonical facts (1 to 256) as one set. `proofs[i]` lets `texts[i]` be proven alone. */
export function signFacts(texts: readonly string[], ring: KeyRing): FactsSignature & { readonly proofs: FactProof[] } {
  if (texts.length > signedFactsLimits.facts) throw new RangeError(`at most ${signedFactsLimits.facts} facts`);
  const tree = merkleTree(texts);
  const { kid, privateKey } = ring.signing;
  const signature = sign(null, signedBytes(kid, tree), privateKey).toString('base64url');
  const signed = { kid, root: tree.root, signature };
  return { ...signed, proofs: texts.map((_, index) => proofOf(signed, tree, index)) };
}

/**
 * Reads a signed set as it arrives from `author`. A broken set signature quarantines the whole; a single fact that is
 * not canonical, not an envelope, or not by the author is quarantined alone. `facts[i]` answers `texts[i]`.
 */
export function readSignedFacts(
  texts: readonly string[],
  signed: FactsSignature,
  author: string,
  view: DirectoryView,
): { readonly facts: readonly (ProvenFact | Quarantine)[] } | Quarantine {
  if (texts.length === 0 || texts.length > signedFactsLimits.facts) return quarantined('TOO_LARGE', 'facts');
  if (texts.some((text) => text.length > signedFactsLimits.factChars)) return quarantined('TOO_LARGE', 'fact');
  const key = view.signingKey(signed.kid);
  if (!key) return quarantined('SIGNING_KEY_UNKNOWN');
  if (key.agency !== author) return quarantined('SENDER_MISMATCH', 'inner signature');
  const tree = merkleTree(texts);
  if (tree.root !== signed.root) return quarantined('PROOF_INVALID', 'root');
  if (!isSigned(signed, tree, key)) return quarantined('SIGNATURE_INVALID', 'inner signature');
  return {
    facts: texts.map((fact, index) => {
      const envelope = readEnvelope(fact, key);
      return 'quarantine' in envelope ? envelope : { envelope, carried: { fact, proof: proofOf(signed, tree, index) } };
    }),
  };
}

/** Proves a carried fact without its parcel: signature, place in the tree, canonical text, envelope, author, key's term. */
export function verifyCarried(carried: unknown, view: DirectoryView): { readonly fact: FactEnvelope } | Quarantine {
  const parsed = carriedFactSchema.safeParse(carried);
  if (!parsed.success) return quarantined('MALFORMED', parsed.error.issues[0]?.path.join('.'));
  const { fact, proof } = parsed.data;
  const key = view.signingKey(proof.kid);
  if (!key) return quarantined('SIGNING_KEY_UNKNOWN');
  if (!isSigned(proof, proof, key)) return quarantined('SIGNATURE_INVALID', 'inner signature');
  if (!verifyInclusion(fact, proof, proof.path, proof.root)) return quarantined('PROOF_INVALID', 'path');
  const envelope = readEnvelope(fact, key);
  return 'quarantine' in envelope ? envelope : { fact: envelope };
}

/** The envelope of a canonical text signed by `key`. The text must be the canonical one: it has one reading, no doubled names. */
function readEnvelope(text: string, key: PublicKey): FactEnvelope | Quarantine {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (canonicalText(value) !== text) return quarantined('NOT_CANONICAL');
  } catch {
    return quarantined('NOT_CANONICAL');
  }
  const envelope = factEnvelopeSchema.safeParse(value);
  if (!envelope.success) return quarantined('ENVELOPE_INVALID', envelope.error.issues[0]?.path.join('.'));
  if (authorOf(envelope.data) !== key.agency) return quarantined('SENDER_MISMATCH', 'source');
  // A fact made before its key was retired stays provable for ever; one dated later never was.
  if (retiredBy(key, envelope.data.time)) return quarantined('SIGNING_KEY_RETIRED', 'time');
  return envelope.data;
}

function isSigned(signed: FactsSignature, tree: { root: string; size: number }, key: PublicKey): boolean {
  try {
    const signature = Buffer.from(signed.signature, 'base64url');
    return verify(null, signedBytes(signed.kid, { root: signed.root, size: tree.size }), key.key, signature);
  } catch {
    return false;
  }
}

function proofOf(signed: FactsSignature, tree: ReturnType<typeof merkleTree>, index: number): FactProof {
  const { kid, root, signature } = signed;
  return { kid, root, signature, index, size: tree.size, path: tree.inclusionProof(index) };
}

function signedBytes(kid: string, { root, size }: { root: string; size: number }): Buffer {
  return Buffer.from(`sup:facts:v1:${kid}:${size}:${root}`);
}
