import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditReads } from '@sup/audit';
import { type AuditFigures } from '@sup/audit/protocol';
import { FreshLook } from './fresh-look.ts';
import { Metrics } from './metrics.service.ts';

/** The audit's figures for Prometheus. */
@Injectable()
export class AuditWatch implements OnModuleInit {
  private readonly looked = new FreshLook<AuditFigures>(() => this.reads.figures());

  constructor(
    private readonly reads: AuditReads,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.show('sup_audit_entries', 'Entries in the audit chain', ({ entries }) => entries);
    this.show('sup_audit_pending', 'Entries recorded and not yet chained', ({ pending }) => pending);
    this.show('sup_audit_unanchored', 'Entries that no peer has countersigned', ({ unanchored }) => unanchored.count);
    this.show(
      'sup_audit_unanchored_age_seconds',
      'Age of the oldest entry that no peer has countersigned; warning over 14400, red over 86400',
      ({ unanchored }) => unanchored.ageSeconds,
    );
    this.show('sup_audit_disputed', 'Heads of the chain that a peer remembers otherwise', ({ disputed }) => disputed);
  }

  private show(name: string, help: string, figure: (figures: AuditFigures) => number): void {
    this.metrics.gauge(name, help, async () => figure(await this.looked.now()));
  }
}
