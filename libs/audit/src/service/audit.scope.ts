import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of one request while it is handled: whether its act is already on record, and what it turned out to be about. */
export interface AuditScope {
  written: boolean;
}

const scopes = new AsyncLocalStorage<AuditScope>();

/** Runs `work` as one request. Entries that it records in its own transactions are noted in `scope`. */
export function withinScope<Answer>(scope: AuditScope, work: () => Answer): Answer {
  return scopes.run(scope, work);
}

/** The act of the request under way is on record; outside a request nothing happens. */
export function noteWritten(): void {
  const scope = scopes.getStore();
  if (scope) scope.written = true;
}
