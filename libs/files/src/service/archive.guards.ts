import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { DomainError } from '@sup/kernel';

/** Limits of an archive (zip, and so docx, xlsx, pptx, ofd), declared and counted (ATT-03). */
export const archiveLimits = {
  entries: 2_000,
  /** Unpacked bytes for each byte of the file. */
  ratio: 100,
  /** Unpacked bytes of all entries together. */
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
const endRecord = Buffer.from('504b0506', 'hex');
/** ZIP64: the end record of wide archives, 56 bytes, and its locator, 20 bytes, before the ordinary end record. */
const wideEndRecord = 0x06064b50;
const wideLocator = 0x07064b50;
const entryRecord = 0x02014b50;

interface Entry {
  readonly name: string;
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
  private directory: readonly Entry[] | null = null;

  /** `read` is shown the entries of a small archive, and of archives within it, as they are unpacked. */
  constructor(private readonly read: (name: string, content: Buffer) => void = () => undefined) {}

  /** Names of the entries; null for a file that is no archive. Known after `end`. */
  get names(): readonly string[] | null {
    return this.directory && this.directory.map(({ name }) => name);
  }

  /** All bytes of a file up to 8 MB; of a larger one null. */
  get whole(): Buffer | null {
    return this.bytes <= archiveLimits.inspectedBytes ? Buffer.concat(this.pieces) : null;
  }

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
    const directory = entriesOf(kept, this.bytes);
    const fault = whole ? await faultWithin(kept, 1, this.read) : faultOf(directory, this.bytes);
    if (fault) throw refused(fault);
    this.directory = directory === 'too-many' ? null : directory;
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
  return (
    unpacked > archiveLimits.unpackedBytes || (unpacked > archiveLimits.harmlessBytes && ratio > archiveLimits.ratio)
  );
}

type Reader = (name: string, content: Buffer) => void;

async function faultWithin(archive: Buffer, depth: number, read: Reader): Promise<Fault | null> {
  const entries = entriesOf(archive, archive.length);
  const fault = faultOf(entries, archive.length);
  if (fault || entries === null || entries === 'too-many') return fault;
  let counted = 0;
  for (const entry of entries) {
    const content = await unpacked(archive, entry);
    // More than the directory declares, found by counting: the directory lies.
    if (content === 'too-long' && entry.unpacked < archiveLimits.inspectedBytes) return 'ratio';
    counted += content === 'too-long' ? archiveLimits.inspectedBytes : content.length;
    if (bursts(counted, archive.length)) return 'ratio';
    if (content !== 'too-long') read(entry.name, content);
    if (content === 'too-long' || !beginsAsArchive(content) || entriesOf(content, content.length) === null) continue;
    const inner = depth >= archiveLimits.depth ? 'depth' : await faultWithin(content, depth + 1, read);
    if (inner) return inner;
  }
  return null;
}

/**
 * The directory of an archive from its last bytes; null when they are not the end of one. The end record is believed only
 * where a directory stands at the place it names: four bytes of a photograph may look like one by chance.
 */
function entriesOf(tail: Buffer, fileBytes: number): Directory {
  const ends = endsOf(tail);
  const before = fileBytes - tail.length;
  for (const end of ends) {
    const start = [end.at - end.size, end.offset - before].find(
      (at) => at >= 0 && at + 46 <= end.at && tail.readUInt32LE(at) === entryRecord,
    );
    if (start !== undefined) return entriesFrom(tail, start, end.at);
  }
  // A directory longer than what was kept of the file has more entries than anyone needs.
  return ends.some((end) => end.size > end.at && end.offset + end.size === before + end.at) ? 'too-many' : null;
}

function entriesFrom(tail: Buffer, start: number, end: number): Directory {
  const entries: Entry[] = [];
  for (let at = start; at + 46 <= end && tail.readUInt32LE(at) === entryRecord;) {
    const [nameBytes, extraBytes] = [tail.readUInt16LE(at + 28), tail.readUInt16LE(at + 30)];
    entries.push({
      name: tail.toString('utf8', at + 46, at + 46 + nameBytes),
      method: tail.readUInt16LE(at + 10),
      packed: tail.readUInt32LE(at + 20),
      unpacked: tail.readUInt32LE(at + 24),
      at: tail.readUInt32LE(at + 42),
    });
    if (entries.length > archiveLimits.entries) return 'too-many';
    at += 46 + nameBytes + extraBytes + tail.readUInt16LE(at + 32);
  }
  return entries;
}

interface End {
  /** Where the directory ends in the tail, its length, and where it begins in the file. */
  readonly at: number;
  readonly size: number;
  readonly offset: number;
}

/** What may be end records, the last one first; a comment of up to 64 KB may follow one, and hold a false one. */
function endsOf(tail: Buffer): End[] {
  const ends: End[] = [];
  for (let at = tail.lastIndexOf(endRecord); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(endRecord, at - 1)) {
    if (tail.length - at > 22 + 65_535 || ends.length >= 16) break;
    if (at + 22 > tail.length || at + 22 + tail.readUInt16LE(at + 20) > tail.length) continue;
    const wide = at >= 76 && tail.readUInt32LE(at - 20) === wideLocator && tail.readUInt32LE(at - 76) === wideEndRecord;
    ends.push(
      wide
        ? { at: at - 76, size: Number(tail.readBigUInt64LE(at - 36)), offset: Number(tail.readBigUInt64LE(at - 28)) }
        : { at, size: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) },
    );
  }
  return ends;
}

/** An entry's bytes; none where it cannot be unpacked at all. */
async function unpacked(archive: Buffer, entry: Entry): Promise<Buffer | 'too-long'> {
  if (entry.at + 30 > archive.length) return Buffer.alloc(0);
  const start = entry.at + 30 + archive.readUInt16LE(entry.at + 26) + archive.readUInt16LE(entry.at + 28);
  const packed = archive.subarray(start, start + entry.packed);
  if (entry.method !== 8) return packed;
  try {
    return await inflate(packed, {
      maxOutputLength: Math.max(1, Math.min(entry.unpacked, archiveLimits.inspectedBytes)),
    });
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
