import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { AuditRecorder } from './http/audit.recorder.ts';
import { serveConsole } from './http/console.files.ts';
import { InputPipe } from './http/input.pipe.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { requestLog } from './http/request.log.ts';
import { neverCached, readBodies, secureHeaders } from './http/service.http.ts';
import { OpenApi } from './service/agency.openapi.ts';
import { type AgencySettings, SettingsError, loadSettings } from './service/agency.settings.ts';
import { Metrics } from './service/metrics.service.ts';
import { ServiceLog, loggedError } from './service/service.log.ts';

/**
 * The whole of a `main.ts`: reads the settings, boots and serves until stopped. Exits with 78 if the settings are wrong
 * (and says which) and with 1 if it cannot start or breaks down. A breakdown is logged without its words: node itself would
 * print the parameters of a failed query.
 */
export async function runService(rootModuleOf: (settings: AgencySettings) => Type | DynamicModule): Promise<void> {
  try {
    const settings = loadSettings(process.env);
    const rootModule = rootModuleOf(settings);
    const log = new ServiceLog(settings);
    const breakDown = (error: unknown): void => {
      log.line('error', { event: 'broke-down', error: loggedError(error) });
      process.exit(1);
    };
    process.on('uncaughtException', breakDown);
    process.on('unhandledRejection', breakDown);
    await createService(rootModule, settings);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(error instanceof SettingsError ? 78 : 1);
  }
}

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
  app.useGlobalFilters(new ProblemFilter(log, app.get(AuditRecorder)));
  app.get(OpenApi).describe(app);
}
