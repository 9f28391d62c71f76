import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { type Attachment, type Blob } from '@sup/contracts';
import { type Clock, newId, systemClock } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { chunksOf, distinctNames, faultOfChunk, isHash, keptName } from '../protocol/index.ts';
import { BlobDirectory, type EncryptedBlob } from '../store/blob-directory.ts';
import { masterKeyOf, unwrapKey, wrapKey } from '../store/content-key.ts';
import { type FileRow, FileStore, type FileUse, type RefusedFile } from '../store/file.store.ts';
import { ContentGuard } from './content.guards.ts';
import { fileAbsent, fileBroken } from './files.errors.ts';

/** Where and under which key an agency keeps its files. `clock` is wall time and differs in tests only. */
export interface FilesSettings {
  readonly directory: string;
  /** 32 bytes, as bytes or base64url. */
  readonly masterKey: string | Uint8Array;
  readonly clock?: Clock;
}
export const FILES_SETTINGS = Symbol('FILES_SETTINGS');

export interface StoredFile {
  readonly fileId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Of the plaintext. */
  readonly sha256: string;
  readonly blob: Blob;
}

/** A stored file as its owner's service finds it. */
export interface FoundFile {
  readonly fileId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly uploader: string;
  readonly uses: readonly FileUse[];
}

/** What became of a received chunk. `broken`: all chunks came but have not the hash; they were dropped, send all again. */
export type ChunkReception =
  | { readonly state: 'complete' }
  | { readonly state: 'incomplete'; readonly have: number; readonly of: number }
  | { readonly state: 'broken' }
  | { readonly state: 'refused'; readonly code: string };

/** What of an attachment can be read here and now. */
type ReadableAttachment = Pick<Attachment, 'blob' | 'key' | 'nonce' | 'sha256' | 'bytes'>;

/** Uploads not used within this time are gone (REF-12). */
export const abandonedAfterMs = 24 * 3_600_000;
/** Blobs of which no further chunk came within this time are forgotten: longer than the broker keeps them. */
export const stalledAfterMs = 40 * 24 * 3_600_000;

/**
 * The agency's files: encrypted from the first byte, named by the hash of their ciphertext, their content keys wrapped
 * in rows. A file's life: `upload`, then `adopt` in the transaction that uses it, else a `sweep` takes it.
 */
@Injectable()
export class FilesService {
  private readonly blobs: BlobDirectory;
  private readonly masterKey: Buffer;
  private readonly clock: Clock;

  constructor(
    private readonly database: DataSource,
    @Inject(FILES_SETTINGS) settings: FilesSettings,
  ) {
    this.blobs = new BlobDirectory(settings.directory);
    this.masterKey = masterKeyOf(settings.masterKey);
    this.clock = settings.clock ?? systemClock;
  }

  /**
   * Stores a stream of any length up to 512 MiB. The media type comes from the content, the client's is not trusted.
   * Throws DomainError FILE_NAME_INVALID, FILE_TOO_LARGE, ARCHIVE_REFUSED, FILE_TYPE_REFUSED or CLASSIFICATION_TOO_HIGH; a stream
   * that breaks off leaves nothing behind.
   */
  async upload(
    content: AsyncIterable<Uint8Array>,
    about: { readonly name: string; readonly mediaType?: string; readonly uploader: string },
  ): Promise<StoredFile> {
    const name = keptName(about.name);
    const fileId = newId(this.clock);
    const guard = new ContentGuard(name);
    const made = await this.blobs.writeEncrypted(content, fileId, {
      see: (chunk) => guard.see(chunk),
      end: async (seen) => {
        await guard.end().catch(async (error: unknown) => {
          if (guard.secret) await this.keepStub({ id: fileId, uploader: about.uploader, ...seen }, guard.secret);
          throw error;
        });
      },
    });
    const { mediaType } = guard;
    const row = this.rowOf(made, { fileId, name, mediaType, uploader: about.uploader });
    const blob = { hash: made.hash, bytes: made.blobBytes, chunks: chunksOf(made.blobBytes) };
    await this.database.transaction(async (manager) => {
      const store = new FileStore(manager);
      await store.insertBlob(blob, this.clock.now());
      await store.insertFile(row, this.clock.now());
    });
    return { fileId, name, mediaType, bytes: row.bytes, sha256: row.sha256, blob };
  }

