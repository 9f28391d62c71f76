import { Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError, newId } from '@sup/kernel';
import { DataSource } from 'typeorm';
import { sealParcel, signFacts } from '../protocol/index.ts';
import { lockNumbering, saveWaiting } from '../store/link.store.ts';
import {
  type WaitingRow,
  giveBack,
  giveBackAll,
  markStored,
  recipientsWaiting,
  takeWaiting,
} from '../store/outbox.store.ts';
import { BlobService } from './blob.service.ts';
import { Broker, type Waiting, messageOf, subjects } from './broker.ts';
import { DirectoryService } from './directory.service.ts';
import { Fence } from './fence.ts';
import { MessagingSettings } from './settings.ts';
import { WakeLoop } from './wake.ts';

/** Taken, and neither stored nor given back within this: the process was lost in between. */
const lostAfterMs = 60_000;

interface SentParcel {
  readonly parcelId: string;
  readonly positions: readonly string[];
  readonly counts: boolean;
}

/** Why a recipient's facts wait here, as health shows it. */
export type WaitingReason = Waiting | 'RECIPIENT_WITHOUT_KEY';

/**
 * Sends what the outbox holds: packs the facts that wait for one recipient into parcels, signs, seals, publishes, and
 * marks them stored once the broker says so (PROTOCOL.md law 5). Recipients do not wait for each other. Rows stay until
 * the recipient has receipted them, so a broker that loses everything loses nothing of ours.
 */
@Injectable()
export class RelayService {
  private readonly log = new Logger('Relay');
  private readonly loop: WakeLoop;
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly trouble = new Map<string, { reason: WaitingReason | null; failures: number; until: number }>();

  @Inject() private readonly blobs: BlobService;

  constructor(
    private readonly settings: MessagingSettings,
    private readonly dataSource: DataSource,
    private readonly broker: Broker,
    private readonly directory: DirectoryService,
    private readonly fence: Fence,
  ) {
    this.loop = new WakeLoop(
      settings.tuning.pollMs,
      () => this.round(),
      (error) => this.log.warn(messageOf(error)),
    );
  }

