import { Controller, Get, Header, Query, Res, StreamableFile } from '@nestjs/common';
import { Allow, type Actor, CurrentActor } from '@sup/access';
import { Recorded } from '@sup/audit';
import { type Response } from 'express';
import { type RegisterQuery, registerSchema } from '../service/list.requests.ts';
import { ClueRegisters } from '../service/register.service.ts';

const types = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;

/** Registers out. Stands before the controller of single clues, whose `:id` takes any word. */
@Controller('api/clues')
export class ClueRegisterController {
  constructor(private readonly registers: ClueRegisters) {}

  @Allow('clue.export')
  @Recorded({ act: 'export', action: 'clue.export', kind: 'clue' })
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'private, no-store')
  @Get('export')
  async register(
    @Query({ schema: registerSchema }) query: RegisterQuery,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const file = await this.registers.open(query, actor);
    const name = encodeURIComponent(`线索台账.${query.format}`);
    response.setHeader('Content-Disposition', `attachment; filename="clues.${query.format}"; filename*=UTF-8''${name}`);
    return new StreamableFile(file, { type: types[query.format] });
  }
}
