import { Controller, Get, Header, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { Allow, type Actor, CurrentActor } from '@sup/access';
import { FilesService, type StoredFile } from '@sup/files';
import { type Request, type Response } from 'express';
import { type z } from 'zod';
import { ReferralReads } from '../service/reads.service.ts';
import { uploadQuerySchema } from '../service/referral.requests.ts';
import { contentDisposition } from './download.rules.ts';

/** Files in and out. The body of an upload is the file itself; its name stands in the address. */
@Controller('api')
export class FilesController {
  constructor(
    private readonly files: FilesService,
    private readonly reads: ReferralReads,
  ) {}

  @Allow('file.upload')
  @Post('files')
  upload(
    @Query({ schema: uploadQuerySchema }) query: z.output<typeof uploadQuerySchema>,
    @Req() request: Request,
    @CurrentActor() actor: Actor,
  ): Promise<StoredFile> {
    const mediaType = request.headers['content-type'] ?? 'application/octet-stream';
    return this.files.upload(request, { name: query.name, mediaType, uploader: actor.personId });
  }

  @Allow('referral.read')
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Content-Security-Policy', "sandbox; default-src 'none'")
  @Header('Cache-Control', 'private, no-store')
  @Get('referrals/:id/attachments/:hash')
  async download(
    @Param('id') id: string,
    @Param('hash') hash: string,
    @Res({ passthrough: true }) response: Response,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    const attachment = await this.reads.attachment(id, hash, actor);
    response.setHeader('Content-Disposition', contentDisposition(attachment.name));
    return new StreamableFile(await this.files.read(attachment), { type: attachment.mediaType });
  }
}