  /** What an earlier run had under way is sent again. */
  async start(): Promise<void> {
    await giveBackAll(this.dataSource);
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  /** Resolves when what is under way is settled. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await Promise.all(this.underWay.values());
  }

  /** Tries recipients again at once that were being left alone after a failure. */
  retryNow(): void {
    for (const trouble of this.trouble.values()) trouble.until = 0;
    this.wake();
  }

  /** A peer has shown a sign of life: what waits for it need not wait out its back-off. */
  retry(peer: string): void {
    const trouble = this.trouble.get(peer);
    if (!trouble || trouble.reason === null) return;
    trouble.until = 0;
    this.wake();
  }

  private async round(): Promise<void> {
    if (this.fence.closed || !this.broker.connected) return;
    for (const recipient of await recipientsWaiting(this.dataSource)) {
      if ((this.trouble.get(recipient)?.until ?? 0) > Date.now()) continue;
      this.begin(`facts ${recipient}`, () => this.send(recipient));
      this.begin(`blobs ${recipient}`, () => this.sendBlobs(recipient));
    }
  }

  /** A long file does not hold up facts that do not need it. */
  private begin(name: string, job: () => Promise<void>): void {
    if (this.underWay.has(name)) return;
    const work = job()
      .catch((error: unknown) => this.log.warn(`${name}: ${messageOf(error)}`))
      .finally(() => this.underWay.delete(name));
    this.underWay.set(name, work);
  }

  private async sendBlobs(recipient: string): Promise<void> {
    const { sent, refused } = await this.blobs.send(recipient);
    if (sent > 0) this.wake();
    if (refused) await this.leaveAlone(recipient, refused);
  }

  /** Sends until nothing waits, the broker refuses, or the relay is stopped. The next rows are taken while the last fly. */
  private async send(recipient: string): Promise<void> {
    let flying: ReturnType<RelayService['publish']> | null = null;
    let sent: SentParcel[] = [];
    for (;;) {
      const waiting: WaitingRow[] = await this.nextRows(recipient, sent);
      const outcome = await flying;
      sent = outcome?.sent ?? [];
      if (outcome?.refused) {
        await giveBack(this.dataSource, [...outcome.failed, ...waiting.map((row) => row.position)]);
        await this.settle(sent);
        return this.leaveAlone(recipient, outcome.refused);
      }
      if (outcome) await this.flows(recipient);
      if (waiting.length === 0) return this.settle(sent);
      flying = this.publish(recipient, waiting);
    }
  }

  /** Marks the parcels that have landed and takes the next rows, in one transaction. */
  private nextRows(recipient: string, sent: readonly SentParcel[]): Promise<WaitingRow[]> {
    const { parcelFacts, parcelsInFlight } = this.settings.tuning;
    const troubled = this.trouble.get(recipient)?.reason ?? null;
    const limit = parcelFacts * (troubled === null ? parcelsInFlight : 1);
    if (!this.loop.active || this.fence.closed) return this.settle(sent).then(() => []);
    return this.dataSource.transaction(async (manager) => {
      // First the link, then its rows: in the order in which a receipt takes them.
      const nextSeq = await lockNumbering(manager, recipient);
      for (const parcel of sent) await markStored(manager, this.stored(parcel));
      const resendAt = this.settings.later(lostAfterMs);
      return takeWaiting(manager, this.settings.agency, recipient, { limit, resendAt, nextSeq });
    });
  }

  private async settle(sent: readonly SentParcel[]): Promise<void> {
    for (const parcel of sent) await markStored(this.dataSource, this.stored(parcel));
  }

  private stored(parcel: SentParcel): Parameters<typeof markStored>[1] {
    return { ...parcel, now: this.settings.clock.now(), silence: this.settings.tuning.silenceMs };
  }

  private async publish(
    recipient: string,
    waiting: readonly WaitingRow[],
  ): Promise<{ sent: SentParcel[]; failed: string[]; refused: WaitingReason | null }> {
    const attempts = pack(waiting, this.settings.tuning).map((rows) => this.publishParcel(recipient, rows));
    const outcomes = await Promise.all(attempts);
    return {
      sent: outcomes.flatMap((outcome) => ('sent' in outcome ? [outcome.sent] : [])),
      failed: outcomes.flatMap((outcome) => ('refused' in outcome ? outcome.positions : [])),
      refused: outcomes.flatMap((outcome) => ('refused' in outcome ? [outcome.refused] : []))[0] ?? null,
    };
  }

  private async publishParcel(
    recipient: string,
    facts: readonly WaitingRow[],
  ): Promise<{ sent: SentParcel } | { refused: WaitingReason; positions: string[] }> {
    const positions = facts.map((fact) => fact.position);
    const parcelId = newId(this.settings.clock);
    const sealed = this.seal(recipient, parcelId, facts);
    if (!sealed) return { refused: 'RECIPIENT_WITHOUT_KEY', positions };
    const published = await this.broker.publish(subjects.facts(recipient), sealed.body, sealed.headers, parcelId);
    if (!published.stored) return { refused: published.why, positions };
    // A copy that the broker already holds is not another attempt (REF-07).
    return { sent: { parcelId, positions, counts: !published.duplicate } };
  }

  private seal(
    recipient: string,
    parcelId: string,
    facts: readonly WaitingRow[],
  ): ReturnType<typeof sealParcel> | null {
    const { agency, clock } = this.settings;
    const ring = this.directory.keyRing();
    const { kid, root, signature } = signFacts(
      facts.map((fact) => fact.body),
      ring,
    );
    const payload = { kid, root, signature, facts: facts.map((fact) => [fact.seq, fact.body]) };
    try {
      const address = { parcelId, from: agency, to: recipient, kind: 'facts' as const, sentAt: clock.now() };
      return sealParcel({ ...address, payload }, ring, this.directory.view());
    } catch (error) {
      if (error instanceof DomainError && error.code === 'RECIPIENT_WITHOUT_KEY') return null;
      throw error;
    }
  }

  private async leaveAlone(recipient: string, reason: WaitingReason): Promise<void> {
    const failures = (this.trouble.get(recipient)?.failures ?? 0) + 1;
    // A full stream is asked often: its owner may be draining it just now, and a probe is one parcel.
    const mostMs = reason === 'STREAM_FULL' ? 2_000 : 30_000;
    const waitMs = Math.min(mostMs, 250 * 2 ** Math.min(failures, 7));
    this.trouble.set(recipient, { reason, failures, until: Date.now() + waitMs });
    if (failures === 1) this.log.warn(`facts for ${recipient} wait: ${reason}`);
    await saveWaiting(this.dataSource, recipient, reason, this.settings.clock.now());
  }

  private async flows(recipient: string): Promise<void> {
    const trouble = this.trouble.get(recipient);
    if (trouble?.reason === null) return;
    // Also on the first success after a start: the last run may have left a reason behind.
    this.trouble.set(recipient, { reason: null, failures: 0, until: 0 });
    await saveWaiting(this.dataSource, recipient, null, this.settings.clock.now());
  }
}

function pack(
  waiting: readonly WaitingRow[],
  { parcelFacts, parcelBytes }: { parcelFacts: number; parcelBytes: number },
): WaitingRow[][] {
  const parcels: WaitingRow[][] = [];
  let bytes = Infinity;
  for (const row of waiting) {
    const size = Buffer.byteLength(row.body);
    const open = parcels.at(-1);
    if (open && open.length < parcelFacts && bytes + size <= parcelBytes) {
      open.push(row);
      bytes += size;
    } else {
      parcels.push([row]);
      bytes = size;
    }
  }
  return parcels;
}
