import { DomainError } from '@sup/kernel';

export const importEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const;
export type ImportEncoding = (typeof importEncodings)[number];

export interface DecodedText {
  readonly text: string;
  readonly encoding: ImportEncoding;
  /** How it was told: by the file's own mark, because it is right UTF-8, as what is left, or by the officer. */
  readonly by: 'mark' | 'strict' | 'rest' | 'asked';
}

const marks: readonly { readonly bytes: readonly number[]; readonly encoding: ImportEncoding }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];

/**
 * The text of a list: by its byte order mark, else as strict UTF-8, else as GB18030, which holds GBK (IMP-01). `asked`: the
 * officer's choice. Statistics are no help: a short GBK file looks like Cyrillic. Throws IMPORT_UNDECODABLE with the line.
 */
export function decodeText(bytes: Uint8Array, asked: ImportEncoding | null = null): DecodedText {
  if (asked) return { text: decoded(bytes, asked), encoding: asked, by: 'asked' };
  const mark = marks.find((one) => one.bytes.every((byte, at) => bytes[at] === byte));
  if (mark) return { text: decoded(bytes, mark.encoding), encoding: mark.encoding, by: 'mark' };
  if (faultyLine(bytes, 'utf-8') === null) return { text: decoded(bytes, 'utf-8'), encoding: 'utf-8', by: 'strict' };
  return { text: decoded(bytes, 'gb18030'), encoding: 'gb18030', by: 'rest' };
}

function decoded(bytes: Uint8Array, encoding: ImportEncoding): string {
  const line = faultyLine(bytes, encoding);
  if (line !== null) throw undecodable(encoding, line);
  const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  // A replacement character was put there by somebody who lost the text before us.
  const lost = text.indexOf('\uFFFD');
  if (lost >= 0) throw undecodable(encoding, text.slice(0, lost).split(/\r\n|\r|\n/).length);
  const zero = text.indexOf('\0');
  if (zero >= 0) throw undecodable(encoding, text.slice(0, zero).split(/\r\n|\r|\n/).length);
  return text;
}

/** The first line that is no text in this encoding, from 1; null when all is. */
function faultyLine(bytes: Uint8Array, encoding: ImportEncoding): number | null {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return null;
  } catch {
    const text = new TextDecoder(encoding).decode(bytes);
    const at = text.indexOf('\uFFFD');
    return (at < 0 ? text : text.slice(0, at)).split(/\r\n|\r|\n/).length;
  }
}

function undecodable(encoding: ImportEncoding, line: number): DomainError {
  return new DomainError(
    'IMPORT_UNDECODABLE',
    'invalid',
    {
      zh: `第 ${line} 行含有无法按 ${encoding} 解码的字节，请选择其他编码或重新导出文件`,
      en: `Line ${line} holds bytes that are no ${encoding}: choose another encoding or export the file again`,
    },
    { encoding, line },
  );
}
