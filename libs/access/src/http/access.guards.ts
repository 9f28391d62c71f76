import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Response } from 'express';
import { actionNotAllowed, originRefused, signInRequired } from '../protocol/access.errors.ts';
import { type Action, actingFor, can } from '../protocol/index.ts';
import { mayChange } from '../protocol/origin.rules.ts';
import { ACCESS_SETTINGS, type AccessSettings } from '../service/access.settings.ts';
import { type Door, Doors } from '../service/doors.service.ts';
import { Sessions } from '../service/session.service.ts';
import { ALLOWED_ACTIONS, type ActingRequest, PUBLIC } from './allow.decorators.ts';
import { tokenOf } from './session.cookie.ts';

/**
 * Stands before every handler. First the origin of what may change something, then the session as it is now, then
 * the action. A handler that names no action is closed to everybody.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly doors: Doors,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return false;
    const request = context.switchToHttp().getRequest<ActingRequest>();
    this.checkOrigin(request);
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<true | undefined>(PUBLIC, targets)) return true;
    const entered = await this.sessions.enter(tokenOf(request.headers.cookie, this.settings));
    if (!entered) throw signInRequired();
    const { actor, door } = entered;
    const wanted = this.reflector.getAllAndOverride<Action[] | undefined>(ALLOWED_ACTIONS, targets) ?? [];
    // Known before it is judged: the log of a refusal names who was refused.
    request.actor = actingFor(actor, ...wanted);
    if (!wanted.some((action) => can(actor, action))) throw actionNotAllowed(wanted);
    request.door = door;
    this.closeWith(door, context.switchToHttp().getResponse<Response>());
    return true;
  }

  /** An answer under way is cut when its session dies: a download does not outlive the move of its reader. */
  private closeWith(door: Door, response: Response): void {
    const release = this.doors.hold({ door, close: () => response.destroy() });
    response.once('close', release);
  }

  private checkOrigin(request: ActingRequest): void {
    const fetchSite = request.headers['sec-fetch-site'];
    const asked = {
      method: request.method,
      origin: request.headers.origin,
      host: request.headers.host,
      fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
    };
    if (!mayChange(asked, this.settings.publicOrigin)) throw originRefused(this.settings.publicOrigin);
  }
}
