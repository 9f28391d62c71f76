import { Controller, HttpCode, Post, Query, Req } from '@nestjs/common';
import { Allow, type Actor, CurrentActor } from '@sup/access';
import { Recorded } from '@sup/audit';
import { DomainError } from '@sup/kernel';
import { type Request } from 'express';
import { type ImportQuery, importBytesAtMost, importSchema } from '../service/import.requests.ts';
import { ClueImports, type ImportDone, type ImportPreview } from '../service/import.service.ts';

/** Lists of clues in. The body is the file itself, whatever its type. */
@Controller('api/clues')
export class ClueImportController {
  constructor(private readonly imports: ClueImports) {}

  @Allow('clue.import')
  @Recorded({ act: 'write', action: 'clue.import', kind: 'clue' })
  @HttpCode(200)
  @Post('import')
  async import(
    @Query({ schema: importSchema }) query: ImportQuery,
    @Req() request: Request,
    @CurrentActor() actor: Actor,
  ): Promise<ImportPreview | ImportDone> {
    const bytes = await bodyOf(request);
    return query.step === 'preview' ? this.imports.preview(bytes, query) : this.imports.apply(bytes, query, actor);
  }
}

async function bodyOf(request: Request): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += (piece as Buffer).length;
    if (length > importBytesAtMost) throw tooLarge();
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}

function tooLarge(): DomainError {
  return new DomainError(
    'FILE_TOO_LARGE',
    'invalid',
    { zh: '文件超过大小上限', en: 'The file is larger than the limit' },
    { limitBytes: importBytesAtMost },
  );
}
