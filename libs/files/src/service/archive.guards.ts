import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { DomainError } from '@sup/kernel';

/** Limits of an archive (zip, and so docx, xlsx, pptx, ofd), declared and counted (ATT-03). */
export const archiveLimits = {
  entries: 2_000,
  /** Unpacked bytes for each byte of the file. */
  ratio: 100,
  /** Unpacked bytes beyond which a ratio of ten is already too much. */
  unpackedBytes: 100 * 1024 * 1024,
  /** Below this nothing bursts, whatever its ratio. */
  harmlessBytes: 1024 * 1024,
  /** Archives inside archives inside an archive: a bundle of documents with sheets embedded. */
  depth: 3,
  /** An archive up to this size is also unpacked, each entry up to as much: declared sizes lie, and archives nest. */
  inspectedBytes: 8 * 1024 * 1024,
} as const;

/** Bytes from the end of a file in which an archive's directory must lie. */
const tailBytes = 1024 * 1024;
const endRecord = 0x06054b50;
const entryRecord = 0x02014b50;

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly at: number;
}

/**
 * Watches a file go by and refuses an archive that would burst when opened. Holds at most 8 MB of a small file and the
 * last 1 MB of a larger one. Files that are no archives pass.
 */
export class ArchiveGuard {
  private pieces: Buffer[] = [];
  private kept = 0;
  private bytes = 0;

  see(chunk: Uint8Array): void {
    this.pieces.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    this.bytes += chunk.length;
    this.kept += chunk.length;
    if (this.pieces.length > 4_096) this.pieces = [Buffer.concat(this.pieces)];
    if (this.bytes <= archiveLimits.inspectedBytes) return;
    for (let first = this.pieces[0]!; this.kept - first.length >= tailBytes; first = this.pieces[0]!) {
      this.kept -= first.length;
      this.pieces.shift();
    }
  }

  /** Throws DomainError ARCHIVE_REFUSED with what is too much: `entries`, `ratio` or `depth`. */
  async end(): Promise<void> {
    const kept = Buffer.concat(this.pieces);
    const whole = this.bytes <= archiveLimits.inspectedBytes;
    const fault = whole ? await faultWithin(kept, 1) : faultOf(entriesOf(kept), this.bytes);
    if (fault) throw refused(fault);
  }
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);
type Fault = 'entries' | 'ratio' | 'depth';
type Directory = readonly Entry[] | 'too-many' | null;

function faultOf(entries: Directory, fileBytes: number): Fault | null {
  if (entries === null) return null;
  if (entries === 'too-many') return 'entries';
  return bursts(
    entries.reduce((sum, entry) => sum + entry.unpacked, 0),
    fileBytes,
  )
    ? 'ratio'
    : null;
}

function bursts(unpacked: number, fileBytes: number): boolean {
  const ratio = unpacked / Math.max(1, fileBytes);
  const large = unpacked > archiveLimits.unpackedBytes && ratio > 10;
  return large || (unpacked > archiveLimits.harmlessBytes && ratio > archiveLimits.ratio);
}

async function faultWithin(archive: Buffer, depth: number): Promise<Fault | null> {
  const entries = entriesOf(archive);
  const fault = faultOf(entries, archive.length);
  if (fault || entries === null || entries === 'too-many') return fault;
  let counted = 0;
  for (const entry of entries) {
    const content = await unpacked(archive, entry);
    counted += content === 'too-long' ? archiveLimits.inspectedBytes : content.length;
    if (bursts(counted, archive.length)) return 'ratio';
    if (content === 'too-long' || !beginsAsArchive(content) || entriesOf(content) === null) continue;
    const inner = depth >= archiveLimits.depth ? 'depth' : await faultWithin(content, depth + 1);
    if (inner) return inner;
  }
  return null;
}

/** The directory of an archive from its last bytes; null when they are not the end of one. */
function entriesOf(tail: Buffer): Entry[] | 'too-many' | null {
  const end = endOf(tail);
  if (end < 0) return null;
  const count = tail.readUInt16LE(end + 10);
  const size = tail.readUInt32LE(end + 12);
  if (count > archiveLimits.entries || size > end) return count === 0 ? null : 'too-many';
  const entries: Entry[] = [];
  for (let at = end - size; at + 46 <= end && tail.readUInt32LE(at) === entryRecord;) {
    const nameBytes = tail.readUInt16LE(at + 28);
    entries.push({
      method: tail.readUInt16LE(at + 10),
      packed: tail.readUInt32LE(at + 20),
      unpacked: tail.readUInt32LE(at + 24),
      at: tail.readUInt32LE(at + 42),
    });
    if (entries.length > archiveLimits.entries) return 'too-many';
    at += 46 + nameBytes + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32);
  }
  return entries;
}

/** The end record lies within the last 64 KB: a comment may follow it. */
function endOf(tail: Buffer): number {
  for (let at = tail.length - 22; at >= Math.max(0, tail.length - 65_557); at -= 1) {
    if (tail.readUInt32LE(at) === endRecord && at + 22 + tail.readUInt16LE(at + 20) <= tail.length) return at;
  }
  return -1;
}

/** An entry's bytes; none where it cannot be unpacked at all. */
async function unpacked(archive: Buffer, entry: Entry): Promise<Buffer | 'too-long'> {
  if (entry.at + 30 > archive.length) return Buffer.alloc(0);
  const start = entry.at + 30 + archive.readUInt16LE(entry.at + 26) + archive.readUInt16LE(entry.at + 28);
  const packed = archive.subarray(start, start + entry.packed);
  if (entry.method !== 8) return packed;
  try {
    return await inflate(packed, { maxOutputLength: archiveLimits.inspectedBytes });
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-long' : Buffer.alloc(0);
  }
}

function beginsAsArchive(content: Buffer): boolean {
  return content.subarray(0, 2).toString('latin1') === 'PK';
}

function refused(exceeds: Fault): DomainError {
  return new DomainError(
    'ARCHIVE_REFUSED',
    'invalid',
    {
      zh: '压缩文件展开后过大、条目过多或嵌套过深',
      en: 'The archive unpacks to too much, has too many entries or nests too deep',
    },
    { exceeds },
  );
}
