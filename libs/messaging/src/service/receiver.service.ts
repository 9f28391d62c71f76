import { Inject, Injectable, Logger } from '@nestjs/common';
import { type JsMsg } from '@nats-io/jetstream';
import { DataSource } from 'typeorm';
import { wakeHeldForBlob } from '../store/delivery.store.ts';
import { openLinks } from '../store/link.store.ts';
import { insertQuarantined } from '../store/quarantine.store.ts';
import { BlobService, chunksHeader } from './blob.service.ts';
import { Broker, messageOf, streams } from './broker.ts';
import { Inlet, type InletOptions } from './inlet.ts';
import { type Intake, IntakeService } from './intake.service.ts';
import { type Arrived, type Reading } from './parcel.reader.ts';
import { Provision } from './provision.ts';
import { MessagingSettings } from './settings.ts';

interface Read {
  readonly arrived: Arrived;
  readonly reading: Reading;
}

/** Who goes on with what came in. */
export interface IntakeListener {
  taken(sender: string, intake: Intake): void;
  /** There is room again in a stream of this sender. */
  trimmed(sender: string): void;
}

/** Pulls every peer's mail and blobs from this agency's own streams. */
@Injectable()
export class ReceiverService {
  private readonly log = new Logger('Receiver');
  private readonly inlets = new Map<string, Pick<Inlet<unknown>, 'stop' | 'watch' | 'drained'>>();
  private readonly takenBytes = new Map<string, { peer: string; bytes: number }>();
  private opening: Promise<void> = Promise.resolve();
  private listener: IntakeListener = { taken: () => undefined, trimmed: () => undefined };

  @Inject() private readonly blobs: BlobService;

  constructor(
    private readonly settings: MessagingSettings,
    private readonly dataSource: DataSource,
    private readonly broker: Broker,
    private readonly provision: Provision,
    private readonly intake: IntakeService,
  ) {}

  listen(listener: IntakeListener): void {
    this.listener = listener;
  }

  /** Opens what is missing for these peers; those that are open go on. */
  receiveFrom(peers: readonly string[]): Promise<void> {
    // One after the other: a peer must not be opened twice.
    this.opening = this.opening.then(() => this.openMissing(peers));
    return this.opening;
  }

  private async openMissing(peers: readonly string[]): Promise<void> {
    const missing = peers.filter((peer) => !this.inlets.has(streams.facts(peer)));
    if (missing.length === 0) return;
    try {
      await openLinks(this.dataSource, missing);
      await this.provision.mailboxes(missing);
    } catch (error) {
      this.log.warn(`mailboxes: ${messageOf(error)}; each inlet tries again`);
    }
    for (const peer of missing) this.open(peer);
  }

  async stop(): Promise<void> {
    await this.opening;
    await Promise.all([...this.inlets.values()].map((inlet) => inlet.stop()));
    this.inlets.clear();
  }

  /** Whether all of a peer's mail that the broker holds is taken in here. */
  async drained(peer: string): Promise<boolean> {
    return (await this.inlets.get(streams.facts(peer))?.drained()) ?? false;
  }

  /** Looks after inlets that have fallen silent while mail waits. */
  async watch(): Promise<void> {
    for (const inlet of this.inlets.values()) await inlet.watch();
  }

  /** Trims what was acknowledged from streams that took in anything since the last trim. */
  async trim(atLeastBytes = 1): Promise<void> {
    for (const [stream, { peer, bytes }] of [...this.takenBytes]) {
      if (bytes < atLeastBytes) continue;
      this.takenBytes.delete(stream);
      try {
        if ((await this.provision.trim(stream)) > 0) this.listener.trimmed(peer);
      } catch (error) {
        this.log.warn(`trim ${stream}: ${messageOf(error)}`);
      }
    }
  }

  private open(peer: string): void {
    const { inBytes, blobBytes } = this.settings.broker;
    this.run<Read>(peer, streams.facts(peer), inBytes, {
      batch: 256,
      prepare: (message) => {
        const arrived = arrivedFrom(peer, message);
        return { arrived, reading: this.intake.read(arrived) };
      },
      take: async (batch) => {
        this.listener.taken(peer, await this.intake.store(peer, batch));
        return batch.map(({ reading }) => (reading.kind === 'quarantine' ? 'term' : 'ack'));
      },
    });
    this.run<JsMsg>(peer, streams.blobs(peer), blobBytes, {
      batch: 4,
      prepare: (message) => message,
      take: async (batch) => {
        const answers: ('ack' | 'term')[] = [];
        for (const message of batch) answers.push(await this.takeChunk(peer, message));
        return answers;
      },
    });
  }

  private run<Prepared>(
    peer: string,
    stream: string,
    cap: number,
    options: Pick<InletOptions<Prepared>, 'batch' | 'prepare' | 'take'>,
  ): void {
    const inlet = new Inlet<Prepared>(this.broker, {
      stream,
      ...options,
      aheadBytes: 6 * 2 ** 20,
      batchBytes: 3 * 2 ** 20,
      watchdogMs: this.settings.tuning.watchdogMs,
      settled: (bytes) => {
        const taken = (this.takenBytes.get(stream)?.bytes ?? 0) + bytes;
        this.takenBytes.set(stream, { peer, bytes: taken });
        // A sender whose stream was full need not wait for the next timer.
        if (taken > cap / 4) void this.trim(cap / 4);
      },
      provision: () => this.provision.mailboxes([peer]),
    });
    this.inlets.set(stream, inlet);
    inlet.start();
  }

  private async takeChunk(sender: string, message: JsMsg): Promise<'ack' | 'term'> {
    const store = this.blobs.store();
    const [, , , hash = '', index] = message.subject.split('.');
    const of = Number(message.headers?.get(chunksHeader));
    const reception = store
      ? await store.putChunk(hash, Number(index), of, message.data)
      : { state: 'refused' as const };
    if (reception.state === 'complete') {
      const woken = await wakeHeldForBlob(this.dataSource, hash);
      this.listener.taken(sender, { receiptDue: false, work: woken > 0, resend: false, ahead: false });
    }
    if (reception.state !== 'refused' && reception.state !== 'broken') return 'ack';
    const kept = { ...arrivedFrom(sender, message), raw: new Uint8Array(), detail: message.subject, retryAt: null };
    // The content is not kept: it is not what its hash says, or no chunk at all.
    await insertQuarantined(this.dataSource, [
      { ...kept, raw: Buffer.from(message.subject), code: `BLOB_${reception.state.toUpperCase()}` },
    ]);
    return 'term';
  }
}

function arrivedFrom(sender: string, message: JsMsg): Arrived {
  const headers: Record<string, string> = {};
  for (const name of message.headers?.keys() ?? []) headers[name] = message.headers?.get(name) ?? '';
  const hubAt = new Date(Number(BigInt(message.info.timestampNanos) / 1_000_000n)).toISOString();
  return { sender, subject: message.subject, headers, raw: message.data, hubAt };
}
