import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { Allow, type Actor, CurrentActor } from '@sup/access';
import { DraftsService } from '../service/drafts.service.ts';
import { ReferralReads } from '../service/reads.service.ts';
import {
  type CommandBody,
  type DraftReferral,
  type ListQuery,
  commandSchemas as schemas,
  createDraftSchema,
  listQuerySchema,
  updateDraftSchema,
} from '../service/referral.requests.ts';
import { type BoxCounts, type ReferralPage, type ReferralView } from '../service/referral.views.ts';
import { ReferralsService } from '../service/referrals.service.ts';
import { type z } from 'zod';

/** Referrals over HTTP. Who may, then what is done; the rules are in `protocol/`. */
@Controller('api/referrals')
export class ReferralsController {
  constructor(
    private readonly referrals: ReferralsService,
    private readonly drafts: DraftsService,
    private readonly reads: ReferralReads,
  ) {}

  @Allow('referral.read')
  @Get()
  list(@Query({ schema: listQuerySchema }) query: ListQuery): Promise<ReferralPage> {
    return this.reads.list(query);
  }

  @Allow('referral.read')
  @Get('counts')
  counts(): Promise<BoxCounts> {
    return this.reads.counts();
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
    return this.reads.after(this.drafts.update(id, body), id, actor);
  }

