import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type AgencyId,
  type Attachment,
  type Blob,
  type ReferralBody,
  type ReferralSupplement,
  referralBodySchema,
  referralSupplementSchema,
} from '@sup/contracts';
import { type FileUse, FilesService } from '@sup/files';
import { DirectoryService } from '@sup/messaging';
import { bodyCommitment, openBody, sealBody } from '@sup/messaging/protocol';
import { type EntityManager } from 'typeorm';
import {
  type OpenPart,
  type SealedPart,
  bodyPart,
  destroyContent,
  openPart,
  openParts,
  sealedParts,
} from '../store/referral-content.store.ts';
import { sealedReporter } from '../store/referral-home.store.ts';
import { bodyUnreadable, filesIncomplete } from './referral.errors.ts';
import { type KeptDraft, type Reporter } from './referral.requests.ts';

/** Content sealed to an agency, with what proves it and the blobs that must go before it. */
export interface SealedContent {
  readonly sealedBody: string;
  readonly bodyCommitment: string;
  readonly blobs: readonly Blob[];
}

/** Seals, opens and destroys content. Nothing else in this library sees a key. */
@Injectable()
export class ContentService {
  constructor(
    private readonly directory: DirectoryService,
    private readonly files: FilesService,
  ) {}

  /** The body as it will be sent. A new salt each time: equal contents have different commitments. */
  async bodyOf(manager: EntityManager, draft: KeptDraft): Promise<{ body: ReferralBody; blobs: Blob[] }> {
    const { attachments, blobs } = await this.files.attachmentsOf(manager, draft.fileIds);
    const { facts, points, subject, misconductCodes, causes, caseStage } = draft.body;
    const body: ReferralBody = {
      facts,
      points: points.map((text, index) => ({ id: `P${index + 1}`, text })),
      subject,
      misconductCodes,
      causes,
      caseStage,
      disclosedFields: disclosedOf(draft),
      maskedFields: ['reporter.name', 'reporter.contact'],
      attachments,
      salt: newSalt(),
    };
    return { body, blobs };
  }

  async supplementOf(
    manager: EntityManager,
    { text, fileIds }: { readonly text: string; readonly fileIds: readonly string[] },
    { use, personId }: { readonly use: FileUse; readonly personId: string },
  ): Promise<{ supplement: ReferralSupplement; blobs: Blob[] }> {
    await this.files.adoptFor(personId, manager, { fileIds, use });
    const { attachments, blobs } = await this.files.attachmentsOf(manager, fileIds);
    return { supplement: { text, attachments, salt: newSalt() }, blobs };
  }

  seal(content: object, to: AgencyId, blobs: readonly Blob[]): SealedContent {
    return {
      sealedBody: sealBody(content, to, this.directory.view()),
      bodyCommitment: bodyCommitment(content),
      blobs,
    };
  }

  /** Seals the reporter to ourselves: a copy of the database shows no name. */
  sealReporter(reporter: Reporter): string {
    return sealBody(reporter, this.directory.keyRing().agency, this.directory.view());
  }

  openReporter(sealed: string): Reporter {
    const opened = openBody(sealed, this.directory.keyRing());
    if ('quarantine' in opened) throw bodyUnreadable(opened.quarantine);
    return opened.body as unknown as Reporter;
  }

  /**
   * Opens everything that lies sealed, in the transaction that accepts. Throws DomainError BODY_UNREADABLE when the seal
   * does not open, or the content is not what its author committed to: then nothing is accepted.
   */
  async open(manager: EntityManager, referralId: string, openedAt: string): Promise<ReferralBody | null> {
    let body: ReferralBody | null = null;
    for (const sealed of await sealedParts(manager, referralId)) {
      const part = this.read(sealed);
      await openPart(manager, referralId, part, openedAt);
      if (part.part === bodyPart) body = part.body as ReferralBody;
    }
    return body;
  }

  /** The body for sealing it anew or splitting it, also before acceptance: no person sees it. Throws BODY_UNREADABLE. */
  async peek(manager: EntityManager, referralId: string): Promise<{ body: ReferralBody; blobs: readonly Blob[] }> {
    const open = (await openParts(manager, referralId)).find(({ part }) => part === bodyPart);
    const sealed = (await sealedParts(manager, referralId)).find(({ part }) => part === bodyPart);
    const found = open ?? (sealed ? this.read(sealed) : null);
    if (!found) throw bodyUnreadable('ABSENT');
    return { body: found.body as ReferralBody, blobs: found.blobs };
  }

  async reporterOf(manager: EntityManager, referralId: string): Promise<Reporter | null> {
    const sealed = await sealedReporter(manager, referralId);
    return sealed === null ? null : this.openReporter(sealed);
  }

  /** Keeps content of our own beside the record. */
  keepOwn(manager: EntityManager, referralId: string, part: OpenPart, at: string): Promise<void> {
    return openPart(manager, referralId, part, at);
  }

  faultsOf(attachments: readonly Attachment[]): ReturnType<FilesService['faultsOf']> {
    return this.files.faultsOf(attachments);
  }

  /** Destroys a record's content, content keys included, and the files that nothing else refers to. */
  async destroy(manager: EntityManager, referralId: string, { filesToo }: { filesToo: boolean }): Promise<void> {
    const hashes = await destroyContent(manager, referralId);
    if (filesToo) for (const hash of hashes) await this.files.destroyBlob(hash, manager);
  }

  /** Throws DomainError FILES_INCOMPLETE when a file is missing or is not what its author sent (REF-12). */
  async checkComplete(attachments: readonly Attachment[]): Promise<void> {
    const faults = await this.files.faultsOf(attachments);
    if (faults.length) throw filesIncomplete(faults);
  }

  async missingBlob(blobs: readonly Blob[]): Promise<string | null> {
    for (const { hash } of blobs) if (!(await this.files.has(hash))) return hash;
    return null;
  }

  private read(sealed: SealedPart): OpenPart {
    const opened = openBody(sealed.body, this.directory.keyRing());
    if ('quarantine' in opened) throw bodyUnreadable(opened.quarantine);
    if (bodyCommitment(opened.body) !== sealed.commitment) throw bodyUnreadable('COMMITMENT_DIFFERS');
    const schema = sealed.part === bodyPart ? referralBodySchema : referralSupplementSchema;
    const body = schema.safeParse(opened.body);
    if (!body.success) throw bodyUnreadable('BODY_INVALID');
    return { part: sealed.part, body: body.data, blobs: sealed.blobs };
  }
}

function newSalt(): string {
  return randomBytes(32).toString('base64url');
}

function disclosedOf({ body }: KeptDraft): string[] {
  const { facts, points, subject, misconductCodes, causes, caseStage } = body;
  const given = { facts, points, subject, misconductCodes, causes, caseStage };
  return Object.entries(given)
    .filter(([, value]) => value !== null && (!Array.isArray(value) || value.length > 0))
    .map(([name]) => name);
}
