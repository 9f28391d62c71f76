import { Injectable, Logger } from '@nestjs/common';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { Broker, durable, messageOf, streams, subjects } from './broker.ts';
import { MessagingSettings } from './settings.ts';

/** The largest message a stream takes: a full parcel in base64url with its headers. */
export const maxMessageBytes = 1_250_000;

/**
 * Makes this agency's mailboxes in its own account with its own admin key (PROTOCOL.md 5, 18): one stream per sender, so
 * that neither a forged subject, nor a poisoned message id, nor one sender's flood reaches another's mail
 * (messaging/NATS.md 2). Repeating it changes nothing.
 */
@Injectable()
export class Provision {
  private readonly log = new Logger('Provision');

  constructor(
    private readonly settings: MessagingSettings,
    private readonly broker: Broker,
  ) {}

  /** Streams and consumers for mail of these peers. */
  async mailboxes(peers: readonly string[]): Promise<void> {
    await this.broker.administer(async (manager) => {
      for (const peer of peers) {
        await this.mailbox(manager, streams.facts(peer), {
          subjects: [`${subjects.arrivingFrom(peer)}.fact`, `${subjects.arrivingFrom(peer)}.receipt`],
          maxBytes: this.settings.broker.inBytes,
          maxAgeMs: 30 * 86_400_000,
        });
        await this.mailbox(manager, streams.blobs(peer), {
          subjects: [`${subjects.arrivingFrom(peer)}.blob.>`],
          maxBytes: this.settings.broker.blobBytes,
          maxAgeMs: 72 * 3_600_000,
        });
      }
    });
  }

  /**
   * Removes what this agency has acknowledged from one of its streams. Limits retention with discard-new would else be
   * a quota that refuses new mail although all was read (messaging/NATS.md, amendment).
   */
  async trim(stream: string): Promise<number> {
    return this.broker.administer(async (manager) => {
      const { ack_floor: floor } = await manager.consumers.info(stream, durable);
      if (floor.stream_seq === 0) return 0;
      const { purged } = await manager.streams.purge(stream, { seq: floor.stream_seq + 1 });
      return purged;
    });
  }

  private async mailbox(
    manager: JetStreamManager,
    name: string,
    limits: { subjects: string[]; maxBytes: number; maxAgeMs: number },
  ): Promise<void> {
    const config = {
      subjects: limits.subjects,
      max_bytes: limits.maxBytes,
      max_age: nanos(limits.maxAgeMs),
      max_msg_size: maxMessageBytes,
      discard: DiscardPolicy.New,
      duplicate_window: nanos(3_600_000),
    };
    const fixed = {
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      num_replicas: 1,
      deny_delete: true,
      deny_purge: false,
    };
    if (await exists(() => manager.streams.info(name))) await manager.streams.update(name, config);
    else {
      await manager.streams.add({ name, ...fixed, ...config });
      this.log.log(`mailbox ${name} made`);
    }
    if (await exists(() => manager.consumers.info(name, durable))) return;
    await manager.consumers.add(name, {
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      // Storing is quick. Shorter than usual: what was pulled over a connection that broke comes again after it.
      ack_wait: nanos(10_000),
      max_deliver: -1,
      max_ack_pending: 1000,
    });
  }
}

/** Whether the stream or consumer is there. Any answer but "not found" is an error of its own. */
async function exists(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look();
    return true;
  } catch (error) {
    if (/not found/i.test(messageOf(error))) return false;
    throw error;
  }
}

/** Whether the hub's store writes through on every message; null when it cannot be asked. */
export async function syncsAlways(monitorUrl: string | null): Promise<boolean | null> {
  if (monitorUrl === null) return null;
  try {
    const response = await fetch(new URL('/jsz', monitorUrl), { signal: AbortSignal.timeout(3_000) });
    const answer = (await response.json()) as { config?: { sync_always?: boolean } };
    return answer.config?.sync_always === true;
  } catch {
    return null;
  }
}
