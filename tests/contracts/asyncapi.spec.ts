/**
 * The parser's own dependencies mistake jest's "module-sync" condition for an ESM loader: left out in this file.
 * @jest-environment-options {"customExportConditions": ["node", "node-addons", "require", "default"]}
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Parser } from '@asyncapi/parser';
import { buildAsyncApi, facts, parcelHeaderSchema } from '@sup/contracts';
import { parcelHeaders } from '@sup/messaging/protocol';
import { z } from 'zod';

type Parsed = Awaited<ReturnType<Parser['parse']>>;

describe('the AsyncAPI document of the wire', () => {
  let parsed: Parsed;
  const text = JSON.stringify(buildAsyncApi());

  beforeAll(async () => {
    parsed = await new Parser().parse(text);
  });

  it('is valid AsyncAPI 3.0 without a single error', () => {
    const errors = parsed.diagnostics.filter(({ severity }) => Number(severity) === 0);
    expect(errors.map(({ message, path }) => `${path.join('.')}: ${message}`)).toEqual([]);
    expect(parsed.document?.version()).toBe('3.0.0');
  });

  it('documents every fact that crosses, and no other', () => {
    const documented = parsed.document!.channels().get('opened')!.messages().all();
    expect(documented.map((message) => message.id()).sort()).toEqual(Object.keys(facts).sort());
  });

  it('has a channel for each direction of everything that travels', () => {
    const addresses = parsed
      .document!.channels()
      .all()
      .map((channel) => channel.address());
    expect(addresses).toEqual(
      expect.arrayContaining([
        'out.{recipient}.fact',
        'in.{sender}.fact',
        'out.{recipient}.receipt',
        'in.{sender}.receipt',
      ]),
    );
  });

  it('names on the broker say nothing about types or records (PROTOCOL.md law 7)', () => {
    for (const channel of parsed.document!.channels().all()) {
      expect(channel.address() ?? '').not.toMatch(/referral|clock|record|type/);
    }
    expect(Object.keys(parcelHeaderSchema.shape).sort()).toEqual(Object.values(parcelHeaders).sort());
  });

  it('inlines its schemas: nothing is left to resolve inside them', () => {
    expect(text).not.toContain('$defs');
    expect(text.match(/"\$ref":"(?!#\/(?:channels|components)\/)/)).toBeNull();
  });

  it.each(Object.keys(facts))('%s: the golden sample fits the documented schema', (name) => {
    const payload = parsed.document!.components().messages().get(name)!.payload()!.json();
    const documented = z.fromJSONSchema(payload as Parameters<typeof z.fromJSONSchema>[0]);
    const sample = JSON.parse(
      readFileSync(join(import.meta.dirname, 'samples', `${name}.v1.golden.json`), 'utf8'),
    ) as object;
    expect(documented.safeParse(sample).error?.issues).toBeUndefined();
    expect(documented.safeParse({ ...sample, type: 'another.fact' }).success).toBe(false);
    expect(documented.safeParse({ ...sample, data: { unknown: 1 } }).success).toBe(false);
  });
});
