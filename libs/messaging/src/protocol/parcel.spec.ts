import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Directory } from '@sup/contracts';
import * as jose from 'jose';
import {
  DirectoryView,
  type KeyRingFile,
  newKeyRing,
  openBody,
  openParcel,
  parcelHeaders,
  parcelLimits,
  parseKeyRing,
  rotateSealingKey,
  sealBody,
  sealParcel,
  sha256Hex,
  suite,
  type WireParcel,
} from './index.ts';

const clock = { now: () => '2026-11-25T01:00:00.000Z' };
const now = '2026-11-25T02:00:00.000Z';
const files: Record<string, KeyRingFile> = {};
let directory: Directory;
let view: DirectoryView;

const agency = (id: string) => ({
  id,
  kind: 'police' as const,
  level: 'city' as const,
  nameZh: '某机构',
  nameEn: 'An agency',
  superior: null,
  offices: [],
  successor: null,
  suspended: false,
});
const ring = (id: string) => parseKeyRing(files[id]);

beforeAll(() => {
  const made = ['police', 'plc', 'court'].map((id) => [id, newKeyRing(id, clock)] as const);
  for (const [id, { ring: file }] of made) files[id] = file;
  directory = {
    version: 1,
    issuedAt: clock.now(),
    agencies: made.map(([id]) => agency(id)),
    keys: made.flatMap(([, { publicKeys }]) => publicKeys),
  };
  view = new DirectoryView(directory);
});

const address = {
  parcelId: '01939d2e-7a00-7000-8000-000000000001',
  from: 'plc',
  to: 'police',
  kind: 'facts' as const,
  sentAt: now,
};
const payload = { facts: ['{"a":"线索𠮷"}'], n: 1 };
const sealed = (change: Partial<typeof address> = {}) =>
  sealParcel({ ...address, ...change, payload }, ring('plc'), view);
const openAt = (parcel: WireParcel, over: { sender?: string; now?: string; as?: string } = {}) =>
  openParcel({ ...parcel, sender: over.sender ?? 'plc', now: over.now ?? now }, ring(over.as ?? 'police'), view);
const codeOf = (opened: object) => ('quarantine' in opened ? opened.quarantine : 'opened');

