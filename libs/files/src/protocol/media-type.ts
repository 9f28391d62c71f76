import { maxNameBytes } from './file-name.ts';

const unknown = 'application/octet-stream';
const office: Readonly<Record<string, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ofd: 'application/ofd',
};
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
export const sniffedBytes = 512;

/**
 * The media type of a file by its first bytes, from a closed list; never by what the client says (ATT-04). Markup of any
 * kind is plain bytes here: it is never shown inline.
 */
export function mediaTypeOf(head: Uint8Array, name: string): string {
  const hex = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const known = signatures.find(([signature]) => hex.startsWith(signature))?.[1];
  if (known) return known;
  const extension = /\.([a-z0-9]{1,8})$/.exec(name.toLowerCase())?.[1] ?? '';
  if (hex.startsWith('504b0304')) return office[extension] ?? 'application/zip';
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

function isText(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  const first = new TextDecoder()
    .decode(head.subarray(0, 256))
    .trimStart()
    .replace(/^\ufeff/, '');
  return head.length > 0 && !first.startsWith('<');
}
