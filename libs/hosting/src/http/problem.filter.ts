import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { type Language } from '@sup/kernel';
import { type Response } from 'express';
import { type Refusal, problemOf } from '../protocol/index.ts';
import { type ServiceLog, loggedError } from '../service/service.log.ts';
import { type AuditRecorder } from './audit.recorder.ts';
import { refusalOf } from './refusal.rules.ts';
import { type IdentifiedRequest } from './request.log.ts';

/**
 * Answers every error as problem+json in both languages, once it is on record. Of an unforeseen one only the request's id
 * leaves the service.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: ServiceLog,
    private readonly recorder: AuditRecorder,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<IdentifiedRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    const refusal = refusalOf(error) ?? this.unforeseen(error, request.requestId);
    request.refusalCode = refusal.code;
    // A stream already under way cannot become a problem: a cut connection is the only honest sign.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    void this.recorder
      .refused(request, refusal)
      .catch((cause: unknown) => {
        // A refusal shows nothing; it is answered even where it cannot be kept, and the log says so.
        const { requestId } = request;
        this.log.line('error', { event: 'refusal-not-recorded', requestId, error: loggedError(cause) });
      })
      .then(() => this.answer(request, response, refusal))
      .catch(() => response.destroy());
  }

  private answer(request: IdentifiedRequest, response: Response, refusal: Refusal): void {
    const language: Language = request.acceptsLanguages('zh', 'zh-CN', 'en') === 'en' ? 'en' : 'zh';
    const retryAfter = refusal.details?.['retryAfterSeconds'];
    if (typeof retryAfter === 'number') response.setHeader('Retry-After', String(retryAfter));
    response
      .status(refusal.status)
      .setHeader('Content-Language', language === 'zh' ? 'zh-CN' : 'en')
      .vary('Accept-Language')
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(refusal, request.requestId, language)));
  }

  private unforeseen(error: unknown, requestId: string): Refusal {
    this.log.line('error', { event: 'unforeseen', requestId, error: loggedError(error) });
    return {
      status: 500,
      code: 'INTERNAL',
      text: {
        zh: `系统内部错误，请将编号 ${requestId} 告知系统管理员。`,
        en: `Something went wrong inside; please quote ${requestId} to the system administrator.`,
      },
    };
  }
}
