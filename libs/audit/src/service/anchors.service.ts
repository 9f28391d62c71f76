import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import {
  type AnchorView,
  type ChainHead,
  type Countersignature,
  countersignedText,
  noWitness,
  readCountersigned,
} from '../protocol/index.ts';
import { keepAnchor, keepDispute, keepWitnessed, lastAnchor, witnessedOf } from '../store/anchor.store.ts';
import { hashesAt, headOf } from '../store/chain.store.ts';
import { AuditSettings } from './audit.settings.ts';
import { AuditTrail } from './audit.trail.ts';
import { Sealer } from './sealer.service.ts';
import { Witnesses } from './witnesses.ts';

const everyMs = 3_600_000;
const retryMs = 300_000;
const lookMs = 60_000;
/** After the start; spread, so that agencies that start together do not ask each other at once. */
const firstMs = 15_000;
/** Heads of an author that we show when asked: enough to find where its chain was cut. */
const shownHeads = 100;

const headSchema = z.object({ seq: z.int().positive(), hash: z.string().regex(/^[0-9a-f]{64}$/) });
const heldSchema = z.object({ ...headSchema.shape, at: z.string().max(40) });
const answerSchema = z.object({
  statement: z.string().max(2_000),
  signature: z.string().max(2_000),
  held: heldSchema.nullable(),
});
const heldHeadsSchema = z.object({ heads: z.array(heldSchema).max(shownHeads) });

export type HeldHead = z.infer<typeof heldSchema>;

/**
 * Has the head of our chain countersigned by every peer that answers, and countersigns theirs. Every hour in which something
 * was recorded (each day at least, whenever anything happened), by wall time. Nobody answering stops nothing: the next
 * countersignature covers all entries before it, since each is hashed into the next.
 */
@Injectable()
export class AuditAnchors implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('AuditAnchors');
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<AnchorView | null> | null = null;
  private triedAt: string | null = null;

  constructor(
    private readonly settings: AuditSettings,
    private readonly dataSource: DataSource,
    private readonly sealer: Sealer,
    private readonly trail: AuditTrail,
    private readonly witnesses: Witnesses,
  ) {}

  onModuleInit(): void {
    this.witnesses.onAsked('audit-countersign', (peer, question) => this.countersign(peer, question));
    this.witnesses.onAsked('audit-witnessed', async (peer) => ({
      heads: await witnessedOf(this.dataSource.manager, peer, shownHeads),
    }));
  }

  onApplicationBootstrap(): void {
    this.schedule(firstMs * (1 + Math.random()));
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.underWay?.catch(() => undefined);
  }

  /** Anchors when it is time to. Resolves to what was anchored; null when nothing was due or nobody answered. */
  async tick(): Promise<AnchorView | null> {
    if (!(await this.isDue())) return null;
    this.triedAt = this.settings.clock.now();
    return this.anchorNow();
  }

  /** Asks all peers now for the present head. Null when there is no entry, or nobody answered. Calls made meanwhile share the answer. */
  anchorNow(): Promise<AnchorView | null> {
    this.underWay ??= this.anchor().finally(() => {
      this.underWay = null;
    });
    return this.underWay;
  }

  /** As `anchorNow`, for a person who waits: throws DomainError AUDIT_NO_WITNESS when nobody answered. */
  async anchorOrRefuse(): Promise<AnchorView> {
    const anchored = await this.anchorNow();
    if (!anchored) throw noWitness();
    return anchored;
  }

  /** What a peer remembers of our chain, highest first. Rejects when it does not answer, or not with that. */
  async heldBy(peer: string): Promise<readonly HeldHead[]> {
    return heldHeadsSchema.parse(await this.witnesses.ask(peer, 'audit-witnessed', {})).heads;
  }

  private async isDue(): Promise<boolean> {
    const head = await headOf(this.dataSource.manager);
    const last = await lastAnchor(this.dataSource.manager);
    if (!head || (last && last.seq >= head.seq)) return false;
    const passed = (at: string, ms: number): boolean =>
      Math.abs(Date.parse(this.settings.clock.now()) - Date.parse(at)) >= ms;
    if (this.triedAt !== null && !passed(this.triedAt, retryMs)) return false;
    return last === null || passed(last.at, everyMs);
  }

  private async anchor(): Promise<AnchorView | null> {
    await this.sealer.sealNow();
    const head = await headOf(this.dataSource.manager);
    if (!head) return null;
    const peers = this.witnesses.peers();
    const signed = await Promise.all(peers.map((peer) => this.askPeer(peer, head)));
    if (!signed.includes(true)) {
      if (peers.length > 0) this.log.warn('no peer countersigned the head of the audit chain; the next try covers it');
      return null;
    }
    return lastAnchor(this.dataSource.manager);
  }

  private async askPeer(peer: string, head: ChainHead): Promise<boolean> {
    try {
      const { seq, hash } = head;
      const answer = answerSchema.parse(await this.witnesses.ask(peer, 'audit-countersign', { seq, hash }));
      const said = readCountersigned(answer.statement);
      if (!said || !this.isAbout(said, peer, head) || !this.isGenuine(said, answer)) {
        this.log.warn(`${peer} answered with a countersignature that is not one`);
        return false;
      }
      if (answer.held) await this.compare(peer, answer.held);
      await keepAnchor(this.dataSource.manager, said, answer.statement, answer.signature);
      return true;
    } catch {
      return false;
    }
  }

  private isAbout(said: Countersignature, peer: string, head: ChainHead): boolean {
    return (
      said.author === this.settings.agency && said.witness === peer && said.seq === head.seq && said.hash === head.hash
    );
  }

  private isGenuine(said: Countersignature, answer: { statement: string; signature: string }): boolean {
    return this.witnesses.isSignedBy(said.witness, answer.statement, answer.signature, said.at);
  }

  /** A head that the peer signed before and our chain does not hold is itself put on record, once. */
  private async compare(peer: string, held: HeldHead): Promise<void> {
    const { seq, hash } = held;
    if ((await hashesAt(this.dataSource.manager, [seq])).get(seq) === hash) return;
    await this.dataSource.transaction(async (manager) => {
      if (!(await keepDispute(manager, { peer, ...held }))) return;
      const details = { peer, seq, hash, countersignedAt: held.at };
      const entry = {
        act: 'administration',
        action: 'audit.disputed',
        outcome: 'failed',
        code: 'AUDIT_DISPUTED',
      } as const;
      await this.trail.record(manager, { ...entry, actor: null, record: null, details });
      this.log.error(
        `${peer} remembers entry ${seq} of the audit chain, which is not there: it was lost, cut or rewritten`,
      );
    });
  }

  /** Signs what a peer shows, whatever it is, and tells what it showed before: the peer judges, and so can anyone else. */
  private async countersign(author: string, question: Readonly<Record<string, unknown>>): Promise<object> {
    const head = headSchema.parse(question);
    const [held = null] = await witnessedOf(this.dataSource.manager, author, 1);
    const said = { ...head, author, witness: this.settings.agency, at: this.settings.clock.now() };
    const statement = countersignedText(said);
    const signature = this.witnesses.sign(statement);
    await keepWitnessed(this.dataSource.manager, said, statement, signature);
    return { statement, signature, held };
  }

  private schedule(ms: number): void {
    this.timer = setTimeout(() => {
      void this.tick()
        .catch((cause: unknown) => this.log.error(`anchoring failed: ${cause instanceof Error ? cause.message : ''}`))
        .finally(() => {
          if (this.timer) this.schedule(lookMs);
        });
    }, ms);
    this.timer.unref();
  }
}
