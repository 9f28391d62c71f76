import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { DomainError } from '@sup/kernel';

/**
 * The one text of a JSON value (RFC 8785): what is signed, hashed and stored beside the parsed form. Properties whose
 * value is undefined are dropped. Throws DomainError NOT_CANONICAL for what JSON cannot say: NaN, infinities, BigInt,
 * lone surrogates, cycles, and undefined itself.
 */
export function canonicalText(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (error) {
    throw notCanonical(error instanceof Error ? error.message : 'unserialisable');
  }
  if (text === undefined) throw notCanonical('no JSON value');
  return text;
}

/** Lower-case hex sha256 of bytes, or of a text in UTF-8. */
export function sha256Hex(content: string | Uint8Array): string {
  return hash('sha256', content, 'hex');
}

/** The commitment of a sealed body: lets a third agency check that a body is the one its author named. Bodies carry a salt. */
export function bodyCommitment(body: unknown): string {
  return sha256Hex(canonicalText(body));
}

function notCanonical(reason: string): DomainError {
  return new DomainError(
    'NOT_CANONICAL',
    'invalid',
    { zh: '内容无法写成规范的 JSON 文本', en: 'The content cannot be written as canonical JSON' },
    { reason },
  );
}
