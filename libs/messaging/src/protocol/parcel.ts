import { agencyIdSchema } from '@sup/contracts';
import { DomainError } from '@sup/kernel';
import { z } from 'zod';
import { canonicalText, sha256Hex } from './canonical.ts';
import { detachedKid, signDetached, verifyDetached } from './detached-signature.ts';
import { type DirectoryView, retiredBy } from './directory-view.ts';
import { type KeyRing } from './key-ring.ts';
import { type Quarantine, judgeFreshness, quarantined } from './quarantine.ts';
import { open, seal, sealedHeader } from './sealed-text.ts';
import { suite } from './suite.ts';

/** What a parcel holds. The broker sees the kind, as it sees it in the subject; types and record ids are inside. */
export const parcelKinds = ['facts', 'receipt', 'query', 'reply'] as const;
export type ParcelKind = (typeof parcelKinds)[number];

export interface ParcelAddress {
  /** UUID, fresh at each attempt to send; also the broker's message id. */
  readonly parcelId: string;
  readonly from: string;
  readonly to: string;
  readonly kind: ParcelKind;
  /** Wall instant. */
  readonly sentAt: string;
}

/** A parcel on the wire: the broker message's text and its headers. */
export interface WireParcel {
  /** Compact JWE; its protected header carries the address. */
  readonly body: string;
  /** `parcelHeaders`; any others are the transport's and are not read here. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Names of the broker headers: they say nothing about the content. */
export const parcelHeaders = { suite: 'p-v', parcelId: 'p-i', signature: 'p-s' } as const;

/** A broker message must hold `bodyChars` (base64url of the plaintext) plus 2 KB of headers. */
export const parcelLimits = { plaintextBytes: 900_000, bodyChars: 1_204_000, headerChars: 600 } as const;

/**
 * How long after its retirement a signing key may still stand under a hop signature: the broker keeps messages 30 days.
 * Later than that, an old date on a parcel is no excuse.
 */
export const retiredKeyGraceMs = 40 * 24 * 3_600_000;

const addressSchema = z.strictObject({
  suite: z.string().max(60),
  from: agencyIdSchema,
  to: agencyIdSchema,
  id: z.uuid(),
  kind: z.enum(parcelKinds),
  at: z.iso.datetime(),
});

/**
 * Seals a JSON object to one agency and signs the hop. Throws DomainError PARCEL_TOO_LARGE, RECIPIENT_WITHOUT_KEY (the
 * directory has no sealing key valid at `sentAt`) or SENDER_IS_NOT_US.
 */
export function sealParcel(
  parcel: ParcelAddress & { readonly payload: object },
  ring: KeyRing,
  view: DirectoryView,
): WireParcel {
  const { parcelId, from, to, kind, sentAt, payload } = parcel;
  if (from !== ring.agency) throw refusal('SENDER_IS_NOT_US', '发送机构不是本机构', 'The sender is not this agency');
  const plaintext = Buffer.from(JSON.stringify(payload));
  if (plaintext.length > parcelLimits.plaintextBytes) {
    throw refusal('PARCEL_TOO_LARGE', '信封超过大小上限', 'The parcel is larger than the limit');
  }
  const recipient = view.sealingKey(to, sentAt);
  if (!recipient) throw refusal('RECIPIENT_WITHOUT_KEY', '接收机构没有有效密钥', 'The recipient has no valid key');
  const body = seal(plaintext, { suite, from, to, id: parcelId, kind, at: sentAt }, { from, to }, recipient);
  const signature = signDetached(signedText(parcelId, body), ring.signing.kid, ring.signing.privateKey);
  return {
    body,
    headers: {
      [parcelHeaders.suite]: suite,
      [parcelHeaders.parcelId]: parcelId,
      [parcelHeaders.signature]: signature,
    },
  };
}

export interface OpenedParcel {
  readonly address: ParcelAddress;
  readonly payload: Readonly<Record<string, unknown>>;
  /** How far the parcel was dated ahead of us, milliseconds; negative in the past. */
  readonly aheadMs: number;
}

/**
 * Opens a parcel that arrived over the stream of agency `sender` at wall instant `now`. Stream, hop signature and
 * address must name the same sender, and the address us. Never throws, whatever the bytes.
 */
export function openParcel(
  arrived: WireParcel & { readonly sender: string; readonly now: string },
  ring: KeyRing,
  view: DirectoryView,
): OpenedParcel | Quarantine {
  const { body, headers, sender, now } = arrived;
  if (body.length > parcelLimits.bodyChars) return quarantined('TOO_LARGE', 'body');
  const address = readAddress(body, headers);
  if ('quarantine' in address) return address;
  if (address.from !== sender) return quarantined('SENDER_MISMATCH', 'stream');
  if (address.to !== ring.agency) return quarantined('NOT_ADDRESSED_TO_US');
  const broken = faultOfSignature(arrived, address, view);
  if (broken) return broken;
  const freshness = judgeFreshness(address.sentAt, now);
  if ('quarantine' in freshness) return freshness;
  const opened = open(body, ring);
  if ('quarantine' in opened) return opened;
  const payload = parsePayload(opened.plaintext);
  return payload ? { address, payload, aheadMs: freshness.aheadMs } : quarantined('PAYLOAD_INVALID');
}

function readAddress(body: string, headers: WireParcel['headers']): ParcelAddress | Quarantine {
  if (Object.values(parcelHeaders).some((name) => (headers[name] ?? '').length > parcelLimits.headerChars)) {
    return quarantined('TOO_LARGE', 'headers');
  }
  if (headers[parcelHeaders.suite] !== suite) return quarantined('SUITE_UNKNOWN');
  const header = sealedHeader(body);
  if ('quarantine' in header) return header;
  const sup = addressSchema.safeParse(header.sup);
  if (!sup.success) return quarantined('MALFORMED', sup.error.issues[0]?.path.join('.'));
  const { suite: sealedSuite, id, at, from, to, kind } = sup.data;
  if (sealedSuite !== suite || headers[parcelHeaders.parcelId] !== id) return quarantined('HEADERS_DIFFER');
  return { parcelId: id, from, to, kind, sentAt: at };
}

function faultOfSignature(
  { body, headers, now }: WireParcel & { readonly now: string },
  { parcelId, from, sentAt }: ParcelAddress,
  view: DirectoryView,
): Quarantine | null {
  if (!view.agency(from)) return quarantined('SENDER_UNKNOWN');
  const signature = headers[parcelHeaders.signature] ?? '';
  const kid = detachedKid(signature);
  if (kid === null) return quarantined('MALFORMED', 'hop signature');
  const key = view.signingKey(kid);
  if (!key) return quarantined('SIGNING_KEY_UNKNOWN');
  if (key.agency !== from) return quarantined('SENDER_MISMATCH', 'hop signature');
  if (!verifyDetached(signature, signedText(parcelId, body), key.key)) return quarantined('SIGNATURE_INVALID');
  const usedUp = key.retiredAt !== null && Date.parse(now) > Date.parse(key.retiredAt) + retiredKeyGraceMs;
  return usedUp || retiredBy(key, sentAt) ? quarantined('SIGNING_KEY_RETIRED', 'sentAt') : null;
}

/** The hop signs its headers and, by hash, the whole JWE: address, ephemeral key, ciphertext and tag. */
function signedText(parcelId: string, body: string): string {
  return canonicalText({ use: 'sup:parcel:v1', suite, parcelId, body: sha256Hex(body) });
}

function parsePayload(plaintext: Buffer): Record<string, unknown> | null {
  if (plaintext.length > parcelLimits.plaintextBytes) return null;
  try {
    const value: unknown = JSON.parse(plaintext.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function refusal(code: string, zh: string, en: string): DomainError {
  return new DomainError(code, 'refused', { zh, en });
}
