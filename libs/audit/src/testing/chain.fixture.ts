import { type Clock, systemClock } from '@sup/kernel';
import { type DataSource } from 'typeorm';
import { type AuditEntry } from '../protocol/index.ts';
import { AuditSettings } from '../service/audit.settings.ts';
import { AuditTrail } from '../service/audit.trail.ts';
import { Sealer } from '../service/sealer.service.ts';

/** Trail and sealer over one database, without a service around them. */
export interface ChainParts {
  readonly sealer: Sealer;
  readonly trail: AuditTrail;
}

export function chainParts(dataSource: DataSource, clock: Clock = systemClock): ChainParts {
  const sealer = new Sealer(dataSource);
  return { sealer, trail: new AuditTrail(new AuditSettings('unit-one', clock), dataSource, sealer) };
}

/** A look at a clue, `n` telling one from the other. */
export function lookAt(n: number, more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    act: 'read',
    action: 'clue.read',
    actor: { personId: `person-${n % 7}`, postId: 'post-1', postTitle: '承办人' },
    record: { kind: 'clue', id: `clue-${n}` },
    caseId: `case-${n % 11}`,
    details: { n },
    ...more,
  };
}
