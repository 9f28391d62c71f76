import { Injectable, Logger } from '@nestjs/common';
import {
  type JetStreamClient,
  type JetStreamManager,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import {
  type ConnectionOptions,
  type NatsConnection,
  connect,
  headers as natsHeaders,
  nkeyAuthenticator,
} from '@nats-io/transport-node';
import { brokerAccount } from '@sup/contracts';
import { MessagingSettings } from './settings.ts';

/** Why something was not stored by the broker; the rows wait and are tried again. */
export type Waiting = 'STREAM_FULL' | 'NO_MAILBOX' | 'BROKER_AWAY' | 'TOO_LARGE';
export type Published =
  { readonly stored: true; readonly duplicate: boolean } | { readonly stored: false; readonly why: Waiting };

/** Error code of a stream that is full and discards the new (nats-server errors.json). */
const streamFullCodes = new Set([10077, 10122]);

/** The agency's connection to its account. Reconnects for ever; whatever is not acknowledged is tried again by its owner. */
@Injectable()
export class Broker {
  private readonly log = new Logger('Broker');
  private connection: NatsConnection | null = null;
  private client: JetStreamClient | null = null;
  private connecting: Promise<void> | null = null;
  private up = false;
  private closed = false;
  private readonly reconnectListeners: (() => void)[] = [];

  constructor(private readonly settings: MessagingSettings) {}

  /** Resolves once connected, however long that takes. */
  connect(): Promise<void> {
    this.connecting ??= this.open();
    return this.connecting;
  }

  get connected(): boolean {
    return this.connection !== null && !this.connection.isClosed() && this.up;
  }

  private async open(): Promise<void> {
    const connection = await connect(this.optionsFor(this.settings.broker.seed));
    if (this.closed) return connection.close();
    this.connection = connection;
    this.client = jetstream(this.connection, this.jetStreamOptions());
    this.up = true;
    void this.watch(this.connection);
  }

  /** Throws an Error before `connect` has resolved. */
  nats(): NatsConnection {
    if (!this.connection) throw new Error('the broker was never reached');
    return this.connection;
  }

  jetstream(): JetStreamClient {
    if (!this.client) throw new Error('the broker was never reached');
    return this.client;
  }

  onReconnect(listener: () => void): void {
    this.reconnectListeners.push(listener);
  }

  /** Publishes and waits for the broker's word that it is stored. Never throws. */
  async publish(
    subject: string,
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>>,
    messageId: string,
  ): Promise<Published> {
    try {
      const broker = natsHeaders();
      for (const [name, value] of Object.entries(headers)) broker.set(name, value);
      const ack = await this.jetstream().publish(subject, body, { msgID: messageId, headers: broker, timeout: 5_000 });
      return { stored: true, duplicate: ack.duplicate };
    } catch (error) {
      const why = reasonOf(error);
      if (why === 'BROKER_AWAY') this.log.warn(`publish to ${subject.split('.')[1]}: ${messageOf(error)}`);
      return { stored: false, why };
    }
  }

  /** Runs administrative work on the agency's own streams with its admin key, on a connection of its own. */
  async administer<Result>(work: (manager: JetStreamManager) => Promise<Result>): Promise<Result> {
    const connection = await connect({
      ...this.optionsFor(this.settings.broker.adminSeed),
      waitOnFirstConnect: false,
      maxReconnectAttempts: 3,
      inboxPrefix: '_INBOX',
    });
    try {
      return await work(await jetstreamManager(connection, { ...this.jetStreamOptions(), checkAPI: false }));
    } finally {
      await connection.close();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.connection?.close();
  }

  private jetStreamOptions(): { domain?: string; timeout: number } {
    const { domain } = this.settings.broker;
    return { timeout: 5_000, ...(domain ? { domain } : {}) };
  }

  private optionsFor(seed: string): ConnectionOptions {
    return {
      servers: this.settings.broker.url,
      name: this.settings.agency,
      authenticator: nkeyAuthenticator(new TextEncoder().encode(seed.trim())),
      inboxPrefix: `_INBOX_${this.settings.agency}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      reconnectJitter: 250,
      waitOnFirstConnect: true,
      ignoreAuthErrorAbort: true,
      pingInterval: 20_000,
    };
  }

  private async watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') this.up = false;
      if (status.type === 'reconnect') {
        this.up = true;
        for (const listener of this.reconnectListeners) listener();
      }
      if (status.type === 'disconnect' || status.type === 'reconnect') this.log.log(`broker: ${status.type}`);
      if (status.type === 'error') this.log.warn(`broker: ${status.error.message}`);
    }
    this.up = false;
  }
}

/** Names on the broker. The account, not a claim, says who sent (messaging/NATS.md 2). */
export const subjects = {
  facts: (recipient: string) => `out.${recipient}.fact`,
  receipt: (recipient: string) => `out.${recipient}.receipt`,
  blob: (recipient: string, hash: string, index: number) => `out.${recipient}.blob.${hash}.${index}`,
  arrivingFrom: (sender: string) => `in.${brokerAccount(sender)}`,
};

/** The stream that holds what `sender` sent us, and the one for its blobs; durable `svc` on each. */
export const streams = {
  facts: (sender: string) => `IN_${brokerAccount(sender)}`,
  blobs: (sender: string) => `BLOB_${brokerAccount(sender)}`,
};
export const durable = 'svc';

function reasonOf(error: unknown): Waiting {
  if (error instanceof JetStreamApiError) {
    return streamFullCodes.has(error.code) ? 'STREAM_FULL' : error.code === 10054 ? 'TOO_LARGE' : 'BROKER_AWAY';
  }
  if (isMissingMailbox(error)) return 'NO_MAILBOX';
  return 'BROKER_AWAY';
}

/** No stream answers at the recipient: nats.js words a publish without responders as JetStream not being enabled. */
function isMissingMailbox(error: unknown): boolean {
  return error instanceof Error && /no ?responders|jetstream is not enabled/i.test(error.message);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
