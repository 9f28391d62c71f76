import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { serveConsole } from './http/console.files.ts';
import { InputPipe } from './http/input.pipe.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { requestLog } from './http/request.log.ts';
import { neverCached, readBodies, secureHeaders } from './http/service.http.ts';
import { OpenApi } from './service/agency.openapi.ts';
import { type AgencySettings } from './service/agency.settings.ts';
import { Metrics } from './service/metrics.service.ts';
import { ServiceLog } from './service/service.log.ts';

/**
 * Boots an agency's service and listens. SIGTERM and SIGINT stop it: no new connections, what is under way is finished
 * (10 s at most), then the modules close. Rejects, having closed what was open, if any part cannot start.
 */
export async function createService(
  rootModule: Type | DynamicModule,
  settings: AgencySettings,
  logTo?: { write(line: string): void },
): Promise<NestExpressApplication> {
  const log = new ServiceLog(settings, logTo);
  const app = await NestFactory.create<NestExpressApplication>(rootModule, {
    logger: log,
    bodyParser: false,
    abortOnError: false,
  });
  try {
    prepareHttp(app, settings, log);
    app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
    await app.listen(settings.port, settings.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  const server = app.getHttpServer();
  server.headersTimeout = 15_000;
  log.line('info', { event: 'listening' });
  return app;
}

function prepareHttp(app: NestExpressApplication, settings: AgencySettings, log: ServiceLog): void {
  app.set('trust proxy', false);
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.use(requestLog(log, app.get(Metrics)));
  app.use(secureHeaders(settings));
  app.use(neverCached);
  readBodies(app);
  if (settings.consoleDir !== null && !serveConsole(app, settings.consoleDir)) {
    log.line('warn', { event: 'console-not-built' });
  }
  app.useGlobalPipes(new InputPipe());
  app.useGlobalFilters(new ProblemFilter(log));
  app.get(OpenApi).describe(app);
}
