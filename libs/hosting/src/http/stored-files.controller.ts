import { Controller, Get, Param, Res, StreamableFile } from '@nestjs/common';
import { type Actor, Allow, CaseAccess, CurrentActor } from '@sup/access';
import { AboutRegistry } from '@sup/decisions';
import { FilesService, type FoundFile } from '@sup/files';
import { downloadHeaders } from '@sup/files/protocol';
import { DomainError } from '@sup/kernel';
import { type Response } from 'express';

/** Files of this agency's records, for whoever may read one of the records that use them. */
@Controller('api/files')
export class StoredFilesController {
  constructor(
    private readonly files: FilesService,
    private readonly cases: CaseAccess,
    private readonly records: AboutRegistry,
  ) {}

  @Allow('clue.read', 'referral.read')
  @Get(':id')
  async download(
    @Param('id') id: string,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const file = await this.files.find(id);
    // Absent, not used yet by anything of theirs, and not to be known of: one answer.
    if (!file || !(await this.mayRead(file, actor))) throw fileUnknown();
    const headers = downloadHeaders(file.name, file.mediaType);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    return new StreamableFile(await this.files.open(id), { type: headers['Content-Type']!, length: file.bytes });
  }

  /** An upload that nothing uses yet is its uploader's alone. */
  private async mayRead({ uses, uploader }: FoundFile, actor: Actor): Promise<boolean> {
    if (uses.length === 0) return uploader === actor.personId;
    for (const use of uses) {
      if (await this.cases.mayRead(actor, { caseId: use.caseId })) return true;
      if (await this.records.mayRead(use, actor)) return true;
    }
    return false;
  }
}

function fileUnknown(): DomainError {
  return new DomainError('FILE_ABSENT', 'absent', { zh: '没有该附件', en: 'There is no such file' });
}
