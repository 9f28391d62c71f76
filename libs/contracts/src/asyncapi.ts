import { z } from 'zod';
import { factEnvelopeSchema } from './facts/envelope.ts';
import { type FactName, dataSchemaOf, facts } from './facts/index.ts';

type JsonObject = Record<string, unknown>;

/** Broker headers of a parcel: suite, parcel id, detached signature of the hop. They say nothing about the content. */
export const parcelHeaderSchema = z.object({
  'p-v': z.string().max(60).describe('Cipher suite, e.g. X25519-A256GCM-Ed25519'),
  'p-i': z.uuid().describe('Parcel id, fresh at each attempt'),
  'p-s': z.string().max(600).describe('Detached EdDSA JWS of the hop over suite, parcel id and sha256 of the body'),
});

/** What a parcel of facts holds once opened: the author's signature and each fact with its number of the pair. */
export const factsParcelSchema = z.object({
  kid: z.string().max(80),
  root: z.string().max(64).describe('Merkle root (RFC 6962) of the canonical facts, base64url'),
  signature: z.string().max(120),
  facts: z
    .array(
      z.tuple([z.int().min(1), z.string().describe('Canonical text (RFC 8785) of one fact, a CloudEvents 1.0 event')]),
    )
    .min(1)
    .max(256),
});

const sealed = z
  .string()
  .describe('Compact JWE, ECDH-ES (X25519) with A256GCM; the protected header holds the address');
const chunk = z.string().describe('Up to 512 KB of ciphertext; raw bytes, not text');

/** The wire as an AsyncAPI 3.0 document, built from the schemas that validate it. All schemas are inlined. */
export function buildAsyncApi(version = '1.0.0'): JsonObject {
  const names = Object.keys(facts) as FactName[];
  return {
    asyncapi: '3.0.0',
    id: 'urn:sup:network',
    info: {
      title: 'Supervision network: facts between agencies',
      version,
      description: [
        'Each agency has its own broker account. It publishes to `out.<recipient>.…`; the recipient finds it in the stream',
        'of that sender as `in.<SENDER>.…`. Only parcels travel: sealed to the recipient and signed by the hop. The',
        'channel `opened` is not on the broker: it shows the facts inside an opened parcel.',
      ].join(' '),
    },
    defaultContentType: 'application/json',
    channels: { ...directions(), opened: openedChannel(names) },
    operations: operations(),
    components: {
      messages: { ...wireMessages(), ...Object.fromEntries(names.map((name) => [name, factMessage(name)])) },
    },
  };
}

const wireKinds = ['fact', 'receipt', 'blob', 'query'] as const;
type WireKind = (typeof wireKinds)[number];

const addresses: Readonly<Record<WireKind, { out: string; in: string; title: string }>> = {
  fact: { out: 'out.{recipient}.fact', in: 'in.{sender}.fact', title: 'Parcels of facts' },
  receipt: { out: 'out.{recipient}.receipt', in: 'in.{sender}.receipt', title: 'Cumulative receipts, sealed' },
  blob: { out: 'out.{recipient}.blob.{hash}.{n}', in: 'in.{sender}.blob.{hash}.{n}', title: 'Chunks of ciphertext' },
  query: { out: 'ask.{recipient}.{query}', in: 'asked.{sender}.{query}', title: 'Sealed questions and answers' },
};

const messages: Readonly<Record<WireKind, string>> = {
  fact: 'facts-parcel',
  receipt: 'receipt-parcel',
  blob: 'chunk',
  query: 'query-parcel',
};

const parameterTexts: Readonly<Record<string, string>> = {
  recipient: 'Agency id of the recipient, e.g. police-c',
  sender: 'Broker account of the sender: its agency id in capitals, dashes as underscores',
  hash: 'sha256 of the whole ciphertext, lower-case hex',
  n: 'Index of the chunk, from 0',
  query: 'Name of the question',
};

function directions(): JsonObject {
  return Object.fromEntries(
    wireKinds.flatMap((kind) =>
      (['out', 'in'] as const).map((direction) => {
        const address = addresses[kind][direction];
        const parameters = [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => [
          name,
          { description: parameterTexts[name ?? ''] ?? '' },
        ]);
        const channel = {
          address,
          title: `${addresses[kind].title} (${direction})`,
          parameters: Object.fromEntries(parameters) as JsonObject,
          messages: { [messageOf(kind)]: { $ref: `#/components/messages/${messageOf(kind)}` } },
        };
        return [channelOf(kind, direction), channel];
      }),
    ),
  );
}

function openedChannel(names: readonly FactName[]): JsonObject {
  return {
    address: null,
    title: 'Facts inside an opened parcel',
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
  };
}

function operations(): JsonObject {
  const wire = wireKinds.flatMap((kind) => [
    [`send-${kind}`, { action: 'send', channel: { $ref: `#/channels/${channelOf(kind, 'out')}` } }],
    [`receive-${kind}`, { action: 'receive', channel: { $ref: `#/channels/${channelOf(kind, 'in')}` } }],
  ]);
  return {
    ...(Object.fromEntries(wire) as JsonObject),
    'apply-fact': { action: 'receive', channel: { $ref: '#/channels/opened' } },
  };
}

function wireMessages(): JsonObject {
  const parcel = (title: string, more: JsonObject = {}) => ({
    title,
    contentType: 'application/jose',
    headers: jsonSchema(parcelHeaderSchema),
    payload: jsonSchema(sealed),
    ...more,
  });
  return {
    'facts-parcel': parcel('Up to 256 facts in one seal', { 'x-opens-to': jsonSchema(factsParcelSchema) }),
    'receipt-parcel': parcel('What the recipient has stored: high-water mark and gaps of the pair; never receipted'),
    'query-parcel': parcel('A question or its answer'),
    chunk: {
      title: 'A chunk of ciphertext',
      contentType: 'application/octet-stream',
      headers: jsonSchema(
        z.object({
          'b-n': z
            .string()
            .regex(/^\d{1,4}$/)
            .describe('Number of chunks of the blob'),
        }),
      ),
      payload: jsonSchema(chunk),
    },
  };
}

function factMessage(name: FactName): JsonObject {
  const { title, data, track } = facts[name];
  const envelope = jsonSchema(factEnvelopeSchema) as { properties: JsonObject };
  return {
    name,
    title: `${title.zh} / ${title.en}`,
    summary: track === 'move' ? 'Moves the record; numbered by its revision' : 'A note; numbered per author',
    contentType: 'application/cloudevents+json',
    payload: {
      ...envelope,
      properties: {
        ...envelope.properties,
        type: { type: 'string', const: name },
        dataschema: { type: 'string', const: dataSchemaOf(name) },
        track: { type: 'string', const: track },
        data: jsonSchema(data),
      },
    },
  };
}

function channelOf(kind: WireKind, direction: 'out' | 'in'): string {
  return `${direction}-${kind}`;
}

function messageOf(kind: WireKind): string {
  return messages[kind];
}

/** A schema as it reads input, draft 7 as AsyncAPI demands, everything inlined: it does not resolve `#/$defs`. */
function jsonSchema(schema: z.ZodType): JsonObject {
  const made: JsonObject = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', reused: 'inline' });
  delete made['$schema'];
  return made;
}
