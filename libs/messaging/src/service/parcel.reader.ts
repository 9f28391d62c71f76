import { type CarriedFact, type FactEnvelope, readFact } from '@sup/contracts';
import { z } from 'zod';
import {
  type DirectoryView,
  type KeyRing,
  type ProvenFact,
  type Quarantine,
  type Receipt,
  isQuarantined,
  judgeFreshness,
  openParcel,
  parseReceipt,
  readSignedFacts,
  verifyCarried,
} from '../protocol/index.ts';
import { type ArrivedFact } from '../store/inbox.store.ts';
import { subjects } from './broker.ts';

/** A broker message as it came over the stream of `sender`. */
export interface Arrived {
  readonly sender: string;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Uint8Array;
  readonly hubAt: string | null;
}

/** A single fact of a sound parcel that this program cannot read: quarantined with its proof, the others go on. */
export interface Unreadable {
  readonly seq: number;
  readonly parcelId: string;
  /** The proof is null where the fact itself is not canonical: nothing proves it. */
  readonly carried: { readonly fact: string; readonly proof: CarriedFact['proof'] | null };
  readonly envelope: FactEnvelope | null;
  readonly code: string;
  readonly detail: string | null;
}

export type Reading =
  | { readonly kind: 'facts'; readonly facts: readonly ArrivedFact[]; readonly unreadable: readonly Unreadable[] }
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  /** `parked`: numbers that lie safely in this quarantine entry and count as received (SKEW of a fact). */
  | {
      readonly kind: 'quarantine';
      readonly code: string;
      readonly detail: string | null;
      readonly retryAt: string | null;
      readonly parked: readonly number[];
    };

const factsPayload = z.strictObject({
  kid: z.string().max(80),
  root: z.string().max(64),
  signature: z.string().max(120),
  facts: z
    .array(z.tuple([z.int().min(1), z.string()]))
    .min(1)
    .max(256),
});

/** Reads arrived bytes against the directory and our keys. Checks stream, subject, both signatures, seal, size, schema, addressee. Never throws. */
export function readArrived(arrived: Arrived, ring: KeyRing, view: DirectoryView, now: string): Reading {
  const place = arrived.subject.split('.').at(-1);
  if (arrived.subject !== `${subjects.arrivingFrom(arrived.sender)}.${place}`)
    return quarantine('SENDER_MISMATCH', 'subject');
  const { sender, headers } = arrived;
  const parcel = openParcel({ body: Buffer.from(arrived.raw).toString('latin1'), headers, sender, now }, ring, view);
  if (isQuarantined(parcel)) return quarantineOf(parcel);
  const { kind, parcelId } = parcel.address;
  if (kind === 'receipt' && place === 'receipt') return readReceipt(parcel.payload, sender, ring.agency);
  if (kind !== 'facts' || place !== 'fact') return quarantine('PAYLOAD_INVALID', 'kind');
  return readFacts(parcel.payload, sender, view, { parcelId, hubAt: arrived.hubAt, now, us: ring.agency });
}

/** Where and when facts were read. */
export interface ReadAt {
  readonly parcelId: string;
  readonly hubAt: string | null;
  readonly now: string;
  readonly us: string;
}

/** Reads a signed set of numbered facts, as a parcel or an echo holds it. */
export function readFacts(content: unknown, author: string, view: DirectoryView, at: ReadAt): Reading {
  const payload = factsPayload.safeParse(content);
  if (!payload.success) return quarantine('PAYLOAD_INVALID', payload.error.issues[0]?.path.join('.') ?? null);
  const { facts, ...signed } = payload.data;
  const texts = facts.map(([, text]) => text);
  const proven = readSignedFacts(texts, signed, author, view);
  if (isQuarantined(proven)) return quarantineOf(proven);
  const seqs = facts.map(([seq]) => seq);
  return sort(seqs, proven.facts, texts, at);
}

