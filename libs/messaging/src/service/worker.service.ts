import { Injectable, Logger } from '@nestjs/common';
import { readFact } from '@sup/contracts';
import { DomainError } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type DueDelivery,
  type Front,
  dropHandledSignals,
  frontOf,
  markDone,
  markFailed,
  markHeld,
  takeDeliveries,
  wakeDue,
  wakeHeld,
} from '../store/delivery.store.ts';
import { proofOf } from '../store/proof.ts';
import { messageOf } from './broker.ts';
import { Fence } from './fence.ts';
import { NetworkNotes } from './network-notes.ts';
import { ReactionRegistry, type ReceivedFact, type Reception, type SignalEnvelope } from './reaction.registry.ts';
import { MessagingSettings } from './settings.ts';
import { WakeLoop } from './wake.ts';

/** The same code for a reaction that answers neither, and one whose program is gone. */
const noReaction = 'NO_REACTION';

/** Records from which on their deliveries are worth a transaction of their own beside others. */
const recordsInLane = 64;

/** Undoes the transaction of a batch, so that its deliveries are applied one by one. */
class OneByOne extends Error {}

/**
 * Applies deliveries: in order per (author, record) and capability, effect and delivery state and the facts it makes in
 * one transaction. A record is worked on by one transaction at a time, by its lock; records run beside each other.
 */
@Injectable()
export class WorkerService {
  private readonly log = new Logger('Worker');
  private readonly loop: WakeLoop;
  private outboxGrew: () => void = () => undefined;

  constructor(
    private readonly settings: MessagingSettings,
    private readonly dataSource: DataSource,
    private readonly registry: ReactionRegistry,
    private readonly fence: Fence,
    private readonly notes: NetworkNotes,
  ) {
    this.loop = new WakeLoop(
      settings.tuning.pollMs,
      () => this.round(),
      (error) => this.log.warn(messageOf(error)),
    );
  }

  /** `outboxGrew`: called after transactions in which reactions may have appended facts. */
  start(outboxGrew: () => void): void {
    this.outboxGrew = outboxGrew;
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
  }

  private async round(): Promise<void> {
    while (this.loop.active && !this.fence.closed) {
      await wakeDue(this.dataSource, this.settings.clock.now());
      const { workBatch, workLanes } = this.settings.tuning;
      const front = await frontOf(this.dataSource, workBatch * workLanes);
      if (!front) return;
      // What fits one transaction is not spread over several: each costs the disk a commit.
      const count = Math.min(workLanes, Math.ceil(front.records.length / recordsInLane));
      const lanes = Array.from({ length: count }, (_, lane) => ({
        records: front.records.filter((_record, at) => at % count === lane),
        upTo: front.upTo,
      }));
      const applied = await Promise.all(lanes.map((lane) => this.applyLane(lane)));
      // Nothing moved: another instance holds these records, or all of it is held or failing.
      if (!applied.some((count) => count > 0)) return;
      this.outboxGrew();
    }
  }

  /** Returns how many deliveries changed state. */
  private async applyLane(lane: Front): Promise<number> {
    try {
      return await this.transaction(lane, this.settings.tuning.workBatch, true);
    } catch (error) {
      if (!(error instanceof OneByOne)) this.log.warn(`batch undone: ${messageOf(error)}`);
    }
    let moved = 0;
    for (const record of lane.records) moved += await this.applyOneByOne({ records: [record], upTo: lane.upTo });
    return moved;
  }

  private async applyOneByOne(record: Front): Promise<number> {
    let moved = 0;
    for (;;) {
      const count = await this.transaction(record, 1, false);
      moved += count;
      if (count === 0 || moved >= this.settings.tuning.workBatch) return moved;
    }
  }

