import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

/** The agency's master key, 32 bytes, as bytes or base64url. Throws an Error that never shows it. */
export function masterKeyOf(key: string | Uint8Array): Buffer {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'base64url') : Buffer.from(key);
  if (bytes.length !== 32) throw new Error('the master key of files is 32 bytes');
  return bytes;
}

/** A content key as the row keeps it: AES-256-GCM under the master key, bound to the file's id. */
export function wrapKey(contentKey: Buffer, fileId: string, masterKey: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', masterKey, iv).setAAD(Buffer.from(fileId));
  return Buffer.concat([iv, cipher.update(contentKey), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the master key is not the one that wrapped, or the row was moved to another file. */
export function unwrapKey(wrapped: Buffer, fileId: string, masterKey: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', masterKey, wrapped.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(fileId))
    .setAuthTag(wrapped.subarray(-tagBytes));
  return Buffer.concat([decipher.update(wrapped.subarray(ivBytes, -tagBytes)), decipher.final()]);
}
