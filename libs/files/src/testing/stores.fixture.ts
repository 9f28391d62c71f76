import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Clock } from '@sup/kernel';
import { type DataSource } from 'typeorm';
import { FilesService, type StoredFile } from '../service/files.service.ts';

type Whose = 'ours' | 'theirs';

/** Two agencies' files, each with a database, a folder and a master key of its own. */
export class Stores {
  readonly folder = mkdtempSync(join(tmpdir(), 'sup-files-'));
  readonly masterKey = randomBytes(32);
  readonly ours: FilesService;
  readonly theirs: FilesService;

  constructor(
    private readonly sources: Readonly<Record<Whose, DataSource>>,
    readonly clock: Clock,
  ) {
    this.ours = this.store('ours', this.masterKey);
    this.theirs = this.store('theirs', randomBytes(32));
  }

  /** Stores on empty tables. */
  static async empty(sources: Readonly<Record<Whose, DataSource>>, clock: Clock): Promise<Stores> {
    for (const source of Object.values(sources)) {
      await source.query('truncate file, file_use, file_refused, file_blob, file_chunk, file_discarded');
    }
    return new Stores(sources, clock);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  upload(content: Uint8Array | string, name = '名单.xlsx'): Promise<StoredFile> {
    return this.ours.upload(Readable.from([Buffer.from(content)]), { name, uploader: 'post-1' });
  }

  attachmentOf(file: StoredFile): ReturnType<FilesService['attachmentOf']> {
    return this.ours.attachmentOf(this.sources.ours.manager, file.fileId);
  }

  /** Every file on an agency's disk. */
  disk(whose: Whose): string[] {
    return readdirSync(join(this.folder, whose), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  }

  blobPath(whose: Whose, hash: string): string {
    return join(this.folder, whose, 'blobs', hash.slice(0, 2), hash);
  }

  /** Hands a blob over chunk by chunk; the state after the last one. */
  async send(blob: { hash: string; chunks: number }, order = (indexes: number[]) => indexes): Promise<string> {
    let state = 'none';
    for (const index of order(Array.from({ length: blob.chunks }, (_, at) => at))) {
      const chunk = await this.ours.chunk(blob.hash, index);
      state = (await this.theirs.putChunk(blob.hash, index, blob.chunks, chunk)).state;
    }
    return state;
  }

  private store(whose: Whose, masterKey: Uint8Array): FilesService {
    const { clock } = this;
    return new FilesService(this.sources[whose], { directory: join(this.folder, whose), masterKey, clock });
  }
}

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
