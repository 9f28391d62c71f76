import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';

/** Nest's own metadata of a handler's parameters, which is not exported: keys are `<kind>:<index>`. */
const ROUTE_ARGUMENTS = '__routeArguments__';
const checkedKinds: Readonly<Record<string, string>> = { 3: '@Body', 4: '@Query' };

/** Refuses to start a service in which a handler takes a body or a query without a schema: it would take anything. */
@Injectable()
export class UncheckedInputCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const unchecked = this.discovery.getControllers().flatMap(({ metatype }) => {
      const controller = metatype as (new () => unknown) | undefined;
      if (!controller) return [];
      return this.scanner
        .getAllMethodNames(controller.prototype as object)
        .flatMap((name) => uncheckedOf(controller, name).map((kind) => `${controller.name}.${name} (${kind})`));
    });
    if (unchecked.length > 0) {
      throw new Error(`No schema for: ${unchecked.join(', ')} (输入没有校验规则，服务拒绝启动)`);
    }
  }
}

function uncheckedOf(controller: new () => unknown, handler: string): string[] {
  const given: unknown = Reflect.getMetadata(ROUTE_ARGUMENTS, controller, handler);
  return Object.entries((given ?? {}) as Record<string, { readonly schema?: unknown }>).flatMap(([key, { schema }]) => {
    const kind = checkedKinds[key.split(':')[0]!];
    return kind !== undefined && schema === undefined ? [kind] : [];
  });
}
