import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { Public } from '@sup/access';
import { DomainError } from '@sup/kernel';
import { type Request, type Response } from 'express';
import { createHash, timingSafeEqual } from 'node:crypto';
import { type AgencySettings } from '../service/agency.settings.ts';
import { AGENCY_SETTINGS } from '../service/hosting.tokens.ts';
import { Metrics } from '../service/metrics.service.ts';

@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(AGENCY_SETTINGS) private readonly settings: AgencySettings,
    private readonly metrics: Metrics,
  ) {}

  /** Prometheus text, for this machine itself or the bearer of the token. Others learn nothing, not even that it exists. */
  @Get()
  @Public()
  async read(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!this.isKnown(request)) throw absent();
    const text = await this.metrics.registry.metrics();
    response.type(this.metrics.registry.contentType).send(text);
  }

  // A proxy on this machine makes strangers look local, so whatever was forwarded needs the token.
  private isKnown(request: Request): boolean {
    const { metricsToken } = this.settings;
    const given = request.headers.authorization;
    if (metricsToken !== null && given !== undefined) return sameText(given, `Bearer ${metricsToken}`);
    const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'] ?? request.headers['via'];
    return forwarded === undefined && isLoopback(request.socket.remoteAddress ?? '');
  }
}

function isLoopback(address: string): boolean {
  return /^(::ffff:)?127\./.test(address) || address === '::1';
}

function sameText(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function absent(): DomainError {
  return new DomainError('ROUTE_ABSENT', 'absent', { zh: '没有此接口。', en: 'There is no such route.' });
}
