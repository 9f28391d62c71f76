import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable } from 'node:stream';
import { chunkBytes, isHash, tagBytes } from '../protocol/index.ts';

/** What `writeEncrypted` made: a blob in place under its hash, and the key that alone opens it. */
export interface EncryptedBlob {
  readonly hash: string;
  readonly blobBytes: number;
  readonly plainBytes: number;
  readonly plainSha256: string;
  readonly key: Buffer;
  readonly nonce: Buffer;
}

/** Names, keys and hash of a blob's plaintext, as an attachment gives them. */
export interface BlobKey {
  readonly hash: string;
  readonly key: Buffer;
  readonly nonce: Buffer;
}

/**
 * Ciphertext on disk, named by its sha256: `blobs/ab/<hash>` complete, `incoming/` arriving in chunks, `uploading/`
 * being encrypted. Plaintext never touches the disk. Files appear under their final name only when whole and flushed.
 */
export class BlobDirectory {
  constructor(private readonly root: string) {}

  /** Encrypts a stream to a blob as it comes. The watcher sees each piece of plaintext, and the end; it may throw to refuse. */
  async writeEncrypted(
    content: AsyncIterable<Uint8Array>,
    uploadId: string,
    watcher: { see(chunk: Uint8Array): void; end(seen: { bytes: number; sha256: string }): Promise<void> },
  ): Promise<EncryptedBlob> {
    const path = await this.madeFor(join('uploading', `${uploadId}.part`));
    const [key, nonce] = [randomBytes(32), randomBytes(12)];
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const [plainHash, blobHash] = [createHash('sha256'), createHash('sha256')];
    let [plainBytes, blobBytes] = [0, 0];
    let plainSha256 = '';
    const file = await open(path, 'wx');
    try {
      const write = async (bytes: Buffer) => {
        blobHash.update(bytes);
        blobBytes += bytes.length;
        await writeAll(file, bytes);
      };
      for await (const chunk of content) {
        watcher.see(chunk);
        plainHash.update(chunk);
        plainBytes += chunk.length;
        await write(cipher.update(chunk));
      }
      plainSha256 = plainHash.digest('hex');
      await watcher.end({ bytes: plainBytes, sha256: plainSha256 });
      await write(Buffer.concat([cipher.final(), cipher.getAuthTag()]));
      await file.sync();
      await file.close();
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(path, { force: true });
      throw error;
    }
    const hash = blobHash.digest('hex');
    await this.moveIntoPlace(path, hash);
    return { hash, blobBytes, plainBytes, plainSha256, key, nonce };
  }

  /** The plaintext of a blob, in pieces; throws at the end when tag or ciphertext hash do not agree. */
  async *decrypted({ hash, key, nonce }: BlobKey): AsyncGenerator<Buffer> {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    const seen = createHash('sha256');
    let tail = Buffer.alloc(0);
    for await (const piece of this.read(hash)) {
      seen.update(piece as Buffer);
      const bytes = Buffer.concat([tail, piece as Buffer]);
      const ready = Math.max(0, bytes.length - tagBytes);
      tail = bytes.subarray(ready);
      if (ready > 0) yield decipher.update(bytes.subarray(0, ready));
    }
    decipher.setAuthTag(tail);
    decipher.final();
    if (seen.digest('hex') !== hash) throw new Error('ciphertext does not match its name');
  }

  read(hash: string): Readable {
    return createReadStream(this.pathOf(hash), { highWaterMark: 256 * 1024 });
  }

  /** Bytes of a complete blob; null when it is not here. */
  async size(hash: string): Promise<number | null> {
    return stat(this.pathOf(hash)).then(
      (found) => found.size,
      () => null,
    );
  }

  /** Names of the complete blobs older than `untilMs` (epoch milliseconds), folder by folder. */
  async *storedBefore(untilMs: number): AsyncGenerator<string[]> {
    const root = join(this.root, 'blobs');
    for (const folder of await readdir(root).catch(() => [])) {
      const names = (await readdir(join(root, folder)).catch(() => [])).filter(isHash);
      const ages = await Promise.all(names.map((name) => stat(join(root, folder, name)).catch(() => null)));
      const old = names.filter((_, index) => (ages[index]?.mtimeMs ?? Infinity) <= untilMs);
      if (old.length > 0) yield old;
    }
  }

  /** One chunk of a complete blob; empty beyond its end. */
  async chunk(hash: string, index: number): Promise<Buffer> {
    const file = await open(this.pathOf(hash), 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, index * chunkBytes);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  /** Writes and flushes a chunk of a blob that is arriving. Writing one twice changes nothing. */
  async putChunk(hash: string, of: number, index: number, bytes: Uint8Array): Promise<void> {
    const path = await this.madeFor(incoming(hash, of));
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      await writeAll(file, bytes, index * chunkBytes);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** Moves an arrived blob into place if its bytes have its hash; its size, or null when they have not (it is dropped). */
  async finishIncoming(hash: string, of: number): Promise<number | null> {
    const path = join(this.root, incoming(hash, of));
    const seen = createHash('sha256');
    let bytes = 0;
    for await (const piece of createReadStream(path)) {
      seen.update(piece as Buffer);
      bytes += (piece as Buffer).length;
    }
    if (seen.digest('hex') === hash) {
      await this.moveIntoPlace(path, hash);
      return bytes;
    }
    await this.dropIncoming(hash, of);
    return null;
  }

  async dropIncoming(hash: string, of: number): Promise<void> {
    await rm(join(this.root, incoming(hash, of)), { force: true });
  }

  async remove(hash: string): Promise<void> {
    await rm(this.pathOf(hash), { force: true });
  }

  /** Removes uploads that were cut off before `untilMs` (epoch milliseconds) and answers how many. */
  async removeStaleUploads(untilMs: number): Promise<number> {
    const folder = join(this.root, 'uploading');
    let removed = 0;
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      const found = await stat(path).catch(() => null);
      if (!found || found.mtimeMs > untilMs) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }

  private pathOf(hash: string): string {
    if (!isHash(hash)) throw new Error('not a hash');
    return join(this.root, 'blobs', hash.slice(0, 2), hash);
  }

  private async moveIntoPlace(path: string, hash: string): Promise<void> {
    const place = this.pathOf(hash);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await rename(path, place);
    await syncFolder(dirname(place));
  }

  private async madeFor(name: string): Promise<string> {
    const path = join(this.root, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return path;
  }
}

function incoming(hash: string, of: number): string {
  if (!isHash(hash)) throw new Error('not a hash');
  return join('incoming', `${hash}.${of}.part`);
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position?: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const at = position === undefined ? null : position + written;
    written += (await file.write(bytes, written, bytes.length - written, at)).bytesWritten;
  }
}

/** Makes a rename durable. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
