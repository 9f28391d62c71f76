import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { DataSource } from 'typeorm';
import {
  type AuditFigures,
  type ChainView,
  type EntriesPage,
  type EntriesQuery,
  type EntryView,
  type UnanchoredView,
  anchorLevel,
  linkOf,
} from '../protocol/index.ts';
import { disputes, lastAnchor, lastByPeer } from '../store/anchor.store.ts';
import { headOf } from '../store/chain.store.ts';
import { type ListedRow, listEntries } from '../store/entries.store.ts';
import { pendingFigures, queryKey, recordedAt } from '../store/trail.store.ts';
import { AuditSettings } from './audit.settings.ts';
import { Sealer } from './sealer.service.ts';

const exportedAtOnce = 1_000;

/** What the auditor reads: entries, the state of the chain, and its text for elsewhere. */
@Injectable()
export class AuditReads implements OnApplicationBootstrap {
  private key: string | null = null;

  constructor(
    private readonly settings: AuditSettings,
    private readonly dataSource: DataSource,
    private readonly sealer: Sealer,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.key = await queryKey(this.dataSource.manager);
  }

  /** Entries that fit, newest first; everything recorded before the call is among them. */
  async entries(query: EntriesQuery): Promise<EntriesPage> {
    await this.sealer.sealNow();
    const anchored = (await lastAnchor(this.dataSource.manager))?.seq ?? 0;
    const rows = await listEntries(this.dataSource.manager, query, query.size + 1);
    const items = rows.slice(0, query.size).map((row) => viewOf(row, anchored));
    return { items, next: rows.length > query.size ? String(items.at(-1)!.seq) : null };
  }

  /**
   * The chain texts of the entries that fit, newest first, one a line. The sha256 of a line is the hash that the next
   * newer entry names: without filters the whole can be verified with nothing but this.
   */
  async *lines(query: Omit<EntriesQuery, 'size' | 'after'>): AsyncGenerator<string> {
    await this.sealer.sealNow();
    let after: number | undefined;
    for (;;) {
      const page = { ...query, ...(after === undefined ? {} : { after }), size: exportedAtOnce };
      const rows = await listEntries(this.dataSource.manager, page, exportedAtOnce);
      if (rows.length > 0) yield `${rows.map(({ text }) => text).join('\n')}\n`;
      if (rows.length < exportedAtOnce) return;
      after = Number(rows.at(-1)!.seq);
    }
  }

  async figures(): Promise<AuditFigures> {
    const { manager } = this.dataSource;
    const [head, anchor, pending, disputed] = [
      await headOf(manager),
      await lastAnchor(manager),
      await pendingFigures(manager),
      await disputes(manager),
    ];
    const anchored = anchor?.seq ?? 0;
    const count = Math.max(0, (head?.seq ?? 0) - anchored) + pending.count;
    const oldestAt = (await recordedAt(manager, anchored + 1)) ?? pending.oldestAt;
    return {
      entries: head?.seq ?? 0,
      pending: pending.count,
      unanchored: this.unanchored(count, oldestAt),
      disputed: disputed.length,
    };
  }

  async chain(peers: readonly string[]): Promise<ChainView> {
    await this.sealer.sealNow();
    const { manager } = this.dataSource;
    const last = new Map((await lastByPeer(manager)).map((row) => [row.peer, row]));
    return {
      agency: this.settings.agency,
      ...(await this.figures()),
      head: await headOf(manager),
      lastAnchor: await lastAnchor(manager),
      peers: peers.map((peer) => ({ peer, seq: last.get(peer)?.seq ?? null, at: last.get(peer)?.at ?? null })),
      disputes: await disputes(manager),
    };
  }

  /**
   * A search text as the record may keep it: equal texts have equal hashes within this agency, and nobody without its key can
   * try names against them. `length` in characters.
   */
  searched(text: string): { readonly hash: string; readonly length: number } {
    if (this.key === null) throw new Error('the audit has not started');
    const hash = createHmac('sha256', this.key).update(text.normalize('NFKC').trim()).digest('hex').slice(0, 32);
    return { hash, length: [...text].length };
  }

  private unanchored(count: number, oldestAt: string | null): UnanchoredView {
    if (count === 0 || oldestAt === null) return { count, oldestAt: null, ageSeconds: 0, level: anchorLevel(count, 0) };
    const passed = Date.parse(this.settings.clock.now()) - Date.parse(oldestAt);
    const ageSeconds = Math.max(0, Math.round(passed / 1_000));
    return { count, oldestAt, ageSeconds, level: anchorLevel(count, ageSeconds) };
  }
}

function viewOf(row: ListedRow, anchored: number): EntryView {
  const said = linkOf(row.text);
  const seq = Number(row.seq);
  const hashes = { prevHash: row.prev_hash, hash: row.hash, anchored: seq <= anchored };
  if (!said) return { seq, ...unreadable, ...hashes };
  const { at, act, action, actor, record, caseId, purpose, outcome, code, details } = said.entry;
  return { seq, at, act, action, actor, record, caseId, purpose, outcome, code, details, ...hashes };
}

/** A text that somebody changed so that it can no longer be read; the verification names it. */
const unreadable = {
  at: '',
  act: 'unreadable',
  action: '',
  actor: null,
  record: null,
  caseId: null,
  purpose: null,
  outcome: 'failed',
  code: 'AUDIT_TEXT_CHANGED',
  details: {},
} as const;