describe('a parcel', () => {
  it('opens at its addressee with the payload, the address and the measured skew', () => {
    expect(openAt(sealed())).toEqual({ address, payload, aheadMs: 0 });
  });

  it('shows the broker no word of its content', () => {
    const parcel = sealed();
    expect(JSON.stringify(parcel)).not.toContain('线索');
    expect(Object.keys(parcel.headers).sort()).toEqual(['p-i', 'p-s', 'p-v']);
  });

  it('is set aside when one character of the ciphertext was changed', () => {
    const parcel = sealed();
    const at = parcel.body.lastIndexOf('.') - 5;
    const body = parcel.body.slice(0, at) + (parcel.body[at] === 'A' ? 'B' : 'A') + parcel.body.slice(at + 1);
    expect(codeOf(openAt({ ...parcel, body }))).toBe('SIGNATURE_INVALID');
  });

  it('is set aside when it arrives over the stream of another agency', () => {
    expect(codeOf(openAt(sealed(), { sender: 'court' }))).toBe('SENDER_MISMATCH');
  });

  it('is set aside when another agency signed the hop in its own name', () => {
    const stolen = { ...ring('court'), agency: 'plc' };
    const parcel = sealParcel({ ...address, payload }, stolen, view);
    expect(codeOf(openAt(parcel))).toBe('SENDER_MISMATCH');
  });

  it('is set aside by an agency it is not addressed to', () => {
    expect(codeOf(openAt(sealed(), { as: 'court' }))).toBe('NOT_ADDRESSED_TO_US');
  });

  it('cannot be re-addressed by rewriting the protected header', () => {
    const parcel = sealed();
    const [head, ...rest] = parcel.body.split('.');
    const header = JSON.parse(Buffer.from(head!, 'base64url').toString()) as { sup: Record<string, string> };
    header.sup['to'] = 'court';
    const body = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
    expect(codeOf(openAt({ ...parcel, body }, { as: 'court' }))).toBe('SIGNATURE_INVALID');
  });

  it('cannot be renamed by its broker header', () => {
    const parcel = sealed();
    const headers = { ...parcel.headers, [parcelHeaders.parcelId]: '01939d2e-7a00-7000-8000-000000000002' };
    expect(codeOf(openAt({ ...parcel, headers }))).toBe('HEADERS_DIFFER');
  });

  it('is set aside when its seal was re-made by the hop over a foreign ciphertext', () => {
    const parcel = sealed();
    const other = sealed();
    const body = [...parcel.body.split('.').slice(0, 3), ...other.body.split('.').slice(3)].join('.');
    const resigned = sealParcel({ ...address, payload }, ring('plc'), view);
    expect(codeOf(openAt({ body, headers: resigned.headers }))).toBe('SIGNATURE_INVALID');
  });

  it('names an unknown suite instead of guessing', () => {
    const parcel = sealed();
    const headers = { ...parcel.headers, [parcelHeaders.suite]: 'SM2-SM4GCM-SM2' };
    expect(codeOf(openAt({ ...parcel, headers }))).toBe('SUITE_UNKNOWN');
  });

  it('is refused unopened above the size limit', () => {
    const parcel = sealed();
    expect(codeOf(openAt({ ...parcel, body: 'A'.repeat(parcelLimits.bodyChars + 1) }))).toBe('TOO_LARGE');
    expect(() => sealParcel({ ...address, payload: { text: 'x'.repeat(900_001) } }, ring('plc'), view)).toThrow(
      'PARCEL_TOO_LARGE',
    );
  });

  it('at the size limit still fits the limit on the wire', () => {
    const text = 'x'.repeat(parcelLimits.plaintextBytes - '{"text":""}'.length);
    const parcel = sealParcel({ ...address, payload: { text } }, ring('plc'), view);
    expect(parcel.body.length).toBeLessThanOrEqual(parcelLimits.bodyChars);
    expect(codeOf(openAt(parcel))).toBe('opened');
  });

  it.each(['', '.', '....', 'a.b.c.d.e', 'e30..AAAAAAAAAAAAAAAA.AA.AAAAAAAAAAAAAAAAAAAAAA', '\u0000', '💥'.repeat(50)])(
    'that is garbage is set aside and nothing throws: %j',
    (body) => {
      const { headers } = sealed();
      expect(codeOf(openAt({ body, headers }))).toBe('MALFORMED');
      expect(codeOf(openAt({ body, headers: {} }))).toBe('SUITE_UNKNOWN');
      const signatureless = { ...headers, [parcelHeaders.signature]: body };
      expect(codeOf(openAt({ body: sealed().body, headers: signatureless }))).toMatch(/HEADERS_DIFFER|MALFORMED/);
    },
  );

  it('whose content is no JSON object is set aside', () => {
    const list = sealParcel({ ...address, payload: [1, 2] }, ring('plc'), view);
    expect(codeOf(openAt(list))).toBe('PAYLOAD_INVALID');
  });

  it('is never made in the name of another agency', () => {
    expect(() => sealParcel({ ...address, from: 'court', payload }, ring('plc'), view)).toThrow('SENDER_IS_NOT_US');
  });
});

