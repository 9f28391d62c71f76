import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { type Action, type Actor, Allow, CurrentActor } from '@sup/access';
import { type ClueCommandBody, type ClueCommandName, clueCommandSchemas } from '../service/clue.requests.ts';
import { type ClueView } from '../service/clue.views.ts';
import { CluesService } from '../service/commands.service.ts';
import { clueCommandActions } from '../service/permission.rules.ts';
import { ClueReads } from '../service/reads.service.ts';

type Routed = Exclude<ClueCommandName, 'amend' | 'identity-release'>;
const routed = (Object.keys(clueCommandSchemas) as ClueCommandName[]).filter(
  (name): name is Routed => name !== 'amend' && name !== 'identity-release',
);

/**
 * `POST /api/clues/:id/<command>` for every command of the table. The routes are made from the table itself: one schema that
 * validates and documents, one list of permissions, one way to answer (the clue as it now stands, and what was made).
 */
@Controller('api/clues')
export class ClueCommandsController {
  constructor(
    private readonly clues: CluesService,
    private readonly reads: ClueReads,
  ) {}

  async run<Name extends Routed>(
    name: Name,
    order: { readonly id: string; readonly body: ClueCommandBody<Name>; readonly actor: Actor },
  ): Promise<ClueView & Readonly<Record<string, unknown>>> {
    const made = await this.clues.command(name, order);
    return { ...(await this.reads.after(order.id, order.actor)), ...made };
  }
}

function actionsOf(name: Routed): readonly [Action, ...Action[]] {
  return clueCommandActions[name];
}

const handlers = ClueCommandsController.prototype as unknown as Record<string, unknown>;
for (const name of routed) {
  const handler = function (
    this: ClueCommandsController,
    id: string,
    body: ClueCommandBody<typeof name>,
    actor: Actor,
  ) {
    return this.run(name, { id, body, actor });
  };
  // OpenAPI and the log name a handler by its function.
  Object.defineProperty(handler, 'name', { value: name });
  const descriptor = { value: handler, writable: true, configurable: true, enumerable: false };
  Object.defineProperty(handlers, name, descriptor);
  Reflect.defineMetadata('design:paramtypes', [String, Object, Object], handlers, name);
  Param('id')(handlers, name, 0);
  Body({ schema: clueCommandSchemas[name] })(handlers, name, 1);
  CurrentActor()(handlers, name, 2);
  for (const decorate of [Post(`:id/${name}`), HttpCode(200), Allow(...actionsOf(name))]) {
    decorate(handlers, name, descriptor);
  }
}
