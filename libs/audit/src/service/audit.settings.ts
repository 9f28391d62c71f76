import { type Clock } from '@sup/kernel';

/** What an agency gives its audit. Provided under this class. */
export class AuditSettings {
  constructor(
    readonly agency: string,
    /** Wall time, never the business clock: a demonstration may not set when something was done. */
    readonly clock: Clock,
  ) {}
}
