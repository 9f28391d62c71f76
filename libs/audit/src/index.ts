import { type EntitySchema } from 'typeorm';
import { CreateAudit1764547200200 } from './store/migrations/20261201-create-audit.ts';

/** Audit reads and writes its tables in plain SQL: no entities. */
export const auditRows: EntitySchema[] = [];
export const auditMigrations = [CreateAudit1764547200200];
export { AuditModule } from './audit.module.ts';
export { RECORDED, Recorded, type Recording, UNRECORDED, Unrecorded } from './http/recorded.decorators.ts';
export { type AuditAct, type AuditActor, type AuditEntry, type AuditRecord } from './protocol/index.ts';
export { AuditAnchors } from './service/anchors.service.ts';
export { AuditReads } from './service/audit.reads.ts';
export { type AuditScope, withinScope } from './service/audit.scope.ts';
export { AuditTrail } from './service/audit.trail.ts';
export { ChainVerifier } from './service/chain.verifier.ts';
export { Sealer } from './service/sealer.service.ts';
export { Witnesses } from './service/witnesses.ts';
