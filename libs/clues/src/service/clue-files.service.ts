import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { type Attachment } from '@sup/contracts';
import { FilesService } from '@sup/files';
import { DomainError } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { type Readable } from 'node:stream';
import { type Clue } from '../protocol/index.ts';
import { ClueStore } from '../store/clue.store.ts';
import { ClueCases } from './cases.service.ts';
import { clueAbsent } from './clue.errors.ts';
import { type ClueFileView } from './clue.views.ts';
import { isUuid } from './ids.rules.ts';

/** The files of a clue: what came with it, and the evidence its findings rest on. Read through the clue, by its access. */
@Injectable()
export class ClueFiles {
  constructor(
    private readonly database: DataSource,
    private readonly store: ClueStore,
    private readonly cases: ClueCases,
    private readonly files: FilesService,
  ) {}

  /** Names, types and sizes; files that are not whole here are left out. */
  async of(manager: EntityManager, clue: Clue): Promise<ClueFileView[]> {
    const found = await Promise.all(
      fileIdsOf(clue).map(async (fileId) => {
        const attachment = await this.attachment(manager, fileId);
        if (!attachment) return [];
        const { name, mediaType, bytes, sha256 } = attachment;
        return [{ fileId, name, mediaType, bytes, sha256 }];
      }),
    );
    return found.flat();
  }

  /**
   * Makes files this clue's. Only what the officer uploaded, or what the case has already: whoever merely knows a file's id
   * would read it through a clue of their own. Throws FILE_ABSENT.
   */
  async adopt(
    manager: EntityManager,
    { id, caseId }: Pick<Clue, 'id' | 'caseId'>,
    fileIds: readonly string[],
    actor: Actor,
  ): Promise<void> {
    for (const fileId of fileIds) {
      const file = await this.files.find(fileId, manager);
      const isOurs = file?.uploader === actor.personId || file?.uses.some((use) => use.caseId === caseId);
      if (!isOurs) throw notOfClue(fileId);
    }
    await this.files.adopt(manager, fileIds, { kind: 'clue', id, caseId });
  }

  /** Throws CLUE_ABSENT, or FILE_ABSENT for a file that is not this clue's. */
  async open(
    id: string,
    fileId: string,
    actor: Actor,
  ): Promise<{ readonly attachment: Attachment; readonly content: Readable }> {
    const { manager } = this.database;
    const clue = isUuid(id) ? await this.store.read(manager, id) : null;
    if (!clue) throw clueAbsent();
    await this.cases.checkRead(actor, clue);
    if (!fileIdsOf(clue).includes(fileId)) throw notOfClue(fileId);
    const attachment = await this.files.attachmentOf(manager, fileId);
    return { attachment, content: await this.files.read(attachment) };
  }

  private async attachment(manager: EntityManager, fileId: string): Promise<Attachment | null> {
    return this.files.attachmentOf(manager, fileId).catch((refusal: unknown) => {
      if (refusal instanceof DomainError) return null;
      throw refusal;
    });
  }
}

function fileIdsOf({ fileIds, findings }: Clue): string[] {
  return [...new Set([...fileIds, ...findings.flatMap(({ evidenceFileIds }) => evidenceFileIds)])];
}

function notOfClue(fileId: string): DomainError {
  return new DomainError(
    'FILE_ABSENT',
    'absent',
    { zh: '该线索没有这个文件', en: 'The clue has no such file' },
    { files: [fileId] },
  );
}
