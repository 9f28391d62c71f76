import { z } from 'zod';
import { agencyIdSchema } from '../agencies.ts';

/** An instant, UTC, milliseconds: what `Clock.now()` gives. */
export const instantSchema = z.iso.datetime({ offset: true });
/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. Never a JS Date. */
export const daySchema = z.iso.date();

/**
 * A fact as it crosses agencies: a CloudEvents 1.0 JSON event. The broker never sees it in clear (PROTOCOL.md law 7).
 * `track` and `n` number moves of a record (its revision, from 1) and notes (per author and record, from 1) apart
 * (law 2). Extension names are lower-case letters and digits only, as CloudEvents demands.
 */
export const factEnvelopeSchema = z.strictObject({
  specversion: z.literal('1.0'),
  /** UUIDv7. With the author it is the fact's identity everywhere; the inbox is keyed by it. */
  id: z.uuid(),
  /** The author, `urn:sup:agency:<id>`. Must agree with the broker's stream and with the inner signature. */
  source: z.string().regex(/^urn:sup:agency:[a-z0-9-]+$/),
  /** `noun.past-tense-kebab`. */
  type: z.string().regex(/^[a-z-]+\.[a-z-]+$/),
  /** The record, a UUIDv7 that both sides use. */
  subject: z.string().min(1).max(80),
  /** Wall time of authoring. Used for skew only (REF-04); deadlines read `statedat`. */
  time: instantSchema,
  datacontenttype: z.literal('application/json'),
  /** `urn:sup:fact:<type>:v<version>`. */
  dataschema: z.string().regex(/^urn:sup:fact:[a-z-]+\.[a-z-]+:v\d+$/),
  track: z.enum(['move', 'note']),
  n: z.int().min(1),
  /** Notes only: the last revision of the record its author had seen. */
  seenrevision: z.int().min(0).optional(),
  /** Business instant at which the act was done, as its author states it. An act is in time by this, never by arrival. */
  statedat: instantSchema,
  /** The post that acted and its pseudonymous holder; `system` for a move a service makes by itself. Never a name. */
  actingpost: z.string().min(1).max(80),
  /** The agencies the fact is addressed to, its author excluded. */
  recipients: z.array(agencyIdSchema).max(64),
  data: z.record(z.string(), z.unknown()),
});
export type FactEnvelope = z.infer<typeof factEnvelopeSchema>;

/** A fact of a known type: the envelope with its `data` typed. */
export type Fact<Type extends string = string, Data = Record<string, unknown>> = Omit<FactEnvelope, 'type' | 'data'> & {
  readonly type: Type;
  readonly data: Data;
};

/** The author of a fact, from its source. */
export function authorOf(fact: Pick<FactEnvelope, 'source'>): string {
  return fact.source.slice('urn:sup:agency:'.length);
}

/** The source that names an author. */
export function sourceOf(agency: string): string {
  return `urn:sup:agency:${agency}`;
}

/** Describes a fact type: the schema that both documents and validates its data. Old versions are kept for reading. */
export interface FactType<Data = unknown> {
  readonly track: 'move' | 'note';
  readonly version: number;
  readonly title: { readonly zh: string; readonly en: string };
  readonly data: z.ZodType<Data>;
}
