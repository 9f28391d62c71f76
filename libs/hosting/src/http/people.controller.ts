import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { type Actor, Allow, CurrentActor, People, type PersonView } from '@sup/access';
import { Recorded } from '@sup/audit';
import { roles } from '@sup/access/protocol';
import { z } from 'zod';

const idSchema = z.uuid();
const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, '不得含控制字符 / no control characters');
const placementSchema = z.strictObject({
  post: z.strictObject({ titleZh: nameSchema, titleEn: nameSchema }),
  roles: z.array(z.enum(roles)).max(roles.length),
});
const passwordSchema = z.strictObject({ password: z.string().min(1).max(128) });
const personSchema = z.strictObject({
  ...placementSchema.shape,
  ...passwordSchema.shape,
  username: nameSchema.regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u,
    '由字母、数字和 . _ - 组成 / made of letters, digits and . _ -',
  ),
  nameZh: nameSchema,
});

/** People of this agency, for its security administrator alone. */
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
  create(@Body({ schema: personSchema }) body: z.infer<typeof personSchema>): Promise<PersonView> {
    return this.people.create(body);
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
  ): Promise<void> {
    return this.people.resetPassword(id, body.password);
  }
}
