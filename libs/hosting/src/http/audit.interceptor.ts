import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type AuditScope, withinScope } from '@sup/audit';
import { Observable, concatMap } from 'rxjs';
import { AuditRecorder } from './audit.recorder.ts';
import { type IdentifiedRequest } from './request.log.ts';

/**
 * Every request of a person is on record before it is answered. A write that its capability has recorded, in its own
 * transaction, is not recorded again; one that it has not is recorded here.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly recorder: AuditRecorder) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    const route = this.recorder.routeOf(request);
    if (!route || (!request.actor && route.act !== 'sign-in')) return next.handle();
    const scope: AuditScope = { written: false };
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    let recorded = false;
    const settled = concatMap(async (answer: unknown) => {
      if (!recorded && (isRead || !scope.written)) await this.recorder.done(request, route, answer);
      recorded = true;
      return answer;
    });
    return new Observable((subscriber) => withinScope(scope, () => next.handle().pipe(settled).subscribe(subscriber)));
  }
}
