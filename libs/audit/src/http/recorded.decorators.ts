import { SetMetadata } from '@nestjs/common';
import { type AuditAct } from '../protocol/index.ts';

export const RECORDED = 'sup:recorded';
export const UNRECORDED = 'sup:unrecorded';

/** What a handler knows better about its own requests than method and route tell. */
export interface Recording {
  /** What the act is; otherwise GET is a read (a search with `q`, an export below `/export`), everything else a write. */
  readonly act?: AuditAct;
  /** What was done, as `clue.read`; otherwise the handler's only permission, or method and route. */
  readonly action?: string;
  /** The record's kind; otherwise the first word of the route in the singular. */
  readonly kind?: string;
  /** The route parameter that holds the record's id; otherwise `id`. */
  readonly id?: string;
}

/** Refines what the record says of a handler's requests. */
export const Recorded = (recording: Recording): MethodDecorator & ClassDecorator => SetMetadata(RECORDED, recording);

/** Requests of this handler tell nothing about anybody: health, the session's own poll, lists that are the same for all. */
export const Unrecorded = (): MethodDecorator & ClassDecorator => SetMetadata(UNRECORDED, true);
