import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Directory, type FactEnvelope, type SignedDirectory, sourceOf } from '@sup/contracts';
import fc from 'fast-check';
import {
  DirectoryView,
  type KeyRingFile,
  bodyCommitment,
  canonicalText,
  inclusionProof,
  merkleRoot,
  newKeyRing,
  parseKeyRing,
  readSignedFacts,
  sha256Hex,
  signDirectory,
  signFacts,
  verifyCarried,
  verifyDirectory,
  verifyInclusion,
} from './index.ts';

const clock = { now: () => '2026-11-25T01:00:00.000Z' };
const files: Record<string, KeyRingFile> = {};
let directory: Directory;
let view: DirectoryView;

const agency = (id: string, superior: string | null, successor: string | null = null) => ({
  id,
  kind: 'police' as const,
  level: 'city' as const,
  nameZh: '某机构',
  nameEn: 'An agency',
  superior,
  offices: [],
  successor,
  suspended: false,
});
const ring = (id: string) => parseKeyRing(files[id]);

beforeAll(() => {
  const made = ['plc', 'proc', 'police', 'police-c'].map((id) => [id, newKeyRing(id, clock)] as const);
  for (const [id, { ring: file }] of made) files[id] = file;
  directory = {
    version: 1,
    issuedAt: clock.now(),
    agencies: [
      agency('plc', null),
      agency('proc', 'plc'),
      agency('police', 'plc'),
      agency('police-c', 'police', 'police'),
      agency('disc', null),
    ],
    keys: made.flatMap(([, { publicKeys }]) => publicKeys),
  };
  view = new DirectoryView(directory);
});

const fact = (n: number, change: Partial<FactEnvelope> = {}): string =>
  canonicalText({
    specversion: '1.0',
    id: `01939d2e-7a00-7000-8000-${String(n).padStart(12, '0')}`,
    source: sourceOf('police'),
    type: 'referral.progress',
    subject: '01939d2e-7a00-7000-8000-000000000000',
    time: '2026-11-25T02:00:00.000Z',
    datacontenttype: 'application/json',
    dataschema: 'urn:sup:fact:referral.progress:v1',
    track: 'note',
    n,
    statedat: '2026-11-25T02:00:00.000Z',
    actingpost: 'handler',
    recipients: ['plc'],
    data: { text: `进展 ${n}` },
    ...change,
  });
const facts = (count: number) => Array.from({ length: count }, (_, index) => fact(index + 1));
const codeOf = (read: object) => ('quarantine' in read ? read.quarantine : 'read');

describe('canonical text (RFC 8785)', () => {
  it('orders names by code unit, drops undefined, keeps unicode and writes numbers one way (AUD-01)', () => {
    const value = { b: 1, a: { z: [3, { y: null }], é: 'NFC' }, note: undefined, n: 1e21, big: '110105194912310021' };
    const text = '{"a":{"z":[3,{"y":null}],"é":"NFC"},"b":1,"big":"110105194912310021","n":1e+21}';
    expect(canonicalText(value)).toBe(text);
    expect(canonicalText(JSON.parse(text))).toBe(text);
  });

  it.each([
    ['NaN', { n: Number.NaN }],
    ['an infinity', { n: Infinity }],
    ['BigInt', { n: 1n }],
    ['a lone surrogate', { text: '\ud800' }],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['nothing', undefined],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalText(value)).toThrow('NOT_CANONICAL');
  });

  it('hashes as everybody else does', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(bodyCommitment({ b: 1, a: '名' })).toBe(sha256Hex('{"a":"名","b":1}'));
  });
});

describe('the tree of a signed set (RFC 6962)', () => {
  it('matches the published roots of Certificate Transparency', () => {
    const hex = (root: string) => Buffer.from(root, 'base64url').toString('hex');
    expect(hex(merkleRoot(['']))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(hex(merkleRoot(['', '\u0000']))).toBe('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125');
  });

  it('proves every leaf of every size, and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, pick, other) => {
        const leaves = Array.from({ length: size }, (_, index) => `leaf ${index}`);
        const index = pick % size;
        const wrong = other % size;
        const path = inclusionProof(leaves, index);
        const root = merkleRoot(leaves);
        expect(verifyInclusion(leaves[index]!, { index, size }, path, root)).toBe(true);
        expect(verifyInclusion('another leaf', { index, size }, path, root)).toBe(false);
        expect(verifyInclusion(leaves[index]!, { index, size }, [...path, root], root)).toBe(false);
        if (wrong !== index) expect(verifyInclusion(leaves[index]!, { index: wrong, size }, path, root)).toBe(false);
      }),
    );
  });

  it('answers no to numbers that are no place in a tree', () => {
    expect(verifyInclusion('a', { index: -1, size: 1 }, [], merkleRoot(['a']))).toBe(false);
    expect(verifyInclusion('a', { index: 0.5, size: 1 }, [], merkleRoot(['a']))).toBe(false);
    expect(verifyInclusion('a', { index: 0, size: Number.NaN }, [], merkleRoot(['a']))).toBe(false);
    expect(() => merkleRoot([])).toThrow(RangeError);
  });
});

