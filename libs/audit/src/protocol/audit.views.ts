import { type AuditActor, type AuditOutcome, type KeptEntry } from './entry.rules.ts';
import { type AnchorLevel } from './anchor.rules.ts';
import { type Finding } from './chain.rules.ts';

/** An entry as `GET /api/audit/entries` lists it, newest first. Metadata of an act, never content of a record. */
export interface EntryView {
  /** Place in the agency's chain, from 1 without gaps; also the entry's id. */
  readonly seq: number;
  /** Wall instant of recording, UTC. May step back between neighbours: `seq` is the order. */
  readonly at: string;
  /** `read | search | write | refusal | export | identity-release | sign-in | administration`. */
  readonly act: string;
  /** `clue.read`, `referral.accepted`; or the handler's permission. */
  readonly action: string;
  /** Null for a failed sign-in, and where the service itself acted. */
  readonly actor: AuditActor | null;
  readonly record: { readonly kind: string; readonly id: string; readonly no: string | null } | null;
  /** What need-to-know hangs on; null where the act concerns no case. */
  readonly caseId: string | null;
  readonly purpose: string | null;
  readonly outcome: AuditOutcome;
  /** Problem code of what was refused or failed. */
  readonly code: string | null;
  /**
   * Facts about the act. From HTTP: `method`, `route`, `filters` (names of query parameters), `search` {hash, length},
   * `returned` {count, ids}, `fields` (names in the body).
   */
  readonly details: KeptEntry['details'];
  readonly prevHash: string;
  /** sha256 of the entry's chain text. */
  readonly hash: string;
  /** A peer has countersigned the chain at this entry or a later one. */
  readonly anchored: boolean;
}

/** One page; `next` is the `after` of the following one, null on the last. */
export interface EntriesPage {
  readonly items: readonly EntryView[];
  readonly next: string | null;
}

/** Filters of `GET /api/audit/entries` and of the export; all that are given must hold. */
export interface EntriesQuery {
  /** Person id. */
  readonly actor?: string;
  /** Record id or number. */
  readonly record?: string;
  readonly caseId?: string;
  readonly act?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly code?: string;
  /** Instants, UTC: from inclusive, to exclusive. */
  readonly from?: string;
  readonly to?: string;
  /** Entries before this number only (`next` of the last page). */
  readonly after?: number;
  readonly size: number;
}

/** Entries that no peer has countersigned yet (未锚定). */
export interface UnanchoredView {
  readonly count: number;
  /** Of the oldest such entry; null when there is none. */
  readonly oldestAt: string | null;
  readonly ageSeconds: number;
  /** `none` all is anchored, `fresh` within 4 h, `warning` over 4 h, `red` over 24 h (AUD-05). */
  readonly level: AnchorLevel;
}

/** The short form, in the health of the network and in the metrics. */
export interface AuditFigures {
  /** Entries in the chain. */
  readonly entries: number;
  /** Recorded and not yet in the chain: a second or two behind, or the sealer is in trouble. */
  readonly pending: number;
  readonly unanchored: UnanchoredView;
  /** Peers that remember a head of ours which this chain does not hold: entries were lost, cut off or rewritten. */
  readonly disputed: number;
}

/** `GET /api/audit/chain`. */
export interface ChainView extends AuditFigures {
  readonly agency: string;
  readonly head: { readonly seq: number; readonly hash: string; readonly at: string } | null;
  /** The newest countersigned head; null while there is none. */
  readonly lastAnchor: AnchorView | null;
  /** What each peer last countersigned; `seq` null where it never did. */
  readonly peers: readonly { readonly peer: string; readonly seq: number | null; readonly at: string | null }[];
  readonly disputes: readonly DisputeView[];
}

export interface AnchorView {
  readonly seq: number;
  readonly hash: string;
  /** When the peer signed, by its wall clock. */
  readonly at: string;
  readonly peers: readonly string[];
}

/** A peer remembers our head `seq` with another hash, or we do not have that entry at all. */
export interface DisputeView {
  readonly peer: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
}

/** `POST /api/audit/verify`: the whole chain read again, from its first entry. */
export interface VerificationView {
  readonly agency: string;
  readonly intact: boolean;
  readonly entries: number;
  readonly head: { readonly seq: number; readonly hash: string } | null;
  /** All that is wrong is counted; the first 200 are listed, in the order of the chain. */
  readonly broken: number;
  readonly first: Finding | null;
  readonly findings: readonly Finding[];
  /** Countersignatures that were checked, by signature and against the chain. */
  readonly anchors: number;
  /** What the peers remember of this chain; empty when they were not asked. */
  readonly witnesses: readonly WitnessView[];
  readonly seconds: number;
}

export interface WitnessView {
  readonly peer: string;
  readonly reachable: boolean;
  /** Heads of ours that it holds and showed (its newest 100). */
  readonly heads: number;
  /** Null when it could not be asked. */
  readonly agrees: boolean | null;
}
