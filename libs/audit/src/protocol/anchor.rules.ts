import { canonicalText } from '@sup/messaging/protocol';

/** `none`: everything is anchored. `warning` over 4 hours, `red` over 24 (field case AUD-05). */
export type AnchorLevel = 'none' | 'fresh' | 'warning' | 'red';

export const anchorLimits = { warningSeconds: 4 * 3_600, redSeconds: 24 * 3_600 } as const;

/** How long entries may stay without a countersignature. `ageSeconds` is that of the oldest of `count` entries. */
export function anchorLevel(count: number, ageSeconds: number): AnchorLevel {
  if (count === 0) return 'none';
  if (ageSeconds > anchorLimits.redSeconds) return 'red';
  return ageSeconds > anchorLimits.warningSeconds ? 'warning' : 'fresh';
}

/** A head of an author's chain: whoever holds it knows every entry up to `seq`, for each is hashed into the next. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** What a witness signs about an author's head. */
export interface Countersignature extends ChainHead {
  readonly author: string;
  readonly witness: string;
  /** Wall instant at the witness, UTC. */
  readonly at: string;
}

/** The canonical text that is signed. Its first member tells it from everything else these keys sign. */
export function countersignedText({ author, witness, seq, hash, at }: Countersignature): string {
  return canonicalText({ about: 'sup:audit-head:v1', author, witness, seq, hash, at });
}

/** The signed text read again; null when it is no countersignature. */
export function readCountersigned(text: string): Countersignature | null {
  try {
    const said = JSON.parse(text) as Countersignature & { about: string };
    const read = { author: said.author, witness: said.witness, seq: said.seq, hash: said.hash, at: said.at };
    return countersignedText(read) === text ? read : null;
  } catch {
    return null;
  }
}
