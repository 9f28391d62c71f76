import { type PubAck, jetstream } from '@nats-io/jetstream';
import { type NatsConnection, connect, headers as natsHeaders, nkeyAuthenticator } from '@nats-io/transport-node';
import { type AgencyId, type FactEnvelope } from '@sup/contracts';
import { newId, systemClock } from '@sup/kernel';
import {
  DirectoryView,
  type WireParcel,
  canonicalText,
  parseKeyRing,
  sealParcel,
  signFacts,
} from '../protocol/index.ts';
import { type SeatedNetwork } from './network.fixture.ts';

/** An agency without a service: its credentials and keys in the hands of a test, which sends what it likes. */
export class BarePeer {
  private constructor(
    readonly connection: NatsConnection,
    private readonly network: SeatedNetwork,
    readonly id: AgencyId,
  ) {}

  static async connect(network: SeatedNetwork, id: AgencyId, url: string, admin = false): Promise<BarePeer> {
    const seat = network.seats.get(id)!;
    const connection = await connect({
      servers: url,
      authenticator: nkeyAuthenticator(new TextEncoder().encode(admin ? seat.adminSeed : seat.seed)),
      inboxPrefix: admin ? '_INBOX' : `_INBOX_${id}`,
      maxReconnectAttempts: -1,
    });
    return new BarePeer(connection, network, id);
  }

  /** A sealed parcel of numbered facts, as this agency's relay would make it. */
  parcel(
    to: AgencyId,
    facts: readonly (readonly [number, FactEnvelope | string])[],
    given: { sentAt?: string; parcelId?: string } = {},
  ): WireParcel & { readonly parcelId: string } {
    const ring = parseKeyRing(this.network.seats.get(this.id)!.ring);
    const texts = facts.map(([, fact]) => (typeof fact === 'string' ? fact : canonicalText(fact)));
    const { kid, root, signature } = signFacts(texts, ring);
    const payload = { kid, root, signature, facts: facts.map(([seq], at) => [seq, texts[at]]) };
    const { parcelId = newId(), sentAt = systemClock.now() } = given;
    const view = new DirectoryView(this.network.directory.directory);
    return { parcelId, ...sealParcel({ parcelId, from: this.id, to, kind: 'facts', sentAt, payload }, ring, view) };
  }

  /** Publishes bytes to a subject under a message id and waits for the broker's word. */
  publish(
    subject: string,
    body: string,
    headers: Readonly<Record<string, string>>,
    messageId: string,
  ): Promise<PubAck> {
    const broker = natsHeaders();
    for (const [name, value] of Object.entries(headers)) broker.set(name, value);
    return jetstream(this.connection).publish(subject, body, { msgID: messageId, headers: broker, timeout: 5_000 });
  }

  /** Seals and publishes numbered facts. */
  send(
    to: AgencyId,
    facts: readonly (readonly [number, FactEnvelope | string])[],
    given: { sentAt?: string; messageId?: string } = {},
  ): Promise<PubAck> {
    const { body, headers, parcelId } = this.parcel(to, facts, given);
    return this.publish(`out.${to}.fact`, body, headers, given.messageId ?? parcelId);
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
