import { type ActingRequest } from '@sup/access';
import { newId } from '@sup/kernel';
import { type NextFunction, type Response } from 'express';
import { type Metrics } from '../service/metrics.service.ts';
import { type ServiceLog } from '../service/service.log.ts';

/** A request with the id under which it is logged and answered. */
export type IdentifiedRequest = ActingRequest & { requestId: string; refusalCode?: string };

/** Gives every request an id, and logs and measures it by its route's template when it is over. */
export function requestLog(log: ServiceLog, metrics: Metrics) {
  return (incoming: ActingRequest, response: Response, next: NextFunction): void => {
    const request = incoming as IdentifiedRequest;
    const start = performance.now();
    request.requestId = newId();
    response.setHeader('X-Request-Id', request.requestId);
    response.once('close', () => {
      const ms = performance.now() - start;
      const route = routeOf(request);
      const status = response.writableEnded ? response.statusCode : 499;
      metrics.observeHttp(request.method, route, status, ms / 1000);
      if (route === consoleRoute || route.startsWith('/api/health')) return;
      log.line(status >= 500 ? 'error' : 'info', {
        requestId: request.requestId,
        method: request.method,
        route,
        status,
        ms: Math.round(ms * 10) / 10,
        ...(request.actor ? { person: request.actor.personId } : {}),
        ...(request.refusalCode ? { code: request.refusalCode } : {}),
      });
    });
    next();
  };
}

const consoleRoute = 'console';

function routeOf(request: IdentifiedRequest): string {
  const matched = (request.route as { path?: unknown } | undefined)?.path;
  if (typeof matched === 'string' && matched !== '*') return matched;
  return request.path.startsWith('/api') ? 'none' : consoleRoute;
}
