import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { Allow, type Actor, CurrentActor } from '@sup/access';
import { Recorded, Unrecorded } from '@sup/audit';
import { type Batch, type BatchRow, ClueBatches, batchSchema } from '../service/list-batch.service.ts';
import { type CluePage } from '../service/clue.views.ts';
import {
  type ClueListQuery,
  type SearchQuery,
  type Selection,
  clueListSchema,
  searchSchema,
  selectionSchema,
} from '../service/list.requests.ts';
import { ClueLists, type QueueCount, type SelectedRow } from '../service/list.service.ts';

/** Lists, queues and search of the register. Stands before the controller of single clues, whose `:id` takes any word. */
@Controller('api')
export class ClueListsController {
  constructor(
    private readonly lists: ClueLists,
    private readonly batches: ClueBatches,
  ) {}

  @Allow('clue.read')
  @Get('clues')
  list(@Query({ schema: clueListSchema }) query: ClueListQuery, @CurrentActor() actor: Actor): Promise<CluePage> {
    return this.lists.list(query, actor);
  }

  @Allow('clue.read')
  @Unrecorded()
  @Get('clues/queues')
  queues(@CurrentActor() actor: Actor): Promise<QueueCount[]> {
    return this.lists.queues(actor);
  }

  /** What has become of the rows an officer ticked, each by its id (CON-01). */
  @Allow('clue.read')
  @HttpCode(200)
  @Post('clues/selection')
  selection(
    @Body({ schema: selectionSchema }) { ids }: Selection,
    @CurrentActor() actor: Actor,
  ): Promise<SelectedRow[]> {
    return this.lists.selected(ids, actor);
  }

  /** One command on every ticked row; each is checked again and answered for. Whether the officer may is the command's to say. */
  @Allow('clue.read')
  @Recorded({ act: 'write', action: 'clue.batch', kind: 'clue' })
  @HttpCode(200)
  @Post('clues/batch')
  batch(@Body({ schema: batchSchema }) body: Batch, @CurrentActor() actor: Actor): Promise<BatchRow[]> {
    return this.batches.run(body, actor);
  }

  /** Everything an officer may find by name, sound, number or words: clues now, newest first. */
  @Allow('clue.read')
  @Get('search')
  search(@Query({ schema: searchSchema }) query: SearchQuery, @CurrentActor() actor: Actor): Promise<CluePage> {
    return this.lists.list({ queue: 'all', status: [], ...query }, actor);
  }
}
