import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { type Actor, Allow, CurrentActor, People, type PersonView } from '@sup/access';
import { Recorded } from '@sup/audit';
import { type z } from 'zod';
import { idNumberSchema, idSchema, passwordSchema, personSchema, placementSchema } from './people.requests.ts';

/** People of this agency, for its security administrator alone, who sees no content of any record. */
@Controller('api/people')
@Allow('person.manage')
export class PeopleController {
  constructor(private readonly people: People) {}

  @Get()
  async list(): Promise<{ people: PersonView[] }> {
    return { people: await this.people.list() };
  }

  @Post()
  @Recorded({ act: 'administration', action: 'person.created' })
  create(
    @Body({ schema: personSchema }) body: z.infer<typeof personSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<PersonView> {
    return this.people.create(body, actor);
  }

  @Post(':id/move')
  @Recorded({ act: 'administration', action: 'person.moved' })
  @HttpCode(200)
  move(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: placementSchema }) body: z.infer<typeof placementSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<PersonView> {
    return this.people.move(id, body, actor);
  }

  @Post(':id/disable')
  @Recorded({ act: 'administration', action: 'person.disabled' })
  @HttpCode(204)
  disable(@Param('id', { schema: idSchema }) id: string, @CurrentActor() actor: Actor): Promise<void> {
    return this.people.disable(id, actor);
  }

  @Post(':id/reset-password')
  @Recorded({ act: 'administration', action: 'person.password-reset' })
  @HttpCode(204)
  resetPassword(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: passwordSchema }) body: z.infer<typeof passwordSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.people.resetPassword(id, body.password, actor);
  }

  /** The number itself is not kept: it only tells whether two accounts, or a person and an accused, are one. */
  @Put(':id/id-number')
  @Recorded({ act: 'administration', action: 'person.id-number-set' })
  setIdNumber(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: idNumberSchema }) body: z.infer<typeof idNumberSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<PersonView> {
    return this.people.setIdNumber(id, body.idNumber, actor);
  }
}
