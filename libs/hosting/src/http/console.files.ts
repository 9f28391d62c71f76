import { type NestExpressApplication } from '@nestjs/platform-express';
import { type NextFunction, type Request, type Response } from 'express';
import { existsSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

const year = 31_536_000;

/**
 * Serves the built console: files whose names carry a hash for a year, the page itself never from a cache. Any other
 * address outside the API is a view of the console and gets the page. False if the console has not been built.
 */
export function serveConsole(app: NestExpressApplication, folder: string): boolean {
  if (!existsSync(join(folder, 'index.html'))) return false;
  const assets = join(folder, 'assets') + sep;
  app.useStaticAssets(folder, {
    index: false,
    redirect: false,
    setHeaders: (response: Response, path: string) => {
      response.setHeader('Cache-Control', path.startsWith(assets) ? `public, max-age=${year}, immutable` : 'no-cache');
    },
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (!isView(request)) return next();
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root: folder, cacheControl: false }, (error) => {
      if (error && !response.headersSent) next(error);
    });
  });
  return true;
}

function isView(request: Request): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (/^\/(api|metrics)(\/|$)/.test(request.path) || extname(request.path) !== '') return false;
  return request.accepts('html') !== false;
}