/** Reads one fact that was quarantined alone, with a program or directory that may know more by now. */
export function readKept(
  raw: Uint8Array,
  hubAt: string | null,
  view: DirectoryView,
  at: { now: string; us: string },
): Reading {
  const kept = keptFact.safeParse(parseJson(raw));
  if (!kept.success) return quarantine('MALFORMED', null);
  const { seq, parcelId, carried } = kept.data;
  const verified = verifyCarried(carried, view);
  const proven = isQuarantined(verified) ? verified : { envelope: verified.fact, carried: carried as CarriedFact };
  return sort([seq], [proven], [carried.fact], { parcelId, hubAt, ...at });
}

/** The bytes under which a single unreadable fact is kept; `readKept` reads them. */
export function keep({ seq, parcelId, carried }: Unreadable): Uint8Array {
  return Buffer.from(JSON.stringify({ seq, parcelId, carried }));
}

const keptFact = z.object({
  seq: z.int().min(1),
  parcelId: z.string(),
  carried: z.object({ fact: z.string(), proof: z.unknown() }),
});

function sort(
  seqs: readonly number[],
  proven: readonly (ProvenFact | Quarantine)[],
  texts: readonly string[],
  at: ReadAt,
): Reading {
  const facts: ArrivedFact[] = [];
  const unreadable: Unreadable[] = [];
  const skewed: string[] = [];
  proven.forEach((one, index) => {
    const seq = seqs[index]!;
    const verdict = isQuarantined(one) ? { code: one.quarantine, detail: one.detail ?? null } : faultOf(one, at);
    if ('code' in verdict) {
      const carried = isQuarantined(one) ? { fact: texts[index]!, proof: null } : one.carried;
      const envelope = isQuarantined(one) ? null : one.envelope;
      unreadable.push({ seq, parcelId: at.parcelId, carried, envelope, ...verdict });
    } else if ('retryAt' in verdict) skewed.push(verdict.retryAt);
    else if (!isQuarantined(one)) facts.push({ seq, ...verdict.fact, parcelId: at.parcelId, hubAt: at.hubAt });
  });
  if (skewed.length === 0) return { kind: 'facts', facts, unreadable };
  return { kind: 'quarantine', code: 'SKEW', detail: 'time', retryAt: skewed.sort().at(-1)!, parked: seqs };
}

type Verdict =
  | { readonly code: string; readonly detail: string | null }
  | { readonly retryAt: string }
  | { readonly fact: Omit<ArrivedFact, 'seq' | 'parcelId' | 'hubAt'> };

function faultOf({ envelope, carried }: ProvenFact, { now, us }: { now: string; us: string }): Verdict {
  if (!envelope.recipients.includes(us)) return { code: 'NOT_ADDRESSED_TO_US', detail: 'recipients' };
  const freshness = judgeFreshness(envelope.time, now);
  if (isQuarantined(freshness)) return { retryAt: freshness.retryAt ?? envelope.time };
  const read = readFact(envelope);
  if ('unreadable' in read) return { code: read.unreadable.code, detail: read.unreadable.path };
  const { id, type, subject } = envelope;
  const { aheadMs } = freshness;
  return { fact: { factId: id, type, recordId: subject, body: carried.fact, proof: carried.proof, aheadMs } };
}

function readReceipt(payload: Readonly<Record<string, unknown>>, sender: string, us: string): Reading {
  const receipt = parseReceipt(payload['receipt']);
  if (!receipt || receipt.from !== us || receipt.to !== sender) return quarantine('PAYLOAD_INVALID', 'receipt');
  return { kind: 'receipt', receipt };
}

function quarantine(code: string, detail: string | null): Reading {
  return { kind: 'quarantine', code, detail, retryAt: null, parked: [] };
}

function quarantineOf({ quarantine: code, detail, retryAt }: Quarantine): Reading {
  return { kind: 'quarantine', code, detail: detail ?? null, retryAt: retryAt ?? null, parked: [] };
}

function parseJson(raw: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(raw).toString());
  } catch {
    return null;
  }
}
