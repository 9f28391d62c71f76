import { Controller, Get, Res } from '@nestjs/common';
import { Public } from '@sup/access';
import { type Response } from 'express';
import { ReadinessChecks, type Readiness } from '../service/readiness.service.ts';

@Controller('api/health')
@Public()
export class HealthController {
  constructor(private readonly checks: ReadinessChecks) {}

  /** The process answers. Says nothing about what it depends on: a restart would not mend that. */
  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** 200 when every part is up, else 503; which part, but not why. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const readiness = await this.checks.ask();
    response.status(readiness.status === 'ready' ? 200 : 503);
    return readiness;
  }
}
