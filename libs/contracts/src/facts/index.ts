import { type z } from 'zod';
import { clockFacts } from './clock.facts.ts';
import { type Fact, type FactEnvelope, type FactType, factEnvelopeSchema } from './envelope.ts';
import { networkFacts } from './network.facts.ts';
import { referralFacts } from './referral.facts.ts';

/** Every fact that crosses agencies. A type is never removed and its old versions stay readable: prefer a new fact. */
export const facts = { ...referralFacts, ...clockFacts, ...networkFacts } as const satisfies Record<string, FactType>;
export type FactName = keyof typeof facts;
export type FactData<Name extends FactName> = z.output<(typeof facts)[Name]['data']>;
/** A known fact with typed data; the union narrows on `type`. */
export type KnownFact = { [Name in FactName]: Fact<Name, FactData<Name>> }[FactName];

export function isFactName(type: string): type is FactName {
  return Object.hasOwn(facts, type);
}

/** The `dataschema` of a fact type's current version. */
export function dataSchemaOf(type: FactName): string {
  return `urn:sup:fact:${type}:v${facts[type].version}`;
}

/** Why a fact cannot be read: it is quarantined under this code, never guessed at. */
export type Unreadable = {
  readonly code: 'ENVELOPE_INVALID' | 'TYPE_UNKNOWN' | 'VERSION_UNKNOWN' | 'DATA_INVALID';
  readonly path: string;
};

/** Reads a fact by its documented schema. Returns what is wrong and where; never the content. */
export function readFact(input: unknown): { fact: KnownFact } | { unreadable: Unreadable } {
  const envelope = factEnvelopeSchema.safeParse(input);
  if (!envelope.success) return { unreadable: { code: 'ENVELOPE_INVALID', path: pathOf(envelope.error) } };
  const { type, dataschema } = envelope.data;
  if (!isFactName(type)) return { unreadable: { code: 'TYPE_UNKNOWN', path: 'type' } };
  if (dataschema !== dataSchemaOf(type)) return { unreadable: { code: 'VERSION_UNKNOWN', path: 'dataschema' } };
  if (envelope.data.track !== facts[type].track) return { unreadable: { code: 'ENVELOPE_INVALID', path: 'track' } };
  const data = facts[type].data.safeParse(envelope.data.data);
  if (!data.success) return { unreadable: { code: 'DATA_INVALID', path: `data.${pathOf(data.error)}` } };
  return { fact: { ...envelope.data, data: data.data } as KnownFact };
}

function pathOf(error: z.ZodError): string {
  return error.issues[0]?.path.join('.') ?? '';
}

export * from './clock.facts.ts';
export * from './envelope.ts';
export * from './network.facts.ts';
export * from './referral.facts.ts';
export type { FactEnvelope };
