/** The chain's rules, without a database: what an entry's text is, how texts are linked, what breaks a chain. */
export {
  type AnchorLevel,
  type ChainHead,
  type Countersignature,
  anchorLevel,
  anchorLimits,
  countersignedText,
  readCountersigned,
} from './anchor.rules.ts';
export { entryTooLarge, noWitness, verificationRunning } from './audit.errors.ts';
export {
  type AnchorView,
  type AuditFigures,
  type ChainView,
  type DisputeView,
  type EntriesPage,
  type EntriesQuery,
  type EntryView,
  type UnanchoredView,
  type VerificationView,
  type WitnessView,
} from './audit.views.ts';
export { ChainReader, type ChainRow, type Finding, type FindingKind, findingKinds, linkOf } from './chain.rules.ts';
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
  columnNames,
  columnsOf,
  entryText,
  genesisHash,
  linksAfter,
} from './entry.rules.ts';
export { readRowText } from './row-text.rules.ts';
