import { Controller, Get, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { Allow, type Actor, CurrentActor } from '@sup/access';
import { FilesService, type StoredFile } from '@sup/files';
import { downloadHeaders } from '@sup/files/protocol';
import { type Request, type Response } from 'express';
import { type z } from 'zod';
import { ReferralReads } from '../service/reads.service.ts';
import { uploadQuerySchema } from '../service/referral.requests.ts';

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
  @Get('referrals/:id/attachments/:hash')
  async download(
    @Param('id') id: string,
    @Param('hash') hash: string,
    @Res({ passthrough: true }) response: Response,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    const attachment = await this.reads.attachment(id, hash, actor);
    const headers = downloadHeaders(attachment.name, attachment.mediaType);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    return new StreamableFile(await this.files.read(attachment), { type: headers['Content-Type']! });
  }
}