  /**
   * Marks uploads as used, by `use` where it is told: whoever may read that record may then download them. Throws DomainError
   * FILE_ABSENT with the ids that are missing; then none counts as used.
   */
  async adopt(manager: EntityManager, fileIds: readonly string[], use?: FileUse): Promise<void> {
    const wanted = fileIds.filter(isUuid);
    const store = new FileStore(manager);
    const adopted = await store.adopt(wanted, this.clock.now());
    const missing = fileIds.filter((id) => !adopted.has(id.toLowerCase()));
    if (missing.length > 0) throw fileAbsent(missing);
    if (use) await store.noteUse(wanted, use);
  }

  /**
   * `adopt` for a record that this person writes: a file in use elsewhere only if they uploaded it or the record's case has it
   * already, so that nobody reads a file by naming its id. Throws DomainError FILE_ABSENT.
   */
  async adoptFor(
    personId: string,
    manager: EntityManager,
    { fileIds, use }: { readonly fileIds: readonly string[]; readonly use: FileUse },
  ): Promise<void> {
    for (const fileId of fileIds) {
      const file = await this.find(fileId, manager);
      const isFree = !file || file.uses.length === 0 || file.uses.some(({ caseId }) => caseId === use.caseId);
      if (!isFree && file.uploader !== personId) throw fileAbsent([fileId]);
    }
    await this.adopt(manager, fileIds, use);
  }

  /** A file of this agency with the records that use it; null where there is none or its content was destroyed. */
  async find(fileId: string, manager: EntityManager = this.database.manager): Promise<FoundFile | null> {
    if (!isUuid(fileId)) return null;
    const store = new FileStore(manager);
    const [row] = await store.files([fileId]);
    if (!row?.wrappedKey) return null;
    const { id, name, mediaType, bytes, sha256, uploader } = row;
    return { fileId: id, name, mediaType, bytes, sha256, uploader, uses: await store.usesOf(id) };
  }

  /** The plaintext of a file of this agency, checked before the first byte. Throws DomainError FILE_ABSENT or FILE_BROKEN. */
  async open(fileId: string): Promise<Readable> {
    return this.read(await this.attachmentOf(this.database.manager, fileId));
  }

  /** A file as it travels in a sealed body, content key included. Throws DomainError FILE_ABSENT. */
  async attachmentOf(manager: EntityManager, fileId: string): Promise<Attachment> {
    return (await this.attachmentsOf(manager, [fileId])).attachments[0]!;
  }

  /**
   * A set of files as it travels, in order: attachments with names kept apart, and the blobs that go before them.
   * Throws DomainError FILE_ABSENT when any is missing: a set is never sent with fewer.
   */
  async attachmentsOf(
    manager: EntityManager,
    fileIds: readonly string[],
  ): Promise<{ readonly attachments: Attachment[]; readonly blobs: Blob[] }> {
    if (fileIds.length === 0) return { attachments: [], blobs: [] };
    const store = new FileStore(manager);
    const rows = await store.files(fileIds.filter(isUuid));
    const blobs = await store.blobs(rows.map((row) => row.blobHash));
    const present = new Set(blobs.map((blob) => blob.hash));
    const usable = new Set(rows.filter((row) => row.wrappedKey && present.has(row.blobHash)).map((row) => row.id));
    const missing = fileIds.filter((id) => !usable.has(id.toLowerCase()));
    if (missing.length > 0) throw fileAbsent(missing);
    const names = distinctNames(rows.map((row) => row.name));
    return { attachments: rows.map((row, index) => this.attachment(row, names[index]!)), blobs };
  }