  private transaction(front: Front, limit: number, together: boolean): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const deliveries = await takeDeliveries(manager, this.settings.agency, front, limit);
      if (deliveries.length === 0) return 0;
      const done = together
        ? await this.applyTogether(manager, deliveries)
        : await this.applyAlone(manager, deliveries[0]!);
      await this.finish(manager, done);
      return deliveries.length;
    });
  }

  /**
   * The quick way, without savepoints: the first delivery that is not simply applied or held undoes the whole. Queues run
   * beside each other on the one connection; each is in order.
   */
  private async applyTogether(manager: EntityManager, deliveries: readonly DueDelivery[]): Promise<DueDelivery[]> {
    const done: DueDelivery[] = [];
    let undone = false;
    const applyQueue = async (queue: readonly DueDelivery[]): Promise<void> => {
      for (const delivery of queue) {
        if (undone) return;
        const reception = await this.apply(manager, delivery);
        if (reception.outcome === 'conflict' || reception.outcome === 'refused') throw new OneByOne();
        if (reception.outcome === 'held') await this.hold(manager, delivery, reception.waitsFor);
        else done.push(delivery);
      }
    };
    const queues = this.queuesOf(deliveries).map((queue) =>
      applyQueue(queue).catch((error: unknown) => {
        undone = true;
        throw error;
      }),
    );
    // Nothing may still be writing when the transaction ends: all of them are waited for, also after a failure.
    const failed = (await Promise.allSettled(queues)).find((queue) => queue.status === 'rejected');
    if (failed) throw failed.reason;
    return done;
  }

  /** By capability and record where the reaction bears it, else by capability: what must stay in order is in one queue. */
  private queuesOf(deliveries: readonly DueDelivery[]): DueDelivery[][] {
    const queues = new Map<string, DueDelivery[]>();
    for (const delivery of deliveries) {
      const { capability, recordId } = delivery;
      const key = this.registry.bearsOthers(capability) ? `${capability} ${recordId}` : capability;
      const queue = queues.get(key);
      if (queue) queue.push(delivery);
      else queues.set(key, [delivery]);
    }
    return [...queues.values()];
  }

  private async applyAlone(manager: EntityManager, delivery: DueDelivery): Promise<DueDelivery[]> {
    await manager.query('savepoint delivery');
    try {
      const reception = await this.apply(manager, delivery);
      if (reception.outcome === 'applied' || reception.outcome === 'duplicate') {
        await manager.query('release savepoint delivery');
        return [delivery];
      }
      if (reception.outcome === 'held') await this.hold(manager, delivery, reception.waitsFor);
      else await this.bury(manager, delivery, { code: reception.code, reason: reception.outcome });
    } catch (error) {
      // Throws when the connection is what broke: then nothing of this counts, and the delivery is tried again.
      await manager.query('rollback to savepoint delivery');
      await this.failed(manager, delivery, error);
    }
    return [];
  }

  private async apply(manager: EntityManager, delivery: DueDelivery): Promise<Reception> {
    const reaction = this.registry.find(delivery.capability, delivery.type);
    if (!reaction) return { outcome: 'refused', code: noReaction };
    const received = this.receivedOf(delivery);
    return received ? reaction.apply(received, manager) : { outcome: 'refused', code: 'UNREADABLE' };
  }

  private receivedOf(delivery: DueDelivery): ReceivedFact | null {
    const { author, receivedAt, hubAt, wasDead } = delivery;
    const own = author === this.settings.agency;
    const proof = own ? null : proofOf(delivery);
    const carried = proof ? { fact: delivery.body, proof } : null;
    const about = { author, own, receivedAt, hubAt, carried, retried: wasDead };
    const content: unknown = JSON.parse(delivery.body);
    if (delivery.signal) return { fact: content as SignalEnvelope, ...about };
    const read = readFact(content);
    return 'fact' in read ? { fact: read.fact, ...about } : null;
  }

  private async finish(manager: EntityManager, done: readonly DueDelivery[]): Promise<void> {
    if (done.length === 0) return;
    await markDone(
      manager,
      done.map((delivery) => delivery.position),
    );
    const signals = done.filter((delivery) => delivery.signal).map((delivery) => delivery.factId);
    if (signals.length) await dropHandledSignals(manager, this.settings.agency, signals);
    for (const delivery of done) if (delivery.wasDead) await this.notes.processedAfterAll(manager, delivery);
    await wakeHeld(manager, [...new Set(done.map((delivery) => delivery.recordId))]);
  }

  private async hold(manager: EntityManager, delivery: DueDelivery, waitsFor: string): Promise<void> {
    const { clock, tuning } = this.settings;
    const nextAt = this.settings.later(tuning.heldRetryMs);
    await markHeld(manager, delivery.position, { waitsFor, now: clock.now(), nextAt });
  }

  private async failed(manager: EntityManager, delivery: DueDelivery, error: unknown): Promise<void> {
    const { backoffMs, tries } = this.settings.tuning;
    const attempt = delivery.attempts + 1;
    const code = error instanceof DomainError ? error.code : 'REACTION_FAILED';
    this.log.warn(`${delivery.capability} ${delivery.type} ${delivery.factId} try ${attempt}: ${messageOf(error)}`);
    if (attempt >= tries) return this.bury(manager, delivery, { code, reason: messageOf(error) });
    const waitMs = backoffMs[Math.min(attempt, backoffMs.length) - 1] ?? 0;
    const nextAt = this.settings.later(waitMs);
    await markFailed(manager, delivery.position, { dead: false, code, reason: messageOf(error), nextAt });
  }

  /** A dead letter: an administrator sees it and may try again; its author is told. Later facts of the record wait. */
  private async bury(
    manager: EntityManager,
    delivery: DueDelivery,
    { code, reason }: { code: string; reason: string },
  ): Promise<void> {
    this.log.error(`${delivery.capability} ${delivery.type} ${delivery.factId} dead: ${code}`);
    await markFailed(manager, delivery.position, { dead: true, code, reason, nextAt: null });
    await this.notes.notProcessed(manager, delivery, code, delivery.attempts + 1);
  }
}
