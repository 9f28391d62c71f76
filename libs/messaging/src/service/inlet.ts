import { Logger } from '@nestjs/common';
import { type ConsumerInfo, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import { type Broker, durable, messageOf } from './broker.ts';

/** What an inlet is told, and by whom its messages are taken in. */
export interface InletOptions<Prepared> {
  readonly stream: string;
  /** Unacknowledged bytes pulled ahead. */
  readonly aheadBytes: number;
  /** Messages and bytes handed over at once: small enough that taking in, receipts and work overlap. */
  readonly batch: number;
  readonly batchBytes: number;
  readonly watchdogMs: number;
  /** Reads a message as it arrives, while the batch before it is being stored. Must not throw. */
  prepare(message: JsMsg): Prepared;
  /** Takes a batch in and answers for each message. Thrown: the batch comes again, later. */
  take(batch: readonly Prepared[]): Promise<('ack' | 'term')[]>;
  /** A batch of so many bytes was acknowledged. */
  settled(bytes: number): void;
  /** The stream or its consumer is gone: make them again. */
  provision(): Promise<void>;
}

/** Waits before a message comes again after a failure here, by the number of its deliveries (REF-09). */
const redeliveryMs = [1_000, 5_000, 30_000, 120_000, 600_000];

/**
 * Pulls one stream for as long as it runs: through broker restarts, deleted streams and consumers, and a database that
 * is away. A message is acknowledged, twice over, only after it was taken in; whatever goes wrong, it comes again.
 */
export class Inlet<Prepared> {
  private readonly log: Logger;
  private stopped = false;
  private messages: ConsumerMessages | null = null;
  private running: Promise<void> | null = null;
  private lastArrival = Date.now();

  constructor(
    private readonly broker: Broker,
    private readonly options: InletOptions<Prepared>,
  ) {
    this.log = new Logger(options.stream);
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.messages?.stop();
    await this.running;
  }

  /** Pulls anew when mail waits in the stream and none has come for `watchdogMs`. Returns whether it did. */
  async watch(): Promise<boolean> {
    if (this.stopped || Date.now() - this.lastArrival < this.options.watchdogMs) return false;
    const waiting = (await this.info())?.num_pending ?? 0;
    if (waiting === 0) return false;
    this.log.warn(`${waiting} messages wait and none comes: pulling anew`);
    this.lastArrival = Date.now();
    this.messages?.stop();
    return true;
  }

  /** Whether everything that the stream holds was taken in and acknowledged. Unknown counts as no. */
  async drained(): Promise<boolean> {
    const info = await this.info();
    return info?.num_pending === 0 && info.num_ack_pending === 0;
  }

  private async info(): Promise<ConsumerInfo | null> {
    try {
      return await (await this.broker.jetstream().consumers.get(this.options.stream, durable)).info();
    } catch {
      return null;
    }
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped;) {
      try {
        await this.pull();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (this.stopped) return;
        if (failures % 20 === 1) this.log.warn(messageOf(error));
        if (/not found|deleted|no ?responders|not enabled/i.test(messageOf(error))) await this.remake();
        await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 100 * 2 ** Math.min(failures, 6))));
      }
    }
  }

  private async remake(): Promise<void> {
    try {
      await this.options.provision();
    } catch (error) {
      this.log.warn(`provision: ${messageOf(error)}`);
    }
  }

  private async pull(): Promise<void> {
    const consumer = await this.broker.jetstream().consumers.get(this.options.stream, durable);
    const messages = await consumer.consume({
      max_bytes: this.options.aheadBytes,
      expires: 10_000,
      abort_on_missing_resource: true,
    });
    this.messages = messages;
    if (this.stopped) messages.stop();
    const waiting: Waiting<Prepared>[] = [];
    let taking: Promise<void> | null = null;
    const drain = async (): Promise<void> => {
      while (waiting.length) await this.takeBatch(waiting.splice(0, this.sizeOfBatch(waiting)));
    };
    for await (const message of messages) {
      this.lastArrival = Date.now();
      waiting.push({ message, prepared: this.options.prepare(message) });
      taking ??= drain().finally(() => (taking = null));
      if (waiting.length >= this.options.batch * 2) await taking;
    }
    if (taking) await taking;
  }

  private sizeOfBatch(waiting: readonly Waiting<Prepared>[]): number {
    let bytes = 0;
    const fitting = waiting.findIndex(({ message }) => (bytes += message.data.length) > this.options.batchBytes);
    return Math.min(this.options.batch, fitting === -1 ? waiting.length : Math.max(1, fitting));
  }

  private async takeBatch(batch: readonly Waiting<Prepared>[]): Promise<void> {
    // At a stop the rest is handed back at once, for the instance that goes on.
    if (this.stopped) return batch.forEach(({ message }) => message.nak());
    let answers: readonly ('ack' | 'term')[];
    try {
      answers = await this.options.take(batch.map(({ prepared }) => prepared));
    } catch (error) {
      this.log.warn(`not stored, comes again: ${messageOf(error)}`);
      for (const { message } of batch) {
        message.nak(redeliveryMs[Math.min(message.info.deliveryCount, redeliveryMs.length) - 1]);
      }
      return;
    }
    await Promise.all(batch.map(({ message }, index) => this.settle(message, answers[index] ?? 'ack')));
    this.options.settled(batch.reduce((sum, { message }) => sum + message.data.length, 0));
  }

  /** A lost acknowledgement is only a redelivery; the inbox knows the fact. */
  private async settle(message: JsMsg, answer: 'ack' | 'term'): Promise<void> {
    try {
      if (answer === 'term') message.term();
      else await message.ackAck({ timeout: 5_000 });
    } catch (error) {
      this.log.warn(`acknowledge: ${messageOf(error)}`);
    }
  }
}

interface Waiting<Prepared> {
  readonly message: JsMsg;
  readonly prepared: Prepared;
}
