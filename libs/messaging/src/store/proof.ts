import { type FactProof } from '../protocol/index.ts';

/** Columns of a fact `f` and its root `r`, from which `proofOf` makes the proof again. */
export const proofColumns = 'r.kid, r.root, r.signature, f.leaf, r.size, f.path';

export interface KeptProof {
  readonly kid: string | null;
  readonly root: string;
  readonly signature: string;
  readonly leaf: number;
  readonly size: number;
  readonly path: string;
}

/** The inclusion proof as it travels; null when the fact was never signed under a kept root (own facts). */
export function proofOf(kept: KeptProof): FactProof | null {
  if (kept.kid === null) return null;
  const { kid, root, signature, leaf: index, size } = kept;
  return { kid, root, signature, index, size, path: kept.path === '' ? [] : kept.path.split(' ') };
}
