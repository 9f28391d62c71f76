import { Injectable, Logger } from '@nestjs/common';
import { type AgencyId, brokerAccount } from '@sup/contracts';
import { DomainError, newId } from '@sup/kernel';
import { lastValueFrom, timeout } from 'rxjs';
import { type OpenedParcel, isQuarantined, openParcel, sealParcel } from '../protocol/index.ts';
import { AnswerServer, AskClient, type QueryMessage, type QueryPacket, fromBroker, toBroker } from './ask.transport.ts';
import { Broker, messageOf } from './broker.ts';
import { DirectoryService } from './directory.service.ts';
import { MessagingSettings } from './settings.ts';

/** Answers a query of a peer. A thrown DomainError reaches the asker as it is; anything else as UNAVAILABLE. */
export type Answer = (sender: AgencyId, data: Readonly<Record<string, unknown>>) => Promise<object> | object;

/**
 * Questions between services, answered at once or not at all: free/busy, directory, health, echo. They go over Nest's
 * NATS transport, sealed like parcels (PROTOCOL.md law 7). Never for anything that must arrive.
 */
@Injectable()
export class AskService {
  private readonly log = new Logger('Ask');
  private readonly client: AskClient;
  private readonly server: AnswerServer;
  private readonly asked = new Map<string, AgencyId>();
  private readonly heardListeners: ((peer: AgencyId) => void)[] = [];

  constructor(
    private readonly settings: MessagingSettings,
    private readonly broker: Broker,
    private readonly directory: DirectoryService,
  ) {
    const { agency } = settings;
    const connection = (): ReturnType<Broker['nats']> => broker.nats();
    this.client = new AskClient(connection, `_INBOX_${agency}`, {
      serializer: { serialize: (packet: QueryPacket) => this.sealQuery(packet) },
      deserializer: { deserialize: (message: QueryMessage) => this.openReply(message) },
    });
    this.server = new AnswerServer(connection, agency, {
      serializer: { serialize: (packet: QueryPacket) => this.sealReply(packet) },
      deserializer: { deserialize: (message: QueryMessage) => this.openQuery(message) },
    });
  }

  /** Registers the answer to a query; `onModuleInit` at the latest. `query` is one subject token. */
  registerAnswer(query: string, answer: Answer): void {
    this.server.addHandler(`asked.*.${query}`, async ({ sender, data }: { sender: AgencyId; data: unknown }) => {
      try {
        return { answer: await answer(sender, (data ?? {}) as Readonly<Record<string, unknown>>) };
      } catch (error) {
        if (error instanceof DomainError) return { refusal: { code: error.code, kind: error.kind, text: error.text } };
        this.log.warn(`${query} of ${sender}: ${messageOf(error)}`);
        return { refusal: unavailable };
      }
    });
  }

  /** Called whenever a peer answered. */
  onHeard(listener: (peer: AgencyId) => void): void {
    this.heardListeners.push(listener);
  }

  /** Starts answering. The broker must be connected. */
  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      void this.server.listen((error?: unknown) => {
        if (error) reject(error instanceof Error ? error : new Error(messageOf(error)));
        else resolve();
      });
    });
  }

  /**
   * Asks a peer. Throws DomainError PEER_UNREACHABLE when it does not answer in time, or the refusal that it answered.
   * The shape of the answer is the caller's to check: the peer may run another version.
   */
  async ask(agency: AgencyId, query: string, data: object = {}, { timeoutMs = 3_000 } = {}): Promise<unknown> {
    let reply: { answer?: unknown; refusal?: Pick<DomainError, 'code' | 'kind' | 'text'> };
    try {
      reply = await lastValueFrom(
        this.client.send<typeof reply>(`ask.${agency}.${query}`, data).pipe(timeout(timeoutMs)),
      );
    } catch (error) {
      throw new DomainError(
        'PEER_UNREACHABLE',
        'unavailable',
        { zh: '对方系统未应答', en: 'The other agency does not answer' },
        { agency, reason: messageOf(error) },
      );
    }
    for (const listener of this.heardListeners) listener(agency);
    if (reply.refusal) throw new DomainError(reply.refusal.code, reply.refusal.kind, reply.refusal.text, { agency });
    return reply.answer;
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.server.close();
  }

  private sealQuery({ pattern = '', data, id = '' }: QueryPacket): ReturnType<typeof toBroker> {
    const [, to = '', query = ''] = pattern.split('.');
    this.asked.set(id, to);
    setTimeout(() => this.asked.delete(id), 60_000).unref();
    return this.seal(to, 'query', { id, query, data });
  }

  private sealReply({ id = '', response }: QueryPacket): ReturnType<typeof toBroker> {
    const [to = '', original = ''] = id.split(' ');
    return this.seal(to, 'reply', { id: original, response });
  }

  private openQuery(message: QueryMessage): QueryPacket {
    const [, account, query] = message.subject.split('.');
    const sender = this.directory.peers().find((peer) => brokerAccount(peer) === account);
    const opened = sender ? this.open(sender, 'query', message) : null;
    if (!sender || !opened || opened.payload['query'] !== query || typeof opened.payload['id'] !== 'string') {
      this.log.warn(`a query over account ${account} cannot be opened`);
      return { data: null };
    }
    return { id: `${sender} ${opened.payload['id']}`, data: { sender, data: opened.payload['data'] } };
  }

  /** A reply counts only when it opens, and comes from the agency that this very question went to. */
  private openReply(message: QueryMessage): QueryPacket {
    const peers = [...new Set(this.asked.values())];
    const opened = peers.map((peer) => this.open(peer, 'reply', message)).find((one) => one !== null);
    const id = opened?.payload['id'];
    if (!opened || typeof id !== 'string' || this.asked.get(id) !== opened.address.from) return { id: 'not-a-reply' };
    this.asked.delete(id);
    return { id, response: opened.payload['response'], isDisposed: true };
  }

  private open(sender: AgencyId, kind: 'query' | 'reply', message: QueryMessage): OpenedParcel | null {
    const arrived = { ...fromBroker(message), sender, now: this.settings.clock.now() };
    const opened = openParcel(arrived, this.directory.keyRing(), this.directory.view());
    return isQuarantined(opened) || opened.address.kind !== kind ? null : opened;
  }

  private seal(to: AgencyId, kind: 'query' | 'reply', payload: object): ReturnType<typeof toBroker> {
    const { agency, clock } = this.settings;
    const address = { parcelId: newId(clock), from: agency, to, kind, sentAt: clock.now() };
    return toBroker(sealParcel({ ...address, payload }, this.directory.keyRing(), this.directory.view()));
  }
}

const unavailable = {
  code: 'UNAVAILABLE',
  kind: 'unavailable',
  text: { zh: '对方系统暂时无法应答', en: 'The other agency cannot answer now' },
} as const;
