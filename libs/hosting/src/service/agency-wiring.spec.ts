import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type Directory } from '@sup/contracts';
import { systemClock } from '@sup/kernel';
import { newKeyRing, parseKeyRing, rotateSealingKey, signDirectory } from '@sup/messaging/protocol';
import { tinySettings } from '../tiny/tiny.service.ts';
import { type AgencySettings, SettingsError } from './agency.settings.ts';
import { filesSettingsOf, messagingOptionsOf } from './agency.wiring.ts';

const folder = mkdtempSync(join(tmpdir(), 'sup-wiring-'));
afterAll(() => rmSync(folder, { recursive: true }));

let written = 0;
function file(content: unknown): string {
  const path = join(folder, `file-${(written += 1)}`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const own = newKeyRing('unit-one', systemClock);
const other = newKeyRing('unit-two', systemClock);
const directory: Directory = {
  version: 1,
  issuedAt: systemClock.now(),
  agencies: [own, other].map(({ ring }) => ({
    id: ring.agency,
    kind: 'justice' as const,
    level: 'county' as const,
    nameZh: '单位',
    nameEn: 'Unit',
    superior: null,
    offices: [],
    successor: null,
    suspended: false,
  })),
  keys: [...own.publicKeys, ...other.publicKeys],
};
const signatures = [own, other].map(({ ring }) => signDirectory(directory, parseKeyRing(ring)));
const seed = `SU${'A'.repeat(56)}`;

function settingsWith(change: Partial<AgencySettings>): AgencySettings {
  return tinySettings(folder, 'postgres://127.0.0.1/test', {
    keysFile: file(own.ring),
    directoryFile: file({ directory, signatures }),
    natsSeedFile: file(`${seed}\n`),
    natsAdminSeedFile: file(seed),
    ...change,
  });
}

describe('what messaging is given', () => {
  it('keys, directory and seeds are read from their files', () => {
    const options = messagingOptionsOf(settingsWith({}));
    expect(options).toMatchObject({ agency: 'unit-one', broker: { seed, adminSeed: seed, domain: null } });
    expect(options.keyRing.signing.kid).toBe(own.ring.signing.kid);
    expect(options.directory.signatures).toHaveLength(2);
  });

  it.each<[string, () => Partial<AgencySettings>]>([
    ['SUP_KEYS_FILE', () => ({ keysFile: file('{"secret":"word"') })],
    ['SUP_KEYS_FILE', () => ({ keysFile: file(other.ring) })],
    ['SUP_DIRECTORY_FILE', () => ({ directoryFile: file({ directory: {} }) })],
    ['SUP_NATS_SEED_FILE', () => ({ natsSeedFile: file('password') })],
    ['SUP_NATS_ADMIN_SEED_FILE', () => ({ natsAdminSeedFile: file('') })],
  ])('a wrong %s is named, and nothing of it is repeated', (variable, change) => {
    expect(() => messagingOptionsOf(settingsWith(change()))).toThrow(SettingsError);
    expect(() => messagingOptionsOf(settingsWith(change()))).toThrow(variable);
    expect(() => messagingOptionsOf(settingsWith(change()))).not.toThrow(/secret|password|another$/);
  });
});

describe('the key of the files', () => {
  it('is derived from the oldest sealing key, so that a rotation does not lose the files', () => {
    const before = filesSettingsOf(settingsWith({}));
    const rotated = rotateSealingKey(own.ring, systemClock).ring;
    expect(before.masterKey).toHaveLength(32);
    expect(filesSettingsOf(settingsWith({ keysFile: file(rotated) }))).toEqual(before);
    expect(filesSettingsOf(settingsWith({ keysFile: file({ ...other.ring, agency: 'unit-one' }) }))).not.toEqual(
      before,
    );
  });

  it('comes from a file of its own where one is given', () => {
    const key = Buffer.alloc(32, 7).toString('base64url');
    expect(filesSettingsOf(settingsWith({ filesKeyFile: file(`${key}\n`) })).masterKey).toBe(key);
    expect(() => filesSettingsOf(settingsWith({ filesKeyFile: file('short') }))).toThrow('SUP_FILES_KEY_FILE');
  });
});
