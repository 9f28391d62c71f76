import { DomainError } from '@sup/kernel';

/** Longest name in UTF-8 bytes: what common file systems take. */
export const maxNameBytes = 255;

const extensionOf = (name: string) => /^(?:.+?)((?:\.tar)?\.[^.\s]{1,16})$/su.exec(name)?.[1] ?? '';

// Control characters, lone surrogates, path separators, and marks that turn the reading direction: 'fdp.exe' must not read as 'exe.pdf'.
const refusedCharacters = /[\p{Cc}\p{Cs}/\\\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * The name under which a file is kept: exactly the given one. A name beyond 255 UTF-8 bytes is cut at a code point,
 * its extension kept (ATT-01). Throws DomainError FILE_NAME_INVALID for an empty name, a path, control or direction
 * characters, and text that is not well-formed Unicode.
 */
export function keptName(name: string): string {
  if (refusedCharacters.test(name) || name.trim() === '' || name === '.' || name === '..') {
    throw new DomainError('FILE_NAME_INVALID', 'invalid', {
      zh: '文件名为空或含有不允许的字符',
      en: 'The file name is empty or holds characters that are not allowed',
    });
  }
  return withinLimit(name, '');
}

/**
 * The names of one set of files, in order, kept apart: of equal names the first stays, a later one becomes
 * `名单(2).xlsx` (REF-12). Names that only look equal (composed and decomposed Unicode) count as equal. A name that is
 * already in the set is never given away again.
 */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set(names.map(lookOf));
  const seen = new Set<string>();
  return names.map((name) => {
    const look = lookOf(name);
    if (!seen.has(look)) {
      seen.add(look);
      return name;
    }
    let free = name;
    for (let number = 2; taken.has(lookOf(free)); number += 1) free = withinLimit(name, `(${number})`);
    taken.add(lookOf(free));
    return free;
  });
}

function withinLimit(name: string, mark: string): string {
  const extension = extensionOf(name);
  const stem = name.slice(0, name.length - extension.length);
  const room = maxNameBytes - utf8Bytes(extension) - utf8Bytes(mark);
  let kept = '';
  let used = 0;
  for (const character of stem) {
    used += utf8Bytes(character);
    if (used > room) break;
    kept += character;
  }
  return `${kept}${mark}${extension}`;
}

function lookOf(name: string): string {
  return name.normalize('NFC');
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
