/**
 * `Content-Disposition` of a download: always an attachment, an ASCII name for old readers, and the true name by
 * RFC 5987 (ATT-01). Quotes, backslashes and control characters cannot break out of either.
 */
export function contentDisposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/gu, '_').replace(/["\\;%]/g, '_');
  const encoded = encodeURIComponent(name.replace(/\p{Surrogate}/gu, '_')).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
