import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { type AuditAct, RECORDED, type Recording, UNRECORDED } from '@sup/audit';
import { type Request } from 'express';

/** Nest's own metadata keys of a route, and access's of what a handler allows; they are not exported. */
const PATH = 'path';
const METHOD = 'method';
const SSE = '__sse__';
const ALLOWED_ACTIONS = 'sup:allowed-actions';

/** What the record says of the requests of one route. */
export interface RecordedRoute {
  readonly method: string;
  /** The route's template: `/api/clues/:id`. */
  readonly template: string;
  /** Null: decided by the request (a `q` makes a read a search). */
  readonly act: AuditAct | null;
  readonly action: string;
  readonly kind: string;
  readonly idParam: string;
}

type Handler = (...args: unknown[]) => unknown;
type Controller = new () => unknown;

/** Every route of the service, by method and template, with what its requests leave in the record. */
@Injectable()
export class RecordedRoutes implements OnModuleInit {
  private readonly routes = new Map<string, RecordedRoute>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    for (const { metatype } of this.discovery.getControllers()) {
      if (!metatype) continue;
      const controller = metatype as Controller;
      const prototype = controller.prototype as Record<string, Handler>;
      for (const name of this.scanner.getAllMethodNames(prototype)) this.add(controller, prototype[name]!);
    }
  }

  /** The route that a request was matched to; undefined when it matched none, or one that leaves no record. */
  of(request: Request): RecordedRoute | undefined {
    const template = (request.route as { path?: unknown } | undefined)?.path;
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    return typeof template === 'string' ? this.routes.get(`${method} ${template}`) : undefined;
  }

  private add(controller: Controller, handler: Handler): void {
    const path = Reflect.getMetadata(PATH, handler) as string | string[] | undefined;
    const targets = [handler, controller];
    if (path === undefined || this.reflector.getAllAndOverride<boolean>(UNRECORDED, targets)) return;
    if (Reflect.getMetadata(SSE, handler)) return;
    const method = RequestMethod[(Reflect.getMetadata(METHOD, handler) as RequestMethod | undefined) ?? 0]!;
    const recording = this.reflector.getAllAndOverride<Recording | undefined>(RECORDED, targets) ?? {};
    const allowed = this.reflector.getAllAndOverride<string[] | undefined>(ALLOWED_ACTIONS, targets) ?? [];
    const prefixes = [Reflect.getMetadata(PATH, controller) as string | string[]].flat();
    for (const prefix of prefixes) {
      for (const suffix of [path].flat()) {
        const route = routeOf(method, templateOf(prefix, suffix), recording, allowed);
        this.routes.set(`${method} ${route.template}`, route);
      }
    }
  }
}

export function templateOf(prefix: string, suffix: string): string {
  const parts = [prefix, suffix].flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${parts.join('/')}`;
}

export function routeOf(
  method: string,
  template: string,
  recording: Recording,
  allowed: readonly string[],
): RecordedRoute {
  const words = template.split('/').filter((word) => word !== '' && word !== 'api');
  const kind = recording.kind ?? singular(words[0] ?? 'service');
  const isExport = words.includes('export');
  return {
    method,
    template,
    act: recording.act ?? (isExport ? 'export' : words.includes('search') ? 'search' : null),
    action: recording.action ?? (allowed.length === 1 ? allowed[0]! : `${method} ${template}`),
    kind,
    idParam: recording.id ?? 'id',
  };
}

function singular(word: string): string {
  if (word === 'people') return 'person';
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.replace(/s$/, '');
}
