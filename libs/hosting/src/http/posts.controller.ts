import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { type Actor, Allow, CurrentActor, type SeatView, Seats } from '@sup/access';
import { Recorded } from '@sup/audit';
import { type z } from 'zod';
import { coverSchema, idSchema } from './people.requests.ts';

/** Seats of this agency: who holds them, and who covers for whom. */
@Controller('api/posts')
export class PostsController {
  constructor(private readonly seats: Seats) {}

  /** For the security administrator, and for those who choose a seat: to assign, to admit, to call a meeting. */
  @Get()
  @Allow('person.manage', 'case.admit', 'clue.assign', 'meeting.keep')
  async list(): Promise<{ posts: SeatView[] }> {
    return { posts: await this.seats.list() };
  }

  @Post(':id/deputies')
  @Allow('person.manage')
  @Recorded({ act: 'administration', action: 'post.covered' })
  deputise(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: coverSchema }) body: z.infer<typeof coverSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<SeatView> {
    return this.seats.deputise({ ...body, postId: id }, actor);
  }

  /** Ends a cover before its time. */
  @Delete('deputies/:id')
  @Allow('person.manage')
  @HttpCode(204)
  @Recorded({ act: 'administration', action: 'post.cover-ended' })
  endCover(@Param('id', { schema: idSchema }) id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.seats.endCover(id, actor);
  }
}
