import { ClientNats, type Deserializer, type Serializer, ServerNats } from '@nestjs/microservices';
import { type MsgHdrs, type NatsConnection, type Subscription, headers as natsHeaders } from '@nats-io/transport-node';

/** A sealed message of the query path, as the broker carries it. */
export interface SealedMessage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What Nest hands to serializers and takes from deserializers; only the fields used here. */
export interface QueryPacket {
  readonly id?: string;
  readonly pattern?: string;
  readonly data?: unknown;
  readonly response?: unknown;
  readonly err?: unknown;
  readonly isDisposed?: boolean;
}

/** A message as nats.js delivers it. */
export interface QueryMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: MsgHdrs;
}

/** Puts a sealed message into the form that Nest's NATS transport publishes. */
export function toBroker({ body, headers }: SealedMessage): { data: string; headers: MsgHdrs } {
  const broker = natsHeaders();
  for (const [name, value] of Object.entries(headers)) broker.set(name, value);
  return { data: body, headers: broker };
}

export function fromBroker(message: QueryMessage): SealedMessage {
  const headers: Record<string, string> = {};
  for (const name of message.headers?.keys() ?? []) headers[name] = message.headers?.get(name) ?? '';
  return { body: Buffer.from(message.data).toString('latin1'), headers };
}

/** Nest's NATS client on the connection that the agency already has. */
export class AskClient extends ClientNats {
  constructor(
    private readonly connection: () => NatsConnection,
    inboxPrefix: string,
    codec: { serializer: Serializer; deserializer: Deserializer },
  ) {
    super({ inboxPrefix, ...codec });
  }

  override createClient(): Promise<NatsConnection> {
    return Promise.resolve(this.connection());
  }

  /** The connection belongs to the broker; only what is under way here ends. */
  override close(): Promise<void> {
    this.handleClose();
    this.natsClient = null;
    this.connectionPromise = null;
    return Promise.resolve();
  }
}

/** Nest's NATS server on the same connection. Instances of the agency share the queries through the queue group. */
export class AnswerServer extends ServerNats {
  private readonly queries: Subscription[] = [];

  constructor(
    private readonly connection: () => NatsConnection,
    queue: string,
    codec: { serializer: Serializer; deserializer: Deserializer },
  ) {
    super({ queue, ...codec });
  }

  override createNatsClient(): Promise<NatsConnection> {
    return Promise.resolve(this.connection());
  }

  /** What cannot be opened arrives here as an event without an id: it is answered by silence. */
  override handleEvent(): Promise<void> {
    return Promise.resolve();
  }

  override bindEvents(client: NatsConnection): void {
    super.bindEvents({
      subscribe: (...args: Parameters<NatsConnection['subscribe']>) => {
        const subscription = client.subscribe(...args);
        this.queries.push(subscription);
        return subscription;
      },
    });
  }

  /** The connection belongs to the broker; only the answering ends. */
  override close(): Promise<void> {
    for (const subscription of this.queries) subscription.unsubscribe();
    return Promise.resolve();
  }
}
