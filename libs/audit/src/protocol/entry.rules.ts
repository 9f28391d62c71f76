import { canonicalText, sha256Hex } from '@sup/messaging/protocol';
import { entryTooLarge } from './audit.errors.ts';

/** What people do that leaves a trace. Closed. */
export const auditActs = [
  'read',
  'search',
  'write',
  'refusal',
  'export',
  'identity-release',
  'sign-in',
  'administration',
] as const;
export type AuditAct = (typeof auditActs)[number];

/** How it ended: `refused` by a rule or for want of permission, `failed` for a reason of the machine. */
export const auditOutcomes = ['done', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** Who acted, as they stood at that instant: a later move of the person changes nothing here (SHR-09). */
export interface AuditActor {
  readonly personId: string;
  readonly postId: string;
  readonly postTitle: string;
}

/** The record an act was about: its kind (`clue`, `referral`, `file`), its id, and its number where it has one. */
export interface AuditRecord {
  readonly kind: string;
  readonly id: string;
  readonly no?: string | null;
}

/**
 * An act as its doer's service reports it. `details` are facts about the act (names of fields, counts, the shape of a
 * query, hashes) and never content of a record: the auditor reads them.
 */
export interface AuditEntry {
  readonly act: AuditAct;
  /** What was done, in the words of the permissions or of the procedure: `clue.read`, `referral.accepted`. */
  readonly action: string;
  /** Null where nobody is signed in (a failed sign-in), or where the service itself acts. */
  readonly actor: AuditActor | null;
  readonly record: AuditRecord | null;
  readonly caseId?: string | null;
  /** Why, in the doer's words or by a code, where a reason was asked for. */
  readonly purpose?: string | null;
  /** `done` unless told otherwise. */
  readonly outcome?: AuditOutcome;
  /** The problem code of what was refused or failed. */
  readonly code?: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An entry as the chain keeps it: every member present, with the agency and the wall instant it was recorded at. */
export interface KeptEntry {
  readonly agency: string;
  readonly at: string;
  readonly act: AuditAct;
  readonly action: string;
  readonly actor: AuditActor | null;
  readonly record: { readonly kind: string; readonly id: string; readonly no: string | null } | null;
  readonly caseId: string | null;
  readonly purpose: string | null;
  readonly outcome: AuditOutcome;
  readonly code: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export const auditLimits = { textBytes: 65_536 } as const;

/**
 * The canonical text (RFC 8785) of an entry, hashed as it is and never made again from parsed JSON. Members that are
 * undefined are dropped. Throws DomainError NOT_CANONICAL (NaN, lone surrogates) or AUDIT_ENTRY_TOO_LARGE.
 */
export function entryText(agency: string, at: string, entry: AuditEntry): string {
  const { actor, record } = entry;
  const kept: KeptEntry = {
    agency,
    at,
    act: entry.act,
    action: entry.action,
    actor: actor && { personId: actor.personId, postId: actor.postId, postTitle: actor.postTitle },
    record: record && { kind: record.kind, id: record.id, no: record.no ?? null },
    caseId: entry.caseId ?? null,
    purpose: entry.purpose ?? null,
    outcome: entry.outcome ?? 'done',
    code: entry.code ?? null,
    details: entry.details ?? {},
  };
  const text = canonicalText(kept);
  const bytes = Buffer.byteLength(text);
  if (bytes > auditLimits.textBytes) throw entryTooLarge(bytes);
  return text;
}

/** What the first link names as its predecessor. */
export const genesisHash = '0'.repeat(64);

/** One link of the chain: its own text says its number and its predecessor, so it can be proven alone. */
export interface Link {
  readonly seq: number;
  readonly prevHash: string;
  /** `{"entry":…,"prev":"…","seq":n}`, canonical because the entry's text is. */
  readonly text: string;
  /** sha256 of `text` in UTF-8, lower-case hex. */
  readonly hash: string;
}

/** Chains canonical entry texts after `head`, in the order given. */
export function linksAfter(
  head: { readonly seq: number; readonly hash: string } | null,
  texts: readonly string[],
): Link[] {
  let seq = head?.seq ?? 0;
  let prevHash = head?.hash ?? genesisHash;
  return texts.map((entry) => {
    seq += 1;
    const text = `{"entry":${entry},"prev":"${prevHash}","seq":${seq}}`;
    const link = { seq, prevHash, text, hash: sha256Hex(text) };
    prevHash = link.hash;
    return link;
  });
}

/** The columns that lists filter by, taken from the text and from nothing else. */
export interface EntryColumns {
  readonly at: string;
  readonly act: string;
  readonly action: string;
  readonly personId: string | null;
  readonly postId: string | null;
  readonly recordKind: string | null;
  readonly recordId: string | null;
  readonly recordNo: string | null;
  readonly caseId: string | null;
  readonly outcome: string;
  readonly code: string | null;
}

/** In the order in which the table has them. */
export const columnNames = [
  'at',
  'act',
  'action',
  'personId',
  'postId',
  'recordKind',
  'recordId',
  'recordNo',
  'caseId',
  'outcome',
  'code',
] as const satisfies readonly (keyof EntryColumns)[];

export function columnsOf(entry: KeptEntry): EntryColumns {
  return {
    at: entry.at,
    act: entry.act,
    action: entry.action,
    personId: entry.actor?.personId ?? null,
    postId: entry.actor?.postId ?? null,
    recordKind: entry.record?.kind ?? null,
    recordId: entry.record?.id ?? null,
    recordNo: entry.record?.no ?? null,
    caseId: entry.caseId,
    outcome: entry.outcome,
    code: entry.code,
  };
}
