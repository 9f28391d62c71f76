import { Injectable } from '@nestjs/common';
import { DomainError } from '@sup/kernel';

/**
 * Closed while a database that lost facts waits for its peers to return them (PROTOCOL.md law 8): nothing is appended,
 * relayed or applied, or a used number would be given to a second fact, a conflict for ever.
 */
@Injectable()
export class Fence {
  private closedSince: string | null = null;

  close(since: string): void {
    this.closedSince ??= since;
  }

  open(): void {
    this.closedSince = null;
  }

  get closed(): boolean {
    return this.closedSince !== null;
  }

  /** Throws DomainError RESTORING while closed. */
  check(): void {
    if (this.closedSince === null) return;
    throw new DomainError(
      'RESTORING',
      'unavailable',
      {
        zh: '数据恢复中，正在等待各单位回传，请稍后再试',
        en: 'Restoring: waiting for the peers to return what was lost',
      },
      { since: this.closedSince },
    );
  }
}
