import { type ExecutionContext, SetMetadata, createParamDecorator } from '@nestjs/common';
import { type Request } from 'express';
import { type Action, type Actor } from '../protocol/index.ts';
import { type Door } from '../service/doors.service.ts';

export const ALLOWED_ACTIONS = 'sup:allowed-actions';
export const PUBLIC = 'sup:public';

/** A request that the guard has let through. `actor` and `door` are absent on public handlers only. */
export type ActingRequest = Request & { actor?: Actor; door?: Door };

/** The handler is for people who may do at least one of these actions. Without it (or `Public`) the service does not start. */
export const Allow = (...actions: [Action, ...Action[]]): MethodDecorator & ClassDecorator =>
  SetMetadata(ALLOWED_ACTIONS, actions);

/** The handler needs no session. The Origin check stands for it as for all others. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

/** The actor of this request. Throws if the handler is public: then there is none. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<ActingRequest>();
  if (!actor) throw new Error('CurrentActor was used in a handler that is public');
  return actor;
});
