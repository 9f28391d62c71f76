import { Body, Controller, Get, HttpCode, Param, Post, Put, Res, StreamableFile } from '@nestjs/common';
import { type Response } from 'express';
import { type Actor, Allow, CurrentActor } from '@sup/access';
import { Recorded, Unrecorded } from '@sup/audit';
import { downloadHeaders } from '@sup/files/protocol';
import { z } from 'zod';
import {
  type AmendClue,
  type CheckClue,
  type DraftClue,
  amendClueSchema,
  checkClueSchema,
  draftClueSchema,
} from '../service/clue.requests.ts';
import { ClueFiles } from '../service/clue-files.service.ts';
import { type ClueCheckView, type ClueView } from '../service/clue.views.ts';
import { CluesService } from '../service/commands.service.ts';
import { type CustodyView, IdentityRequests, type ReleaseView } from '../service/identity-requests.service.ts';
import { ClueIntake } from '../service/intake.service.ts';
import { ClueReads } from '../service/reads.service.ts';
import { type HandlerSeat, SeatsService } from '../service/seats.service.ts';
import { type ReporterIdentity } from '../protocol/index.ts';

const requestSchema = z.strictObject({ requestId: z.uuid() });
type RequestBody = z.output<typeof requestSchema>;

/** The register over HTTP: drafts, registration, reading. The commands of the table are in `clue-commands.controller.ts`. */
@Controller('api/clues')
export class CluesController {
  constructor(
    private readonly intake: ClueIntake,
    private readonly clues: CluesService,
    private readonly reads: ClueReads,
    private readonly seats: SeatsService,
    private readonly files: ClueFiles,
  ) {}

  /** The seats that a clue can be assigned to. */
  @Allow('clue.assign')
  @Unrecorded()
  @Get('handlers')
  handlers(): Promise<HandlerSeat[]> {
    return this.seats.handlers();
  }

  /** Duplicates, route, limits and warnings for what is being typed. Nothing is stored. */
  @Allow('clue.register', 'clue.screen')
  @Recorded({ act: 'search', action: 'clue.check', kind: 'clue' })
  @HttpCode(200)
  @Post('check')
  check(@Body({ schema: checkClueSchema }) body: CheckClue, @CurrentActor() actor: Actor): Promise<ClueCheckView> {
    return this.reads.check(body, actor);
  }

  @Allow('clue.register')
  @Post()
  async create(@Body({ schema: draftClueSchema }) body: DraftClue, @CurrentActor() actor: Actor): Promise<ClueView> {
    return this.reads.after(await this.intake.create(body, actor, { register: false }), actor);
  }

  /** Draft and registration at once. */
  @Allow('clue.register')
  @Post('register')
  async register(@Body({ schema: draftClueSchema }) body: DraftClue, @CurrentActor() actor: Actor): Promise<ClueView> {
    return this.reads.after(await this.intake.create(body, actor, { register: true }), actor);
  }

  /** The clue that a received referral opened here. */
  @Allow('clue.read')
  @Get('of-referral/:referralId')
  ofReferral(@Param('referralId') referralId: string, @CurrentActor() actor: Actor): Promise<ClueView> {
    return this.reads.ofReferral(referralId, actor);
  }

  @Allow('clue.read')
  @Get(':id')
  view(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<ClueView> {
    return this.reads.view(id, actor);
  }

  @Allow('clue.read')
  @Get(':id/files/:fileId')
  async download(
    @Param('id') id: string,
    @Param('fileId') fileId: string,
    @Res({ passthrough: true }) response: Response,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    const { attachment, content } = await this.files.open(id, fileId, actor);
    const headers = downloadHeaders(attachment.name, attachment.mediaType);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    return new StreamableFile(content, { type: headers['Content-Type']! });
  }

  @Allow('clue.register')
  @Put(':id')
  async amend(
    @Param('id') id: string,
    @Body({ schema: amendClueSchema }) body: AmendClue,
    @CurrentActor() actor: Actor,
  ): Promise<ClueView> {
    await this.clues.command('amend', { id, body, actor });
    return this.reads.after(id, actor);
  }
}

/** Break-glass: the custodian's queue and release, and the one look of the asker. */
@Controller('api')
export class IdentityController {
  constructor(private readonly requests: IdentityRequests) {}

  @Allow('identity.release')
  @Recorded({ act: 'read', action: 'identity.queue', kind: 'clue' })
  @Get('identity-requests')
  open(@CurrentActor() actor: Actor): Promise<CustodyView[]> {
    return this.requests.open(actor);
  }

  @Allow('identity.release')
  @HttpCode(200)
  @Post('clues/:id/identity-release')
  release(
    @Param('id') id: string,
    @Body({ schema: requestSchema }) body: RequestBody,
    @CurrentActor() actor: Actor,
  ): Promise<ReleaseView> {
    return this.requests.release(id, body.requestId, actor);
  }

  @Allow('identity.request')
  @HttpCode(200)
  @Post('clues/:id/identity-show')
  show(
    @Param('id') id: string,
    @Body({ schema: requestSchema }) body: RequestBody,
    @CurrentActor() actor: Actor,
  ): Promise<ReporterIdentity> {
    return this.requests.show(id, body.requestId, actor);
  }
}
