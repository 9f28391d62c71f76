import { type Clock, systemClock } from '@sup/kernel';
import { type DataSource } from 'typeorm';
import { type AuditEntry } from '../protocol/index.ts';
import { AuditSettings } from '../service/audit.settings.ts';
import { AuditTrail } from '../service/audit.trail.ts';
import { AuditAnchors } from '../service/anchors.service.ts';
import { AuditReads } from '../service/audit.reads.ts';
import { ChainVerifier } from '../service/chain.verifier.ts';
import { Sealer } from '../service/sealer.service.ts';
import { NoWitnesses, type Witnesses } from '../service/witnesses.ts';

/** The parts of one agency's audit over one database, without a service around them. */
export interface ChainParts {
  readonly sealer: Sealer;
  readonly trail: AuditTrail;
  readonly reads: AuditReads;
  readonly anchors: AuditAnchors;
  readonly verifier: ChainVerifier;
}

export function chainParts(
  dataSource: DataSource,
  { clock = systemClock, agency = 'unit-one', witnesses = new NoWitnesses() }: ChainOptions = {},
): ChainParts {
  const settings = new AuditSettings(agency, clock);
  const sealer = new Sealer(dataSource);
  const trail = new AuditTrail(settings, dataSource, sealer);
  const anchors = new AuditAnchors(settings, dataSource, sealer, trail, witnesses);
  const verifier = new ChainVerifier(settings, dataSource, sealer, anchors, witnesses);
  return { sealer, trail, anchors, verifier, reads: new AuditReads(settings, dataSource, sealer) };
}

export interface ChainOptions {
  readonly clock?: Clock;
  readonly agency?: string;
  readonly witnesses?: Witnesses;
}

export function verifierOf(dataSource: DataSource): ChainVerifier {
  return chainParts(dataSource).verifier;
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
