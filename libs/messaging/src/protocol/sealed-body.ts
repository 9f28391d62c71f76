import { DomainError } from '@sup/kernel';
import { canonicalText } from './canonical.ts';
import { type DirectoryView } from './directory-view.ts';
import { type KeyRing } from './key-ring.ts';
import { type Quarantine, quarantined } from './quarantine.ts';
import { open, seal } from './sealed-text.ts';
import { suite } from './suite.ts';

/**
 * Characters of the compact JWE that we make: about 300 KB of content. A forwarded referral carries its own body and its
 * origin's in one fact, and must still fit a parcel; what contracts allow is read.
 */
export const sealedBodyLimit = 400_000;
const readableChars = 700_000;

/**
 * Seals a record's content to one agency, apart from the fact that carries it (PROTOCOL.md 5, 3): whoever stores the
 * fact stores ciphertext. Throws DomainError BODY_TOO_LARGE or RECIPIENT_WITHOUT_KEY.
 */
export function sealBody(body: object, to: string, view: DirectoryView, from = ''): string {
  const recipient = view.sealingKey(to);
  if (!recipient) {
    throw new DomainError('RECIPIENT_WITHOUT_KEY', 'refused', {
      zh: '接收机构没有有效密钥',
      en: 'The recipient has no valid key',
    });
  }
  const sealed = seal(Buffer.from(canonicalText(body)), { suite, use: 'body', to }, { from, to }, recipient);
  if (sealed.length > sealedBodyLimit) {
    throw new DomainError('BODY_TOO_LARGE', 'invalid', {
      zh: '正文超过大小上限',
      en: 'The content is larger than the limit',
    });
  }
  return sealed;
}

/** The content of a sealed body. Compare its `bodyCommitment` with the fact's before use. Never throws. */
export function openBody(sealed: string, ring: KeyRing): { readonly body: Record<string, unknown> } | Quarantine {
  if (sealed.length > readableChars) return quarantined('TOO_LARGE', 'body');
  const opened = open(sealed, ring);
  if ('quarantine' in opened) return opened;
  if (opened.sup['suite'] !== suite) return quarantined('SUITE_UNKNOWN');
  if (opened.sup['use'] !== 'body' || opened.sup['to'] !== ring.agency) return quarantined('NOT_ADDRESSED_TO_US');
  try {
    const body: unknown = JSON.parse(opened.plaintext.toString());
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return quarantined('PAYLOAD_INVALID');
    return { body: body as Record<string, unknown> };
  } catch {
    return quarantined('PAYLOAD_INVALID');
  }
}
