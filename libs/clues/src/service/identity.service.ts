import { Inject, Injectable } from '@nestjs/common';
import { DirectoryService } from '@sup/messaging';
import { openBody, sealBody } from '@sup/messaging/protocol';
import { type EntityManager } from 'typeorm';
import { type Clue, type ReporterIdentity } from '../protocol/index.ts';
import { putReporter, sealedReporter } from '../store/clue-identity.store.ts';
import { identityUnreadable } from './clue.errors.ts';
import { type CluesSettings, CLUES_SETTINGS } from './clues.settings.ts';

/** The reporter's identity, sealed with the agency's own key in a table of its own. Nothing else sees it in clear. */
@Injectable()
export class IdentityService {
  constructor(
    @Inject(CLUES_SETTINGS) private readonly settings: CluesSettings,
    private readonly directory: DirectoryService,
  ) {}

  /** Seals an identity; null keeps what is sealed, and an anonymous clue loses it. */
  async keep(
    manager: EntityManager,
    clue: Pick<Clue, 'id' | 'reporter'>,
    identity: ReporterIdentity | null,
  ): Promise<void> {
    if (!clue.reporter || clue.reporter.kind === 'ANONYMOUS') return putReporter(manager, clue.id, null);
    if (identity) await putReporter(manager, clue.id, this.seal({ ...identity }));
  }

  /** The identity in clear, for guards and masking within the service. Throws IDENTITY_UNREADABLE. */
  async read(manager: EntityManager, clueId: string): Promise<ReporterIdentity | null> {
    const sealed = await sealedReporter(manager, clueId);
    if (sealed === null) return null;
    const opened = openBody(sealed, this.directory.keyRing());
    if ('quarantine' in opened) throw identityUnreadable();
    return opened.body as unknown as ReporterIdentity;
  }

  isSealed(manager: EntityManager, clueId: string): Promise<boolean> {
    return sealedReporter(manager, clueId).then((sealed) => sealed !== null);
  }

  /** As the referral's draft keeps it: sealed to ourselves, in the shape of its own reporter. */
  sealedReporter(kind: string, { name, contact, idNumber }: ReporterIdentity): string {
    return this.seal({ kind, name, contact: [contact, idNumber].filter(Boolean).join(' ') || null });
  }

  private seal(body: object): string {
    return sealBody(body, this.settings.agency, this.directory.view());
  }
}
