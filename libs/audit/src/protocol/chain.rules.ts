import { sha256Hex } from '@sup/messaging/protocol';
import { type EntryColumns, type KeptEntry, columnNames, columnsOf, genesisHash } from './entry.rules.ts';
import { rowText } from './row-text.rules.ts';

/**
 * What can be wrong with a chain. `changed`: the text is not the one that was hashed. `replaced`: text and hash agree, but the
 * next entry names another predecessor. `column`: a column says other than the text. `reordered`: the text was
 * written for another place. `gap`: entries are missing before this one. `doubled`: the place is taken twice. `forked`: two entries
 * name one predecessor. `anchor`: a peer countersigned another entry at this place. `anchor-signature`: a countersignature is
 * not the peer's. `missing-tail`: a peer countersigned an entry behind the last one. `witness`: a peer remembers another entry.
 */
export const findingKinds = [
  'changed',
  'replaced',
  'column',
  'reordered',
  'gap',
  'doubled',
  'forked',
  'anchor',
  'anchor-signature',
  'missing-tail',
  'witness',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** One thing that is wrong, at the entry where it is. */
export interface Finding {
  readonly seq: number;
  readonly kind: FindingKind;
  /** Name of the column, number of the last missing entry, or the peer; null where the kind says it all. */
  readonly about: string | null;
}

/** A row of the chain as it is stored now. */
export interface ChainRow {
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
  readonly text: string;
  readonly columns: EntryColumns;
  /** `rowText` of the predecessor and the columns, where the store has it: read as one string, it is seldom taken apart. */
  readonly kept?: string;
}

interface Judged {
  readonly seq: number;
  readonly hash: string;
  readonly computed: string;
  readonly prev: string;
  readonly misplaced: boolean;
}

/**
 * Reads a chain row by row, in the order of `seq`, and answers what is wrong with each. Remembers one row only. A change of one byte is
 * named at its own entry and nowhere else: its neighbours' links are judged by what they themselves say.
 */
export class ChainReader {
  private last: Judged | null = null;

  /** The last row read; null before the first. */
  get head(): { readonly seq: number; readonly hash: string } | null {
    return this.last && { seq: this.last.seq, hash: this.last.hash };
  }

  read(row: ChainRow): Finding[] {
    const findings: Finding[] = [];
    const found = (kind: FindingKind, about: string | null = null, seq = row.seq): void => {
      findings.push({ seq, kind, about });
    };
    const computed = sha256Hex(row.text);
    const said = linkOf(row.text);
    if (computed !== row.hash || !said) found('changed');
    const intact = said !== null && computed === row.hash;
    const misplaced = intact && said.seq !== row.seq;
    if (misplaced) found('reordered');
    if (intact) for (const name of differing(row, said)) found('column', name);
    const prev = intact ? said.prev : row.prevHash;
    this.judgeLink({ seq: row.seq, hash: row.hash, computed, prev, misplaced }, found);
    return findings;
  }

  private judgeLink(row: Judged, found: (kind: FindingKind, about?: string | null, seq?: number) => void): void {
    const { last } = this;
    const expected = (last?.seq ?? 0) + 1;
    this.last = row;
    if (row.seq > expected) return found('gap', String(row.seq - 1), expected);
    if (row.seq < expected) return found('doubled');
    if (row.misplaced || last?.misplaced) return;
    if (!last) {
      if (row.prev !== genesisHash) found('replaced', 'genesis');
      return;
    }
    if (row.prev === last.hash || row.prev === last.computed) return;
    if (row.prev === last.prev) found('forked');
    else found('replaced', null, last.seq);
  }
}

interface SaidLink {
  readonly entry: KeptEntry;
  readonly prev: string;
  readonly seq: number;
}

/** The link that a text says it is; null when it is no such text. */
export function linkOf(text: string): SaidLink | null {
  try {
    const said = JSON.parse(text) as Partial<SaidLink> | null;
    const { entry, prev, seq } = said ?? {};
    return typeof entry === 'object' && entry && typeof prev === 'string' && typeof seq === 'number'
      ? { entry, prev, seq }
      : null;
  } catch {
    return null;
  }
}

function keptText(prev: string, columns: EntryColumns): string {
  return rowText([prev, ...columnNames.map((name) => columns[name])]);
}

function differing(row: ChainRow, said: SaidLink): string[] {
  const columns = columnsOf(said.entry);
  if (row.kept !== undefined && row.kept === keptText(said.prev, columns)) return [];
  const differ: string[] = columnNames.filter((name) => columns[name] !== row.columns[name]);
  return said.prev === row.prevHash ? differ : [...differ, 'prevHash'];
}