describe('signed facts', () => {
  it('are read with a proof each, that stands without the parcel', () => {
    const texts = facts(7);
    const read = readSignedFacts(texts, signFacts(texts, ring('police')), 'police', view);
    if ('quarantine' in read) throw new Error(read.quarantine);
    expect(read.facts).toHaveLength(7);
    for (const [index, one] of read.facts.entries()) {
      if ('quarantine' in one) throw new Error(one.quarantine);
      expect(one.envelope.n).toBe(index + 1);
      expect(verifyCarried(one.carried, view)).toEqual({ fact: one.envelope });
    }
  });

  it('are set aside as a whole when one was changed, left out or added', () => {
    const texts = facts(3);
    const signed = signFacts(texts, ring('police'));
    for (const changed of [[texts[0]!, fact(9), texts[2]!], texts.slice(0, 2), [...texts, fact(4)]]) {
      expect(codeOf(readSignedFacts(changed, signed, 'police', view))).toBe('PROOF_INVALID');
    }
    const forged = { ...signed, root: merkleRoot([fact(9)]) };
    expect(codeOf(readSignedFacts([fact(9)], forged, 'police', view))).toBe('SIGNATURE_INVALID');
  });

  it('are set aside when the stream and the inner signature name different agencies', () => {
    const texts = facts(1);
    expect(codeOf(readSignedFacts(texts, signFacts(texts, ring('plc')), 'police', view))).toBe('SENDER_MISMATCH');
  });

  it('written in the name of another agency are set aside one by one', () => {
    const texts = [fact(1), fact(2, { source: sourceOf('plc') })];
    const read = readSignedFacts(texts, signFacts(texts, ring('police')), 'police', view);
    if ('quarantine' in read) throw new Error(read.quarantine);
    expect(read.facts.map(codeOf)).toEqual(['read', 'SENDER_MISMATCH']);
  });

  it('with two readings, or no envelope, are set aside one by one', () => {
    const texts = [` ${fact(1)}`, '{"a":1,"a":2}', '{}', 'no json', fact(5), '[[[[[[[[[['.repeat(1000)];
    const read = readSignedFacts(texts, signFacts(texts, ring('police')), 'police', view);
    if ('quarantine' in read) throw new Error(read.quarantine);
    expect(read.facts.map(codeOf)).toEqual([
      'NOT_CANONICAL',
      'NOT_CANONICAL',
      'ENVELOPE_INVALID',
      'NOT_CANONICAL',
      'read',
      'NOT_CANONICAL',
    ]);
  });

  it('beyond the limits are refused by number and size', () => {
    const texts = facts(257);
    expect(() => signFacts(texts, ring('police'))).toThrow(RangeError);
    const signed = signFacts(texts.slice(0, 1), ring('police'));
    expect(codeOf(readSignedFacts(texts, signed, 'police', view))).toBe('TOO_LARGE');
    expect(codeOf(readSignedFacts(['x'.repeat(900_001)], signed, 'police', view))).toBe('TOO_LARGE');
    expect(codeOf(readSignedFacts([], signed, 'police', view))).toBe('TOO_LARGE');
  });

  it('made before their key was retired stay provable; later dates do not', () => {
    const texts = [fact(1), fact(2, { time: '2026-11-25T05:00:00.000Z' })];
    const signed = signFacts(texts, ring('police'));
    const retired = directory.keys.map((key) => ({ ...key, retiredAt: '2026-11-25T03:00:00.000Z' }));
    const after = new DirectoryView({ ...directory, keys: retired });
    const carried = texts.map((text, index) => ({ fact: text, proof: signed.proofs[index] }));
    expect(carried.map((one) => codeOf(verifyCarried(one, after)))).toEqual(['read', 'SIGNING_KEY_RETIRED']);
  });

  it('carried with a proof for another place, another signature or no proof at all are set aside', () => {
    const texts = facts(4);
    const { proofs } = signFacts(texts, ring('police'));
    const other = signFacts(facts(2), ring('police')).proofs[0]!;
    expect(codeOf(verifyCarried({ fact: texts[0], proof: { ...proofs[0], index: 1 } }, view))).toBe('PROOF_INVALID');
    const size = { ...proofs[0], size: 5 };
    expect(codeOf(verifyCarried({ fact: texts[0], proof: size }, view))).toBe('SIGNATURE_INVALID');
    const signature = { ...proofs[0], signature: other.signature };
    expect(codeOf(verifyCarried({ fact: texts[0], proof: signature }, view))).toBe('SIGNATURE_INVALID');
    expect(codeOf(verifyCarried({ fact: texts[0], proof: { ...proofs[0], kid: 'x' } }, view))).toBe(
      'SIGNING_KEY_UNKNOWN',
    );
    for (const hostile of [null, 1, {}, { fact: texts[0] }, { fact: texts[0], proof: { ...proofs[0], path: 'x' } }]) {
      expect(codeOf(verifyCarried(hostile, view))).toBe('MALFORMED');
    }
  });
});

