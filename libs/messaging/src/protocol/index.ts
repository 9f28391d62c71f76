/**
 * The wire's rules, without a wire: canonical text, keys, signatures, seals, receipts (PROTOCOL.md laws 5 to 7). Opening
 * functions answer `{quarantine}` for hostile bytes and never throw; making functions throw DomainError.
 */
export { type BrokerSeat, brokerAccounts, storeMebibytes, streamCaps } from './broker-accounts.ts';
export { bodyCommitment, canonicalText, sha256Hex } from './canonical.ts';
export { detachedKid, signDetached, verifyDetached } from './detached-signature.ts';
export {
  type DirectoryRefusal,
  type TrustedSigner,
  directoryLimits,
  signDirectory,
  verifyDirectory,
} from './directory.ts';
export { DirectoryView, type PublicKey, retiredBy } from './directory-view.ts';
export {
  type KeyRing,
  type KeyRingFile,
  keyRingFileSchema,
  newKeyRing,
  parseKeyRing,
  rotateSealingKey,
} from './key-ring.ts';
export { inclusionProof, merkleLimits, merkleRoot, verifyInclusion } from './merkle.ts';
export {
  type OpenedParcel,
  type ParcelAddress,
  type ParcelKind,
  type WireParcel,
  openParcel,
  parcelHeaders,
  parcelKinds,
  parcelLimits,
  sealParcel,
} from './parcel.ts';
export {
  type Quarantine,
  type QuarantineCode,
  isQuarantined,
  judgeFreshness,
  quarantineCodes,
  skewToleranceMs,
} from './quarantine.ts';
export {
  type Receipt,
  type SequenceRange,
  addSequence,
  emptyReceipt,
  isReceipted,
  merge,
  missing,
  parseReceipt,
  receiptLimits,
  receiptSchema,
} from './receipt.ts';
export { openBody, sealBody, sealedBodyLimit } from './sealed-body.ts';
export {
  type FactProof,
  type FactsSignature,
  type ProvenFact,
  readSignedFacts,
  signFacts,
  signedFactsLimits,
  verifyCarried,
} from './signed-facts.ts';
export { suite } from './suite.ts';
