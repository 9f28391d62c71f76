import { type RefusedClassification } from '@sup/contracts';
import { fileTypeFromBuffer } from 'file-type';
import {
  decodedText,
  fileLimits,
  isMarkup,
  isPolyglot,
  mediaTypeOf,
  secrecyInName,
  secrecyInText,
  sniffedBytes,
  textOfMarkup,
} from '../protocol/index.ts';
import { ArchiveGuard } from './archive.guards.ts';
import { classificationTooHigh, fileTooLarge, typeRefused } from './files.errors.ts';

/** Programs by their content (file-type's names), however they are called. */
const programs: ReadonlySet<string> = new Set([
  ...[
    'exe',
    'elf',
    'macho',
    'msi',
    'deb',
    'rpm',
    'apk',
    'jar',
    'class',
    'wasm',
    'swf',
    'lnk',
    'dmg',
    'crx',
    'cab',
    'xpi',
  ],
]);
const readableParts = /\.(xml|txt|csv|html?|md|json)$/iu;
const macroParts = /(^|\/)vbaProject\.bin$/iu;
/** Bytes of one part that are read for marks: a mark stands at the top or in a header, which is a part of its own. */
const readBytes = 2 * 1024 * 1024;

/** Sees an upload go by: counts it, judges its type and its marks, and refuses what would burst when opened. */
export class ContentGuard {
  /** Known after `end`. */
  mediaType = 'application/octet-stream';
  /** The level of a state secret that name or text bears; null where there is none. */
  secret: RefusedClassification | null;
  private head = Buffer.alloc(0);
  private bytes = 0;
  private readonly archive: ArchiveGuard;

  constructor(private readonly name: string) {
    this.secret = secrecyInName(name);
    this.archive = new ArchiveGuard((part, content) => this.readPart(part, content));
  }

  see(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    if (this.bytes > fileLimits.bytes) throw fileTooLarge(fileLimits.bytes);
    if (this.head.length < sniffedBytes) {
      this.head = Buffer.concat([this.head, chunk.subarray(0, sniffedBytes - this.head.length)]);
    }
    this.archive.see(chunk);
  }

  /** Throws DomainError ARCHIVE_REFUSED, FILE_TYPE_REFUSED or CLASSIFICATION_TOO_HIGH. */
  async end(): Promise<void> {
    await this.archive.end();
    const { names, whole } = this.archive;
    if (names === null) this.readText(whole ?? this.head);
    if (this.secret) throw classificationTooHigh(this.secret);
    if (isPolyglot(this.head) || (names !== null && !beginsAsArchive(this.head))) throw typeRefused('POLYGLOT');
    if (names?.some((part) => macroParts.test(part))) throw typeRefused('MACRO');
    if (programs.has((await detected(this.head)) ?? '')) throw typeRefused('EXECUTABLE');
    this.mediaType = mediaTypeOf(this.head, this.name, names ?? []);
  }

  private readPart(part: string, content: Buffer): void {
    this.secret ??= secrecyInName(part.slice(part.lastIndexOf('/') + 1));
    if (readableParts.test(part)) this.readText(content.subarray(0, readBytes));
  }

  private readText(content: Buffer): void {
    if (this.secret) return;
    const text = decodedText(content.subarray(0, readBytes));
    if (text !== null) this.secret = secrecyInText(isMarkup(content) ? textOfMarkup(text) : text);
  }
}

function beginsAsArchive(head: Buffer): boolean {
  return head.subarray(0, 2).toString('latin1') === 'PK';
}

/** What file-type takes the beginning for; undefined for what it does not know. A torn archive tells it nothing. */
async function detected(head: Buffer): Promise<string | undefined> {
  return (await fileTypeFromBuffer(head).catch(() => undefined))?.ext;
}
