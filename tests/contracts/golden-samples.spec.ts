import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type ReferralSent, dataSchemaOf, facts, isFactName, readFact, signedDirectorySchema } from '@sup/contracts';
import {
  type WireParcel,
  DirectoryView,
  canonicalText,
  openParcel,
  parseKeyRing,
  readSignedFacts,
  sha256Hex,
  verifyCarried,
  verifyDirectory,
} from '@sup/messaging/protocol';

/**
 * A golden sample is what some agency once sent. It is never edited, only added to: an older service may still send its
 * like. To add one: write `samples/<fact>.v<version>.golden.json` and its sha256 in `samples/manifest.json`.
 */
const folder = join(import.meta.dirname, 'samples');
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
const manifest = JSON.parse(textOf('manifest.json')) as Record<string, string>;
const samples = readdirSync(folder).filter((name) => name.endsWith('.golden.json'));
const factSamples = samples.filter((name) => name !== 'parcel.v1.golden.json');
const sample = (name: string) => JSON.parse(textOf(name)) as { type: string; data: Record<string, unknown> };

describe('golden samples of the facts that cross agencies', () => {
  it.each(Object.keys(facts))('%s has a sample of every version up to its current one', (type) => {
    const { version } = facts[type as keyof typeof facts];
    for (let old = 1; old <= version; old += 1) expect(samples).toContain(`${type}.v${old}.golden.json`);
  });

  it.each(factSamples)('%s still reads, and loses nothing in reading', (name) => {
    const raw = sample(name);
    expect(readFact(raw)).toEqual({ fact: raw });
  });

  it.each(factSamples)('%s is of the type and version its file name says', (name) => {
    const [, type, version] = /^(.+)\.v(\d+)\.golden\.json$/.exec(name) ?? [];
    const { type: stated, dataschema } = JSON.parse(textOf(name)) as { type: string; dataschema: string };
    expect(stated).toBe(type);
    expect(dataschema).toBe(`urn:sup:fact:${type}:v${version}`);
    expect(isFactName(stated) && dataSchemaOf(stated)).toBeTruthy();
  });

  it.each(samples)('%s was never edited', (name) => {
    expect(sha256Hex(readFileSync(join(folder, name)))).toBe(manifest[name]);
  });

  it('none was taken away', () => {
    expect(samples.sort()).toEqual(Object.keys(manifest).sort());
  });

  it.each(factSamples)('%s is refused once a stranger to its schema is added', (name) => {
    const raw = sample(name);
    expect(readFact({ ...raw, data: { ...raw.data, verdict: '有罪' } })).toHaveProperty(
      'unreadable.code',
      'DATA_INVALID',
    );
    expect(readFact({ ...raw, verdict: '有罪' })).toHaveProperty('unreadable.code', 'ENVELOPE_INVALID');
    expect(readFact({ ...raw, track: raw.type === 'x' ? '' : 'neither' })).toHaveProperty(
      'unreadable.code',
      'ENVELOPE_INVALID',
    );
  });
});

describe('golden signatures: what was signed and sealed then is still proven and opened now', () => {
  const signed = signedDirectorySchema.parse(sample('directory.published.v1.golden.json').data);
  const trusted = signed.signatures.map(({ agency, kid }) => ({
    agency,
    kid,
    publicKey: signed.directory.keys.find((key) => key.kid === kid)!.publicKey,
  }));
  const view = new DirectoryView(signed.directory);

  it('the directory was signed by two agencies', () => {
    expect(verifyDirectory(signed, trusted)).toHaveProperty('view.version', 3);
    const older = { ...signed, directory: { ...signed.directory, version: 4 } };
    expect(verifyDirectory(older, trusted)).toHaveProperty('refused', 'TOO_FEW_SIGNERS');
  });

  it("a forwarded fact carries its origin's proof", () => {
    const { opens } = sample('referral.forwarded.v1.golden.json').data as {
      opens: { origin: { fact: string; proof: object }; sent: ReferralSent };
    };
    const proven = verifyCarried(opens.origin, view);
    expect(proven).toEqual({ fact: sample('referral.sent.v1.golden.json') });
    expect(opens.sent.bodyCommitment).toBe(
      (sample('referral.sent.v1.golden.json').data as ReferralSent).bodyCommitment,
    );
    const changed = { ...opens.origin, fact: opens.origin.fact.replace('URGE', 'FORWARD') };
    expect(verifyCarried(changed, view)).toHaveProperty('quarantine', 'PROOF_INVALID');
  });

  it('a result names the very question it answers', () => {
    const asked = canonicalText(sample('referral.sent.v1.golden.json'));
    expect(sample('referral.result.v1.golden.json').data['answers']).toBe(sha256Hex(asked));
  });

  it('a parcel opens with the keys of that time and holds the signed fact', () => {
    const golden = JSON.parse(textOf('parcel.v1.golden.json')) as {
      sender: string;
      parcel: WireParcel;
      recipientKeys: unknown;
      opens: object;
    };
    const arrived = { ...golden.parcel, sender: golden.sender, now: '2026-11-03T01:00:07.000Z' };
    const opened = openParcel(arrived, parseKeyRing(golden.recipientKeys), view);
    if ('quarantine' in opened) throw new Error(opened.quarantine);
    expect(opened.address).toEqual(golden.opens);
    const payload = opened.payload as { kid: string; root: string; signature: string; facts: [number, string][] };
    const texts = payload.facts.map(([, text]) => text);
    const read = readSignedFacts(texts, payload, golden.sender, view);
    expect(read).toHaveProperty('facts.0.envelope', sample('referral.sent.v1.golden.json'));
  });
});