  @Allow('referral.draft')
  @HttpCode(200)
  @Post(':id/deliberate')
  deliberate(
    @Param('id') id: string,
    @Body({ schema: schemas.deliberate }) body: CommandBody<'deliberate'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('deliberate', { id, body, actor }), id, actor);
  }

  @Allow('referral.approve')
  @HttpCode(200)
  @Post(':id/refuse-draft')
  refuseDraft(
    @Param('id') id: string,
    @Body({ schema: schemas['refuse-draft'] }) body: CommandBody<'refuse-draft'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('refuse-draft', { id, body, actor }), id, actor);
  }

  @Allow('referral.approve')
  @HttpCode(200)
  @Post(':id/approve')
  approve(
    @Param('id') id: string,
    @Body({ schema: schemas.approve }) body: CommandBody<'approve'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('approve', { id, body, actor }), id, actor);
  }

  @Allow('referral.draft')
  @HttpCode(200)
  @Post(':id/discard')
  discard(
    @Param('id') id: string,
    @Body({ schema: schemas.discard }) body: CommandBody<'discard'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('discard', { id, body, actor }), id, actor);
  }

  @Allow('referral.send')
  @HttpCode(200)
  @Post(':id/send')
  send(
    @Param('id') id: string,
    @Body({ schema: schemas.send }) body: CommandBody<'send'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('send', { id, body, actor }), id, actor);
  }

  @Allow('referral.acknowledge')
  @HttpCode(200)
  @Post(':id/acknowledge')
  acknowledge(
    @Param('id') id: string,
    @Body({ schema: schemas.acknowledge }) body: CommandBody<'acknowledge'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('acknowledge', { id, body, actor }), id, actor);
  }

  @Allow('referral.decide')
  @HttpCode(200)
  @Post(':id/accept')
  accept(
    @Param('id') id: string,
    @Body({ schema: schemas.accept }) body: CommandBody<'accept'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('accept', { id, body, actor }), id, actor);
  }

  @Allow('referral.decide')
  @HttpCode(200)
  @Post(':id/return')
  return(
    @Param('id') id: string,
    @Body({ schema: schemas.return }) body: CommandBody<'return'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('return', { id, body, actor }), id, actor);
  }

  @Allow('referral.decide')
  @HttpCode(200)
  @Post(':id/object')
  object(
    @Param('id') id: string,
    @Body({ schema: schemas.object }) body: CommandBody<'object'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('object', { id, body, actor }), id, actor);
  }

  @Allow('referral.decide')
  @HttpCode(200)
  @Post(':id/forward')
  forward(
    @Param('id') id: string,
    @Body({ schema: schemas.forward }) body: CommandBody<'forward'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('forward', { id, body, actor }), id, actor);
  }

  @Allow('referral.decide')
  @HttpCode(200)
  @Post(':id/open-part')
  openPart(
    @Param('id') id: string,
    @Body({ schema: schemas['open-part'] }) body: CommandBody<'open-part'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('open-part', { id, body, actor }), id, actor);
  }

  @Allow('referral.decide')
  @HttpCode(200)
  @Post(':id/grant-recall')
  grantRecall(
    @Param('id') id: string,
    @Body({ schema: schemas['grant-recall'] }) body: CommandBody<'grant-recall'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('grant-recall', { id, body, actor }), id, actor);
  }

  @Allow('referral.decide')
  @HttpCode(200)
  @Post(':id/refuse-recall')
  refuseRecall(
    @Param('id') id: string,
    @Body({ schema: schemas['refuse-recall'] }) body: CommandBody<'refuse-recall'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('refuse-recall', { id, body, actor }), id, actor);
  }

  @Allow('referral.answer')
  @HttpCode(200)
  @Post(':id/first-feedback')
  firstFeedback(
    @Param('id') id: string,
    @Body({ schema: schemas['first-feedback'] }) body: CommandBody<'first-feedback'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('first-feedback', { id, body, actor }), id, actor);
  }

  @Allow('referral.answer')
  @HttpCode(200)
  @Post(':id/progress')
  progress(
    @Param('id') id: string,
    @Body({ schema: schemas.progress }) body: CommandBody<'progress'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('progress', { id, body, actor }), id, actor);
  }

  @Allow('referral.answer')
  @HttpCode(200)
  @Post(':id/result')
  result(
    @Param('id') id: string,
    @Body({ schema: schemas.result }) body: CommandBody<'result'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('result', { id, body, actor }), id, actor);
  }

  @Allow('referral.answer')
  @HttpCode(200)
  @Post(':id/request-extension')
  requestExtension(
    @Param('id') id: string,
    @Body({ schema: schemas['request-extension'] }) body: CommandBody<'request-extension'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('request-extension', { id, body, actor }), id, actor);
  }

  @Allow('referral.recall')
  @HttpCode(200)
  @Post(':id/recall')
  recall(
    @Param('id') id: string,
    @Body({ schema: schemas.recall }) body: CommandBody<'recall'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('recall', { id, body, actor }), id, actor);
  }

  @Allow('referral.recall', 'referral.review')
  @HttpCode(200)
  @Post(':id/withdraw')
  withdraw(
    @Param('id') id: string,
    @Body({ schema: schemas.withdraw }) body: CommandBody<'withdraw'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('withdraw', { id, body, actor }), id, actor);
  }

  @Allow('referral.send')
  @HttpCode(200)
  @Post(':id/supplement')
  supplement(
    @Param('id') id: string,
    @Body({ schema: schemas.supplement }) body: CommandBody<'supplement'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('supplement', { id, body, actor }), id, actor);
  }

  @Allow('referral.review')
  @HttpCode(200)
  @Post(':id/uphold')
  uphold(
    @Param('id') id: string,
    @Body({ schema: schemas.uphold }) body: CommandBody<'uphold'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('uphold', { id, body, actor }), id, actor);
  }

  @Allow('referral.review')
  @HttpCode(200)
  @Post(':id/escalate')
  escalate(
    @Param('id') id: string,
    @Body({ schema: schemas.escalate }) body: CommandBody<'escalate'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('escalate', { id, body, actor }), id, actor);
  }

  @Allow('referral.review')
  @HttpCode(200)
  @Post(':id/send-back')
  sendBack(
    @Param('id') id: string,
    @Body({ schema: schemas['send-back'] }) body: CommandBody<'send-back'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('send-back', { id, body, actor }), id, actor);
  }

  @Allow('referral.review')
  @HttpCode(200)
  @Post(':id/approve-result')
  approveResult(
    @Param('id') id: string,
    @Body({ schema: schemas['approve-result'] }) body: CommandBody<'approve-result'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('approve-result', { id, body, actor }), id, actor);
  }

  @Allow('referral.review')
  @HttpCode(200)
  @Post(':id/strike-off')
  strikeOff(
    @Param('id') id: string,
    @Body({ schema: schemas['strike-off'] }) body: CommandBody<'strike-off'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('strike-off', { id, body, actor }), id, actor);
  }

  @Allow('referral.review')
  @HttpCode(200)
  @Post(':id/grant-extension')
  grantExtension(
    @Param('id') id: string,
    @Body({ schema: schemas['grant-extension'] }) body: CommandBody<'grant-extension'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('grant-extension', { id, body, actor }), id, actor);
  }

  @Allow('referral.review')
  @HttpCode(200)
  @Post(':id/refuse-extension')
  refuseExtension(
    @Param('id') id: string,
    @Body({ schema: schemas['refuse-extension'] }) body: CommandBody<'refuse-extension'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('refuse-extension', { id, body, actor }), id, actor);
  }

  @Allow('referral.rule')
  @HttpCode(200)
  @Post(':id/rule')
  rule(
    @Param('id') id: string,
    @Body({ schema: schemas.rule }) body: CommandBody<'rule'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('rule', { id, body, actor }), id, actor);
  }

  @Allow('referral.answer', 'referral.send')
  @HttpCode(200)
  @Post(':id/dispatch')
  dispatch(
    @Param('id') id: string,
    @Body({ schema: schemas.dispatch }) body: CommandBody<'dispatch'>,
    @CurrentActor() actor: Actor,
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command('dispatch', { id, body, actor }), id, actor);
  }
}
