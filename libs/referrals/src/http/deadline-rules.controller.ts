import { Controller, Get } from '@nestjs/common';
import { Allow } from '@sup/access';
import { type DeadlineRule, deadlineRules } from '@sup/deadlines/protocol';

/** The rule table, as drafts and clocks name its rows. */
@Controller('api/deadline-rules')
export class DeadlineRulesController {
  @Allow('session.own')
  @Get()
  list(): { readonly rules: readonly DeadlineRule[] } {
    return { rules: deadlineRules };
  }
}
