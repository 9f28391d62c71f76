import { type EntityManager } from 'typeorm';

/** A file as its row keeps it. The content key is wrapped; it is null once the content was destroyed. */
export interface FileRow {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly blobHash: string;
  readonly wrappedKey: Buffer | null;
  readonly nonce: string;
  readonly uploader: string;
}

/** A record that uses a file. `caseId` is what need-to-know hangs on. */
export interface FileUse {
  readonly kind: string;
  readonly id: string;
  readonly caseId: string;
}

/** What stays of a file that must not be here: neither its name nor its content. */
export interface RefusedFile {
  readonly id: string;
  readonly uploader: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface BlobRow {
  readonly hash: string;
  readonly bytes: number;
  readonly chunks: number;
}

const columns = `id, name, media_type as "mediaType", bytes::float8 as bytes, sha256, blob_hash as "blobHash",
  wrapped_key as "wrappedKey", nonce, uploader`;

/** Rows of files and blobs, in the caller's transaction. */
export class FileStore {
  constructor(private readonly manager: EntityManager) {}

  async insertFile(row: FileRow, uploadedAt: string): Promise<void> {
    await this.manager.query(
      `insert into file (id, name, media_type, bytes, sha256, blob_hash, wrapped_key, nonce, uploader, uploaded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        row.id,
        row.name,
        row.mediaType,
        row.bytes,
        row.sha256,
        row.blobHash,
        row.wrappedKey,
        row.nonce,
        row.uploader,
        uploadedAt,
      ],
    );
  }

  /** The rows of `ids` that exist, in the order asked. */
  async files(ids: readonly string[]): Promise<FileRow[]> {
    const rows = await this.rows<FileRow>(`select ${columns} from file where id = any($1::uuid[])`, [ids]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** Marks files as used; answers the ids that exist. Locks them, so that a sweep cannot take them any more. */
  async adopt(ids: readonly string[], at: string): Promise<Set<string>> {
    const [rows] = await this.manager.query<[{ id: string }[], number]>(
      `update file set adopted_at = coalesce(adopted_at, $2) where id = any($1::uuid[]) and wrapped_key is not null
       returning id`,
      [ids, at],
    );
    return new Set(rows.map((row) => row.id));
  }

  async noteUse(fileIds: readonly string[], use: FileUse): Promise<void> {
    await this.manager.query(
      `insert into file_use (file_id, record_kind, record_id, case_id) select unnest($1::uuid[]), $2, $3, $4
       on conflict do nothing`,
      [fileIds, use.kind, use.id, use.caseId],
    );
  }

  async usesOf(fileId: string): Promise<FileUse[]> {
    return this.rows<FileUse>(
      'select record_kind as kind, record_id as id, case_id as "caseId" from file_use where file_id = $1',
      [fileId],
    );
  }

  async insertRefused({ id, uploader, bytes, sha256 }: RefusedFile, classification: string, at: string): Promise<void> {
    await this.manager.query(
      `insert into file_refused (id, uploader, bytes, sha256, classification, refused_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [id, uploader, bytes, sha256, classification, at],
    );
  }

  /** Deletes files never adopted and uploaded before `until`, and discards their blobs. Answers how many. */
  async deleteAbandoned(until: string): Promise<number> {
    const [gone] = await this.manager.query<[{ hash: string }[], number]>(
      'delete from file where adopted_at is null and uploaded_at < $1 returning blob_hash as hash',
      [until],
    );
    const unused = await this.rows<{ hash: string }>(
      'select hash from unnest($1::text[]) hash where not exists (select from file where blob_hash = hash)',
      [gone.map((row) => row.hash)],
    );
    await this.discardBlobs(unused.map((row) => row.hash));
    return gone.length;
  }

  async insertBlob(blob: BlobRow, at: string): Promise<void> {
    await this.manager.query(
      'insert into file_blob (hash, bytes, chunks, stored_at) values ($1, $2, $3, $4) on conflict do nothing',
      [blob.hash, blob.bytes, blob.chunks, at],
    );
  }

  async blobs(hashes: readonly string[]): Promise<BlobRow[]> {
    return this.rows<BlobRow>(
      'select hash, bytes::float8 as bytes, chunks from file_blob where hash = any($1::text[])',
      [hashes],
    );
  }

  /** From now on the blobs are not here; their bytes are removed after the transaction, by whoever drains the list. */
  async discardBlobs(hashes: readonly string[]): Promise<void> {
    await this.manager.query('delete from file_blob where hash = any($1::text[])', [hashes]);
    await this.manager.query('insert into file_discarded select unnest($1::text[]) on conflict do nothing', [hashes]);
  }

  async discarded(): Promise<string[]> {
    return (await this.rows<{ hash: string }>('select hash from file_discarded', [])).map((row) => row.hash);
  }

  async forgetDiscarded(hash: string): Promise<void> {
    await this.manager.query('delete from file_discarded where hash = $1', [hash]);
  }

  /** Forgets the content keys of a blob's files: without them a copy in a backup stays shut. */
  async wipeKeys(hash: string): Promise<void> {
    await this.manager.query('update file set wrapped_key = null where blob_hash = $1', [hash]);
  }

  /** Serialises everything about one blob until the transaction ends. */
  async lockBlob(hash: string): Promise<void> {
    await this.manager.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [hash]);
  }

  /** Notes an arrived chunk and answers how many of the blob there are now. */
  async noteChunk(hash: string, of: number, index: number, at: string): Promise<number> {
    await this.manager.query(
      'insert into file_chunk (hash, chunks, n, arrived_at) values ($1, $2, $3, $4) on conflict do nothing',
      [hash, of, index, at],
    );
    const [count] = await this.rows<{ have: number }>(
      'select count(*)::int as have from file_chunk where hash = $1 and chunks = $2',
      [hash, of],
    );
    return count?.have ?? 0;
  }

  async chunks(hash: string, of: number): Promise<number[]> {
    const rows = await this.rows<{ n: number }>('select n from file_chunk where hash = $1 and chunks = $2 order by n', [
      hash,
      of,
    ]);
    return rows.map((row) => row.n);
  }

  async deleteChunks(hash: string): Promise<void> {
    await this.manager.query('delete from file_chunk where hash = $1', [hash]);
  }

  async deleteChunksOf(hash: string, of: number): Promise<void> {
    await this.manager.query('delete from file_chunk where hash = $1 and chunks = $2', [hash, of]);
  }

  /** Forgets blobs of which no chunk has arrived since `until`. */
  async deleteStalledChunks(until: string): Promise<{ hash: string; chunks: number }[]> {
    const [rows] = await this.manager.query<[{ hash: string; chunks: number }[], number]>(
      `delete from file_chunk c using
         (select hash, chunks from file_chunk group by hash, chunks having max(arrived_at) < $1) stalled
       where c.hash = stalled.hash and c.chunks = stalled.chunks returning c.hash, c.chunks`,
      [until],
    );
    return [...new Map(rows.map((row) => [`${row.hash}.${row.chunks}`, row])).values()];
  }

  private async rows<Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.manager.query<Row[]>(sql, [...parameters]);
  }
}