  /**
   * The plaintext of an attachment, whose key may be another agency's. All of it is checked (ciphertext hash, tag,
   * plaintext hash, length) before the first byte is given out. Throws DomainError FILE_ABSENT or FILE_BROKEN.
   */
  async read(attachment: ReadableAttachment): Promise<Readable> {
    if (!(await this.has(attachment.blob))) throw fileAbsent([attachment.blob]);
    const seen = createHash('sha256');
    let bytes = 0;
    try {
      for await (const piece of this.blobs.decrypted(keyOf(attachment))) {
        seen.update(piece);
        bytes += piece.length;
      }
    } catch {
      throw fileBroken();
    }
    if (seen.digest('hex') !== attachment.sha256 || bytes !== attachment.bytes) throw fileBroken();
    return Readable.from(this.blobs.decrypted(keyOf(attachment)), { objectMode: false });
  }

  /** Attachments that are missing or broken here; empty when all of the set may be forwarded (REF-12). */
  async faultsOf(
    attachments: readonly ReadableAttachment[],
  ): Promise<{ readonly blob: string; readonly code: 'FILE_ABSENT' | 'FILE_BROKEN' }[]> {
    const faults: { blob: string; code: 'FILE_ABSENT' | 'FILE_BROKEN' }[] = [];
    for (const attachment of attachments) {
      try {
        (await this.read(attachment)).destroy();
      } catch {
        const code = (await this.has(attachment.blob)) ? 'FILE_BROKEN' : 'FILE_ABSENT';
        faults.push({ blob: attachment.blob, code });
      }
    }
    return faults;
  }

  /** Whether the whole ciphertext is here. */
  async has(hash: string): Promise<boolean> {
    if (!isHash(hash)) return false;
    const rows = await new FileStore(this.database.manager).blobs([hash]);
    return rows.length > 0 && (await this.blobs.size(hash)) !== null;
  }

  /** The ciphertext as a stream. Throws DomainError FILE_ABSENT. */
  async ciphertext(hash: string): Promise<Readable> {
    if (!(await this.has(hash))) throw fileAbsent([hash]);
    return this.blobs.read(hash);
  }

  /** One chunk of 512 KB of the ciphertext, from 0. Throws DomainError FILE_ABSENT. */
  async chunk(hash: string, index: number): Promise<Buffer> {
    if (!(await this.has(hash))) throw fileAbsent([hash]);
    return this.blobs.chunk(hash, index);
  }

  /** Size and chunk count of a complete blob; null when it is not here. */
  async blobOf(hash: string): Promise<Blob | null> {
    return (await this.has(hash)) ? ((await new FileStore(this.database.manager).blobs([hash]))[0] ?? null) : null;
  }

  /** Indexes of the chunks of an incomplete blob that are already here: a sender resumes with the others. */
  async chunksHeld(hash: string, of: number): Promise<number[]> {
    return isHash(hash) ? new FileStore(this.database.manager).chunks(hash, of) : [];
  }

  /**
   * Keeps a received chunk, in any order and any number of times; with the last one the whole is checked against the
   * hash. Flushed before it answers, so that the broker's message may then be acknowledged. Never throws on bad bytes.
   */
  async putChunk(hash: string, index: number, of: number, bytes: Uint8Array): Promise<ChunkReception> {
    const code = faultOfChunk(hash, index, of, bytes.length);
    if (code) return { state: 'refused', code };
    return this.database.transaction(async (manager): Promise<ChunkReception> => {
      const store = new FileStore(manager);
      await store.lockBlob(hash);
      if (await this.isInPlace(store, hash)) return { state: 'complete' };
      await this.blobs.putChunk(hash, of, index, bytes);
      const have = await store.noteChunk(hash, of, index, this.clock.now());
      if (have < of) return { state: 'incomplete', have, of };
      const size = await this.blobs.finishIncoming(hash, of);
      if (size === null) await store.deleteChunksOf(hash, of);
      else await this.noteComplete(store, hash, size);
      return { state: size === null ? 'broken' : 'complete' };
    });
  }

