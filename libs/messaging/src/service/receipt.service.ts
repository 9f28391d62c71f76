import { Injectable, Logger } from '@nestjs/common';
import { newId } from '@sup/kernel';
import { DataSource } from 'typeorm';
import { parcelHeaders, sealParcel } from '../protocol/index.ts';
import {
  type ReceiptRow,
  type SealedReceipt,
  peersUnreceipted,
  receiptOf,
  receiptSent,
  saveReceipt,
} from '../store/receipt.store.ts';
import { Broker, messageOf, subjects } from './broker.ts';
import { DirectoryService } from './directory.service.ts';
import { MessagingSettings } from './settings.ts';

/**
 * Tells each peer what of its sequence is stored here: cumulative, signed, never itself receipted (PROTOCOL.md law 6).
 * While nothing new has come the same bytes are sent again, whatever number of copies arrived (REF-01).
 */
@Injectable()
export class ReceiptService {
  private readonly log = new Logger('Receipts');
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly sending = new Set<Promise<void>>();

  constructor(
    private readonly settings: MessagingSettings,
    private readonly dataSource: DataSource,
    private readonly broker: Broker,
    private readonly directory: DirectoryService,
  ) {}

  /** Something of this peer was stored, or came again. A burst is answered by one receipt. */
  due(peer: string): void {
    if (this.timers.has(peer)) return;
    const timer = setTimeout(() => {
      this.timers.delete(peer);
      const work = this.send(peer)
        .catch((error: unknown) => this.log.warn(`receipt to ${peer}: ${messageOf(error)}`))
        .finally(() => this.sending.delete(work));
      this.sending.add(work);
    }, this.settings.tuning.receiptDebounceMs);
    this.timers.set(peer, timer);
  }

  /** Receipts that were left over by a failure or a stop. */
  async sendLeftOver(): Promise<void> {
    for (const peer of await peersUnreceipted(this.dataSource)) if (!this.timers.has(peer)) await this.send(peer);
  }

  async stop(): Promise<void> {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    await Promise.all(this.sending);
  }

  private async send(peer: string): Promise<void> {
    if (!this.broker.connected) return;
    const row = await receiptOf(this.dataSource, this.settings.agency, peer);
    const repeated = saysTheSame(row, this.directory.keyRing().signing.kid);
    const receipt = repeated ?? this.seal(peer, row);
    if (!repeated) await saveReceipt(this.dataSource, peer, receipt);
    const id = `${receipt.headers[parcelHeaders.parcelId]}#${newId(this.settings.clock)}`;
    const published = await this.broker.publish(subjects.receipt(peer), receipt.body, receipt.headers, id);
    if (published.stored) await receiptSent(this.dataSource, peer, receipt);
  }

  private seal(peer: string, { incoming, last }: ReceiptRow): SealedReceipt {
    const { highWater, gaps } = incoming;
    const number = (last?.number ?? 0) + 1;
    const { agency, clock } = this.settings;
    const sealed = sealParcel(
      {
        parcelId: newId(clock),
        from: agency,
        to: peer,
        kind: 'receipt',
        sentAt: clock.now(),
        payload: { number, receipt: incoming },
      },
      this.directory.keyRing(),
      this.directory.view(),
    );
    return { number, kid: this.directory.keyRing().signing.kid, highWater, gaps, ...sealed };
  }
}

/** The last receipt, when nothing new has come since and our key is still the one under it. */
function saysTheSame({ last, incoming }: ReceiptRow, kid: string): SealedReceipt | null {
  const same =
    last?.kid === kid &&
    last.highWater === incoming.highWater &&
    JSON.stringify(last.gaps) === JSON.stringify(incoming.gaps);
  return same ? last : null;
}
