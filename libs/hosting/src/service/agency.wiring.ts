import { type AccessSettings } from '@sup/access';
import { signedDirectorySchema } from '@sup/contracts';
import { FilesService, type FilesSettings } from '@sup/files';
import { type MessagingOptions } from '@sup/messaging';
import { type KeyRing, parseKeyRing } from '@sup/messaging/protocol';
import { hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type AgencySettings, SettingsError } from './agency.settings.ts';

/** Reads keys, seeds and directory as messaging wants them. Throws SettingsError naming the variable whose file is wrong. */
export function messagingOptionsOf(settings: AgencySettings): MessagingOptions {
  return {
    agency: settings.agency,
    keyRing: keyRingOf(settings),
    directory: readAs('SUP_DIRECTORY_FILE', settings.directoryFile, (text) =>
      signedDirectorySchema.parse(JSON.parse(text)),
    ),
    broker: {
      url: settings.natsUrl,
      seed: readAs('SUP_NATS_SEED_FILE', settings.natsSeedFile, seedOf),
      adminSeed: readAs('SUP_NATS_ADMIN_SEED_FILE', settings.natsAdminSeedFile, seedOf),
      monitorUrl: settings.natsMonitorUrl,
      domain: settings.natsDomain,
    },
    blobStore: FilesService,
  };
}

/**
 * Where the files lie and the key that wraps their keys: SUP_FILES_KEY_FILE, or else derived from the oldest sealing key,
 * which a rotation keeps. Losing that key loses the files.
 */
export function filesSettingsOf(settings: AgencySettings): FilesSettings {
  const { filesDir: directory, filesKeyFile } = settings;
  if (filesKeyFile !== null) return { directory, masterKey: readAs('SUP_FILES_KEY_FILE', filesKeyFile, rawKeyOf) };
  return { directory, masterKey: derivedKey(settings, 'sup files master key') };
}

/**
 * What sign-in and need-to-know are told. The key under which names and identity numbers are hashed comes, as the files' key
 * does, from the oldest sealing key; losing that one forgets whose number is whose.
 */
export function accessSettingsOf(settings: AgencySettings): AccessSettings {
  const { agency, publicOrigin } = settings;
  return { agency, publicOrigin, identityKey: derivedKey(settings, 'sup identity key') };
}

function derivedKey(settings: AgencySettings, purpose: string): Uint8Array {
  const oldest = keyRingOf(settings).sealing.at(-1)!.privateKey.export({ format: 'jwk' }).d!;
  return new Uint8Array(hkdfSync('sha256', Buffer.from(oldest, 'base64url'), '', purpose, 32));
}

function keyRingOf(settings: AgencySettings): KeyRing {
  return readAs('SUP_KEYS_FILE', settings.keysFile, (text) => {
    const ring = parseKeyRing(text);
    if (ring.agency !== settings.agency) throw new Error('keys of another agency');
    return ring;
  });
}

function seedOf(text: string): string {
  const seed = text.trim();
  if (!/^S[A-Z2-7]{57}$/.test(seed)) throw new Error('not an nkey seed');
  return seed;
}

function rawKeyOf(text: string): string {
  const key = text.trim();
  if (!/^[\w-]{43}$/.test(key)) throw new Error('not 32 bytes in base64url');
  return key;
}

// What went wrong is not repeated: these files hold secrets.
function readAs<Content>(variable: string, path: string, read: (text: string) => Content): Content {
  try {
    return read(readFileSync(path, 'utf8'));
  } catch {
    const zh = '文件内容有误，或不属于本单位';
    throw new SettingsError([{ variable, zh, en: 'the file has wrong content, or belongs to another agency' }]);
  }
}
