import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { type Actor, Allow, CurrentActor } from '@sup/access';
import { type z } from 'zod';
import { DecisionReads } from '../service/decision.reads.ts';
import { type DecisionView } from '../service/decision.views.ts';
import { type MajorReportView, MajorReports } from '../service/major-reports.service.ts';
import {
  type MajorAnswerBody,
  type MajorReportBody,
  type RecordBody,
  aboutQuerySchema,
  majorAnswerSchema,
  majorReportSchema,
  recordSchema,
} from '../service/meeting.requests.ts';

type AboutQuery = z.output<typeof aboutQuerySchema>;

/** Decisions about a record: what was decided, and a meeting with its decision entered at once. */
@Controller('api/decisions')
export class DecisionsController {
  constructor(private readonly decisions: DecisionReads) {}

  @Allow('meeting.read')
  @Get()
  about(
    @Query({ schema: aboutQuerySchema }) { about }: AboutQuery,
    @CurrentActor() actor: Actor,
  ): Promise<DecisionView[]> {
    return this.decisions.about(about, actor);
  }

  @Allow('meeting.keep')
  @Post()
  record(@Body({ schema: recordSchema }) body: RecordBody, @CurrentActor() actor: Actor): Promise<DecisionView> {
    return this.decisions.record(body, actor);
  }

  @Allow('meeting.read')
  @Get(':id')
  view(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<DecisionView> {
    return this.decisions.view(id, actor);
  }
}

/** Major-matter reports (重大事项请示报告; A8 P1, A10-3). */
@Controller('api/major-reports')
export class MajorReportsController {
  constructor(private readonly reports: MajorReports) {}

  @Allow('meeting.read')
  @Get()
  about(
    @Query({ schema: aboutQuerySchema }) { about }: AboutQuery,
    @CurrentActor() actor: Actor,
  ): Promise<MajorReportView[]> {
    return this.reports.about(about, actor);
  }

  @Allow('meeting.keep', 'case.admit')
  @Post()
  report(
    @Body({ schema: majorReportSchema }) body: MajorReportBody,
    @CurrentActor() actor: Actor,
  ): Promise<MajorReportView> {
    return this.reports.report(body, actor);
  }

  @Allow('meeting.keep', 'case.admit')
  @HttpCode(200)
  @Post(':id/answer')
  answer(
    @Param('id') id: string,
    @Body({ schema: majorAnswerSchema }) body: MajorAnswerBody,
    @CurrentActor() actor: Actor,
  ): Promise<MajorReportView> {
    return this.reports.answer(id, body, actor);
  }
}
