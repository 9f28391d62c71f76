import { maxNameBytes } from './file-name.ts';

const unknown = 'application/octet-stream';
/** What an office file is, by the part that must be in it: a zip that is only called so is a zip. */
const officeParts: readonly (readonly [string, string])[] = [
  ['word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ppt/presentation.xml', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  ['OFD.xml', 'application/ofd'],
];
const oldOffice: Readonly<Record<string, string>> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  wps: 'application/vnd.ms-works',
};
const signatures: readonly (readonly [string, string])[] = [
  ['255044462d', 'application/pdf'],
  ['89504e470d0a1a0a', 'image/png'],
  ['ffd8ff', 'image/jpeg'],
  ['474946383761', 'image/gif'],
  ['474946383961', 'image/gif'],
];

/** Number of first bytes that `mediaTypeOf` wants to see. */
export const sniffedBytes = 4_100;

/**
 * The media type of a file by its first bytes, from a closed list; never by what the client says (ATT-04). Markup of any
 * kind is plain bytes here: it is never shown inline. `parts` are the names of an archive's entries: an office file is known by
 * its parts, whatever it is called.
 */
export function mediaTypeOf(head: Uint8Array, name: string, parts: readonly string[] = []): string {
  const hex = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const known = signatures.find(([signature]) => hex.startsWith(signature))?.[1];
  if (known) return known;
  const extension = /\.([a-z0-9]{1,8})$/.exec(name.toLowerCase())?.[1] ?? '';
  if (hex.startsWith('504b')) return officeParts.find(([part]) => parts.includes(part))?.[1] ?? 'application/zip';
  if (hex.startsWith('d0cf11e0a1b11ae1')) return oldOffice[extension] ?? unknown;
  if (!isText(head)) return unknown;
  if (extension === 'csv') return 'text/csv';
  return extension === 'txt' || extension === 'log' ? 'text/plain' : unknown;
}

/**
 * Response headers of a download: saved, never rendered in our origin; the name as an ASCII fallback and as
 * `filename*` (RFC 6266, RFC 8187), so that every browser saves it under its own name (ATT-01, ATT-04).
 */
export function downloadHeaders(name: string, mediaType: string): Readonly<Record<string, string>> {
  const ascii = name
    .replaceAll(/[^\x20-\x7e]/gu, '_')
    .replaceAll(/["\\%]/g, '_')
    .slice(0, maxNameBytes);
  const encoded = encodeURIComponent(name.replaceAll(/\p{Cs}/gu, '\ufffd')).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    'Content-Type': /^[a-z]+\/[a-z0-9.+-]+$/.test(mediaType) ? mediaType : unknown,
    'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cache-Control': 'private, no-store',
  };
}

/** The text of these bytes in UTF-8, UTF-16 (with its mark) or GB18030; null where they are none. A cut last character is forgiven. */
export function decodedText(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return null;
  const [first, second] = bytes;
  const marked = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  for (const encoding of marked ? [marked] : ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
      return controls.test(text) ? null : text;
    } catch {
      continue;
    }
  }
  return null;
}

/** Characters that no text file holds. */
const controls = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/u;

/** Whether the beginning reads as markup, which a browser might run. */
export function isMarkup(head: Uint8Array): boolean {
  return (decodedText(head.subarray(0, 1_024)) ?? '')
    .replace(/^\ufeff/u, '')
    .trimStart()
    .startsWith('<');
}

/**
 * Whether a picture or PDF carries markup in its first kilobyte, or markup carries a PDF: two readers would see two files
 * in one (ATT-04).
 */
export function isPolyglot(head: Uint8Array): boolean {
  const start = Array.from(head.subarray(0, 1_024), (byte) => String.fromCharCode(byte)).join('');
  const hex = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const known = signatures.some(([signature]) => hex.startsWith(signature));
  if (known) return /<(?:!doctype|html|script|svg|body|iframe|img|\?xml-stylesheet)/iu.test(start);
  return isMarkup(head) && start.includes('%PDF-');
}

function isText(head: Uint8Array): boolean {
  return decodedText(head) !== null && !isMarkup(head);
}
