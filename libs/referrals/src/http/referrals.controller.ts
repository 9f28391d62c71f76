import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Allow, type Actor, CurrentActor } from '@sup/access';
import { type z } from 'zod';
import { DraftsService } from '../service/drafts.service.ts';
import { ReferralReads } from '../service/reads.service.ts';
import {
  type DraftReferral,
  type ListQuery,
  createDraftSchema,
  listQuerySchema,
  updateDraftSchema,
} from '../service/referral.requests.ts';
import { type BoxCounts, type ReferralPage, type ReferralView } from '../service/referral.views.ts';

/** Referrals over HTTP: lists, details and drafts. What is done to one stands in `referral-commands.controller.ts`. */
@Controller('api/referrals')
export class ReferralsController {
  constructor(
    private readonly drafts: DraftsService,
    private readonly reads: ReferralReads,
  ) {}

  @Allow('referral.read')
  @Get()
  list(@Query({ schema: listQuerySchema }) query: ListQuery, @CurrentActor() actor: Actor): Promise<ReferralPage> {
    return this.reads.list(query, actor);
  }

  @Allow('referral.read')
  @Get('counts')
  counts(@CurrentActor() actor: Actor): Promise<BoxCounts> {
    return this.reads.counts(actor);
  }

  @Allow('referral.read')
  @Get(':id')
  view(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<ReferralView> {
    return this.reads.view(id, actor);
  }

  @Allow('referral.draft')
  @Post()
  create(
    @Body({ schema: createDraftSchema }) body: DraftReferral,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.created(this.drafts.create(body, actor), actor);
  }

  @Allow('referral.draft')
  @Put(':id')
  update(
    @Param('id') id: string,
    @Body({ schema: updateDraftSchema }) body: z.output<typeof updateDraftSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.drafts.update(id, body, actor), id, actor);
  }
}