describe('the directory', () => {
  const trusted = (...ids: string[]) =>
    ids.map((id) => {
      const key = directory.keys.find((one) => one.agency === id && one.use === 'sign')!;
      return { agency: id, kid: key.kid, publicKey: key.publicKey };
    });
  const signedBy = (...ids: string[]): SignedDirectory => ({
    directory,
    signatures: ids.map((id) => signDirectory(directory, ring(id))),
  });

  it('comes into force with two trusted signers', () => {
    const verified = verifyDirectory(signedBy('plc', 'proc'), trusted('plc', 'proc'));
    expect('view' in verified && verified.view.version).toBe(1);
  });

  it.each([
    ['one signer twice', () => signedBy('plc', 'plc')],
    ['one trusted signer and a stranger', () => signedBy('plc', 'police')],
    ['a change after signing', () => ({ ...signedBy('plc', 'proc'), directory: { ...directory, version: 2 } })],
  ])('is refused with %s', (_, make) => {
    expect(verifyDirectory(make(), trusted('plc', 'proc'))).toMatchObject({ refused: 'TOO_FEW_SIGNERS' });
  });

  it('that is no directory is refused without an exception', () => {
    for (const hostile of [null, 'x', { directory: {}, signatures: [] }]) {
      expect(verifyDirectory(hostile, trusted('plc', 'proc'))).toMatchObject({ refused: 'MALFORMED' });
    }
  });

  it.each<[string, (made: Directory) => Directory]>([
    ['circular superiors', (made) => ({ ...made, agencies: [agency('plc', 'proc'), agency('proc', 'plc')], keys: [] })],
    ['an unknown successor', (made) => ({ ...made, agencies: [agency('plc', null, 'gone')], keys: [] })],
    ['an agency listed twice', (made) => ({ ...made, agencies: [...made.agencies, agency('plc', null)] })],
    ['a key of a stranger', (made) => ({ ...made, agencies: [agency('plc', null)] })],
    ['a key id listed twice', (made) => ({ ...made, keys: [...made.keys, made.keys[0]!] })],
  ])('with %s is refused even when well signed', (_, change) => {
    const wrong = change(directory);
    const signatures = ['plc', 'proc'].map((id) => signDirectory(wrong, ring(id)));
    const verified = verifyDirectory({ directory: wrong, signatures }, trusted('plc', 'proc'));
    expect(verified).toMatchObject({ refused: 'INCONSISTENT' });
  });

  it('finds the nearest common superior, which may be one of the two, or none', () => {
    expect(view.commonSuperior('proc', 'police-c')).toBe('plc');
    expect(view.commonSuperior('police', 'police-c')).toBe('police');
    expect(view.commonSuperior('plc', 'police-c')).toBe('plc');
    expect(view.commonSuperior('disc', 'police')).toBeNull();
    expect(view.commonSuperior('nobody', 'police')).toBeNull();
  });

  it('follows a closed agency to its successor', () => {
    expect(view.follow('police-c')).toBe('police');
    expect(view.follow('plc')).toBe('plc');
  });
});