  /**
   * Destroys a blob and the content keys of its files: after return, recall or revocation. With `manager` it happens in
   * the caller's transaction, and the bytes go with the next sweep. The file's row stays, to prove what it was.
   * Destroying twice changes nothing; a blob that is sent again is stored again.
   */
  async destroyBlob(hash: string, manager?: EntityManager): Promise<void> {
    if (!isHash(hash)) return;
    const destroy = async (transaction: EntityManager) => {
      const store = new FileStore(transaction);
      await store.lockBlob(hash);
      await store.wipeKeys(hash);
      await store.discardBlobs([hash]);
    };
    if (manager) return destroy(manager);
    await this.database.transaction(destroy);
    await this.removeDiscarded(hash);
  }

  /**
   * Takes away what nobody will use: uploads never adopted for 24 hours, uploads cut off, blobs destroyed or left on disk
   * by a crash, and blobs whose chunks stopped coming. `clock` is wall time. Safe to run in several instances.
   */
  async sweep(clock: Clock = this.clock): Promise<{ files: number; uploads: number; stalled: number }> {
    const now = Date.parse(clock.now());
    const abandoned = new Date(now - abandonedAfterMs).toISOString();
    const stalled = new Date(now - stalledAfterMs).toISOString();
    const { files, parts } = await this.database.transaction(async (manager) => {
      const store = new FileStore(manager);
      return { files: await store.deleteAbandoned(abandoned), parts: await store.deleteStalledChunks(stalled) };
    });
    for (const hash of await new FileStore(this.database.manager).discarded()) await this.removeDiscarded(hash);
    for (const part of parts) await this.blobs.dropIncoming(part.hash, part.chunks);
    const cutOff = await this.blobs.removeStaleUploads(now - abandonedAfterMs);
    const unknown = await this.removeUnknownBlobs(now - abandonedAfterMs);
    return { files, uploads: cutOff + unknown, stalled: parts.length };
  }

  private async keepStub(of: RefusedFile, classification: string): Promise<void> {
    await new FileStore(this.database.manager).insertRefused(of, classification, this.clock.now());
  }

  /** Removes a discarded blob's bytes, unless it has been received anew since. */
  private async removeDiscarded(hash: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const store = new FileStore(manager);
      await store.lockBlob(hash);
      if ((await store.blobs([hash])).length === 0) await this.blobs.remove(hash);
      await store.forgetDiscarded(hash);
    });
  }

  private async removeUnknownBlobs(untilMs: number): Promise<number> {
    let removed = 0;
    for await (const hashes of this.blobs.storedBefore(untilMs)) {
      const known = new Set((await new FileStore(this.database.manager).blobs(hashes)).map((blob) => blob.hash));
      for (const hash of hashes.filter((one) => !known.has(one))) {
        await this.blobs.remove(hash);
        removed += 1;
      }
    }
    return removed;
  }

  /** Also true where a crash came between placing the verified blob and its row, which is then made good. */
  private async isInPlace(store: FileStore, hash: string): Promise<boolean> {
    const size = await this.blobs.size(hash);
    if (size === null) return false;
    await this.noteComplete(store, hash, size);
    return true;
  }

  private async noteComplete(store: FileStore, hash: string, bytes: number): Promise<void> {
    await store.insertBlob({ hash, bytes, chunks: chunksOf(bytes) }, this.clock.now());
    await store.deleteChunks(hash);
  }

  private rowOf(
    made: EncryptedBlob,
    about: { fileId: string; name: string; mediaType: string; uploader: string },
  ): FileRow {
    return {
      id: about.fileId,
      name: about.name,
      mediaType: about.mediaType,
      bytes: made.plainBytes,
      sha256: made.plainSha256,
      blobHash: made.hash,
      wrappedKey: wrapKey(made.key, about.fileId, this.masterKey),
      nonce: made.nonce.toString('base64url'),
      uploader: about.uploader,
    };
  }

  private attachment(row: FileRow, name: string): Attachment {
    const key = unwrapKey(row.wrappedKey!, row.id, this.masterKey).toString('base64url');
    const { mediaType, bytes, sha256, nonce, blobHash } = row;
    return { name, mediaType, bytes, sha256, key, nonce, blob: blobHash };
  }
}

function keyOf({ blob, key, nonce }: ReadableAttachment) {
  return { hash: blob, key: Buffer.from(key, 'base64url'), nonce: Buffer.from(nonce, 'base64url') };
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
