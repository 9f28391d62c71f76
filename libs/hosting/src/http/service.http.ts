import { type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { isUtf8 } from 'node:buffer';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AgencySettings } from '../service/agency.settings.ts';
import { mediaTypeUnsupported } from './refusal.rules.ts';

/** Routes that read the raw body themselves, whatever its type and length. */
const streamedRoutes = /^\/api\/(files(\/|$)|clues\/import$)/;
const bodyLimit = '1mb';

/** Headers for a console that runs its own scripts only. Ant Design writes its styles into the page, hence inline styles. */
export function secureHeaders(settings: Pick<AgencySettings, 'publicOrigin'>) {
  const https = settings.publicOrigin.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    // `no-referrer` would make browsers send `Origin: null` with plain form posts of our own page.
    referrerPolicy: { policy: 'same-origin' },
  });
}

/** Answers of the API are never kept by browser or proxy. */
export function neverCached(request: Request, response: Response, next: NextFunction): void {
  if (request.path.startsWith('/api') || request.path === '/metrics') response.setHeader('Cache-Control', 'no-store');
  next();
}

/** JSON in UTF-8, 1 MB at most, not compressed; everything else with a body is refused before any handler. */
export function readBodies(app: NestExpressApplication): void {
  app.use((request: Request, _response: Response, next: NextFunction) => {
    if (isStreamed(request) || !hasBody(request) || request.is('application/json')) return next();
    next(mediaTypeUnsupported());
  });
  const options = {
    limit: bodyLimit,
    inflate: false,
    strict: true,
    type: (request: IncomingMessage) => !isStreamed(request as Request) && hasBody(request),
    verify: (_request: IncomingMessage, _response: ServerResponse, body: Buffer) => {
      if (!isUtf8(body)) throw new Error('not UTF-8');
    },
  };
  app.useBodyParser('json', options);
}

function isStreamed(request: Request): boolean {
  return streamedRoutes.test(request.path);
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}
