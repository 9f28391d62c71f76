/** Bytes of a chunk of ciphertext on the wire; only the last one of a file is shorter (PROTOCOL.md 5, 19). */
export const chunkBytes = 512 * 1024;

export const fileLimits = {
  /** Plaintext bytes of one file. */
  bytes: 512 * 1024 * 1024,
  /** Chunks of one file: the limit above plus the tag. */
  chunks: 1025,
} as const;

/** AES-GCM tag, appended to the ciphertext: an empty file is a blob of 16 bytes. */
export const tagBytes = 16;

export function chunksOf(ciphertextBytes: number): number {
  return Math.max(1, Math.ceil(ciphertextBytes / chunkBytes));
}

const sha256 = /^[0-9a-f]{64}$/;

export function isHash(text: string): boolean {
  return sha256.test(text);
}

/** What is wrong with a received chunk, or null. Only the last chunk may be short; none is empty or too long. */
export function faultOfChunk(hash: string, index: number, of: number, bytes: number): string | null {
  if (!isHash(hash)) return 'HASH_INVALID';
  if (!Number.isInteger(of) || of < 1 || of > fileLimits.chunks) return 'CHUNK_COUNT_INVALID';
  if (!Number.isInteger(index) || index < 0 || index >= of) return 'CHUNK_INDEX_INVALID';
  const last = index === of - 1;
  if (last ? bytes < 1 || bytes > chunkBytes : bytes !== chunkBytes) return 'CHUNK_SIZE_INVALID';
  return of === 1 && bytes < tagBytes ? 'CHUNK_SIZE_INVALID' : null;
}
