import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put, Req, Res } from '@nestjs/common';
import {
  ACCESS_SETTINGS,
  type AccessSettings,
  type ActingRequest,
  type Actor,
  Allow,
  CurrentActor,
  Public,
  Sessions,
  sessionCookie,
  tokenOf,
} from '@sup/access';
import { type SeatHeld } from '@sup/access/protocol';
import { Recorded, Unrecorded } from '@sup/audit';
import { type Request, type Response } from 'express';
import { z } from 'zod';
import { OwnAgency, type OwnAgencyView } from '../service/own-agency.service.ts';

const signInSchema = z.strictObject({ username: z.string().min(1).max(60), password: z.string().min(1).max(128) });
const passwordSchema = z.strictObject({ current: z.string().min(1).max(128), next: z.string().min(1).max(128) });

/** Who is signed in, where, and what they may do. */
export interface SessionView {
  readonly person: { readonly id: string; readonly name: string };
  readonly agency: OwnAgencyView;
  readonly post: { readonly id: string; readonly titleZh: string; readonly titleEn: string };
  /** The own seat first, then those covered now (代理). */
  readonly posts: readonly SeatHeld[];
  readonly roles: readonly string[];
  readonly actions: readonly string[];
}

@Controller('api/session')
export class SessionController {
  constructor(
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    private readonly sessions: Sessions,
    private readonly ownAgency: OwnAgency,
  ) {}

  @Get()
  @Allow('session.own')
  @Unrecorded()
  read(@CurrentActor() actor: Actor): SessionView {
    return this.viewOf(actor);
  }

  @Post()
  @Public()
  @Recorded({ act: 'sign-in', action: 'session.open', kind: 'session' })
  async signIn(
    @Body({ schema: signInSchema }) body: z.infer<typeof signInSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionView> {
    const { token, actor } = await this.sessions.signIn(
      body.username,
      body.password,
      request.socket.remoteAddress ?? 'unknown',
    );
    await this.sessions.signOut(tokenOf(request.headers.cookie, this.settings));
    response.setHeader('Set-Cookie', sessionCookie(token, this.settings));
    return this.viewOf(actor);
  }

  @Delete()
  @Public()
  @HttpCode(204)
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.signOut(tokenOf(request.headers.cookie, this.settings));
    response.setHeader('Set-Cookie', sessionCookie('', this.settings));
  }

  /** The own password: the present one is asked, and every other session of the account ends. */
  @Put('password')
  @Allow('session.own')
  @HttpCode(204)
  @Recorded({ act: 'administration', action: 'session.change-password', kind: 'session' })
  async changePassword(
    @Body({ schema: passwordSchema }) body: z.infer<typeof passwordSchema>,
    @Req() request: ActingRequest,
  ): Promise<void> {
    const address = request.socket.remoteAddress ?? 'unknown';
    await this.sessions.changePassword(request.door!, body.current, body.next, address);
  }

  private viewOf(actor: Actor): SessionView {
    return {
      person: { id: actor.personId, name: actor.personName },
      agency: this.ownAgency.view(),
      post: { id: actor.postId, titleZh: actor.postTitle, titleEn: actor.postTitleEn },
      posts: actor.posts,
      roles: actor.roles,
      actions: actor.actions,
    };
  }
}
