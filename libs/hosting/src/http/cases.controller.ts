import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  type Actor,
  Allow,
  CasePeople,
  CurrentActor,
  type ExclusionView,
  type Holder,
  type MemberView,
} from '@sup/access';
import { Recorded } from '@sup/audit';
import { type z } from 'zod';
import { admissionSchema, idSchema, liftSchema, recusalSchema, releaseSchema } from './people.requests.ts';

/**
 * Who may know a case, for heads. A head who is shut out of it gets the answer of a case that does not exist; the people
 * concerned are told nothing.
 */
@Controller('api/cases')
export class CasesController {
  constructor(private readonly people: CasePeople) {}

  @Get(':caseId/people')
  @Allow('case.admit', 'case.recuse')
  @Recorded({ action: 'case.people-read', kind: 'case', id: 'caseId' })
  list(
    @Param('caseId', { schema: idSchema }) caseId: string,
    @CurrentActor() actor: Actor,
  ): Promise<{ readonly members: MemberView[]; readonly excluded: ExclusionView[] }> {
    return this.people.list(caseId, actor);
  }

  @Post(':caseId/admissions')
  @Allow('case.admit')
  @HttpCode(204)
  @Recorded({ action: 'case.admitted', kind: 'case', id: 'caseId' })
  admit(
    @Param('caseId', { schema: idSchema }) caseId: string,
    @Body({ schema: admissionSchema }) body: z.infer<typeof admissionSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    const { as, reason, until = null } = body;
    return this.people.admit(caseId, { holder: holderOf(body), as, reason, until }, actor);
  }

  @Post(':caseId/admissions/release')
  @Allow('case.admit')
  @HttpCode(204)
  @Recorded({ action: 'case.released', kind: 'case', id: 'caseId' })
  release(
    @Param('caseId', { schema: idSchema }) caseId: string,
    @Body({ schema: releaseSchema }) body: z.infer<typeof releaseSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.people.release(caseId, { holder: holderOf(body), as: body.as ?? null }, actor);
  }

  @Post(':caseId/recusals')
  @Allow('case.recuse')
  @HttpCode(204)
  @Recorded({ action: 'case.recused', kind: 'case', id: 'caseId' })
  recuse(
    @Param('caseId', { schema: idSchema }) caseId: string,
    @Body({ schema: recusalSchema }) body: z.infer<typeof recusalSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    return this.people.recuse(caseId, body, actor);
  }

  @Post(':caseId/recusals/lift')
  @Allow('case.recuse')
  @HttpCode(204)
  @Recorded({ action: 'case.recusal-lifted', kind: 'case', id: 'caseId' })
  lift(
    @Param('caseId', { schema: idSchema }) caseId: string,
    @Body({ schema: liftSchema }) body: z.infer<typeof liftSchema>,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    const { personId, category = null, reason } = body;
    return this.people.lift(caseId, { personId, category, reason }, actor);
  }
}

function holderOf(body: { readonly postId: string } | { readonly personId: string }): Holder {
  return 'postId' in body ? { postId: body.postId } : { personId: body.personId };
}
