import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  ChainReader,
  type Finding,
  type VerificationView,
  type WitnessView,
  readCountersigned,
  verificationRunning,
} from '../protocol/index.ts';
import { type AnchorRow, anchorsAfter } from '../store/anchor.store.ts';
import { hashesAt, readChain } from '../store/chain.store.ts';
import { AuditAnchors } from './anchors.service.ts';
import { AuditSettings } from './audit.settings.ts';
import { Sealer } from './sealer.service.ts';
import { Witnesses } from './witnesses.ts';

const listedFindings = 200;
const anchorBatch = 500;

/**
 * Reads the whole chain again and names everything that is wrong with it: against itself, against the peers' countersignatures
 * that we keep, and, if asked to, against what the peers remember. Memory does not grow with the chain.
 */
@Injectable()
export class ChainVerifier {
  private running = false;

  constructor(
    private readonly settings: AuditSettings,
    private readonly dataSource: DataSource,
    private readonly sealer: Sealer,
    private readonly anchors: AuditAnchors,
    private readonly witnesses: Witnesses,
  ) {}

  /** Throws DomainError AUDIT_VERIFICATION_RUNNING while another one is at work in this process. */
  async verify({ askPeers }: { readonly askPeers: boolean }): Promise<VerificationView> {
    if (this.running) throw verificationRunning();
    this.running = true;
    const started = performance.now();
    try {
      await this.sealer.sealNow();
      const report = new Report();
      const { head, entries, anchors } = await this.readAll(report);
      const witnesses = askPeers ? await this.askWitnesses(report) : [];
      const { broken, first, findings } = report;
      const seconds = Math.round(performance.now() - started) / 1_000;
      const { agency } = this.settings;
      return { agency, intact: broken === 0, entries, head, broken, first, findings, anchors, witnesses, seconds };
    } finally {
      this.running = false;
    }
  }

  /** One snapshot of the database from the first row to the last anchor. */
  private async readAll(report: Report): Promise<Pick<VerificationView, 'head' | 'entries' | 'anchors'>> {
    await using runner = this.dataSource.createQueryRunner();
    await runner.startTransaction('REPEATABLE READ');
    try {
      const reader = new ChainReader();
      const anchors = new AnchorQueue(runner.manager, (anchor) => this.isGenuine(anchor));
      let entries = 0;
      for await (const rows of readChain(runner)) {
        for (const row of rows) {
          report.add(reader.read(row));
          if (anchors.nextSeq > row.seq) continue;
          report.add(await anchors.judgeUpTo(row.seq, row.hash));
        }
        entries += rows.length;
      }
      const { head } = reader;
      report.add(await anchors.judgeRest((head?.seq ?? 0) + 1));
      return { head, entries, anchors: anchors.judged };
    } finally {
      await runner.rollbackTransaction();
    }
  }

  private isGenuine(anchor: AnchorRow): boolean {
    const said = readCountersigned(anchor.statement);
    return (
      said?.author === this.settings.agency &&
      said.witness === anchor.peer &&
      said.seq === anchor.seq &&
      said.hash === anchor.hash &&
      this.witnesses.isSignedBy(anchor.peer, anchor.statement, anchor.signature, said.at)
    );
  }

  private askWitnesses(report: Report): Promise<WitnessView[]> {
    return Promise.all(
      this.witnesses.peers().map(async (peer): Promise<WitnessView> => {
        const held = await this.anchors.heldBy(peer).catch(() => null);
        if (!held) return { peer, reachable: false, heads: 0, agrees: null };
        const seqs = held.map(({ seq }) => seq);
        const ours = await hashesAt(this.dataSource.manager, seqs);
        const differ = held.filter(({ seq, hash }) => ours.get(seq) !== hash);
        report.add(differ.map(({ seq }) => ({ seq, kind: 'witness', about: peer })));
        return { peer, reachable: true, heads: held.length, agrees: differ.length === 0 };
      }),
    );
  }
}

class Report {
  broken = 0;
  first: Finding | null = null;
  readonly findings: Finding[] = [];

  add(found: readonly Finding[]): void {
    for (const finding of found) {
      this.broken += 1;
      if (!this.first || finding.seq < this.first.seq) this.first = finding;
      if (this.findings.length < listedFindings) this.findings.push(finding);
    }
  }
}

/** The anchors in the order of the chain, read a batch at a time beside it. */
class AnchorQueue {
  judged = 0;
  private waiting: AnchorRow[] = [];
  private last = { seq: 0, peer: '' };
  private exhausted = false;

  constructor(
    private readonly manager: EntityManager,
    private readonly isGenuine: (anchor: AnchorRow) => boolean,
  ) {}

  /** Number of the next anchored entry. 0 until the first batch is read, infinity after the last. */
  get nextSeq(): number {
    return this.waiting[0]?.seq ?? (this.exhausted ? Number.POSITIVE_INFINITY : 0);
  }

  /** Anchors up to an entry that was just read: those at its place must have its hash, earlier ones have lost theirs. */
  async judgeUpTo(seq: number, hash: string): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (let anchor = await this.next(seq); anchor; anchor = await this.next(seq)) {
      if (!this.isGenuine(anchor)) findings.push({ seq: anchor.seq, kind: 'anchor-signature', about: anchor.peer });
      else if (anchor.seq !== seq || anchor.hash !== hash) {
        findings.push({ seq: anchor.seq, kind: 'anchor', about: anchor.peer });
      }
    }
    return findings;
  }

  /** Anchors behind the end: the entries they cover, from `end` on, are gone. */
  async judgeRest(end: number): Promise<Finding[]> {
    const findings: Finding[] = [];
    for (let anchor = await this.next(Infinity); anchor; anchor = await this.next(Infinity)) {
      if (!this.isGenuine(anchor)) findings.push({ seq: anchor.seq, kind: 'anchor-signature', about: anchor.peer });
      else findings.push({ seq: end, kind: 'missing-tail', about: `${anchor.seq} ${anchor.peer}` });
    }
    return findings;
  }

  private async next(upTo: number): Promise<AnchorRow | null> {
    if (this.waiting.length === 0 && !this.exhausted) {
      this.waiting = await anchorsAfter(this.manager, this.last, anchorBatch);
      this.exhausted = this.waiting.length < anchorBatch;
      this.last = this.waiting.at(-1) ?? this.last;
    }
    if (this.waiting.length === 0 || this.waiting[0]!.seq > upTo) return null;
    this.judged += 1;
    return this.waiting.shift()!;
  }
}
