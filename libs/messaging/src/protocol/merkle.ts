import { hash } from 'node:crypto';

/**
 * A Merkle tree over texts, hashed as RFC 6962 section 2.1 does: sha256, leaves prefixed 0x00 and inner nodes 0x01, so
 * that a leaf can never be passed off as a node. Hashes are base64url.
 */
export interface MerkleTree {
  readonly root: string;
  readonly size: number;
  /** The sibling hashes from the leaf up; empty for a tree of one leaf. Throws RangeError outside the tree. */
  inclusionProof(index: number): string[];
}

export const merkleLimits = { leaves: 65_536, path: 16 } as const;

export function merkleTree(leaves: readonly string[]): MerkleTree {
  if (leaves.length === 0 || leaves.length > merkleLimits.leaves) throw new RangeError('a tree has 1 to 65536 leaves');
  const levels = [leaves.map(leafHash)];
  for (let level = levels[0]!; level.length > 1; level = levels.at(-1)!) levels.push(parentsOf(level));
  return {
    root: levels.at(-1)![0]!,
    size: leaves.length,
    inclusionProof(index) {
      if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError('no such leaf');
      return levels.flatMap((level, height) => level[siblingOf(Math.floor(index / 2 ** height))] ?? []);
    },
  };
}

export function merkleRoot(leaves: readonly string[]): string {
  return merkleTree(leaves).root;
}

export function inclusionProof(leaves: readonly string[], index: number): string[] {
  return merkleTree(leaves).inclusionProof(index);
}

/** Whether `leaf` is the `index`-th of `size` leaves below `root` (RFC 9162 section 2.1.3.2). Never throws. */
export function verifyInclusion(
  leaf: string,
  at: { readonly index: number; readonly size: number },
  path: readonly string[],
  root: string,
): boolean {
  const { index, size } = at;
  if (!Number.isInteger(index) || !Number.isInteger(size) || index < 0 || index >= size) return false;
  if (size > merkleLimits.leaves || path.length > merkleLimits.path) return false;
  let node = index;
  let last = size - 1;
  let computed = leafHash(leaf);
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      computed = nodeHash(sibling, computed);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      computed = nodeHash(computed, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && computed === root;
}

function parentsOf(level: readonly string[]): string[] {
  const parents: string[] = [];
  for (let left = 0; left < level.length; left += 2) {
    const right = level[left + 1];
    parents.push(right === undefined ? level[left]! : nodeHash(level[left]!, right));
  }
  return parents;
}

function siblingOf(index: number): number {
  return index % 2 === 0 ? index + 1 : index - 1;
}

function leafHash(leaf: string): string {
  return hash('sha256', Buffer.from(`\u0000${leaf}`), 'base64url');
}

function nodeHash(left: string, right: string): string {
  const bytes = Buffer.allocUnsafe(65);
  bytes[0] = 1;
  bytes.fill(0, 1);
  bytes.write(left, 1, 32, 'base64url');
  bytes.write(right, 33, 32, 'base64url');
  return hash('sha256', bytes, 'base64url');
}
