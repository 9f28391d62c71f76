/** The chain's rules, without a database: what an entry's text is, how texts are linked, what breaks a chain. */
export { entryTooLarge, verificationRunning } from './audit.errors.ts';
export {
  type AuditAct,
  type AuditActor,
  type AuditEntry,
  type AuditOutcome,
  type AuditRecord,
  type EntryColumns,
  type KeptEntry,
  type Link,
  auditActs,
  auditLimits,
  auditOutcomes,
  columnsOf,
  entryText,
  genesisHash,
  linksAfter,
} from './entry.rules.ts';
