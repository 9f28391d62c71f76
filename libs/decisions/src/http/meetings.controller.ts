import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { type Actor, Allow, CurrentActor } from '@sup/access';
import { type z } from 'zod';
import { BodiesService } from '../service/bodies.service.ts';
import {
  type CallBody,
  type CommandBody,
  type ListQuery,
  bodySchema,
  callSchema,
  commandSchemas as schemas,
  listQuerySchema,
} from '../service/meeting.requests.ts';
import { type MeetingView } from '../service/meeting.views.ts';
import { type MeetingPage, MeetingsService } from '../service/meetings.service.ts';
import { type DecidingBody } from '../protocol/index.ts';

/** Meetings over HTTP. Who may, then what is done; the rules are in `protocol/`. */
@Controller('api/meetings')
export class MeetingsController {
  constructor(private readonly meetings: MeetingsService) {}

  @Allow('meeting.read')
  @Get()
  list(@Query({ schema: listQuerySchema }) query: ListQuery, @CurrentActor() actor: Actor): Promise<MeetingPage> {
    return this.meetings.list(query, actor);
  }

  @Allow('meeting.keep')
  @Post()
  call(@Body({ schema: callSchema }) body: CallBody, @CurrentActor() actor: Actor): Promise<MeetingView> {
    return this.meetings.call(body, actor);
  }

  @Allow('meeting.read')
  @Get(':id')
  view(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<MeetingView> {
    return this.meetings.view(id, actor);
  }

  @Allow('meeting.keep')
  @HttpCode(200)
  @Post(':id/agenda')
  agenda(
    @Param('id') id: string,
    @Body({ schema: schemas.agenda }) body: CommandBody<'agenda'>,
    @CurrentActor() actor: Actor,
  ): Promise<MeetingView> {
    return this.meetings.command(id, 'agenda', body, actor);
  }

  @Allow('meeting.keep')
  @HttpCode(200)
  @Post(':id/remove-item')
  removeItem(
    @Param('id') id: string,
    @Body({ schema: schemas['remove-item'] }) body: CommandBody<'remove-item'>,
    @CurrentActor() actor: Actor,
  ): Promise<MeetingView> {
    return this.meetings.command(id, 'remove-item', body, actor);
  }

  @Allow('meeting.keep')
  @HttpCode(200)
  @Post(':id/add-member')
  addMember(
    @Param('id') id: string,
    @Body({ schema: schemas['add-member'] }) body: CommandBody<'add-member'>,
    @CurrentActor() actor: Actor,
  ): Promise<MeetingView> {
    return this.meetings.command(id, 'add-member', body, actor);
  }

  @Allow('meeting.keep')
  @HttpCode(200)
  @Post(':id/recuse')
  recuse(
    @Param('id') id: string,
    @Body({ schema: schemas.recuse }) body: CommandBody<'recuse'>,
    @CurrentActor() actor: Actor,
  ): Promise<MeetingView> {
    return this.meetings.command(id, 'recuse', body, actor);
  }

  @Allow('meeting.keep')
  @HttpCode(200)
  @Post(':id/convene')
  convene(
    @Param('id') id: string,
    @Body({ schema: schemas.convene }) body: CommandBody<'convene'>,
    @CurrentActor() actor: Actor,
  ): Promise<MeetingView> {
    return this.meetings.command(id, 'convene', body, actor);
  }

  @Allow('meeting.keep')
  @HttpCode(200)
  @Post(':id/resolve')
  resolve(
    @Param('id') id: string,
    @Body({ schema: schemas.resolve }) body: CommandBody<'resolve'>,
    @CurrentActor() actor: Actor,
  ): Promise<MeetingView> {
    return this.meetings.command(id, 'resolve', body, actor);
  }

  @Allow('meeting.keep')
  @HttpCode(200)
  @Post(':id/conclude')
  conclude(
    @Param('id') id: string,
    @Body({ schema: schemas.conclude }) body: CommandBody<'conclude'>,
    @CurrentActor() actor: Actor,
  ): Promise<MeetingView> {
    return this.meetings.command(id, 'conclude', body, actor);
  }

  @Allow('meeting.keep')
  @HttpCode(200)
  @Post(':id/cancel')
  cancel(
    @Param('id') id: string,
    @Body({ schema: schemas.cancel }) body: CommandBody<'cancel'>,
    @CurrentActor() actor: Actor,
  ): Promise<MeetingView> {
    return this.meetings.command(id, 'cancel', body, actor);
  }

  @Allow('meeting.keep')
  @HttpCode(200)
  @Post(':id/correct')
  correct(
    @Param('id') id: string,
    @Body({ schema: schemas.correct }) body: CommandBody<'correct'>,
    @CurrentActor() actor: Actor,
  ): Promise<MeetingView> {
    return this.meetings.command(id, 'correct', body, actor);
  }
}

/** Deciding bodies that set a quorum of their own. Every other one decides by more than half, and at least three. */
@Controller('api/deciding-bodies')
export class BodiesController {
  constructor(private readonly bodies: BodiesService) {}

  @Allow('meeting.read')
  @Get()
  list(): Promise<DecidingBody[]> {
    return this.bodies.list();
  }

  @Allow('meeting.keep')
  @Put()
  put(
    @Body({ schema: bodySchema }) body: z.output<typeof bodySchema>,
    @CurrentActor() actor: Actor,
  ): Promise<DecidingBody[]> {
    return this.bodies.put(body, actor);
  }
}
