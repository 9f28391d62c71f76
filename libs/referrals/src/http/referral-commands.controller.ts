import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { type Action, Allow, type Actor, CurrentActor } from '@sup/access';
import { commandActions } from '../service/permission.rules.ts';
import { ReferralReads } from '../service/reads.service.ts';
import { type CommandBody, type CommandName, commandNames, commandSchemas } from '../service/referral.requests.ts';
import { type ReferralView } from '../service/referral.views.ts';
import { ReferralsService } from '../service/referrals.service.ts';

/**
 * `POST /api/referrals/:id/<command>` for every command of the table. The routes are made from the table itself: one
 * schema that validates and documents, one list of permissions, one answer (the referral as it now stands).
 */
@Controller('api/referrals')
export class ReferralCommandsController {
  constructor(
    private readonly referrals: ReferralsService,
    private readonly reads: ReferralReads,
  ) {}

  run<Name extends CommandName>(
    name: Name,
    order: { readonly id: string; readonly body: CommandBody<Name>; readonly actor: Actor },
  ): Promise<ReferralView> {
    return this.reads.after(this.referrals.command(name, order), order.id, order.actor);
  }
}

function actionsOf(name: CommandName): readonly [Action, ...Action[]] {
  return commandActions[name];
}

const handlers = ReferralCommandsController.prototype as unknown as Record<string, unknown>;
for (const name of commandNames) {
  const handler = function (
    this: ReferralCommandsController,
    id: string,
    body: CommandBody<typeof name>,
    actor: Actor,
  ): Promise<ReferralView> {
    return this.run(name, { id, body, actor });
  };
  const descriptor = { value: handler, writable: true, configurable: true, enumerable: false };
  Object.defineProperty(handlers, name, descriptor);
  Reflect.defineMetadata('design:paramtypes', [String, Object, Object], handlers, name);
  Param('id')(handlers, name, 0);
  Body({ schema: commandSchemas[name] })(handlers, name, 1);
  CurrentActor()(handlers, name, 2);
  for (const decorate of [Post(`:id/${name}`), HttpCode(200), Allow(...actionsOf(name))]) {
    decorate(handlers, name, descriptor);
  }
}