describe('dates (REF-04)', () => {
  const at = (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();

  it.each([1.5, 4, 5, -20, -3 * 24 * 60])(
    'a parcel dated %d minutes from now is taken, with its skew recorded',
    (minutes) => {
      expect(openAt(sealed({ sentAt: at(minutes) }))).toMatchObject({ aheadMs: minutes * 60_000 });
    },
  );

  it('a parcel dated twenty minutes ahead is parked and opens when its time is reached', () => {
    const parcel = sealed({ sentAt: at(20) });
    expect(openAt(parcel)).toEqual({ quarantine: 'SKEW', retryAt: at(20) });
    expect(codeOf(openAt(parcel, { now: at(20) }))).toBe('opened');
  });

  it('a forged parcel is not parked: its signature is judged first', () => {
    const parcel = sealed({ sentAt: at(20) });
    const signature = sealed().headers[parcelHeaders.signature]!;
    const headers = { ...parcel.headers, [parcelHeaders.signature]: signature };
    expect(codeOf(openAt({ ...parcel, headers }))).toBe('SIGNATURE_INVALID');
  });
});

describe('keys', () => {
  const rotated = () => {
    const later = { now: () => '2026-11-25T03:00:00.000Z' };
    const { ring: file, publicKey } = rotateSealingKey(files['police']!, later);
    const keys = directory.keys.map((key) =>
      key.agency === 'police' && key.use === 'seal' ? { ...key, retiredAt: later.now() } : key,
    );
    return { file, publicKey, after: new DirectoryView({ ...directory, version: 2, keys: [...keys, publicKey] }) };
  };

  it('a parcel sealed to the old key still opens after rotation; a new one uses the new key', () => {
    const { file, publicKey, after } = rotated();
    const old = sealed();
    const current = parseKeyRing(file);
    const arrived = { sender: 'plc', now: '2026-11-25T04:00:00.000Z' };
    expect(codeOf(openParcel({ ...old, ...arrived }, current, after))).toBe('opened');
    const fresh = sealParcel({ ...address, sentAt: arrived.now, payload }, ring('plc'), after);
    expect(jose.decodeProtectedHeader(fresh.body).kid).toBe(publicKey.kid);
    expect(codeOf(openParcel({ ...fresh, ...arrived }, current, after))).toBe('opened');
    expect(codeOf(openParcel({ ...fresh, ...arrived }, ring('police'), after))).toBe('SEALING_KEY_UNKNOWN');
  });

  it('no parcel is sealed to an agency whose only key is retired', () => {
    const keys = directory.keys.map((key) => ({ ...key, retiredAt: key.use === 'seal' ? clock.now() : null }));
    const after = new DirectoryView({ ...directory, keys });
    expect(() => sealParcel({ ...address, payload }, ring('plc'), after)).toThrow('RECIPIENT_WITHOUT_KEY');
    expect(() => sealBody({ a: 1 }, 'police', after)).toThrow('RECIPIENT_WITHOUT_KEY');
  });

  it('a retired signing key signs nothing new, and an old date is no excuse after forty days', () => {
    const keys = directory.keys.map((key) =>
      key.agency === 'plc' && key.use === 'sign' ? { ...key, retiredAt: '2026-11-25T01:30:00.000Z' } : key,
    );
    const after = new DirectoryView({ ...directory, keys });
    const open = (parcel: WireParcel, at: string) =>
      codeOf(openParcel({ ...parcel, sender: 'plc', now: at }, ring('police'), after));
    expect(open(sealed(), now)).toBe('SIGNING_KEY_RETIRED');
    const before = sealed({ sentAt: '2026-11-25T01:10:00.000Z' });
    expect(open(before, now)).toBe('opened');
    expect(open(before, '2027-02-01T00:00:00.000Z')).toBe('SIGNING_KEY_RETIRED');
  });

  it('a key the directory does not list signs for nobody', () => {
    const stranger = parseKeyRing(newKeyRing('plc', clock).ring);
    expect(codeOf(openAt(sealParcel({ ...address, payload }, stranger, view)))).toBe('SIGNING_KEY_UNKNOWN');
  });

  it('a keys file with a wrong field is refused by the name of the field, never its value', () => {
    const secret = 'not-a-key-but-secret';
    const file = { ...files['plc'], signing: { kid: 'k', privateKey: secret } };
    expect(() => parseKeyRing(JSON.stringify(file))).toThrow(/^keys file: signing\.privateKey$/);
    expect(() => parseKeyRing('{')).toThrow('keys file');
  });
});

describe('the formats are the standard ones', () => {
  const joseKey = (id: string, use: 'sign' | 'seal', secret: boolean) => {
    const file = files[id]!;
    const d = use === 'sign' ? file.signing.privateKey : file.sealing[0]!.privateKey;
    const x = directory.keys.find((key) => key.agency === id && key.use === use)!.publicKey;
    const jwk = { kty: 'OKP', crv: use === 'sign' ? 'Ed25519' : 'X25519', x, ...(secret ? { d } : {}) };
    return jose.importJWK(jwk, use === 'sign' ? 'EdDSA' : 'ECDH-ES');
  };

  it('jose opens the sealed parcel and verifies the detached hop signature', async () => {
    const parcel = sealed();
    const { plaintext } = await jose.compactDecrypt(parcel.body, await joseKey('police', 'seal', true));
    expect(JSON.parse(Buffer.from(plaintext).toString())).toEqual(payload);
    const [head, , signature] = parcel.headers[parcelHeaders.signature]!.split('.');
    const signed = `{"body":"${sha256Hex(parcel.body)}","parcelId":"${address.parcelId}","suite":"${suite}","use":"sup:parcel:v1"}`;
    const jws = `${head}.${Buffer.from(signed).toString('base64url')}.${signature}`;
    await expect(jose.compactVerify(jws, await joseKey('plc', 'sign', false))).resolves.toBeDefined();
  });

  it('a parcel that jose sealed and signed opens here', async () => {
    const { parcelId, from, to, kind, sentAt } = address;
    const recipient = view.sealingKey('police')!;
    const body = await new jose.CompactEncrypt(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({
        alg: 'ECDH-ES',
        enc: 'A256GCM',
        kid: recipient.kid,
        sup: { suite, from, to, id: parcelId, kind, at: sentAt },
      })
      .setKeyManagementParameters({ apu: Buffer.from(from), apv: Buffer.from(to) })
      .encrypt(await joseKey('police', 'seal', false));
    const signed = `{"body":"${sha256Hex(body)}","parcelId":"${parcelId}","suite":"${suite}","use":"sup:parcel:v1"}`;
    const jws = await new jose.CompactSign(Buffer.from(signed))
      .setProtectedHeader({ alg: 'EdDSA', kid: ring('plc').signing.kid })
      .sign(await joseKey('plc', 'sign', true));
    const [head, , signature] = jws.split('.');
    const headers = { 'p-v': suite, 'p-i': parcelId, 'p-s': `${head}..${signature}` };
    expect(openAt({ body, headers })).toMatchObject({ payload });
  });
});

describe('a sealed body', () => {
  const body = { facts: '情况说明', points: [{ id: 'P1' }], salt: 'c2FsdA' };

  it('opens at its addressee only', () => {
    const text = sealBody(body, 'police', view, 'plc');
    expect(openBody(text, ring('police'))).toEqual({ body });
    expect(openBody(text, ring('court'))).toEqual({ quarantine: 'SEALING_KEY_UNKNOWN' });
  });

  it('does not open after a change, and a parcel is no body', () => {
    const text = sealBody(body, 'police', view);
    const at = text.length - 30;
    const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    expect(codeOf(openBody(changed, ring('police')))).toBe('SEAL_BROKEN');
    expect(codeOf(openBody(sealed().body, ring('police')))).toBe('NOT_ADDRESSED_TO_US');
    expect(codeOf(openBody('A'.repeat(700_001), ring('police')))).toBe('TOO_LARGE');
    expect(codeOf(openBody('x', ring('police')))).toBe('MALFORMED');
  });

  it('larger than a forwarded referral could carry twice is refused when it is made', () => {
    const most = sealBody({ text: 'x'.repeat(299_000) }, 'police', view);
    const forwarded = JSON.stringify({
      facts: [[1, JSON.stringify({ own: most, origin: JSON.stringify({ body: most }) })]],
    });
    expect(Buffer.byteLength(forwarded)).toBeLessThan(parcelLimits.plaintextBytes);
    expect(() => sealBody({ text: 'x'.repeat(300_000) }, 'police', view)).toThrow('BODY_TOO_LARGE');
  });
});
