import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ALLOWED_ACTIONS, PUBLIC } from './allow.decorators.ts';

type Handler = (...args: unknown[]) => unknown;

/** Nest's own metadata key of a route; it is not exported. */
const ROUTE_PATH = 'path';

/** Refuses to start a service in which a handler says neither who is allowed nor that it is public. */
@Injectable()
export class OpenHandlerCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const open = this.discovery.getControllers().flatMap((wrapper) => {
      const controller = wrapper.metatype as (new () => unknown) | undefined;
      if (!controller) return [];
      const prototype = controller.prototype as Record<string, Handler>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => this.isUnguardedRoute(prototype[name]!, controller))
        .map((name) => `${controller.name}.${name}`);
    });
    if (open.length > 0) {
      throw new Error(`Neither @Allow nor @Public on: ${open.join(', ')} (没有声明权限的处理方法，服务拒绝启动)`);
    }
  }

  private isUnguardedRoute(handler: Handler, controller: new () => unknown): boolean {
    if (Reflect.getMetadata(ROUTE_PATH, handler) === undefined) return false;
    const targets = [handler, controller];
    const allowed = this.reflector.getAllAndOverride<string[] | undefined>(ALLOWED_ACTIONS, targets);
    return !allowed?.length && !this.reflector.getAllAndOverride<true | undefined>(PUBLIC, targets);
  }
}
