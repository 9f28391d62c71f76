import { Injectable, Logger } from '@nestjs/common';
import { type AgencyId, type AgencyKey, type Directory, type SignedDirectory } from '@sup/contracts';
import { type Clock, DomainError } from '@sup/kernel';
import {
  type DirectoryView,
  type KeyRing,
  type KeyRingFile,
  type TrustedSigner,
  newKeyRing,
  verifyDirectory,
} from '../protocol/index.ts';
import { type Queries, rows } from '../store/queries.ts';
import { MessagingSettings } from './settings.ts';

/**
 * The directory in force and this agency's keys. A directory takes effect only when two trusted security administrators
 * signed it (PROTOCOL.md 5, 17) and its version is higher. Its signers' keys are then the trusted ones: a signer may
 * rotate through the directory, nobody else can become one.
 */
@Injectable()
export class DirectoryService {
  private readonly log = new Logger('Directory');
  private readonly changeListeners: ((view: DirectoryView) => void)[] = [];
  private current: { view: DirectoryView; signed: SignedDirectory };
  private ring: KeyRing;
  private trusted: readonly TrustedSigner[];

  constructor(settings: MessagingSettings) {
    const { directory, keyRing } = settings.options;
    this.ring = keyRing;
    this.trusted = settings.options.trusted ?? signersOf(directory);
    this.current = { view: this.verified(directory), signed: directory };
  }

  view(): DirectoryView {
    return this.current.view;
  }

  signed(): SignedDirectory {
    return this.current.signed;
  }

  keyRing(): KeyRing {
    return this.ring;
  }

  /** Every other agency of the network that still lives. */
  peers(): AgencyId[] {
    return this.view()
      .agencies()
      .map((agency) => agency.id)
      .filter((id) => id !== this.ring.agency);
  }

  /** Takes keys made by `rotateKeys` into use; the old ones in the ring go on reading. */
  useKeyRing(ring: KeyRing): void {
    if (ring.agency !== this.ring.agency) throw new Error('keys of another agency');
    this.ring = ring;
  }

  onChange(listener: (view: DirectoryView) => void): void {
    this.changeListeners.push(listener);
  }

  /** Loads the newest stored directory, or stores the one to start with. Also how a second instance follows the first. */
  async refresh(on: Queries): Promise<void> {
    const [stored] = await rows<{ version: number; signed: SignedDirectory }>(
      on,
      'select version, signed from messaging_directory order by version desc limit 1',
    );
    if (stored && stored.version > this.view().version) this.put(this.verified(stored.signed), stored.signed);
    else if (!stored || stored.version < this.view().version) await this.store(on);
  }

  /** Puts a newer directory in force. Throws DomainError DIRECTORY_REFUSED; an older or equal one changes nothing. */
  async adopt(on: Queries, signed: SignedDirectory): Promise<'adopted' | 'not-newer'> {
    const view = this.verified(signed);
    if (view.version <= this.view().version) return 'not-newer';
    await this.store(on, signed);
    this.put(view, signed);
    return 'adopted';
  }

  private put(view: DirectoryView, signed: SignedDirectory): void {
    this.current = { view, signed };
    this.trusted = this.trusted.flatMap((signer) => keysOfSigner(view.directory, signer));
    this.log.log(`directory version ${view.version} in force, ${view.agencies().length} agencies`);
    for (const listener of this.changeListeners) listener(view);
  }

  private verified(signed: SignedDirectory): DirectoryView {
    const verdict = verifyDirectory(signed, this.trusted);
    if ('view' in verdict) return verdict.view;
    throw new DomainError(
      'DIRECTORY_REFUSED',
      'refused',
      { zh: '目录未经两名受信任的安全管理员签名', en: 'The directory is not signed by two trusted administrators' },
      { reason: verdict.refused, ...(verdict.detail ? { detail: verdict.detail } : {}) },
    );
  }

  private async store(on: Queries, signed: SignedDirectory = this.current.signed): Promise<void> {
    await on.query('insert into messaging_directory (version, signed) values ($1, $2) on conflict do nothing', [
      signed.directory.version,
      JSON.stringify(signed),
    ]);
  }
}

/** The signing keys of a trusted signer as the directory now lists them; the signer itself while it lists none. */
function keysOfSigner(directory: Directory, signer: TrustedSigner): TrustedSigner[] {
  const keys = directory.keys.filter(
    (key) => key.agency === signer.agency && key.use === 'sign' && key.retiredAt === null,
  );
  return keys.length ? keys.map(({ agency, kid, publicKey }) => ({ agency, kid, publicKey })) : [signer];
}

function signersOf({ directory, signatures }: SignedDirectory): TrustedSigner[] {
  return signatures.flatMap(({ agency, kid }) =>
    directory.keys
      .filter((key) => key.agency === agency && key.kid === kid)
      .map(({ publicKey }) => ({ agency, kid, publicKey })),
  );
}

/**
 * New signing and sealing keys for an agency, and the unsigned next directory that lists them. Old keys stay listed as
 * retired: old signatures verify, old parcels open. Two security administrators then sign the directory and publish it;
 * the agency uses the ring once the directory is in force (`DirectoryService.useKeyRing`).
 */
export function rotateKeys(
  ring: KeyRingFile,
  directory: Directory,
  clock: Clock,
): { ring: KeyRingFile; directory: Directory } {
  const now = clock.now();
  const fresh = newKeyRing(ring.agency, clock);
  const old = directory.keys.find((key) => key.kid === ring.signing.kid);
  // Facts made before the rotation and not yet sent are signed with the new key: it must have been valid by then.
  const publicKeys = fresh.publicKeys.map((key) =>
    key.use === 'sign' && old ? { ...key, validFrom: old.validFrom } : key,
  );
  const retire = (key: AgencyKey): AgencyKey =>
    key.agency === ring.agency && key.retiredAt === null ? { ...key, retiredAt: now } : key;
  return {
    ring: {
      ...fresh.ring,
      sealing: [...fresh.ring.sealing, ...ring.sealing.map((key) => ({ ...key, retiredAt: key.retiredAt ?? now }))],
    },
    directory: {
      ...directory,
      version: directory.version + 1,
      issuedAt: now,
      keys: [...directory.keys.map(retire), ...publicKeys],
    },
  };
}
