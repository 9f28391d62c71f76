import { type Server, createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import {
  AckPolicy,
  DiscardPolicy,
  type JetStreamClient,
  RetentionPolicy,
  StorageType,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Client, Pool } from 'pg';

/**
 * The bare loop: the yardstick of DESIGN.md 9. The same two processes, HTTP entry, transactions, batch sizes, answers
 * and receipts as the product, with a message per fact and without crypto, rules, access, clocks and audit.
 *
 * Run as a program: `node bare.loop.ts <own name> <peer name> <database url> <nats url>`; prints its HTTP address as a
 * line of JSON. `POST /` takes a body and answers 201 once row and outbox are committed.
 * `GET /` answers `{sent, received, answered}`: facts receipted by the peer, facts applied here, answers applied here.
 */
const batch = 256;

const tables = `
  create table record (id bigint generated always as identity primary key, key text unique not null, status text not null, body text not null);
  create table history (key text not null, n int not null, body text not null, primary key (key, n));
  create table outbox (id bigint generated always as identity primary key, body text not null, state text not null default 'queued');
  create index outbox_queued on outbox (id) where state = 'queued';
  create table inbox (seq bigint primary key, body text not null, done boolean not null default false);
  create index inbox_waiting on inbox (seq) where not done;
  create table counter (name text primary key, n bigint not null);
  insert into counter values ('sent', 0), ('received', 0), ('answered', 0);`;

interface Message {
  readonly kind: 'sent' | 'delivered';
  readonly key: string;
  readonly text: string;
}

/** One half of the loop. */
export class BareLoop {
  private readonly pool: Pool;
  private readonly listener: Client;
  private js!: JetStreamClient;
  private close: (() => Promise<void>)[] = [];
  private stopping = false;
  private wakeRelay: () => void = () => undefined;
  private wakeWorker: () => void = () => undefined;
  private receiptWaiting = 0;

  private readonly own: string;
  private readonly peer: string;
  private readonly nats: string;

  constructor(own: string, peer: string, database: string, nats: string) {
    this.own = own;
    this.peer = peer;
    this.nats = nats;
    this.pool = new Pool({ connectionString: database, max: 8 });
    this.listener = new Client({ connectionString: database });
  }

  async start(): Promise<number> {
    await this.pool.query(tables);
    await this.listener.connect();
    await this.listener.query('listen outbox');
    this.listener.on('notification', () => this.wakeRelay());
    await this.openBroker();
    const loops = [this.relay(), this.worker(), this.receive()];
    this.close.push(async () => void (await Promise.allSettled(loops)));
    return this.serve();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeRelay();
    this.wakeWorker();
    for (const close of this.close) await close();
    await this.listener.end();
    await this.pool.end();
  }

  private async openBroker(): Promise<void> {
    const connection = await connect({ servers: this.nats });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({
      name: `IN_${this.own}`,
      subjects: [`${this.own}.>`],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
    });
    await manager.consumers.add(`IN_${this.own}`, {
      durable_name: 'svc',
      ack_policy: AckPolicy.Explicit,
      max_ack_pending: 1000,
    });
    this.js = jetstream(connection);
    this.close.push(() => connection.drain());
  }

  private serve(): Promise<number> {
    const server: Server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const answer = request.method === 'POST' ? this.take(Buffer.concat(chunks).toString()) : this.counters();
        answer.then(
          (body) => response.writeHead(request.method === 'POST' ? 201 : 200).end(JSON.stringify(body)),
          (error: unknown) => response.writeHead(500).end(String(error)),
        );
      });
    });
    this.close.unshift(() => {
      server.closeAllConnections();
      server.close();
      return Promise.resolve();
    });
    return new Promise((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));
  }

  private async take(body: string): Promise<{ key: string }> {
    const { key, text } = JSON.parse(body) as { key: string; text: string };
    const message: Message = { kind: 'sent', key, text };
    await this.inTransaction(async (client) => {
      await client.query(`insert into record (key, status, body) values ($1, 'sent', $2)`, [key, text]);
      await client.query(`insert into history values ($1, 1, $2)`, [key, text]);
      await client.query(`insert into outbox (body) values ($1)`, [JSON.stringify(message)]);
      await client.query(`notify outbox`);
    });
    return { key };
  }

  private async counters(): Promise<Record<string, number>> {
    const { rows } = await this.pool.query<{ name: string; n: string }>('select name, n from counter');
    return Object.fromEntries(rows.map(({ name, n }) => [name, Number(n)]));
  }

  private async relay(): Promise<void> {
    while (!this.stopping) {
      const { rows } = await this.pool.query<{ id: string; body: string }>(
        `select id, body from outbox where state = 'queued' order by id limit ${batch}`,
      );
      if (rows.length === 0) await this.sleep((wake) => (this.wakeRelay = wake));
      else {
        await Promise.all(
          rows.map(({ id, body }) => this.js.publish(`${this.peer}.fact`, body, { msgID: `${this.own}-${id}` })),
        );
        await this.pool.query(`update outbox set state = 'stored' where id = any($1)`, [rows.map(({ id }) => id)]);
      }
    }
  }

  private async receive(): Promise<void> {
    const consumer = await this.js.consumers.get(`IN_${this.own}`, 'svc');
    const messages = await consumer.consume({ max_messages: 1000 });
    this.close.unshift(async () => void (await messages.close()));
    let waiting: { seq: number; subject: string; body: string; ack: () => Promise<boolean> }[] = [];
    let flushing = Promise.resolve();
    for await (const message of messages) {
      waiting.push({ seq: message.seq, subject: message.subject, body: message.string(), ack: () => message.ackAck() });
      if (waiting.length < batch && message.info.pending > 0) continue;
      const taken = waiting;
      waiting = [];
      flushing = flushing.then(() => this.store(taken));
      await flushing;
    }
  }

  private async store(
    messages: { seq: number; subject: string; body: string; ack: () => Promise<boolean> }[],
  ): Promise<void> {
    const facts = messages.filter(({ subject }) => subject.endsWith('.fact'));
    const receipts = messages.filter(({ subject }) => subject.endsWith('.receipt'));
    await this.inTransaction(async (client) => {
      if (facts.length > 0) {
        await client.query(
          `insert into inbox (seq, body) select * from unnest($1::bigint[], $2::text[]) on conflict do nothing`,
          [facts.map(({ seq }) => seq), facts.map(({ body }) => body)],
        );
      }
      const receipted = receipts.reduce((sum, { body }) => sum + Number(body), 0);
      if (receipted > 0) await client.query(`update counter set n = n + $1 where name = 'sent'`, [receipted]);
    });
    await Promise.all(messages.map(({ ack }) => ack()));
    if (facts.length === 0) return;
    this.wakeWorker();
    this.receiptWaiting += facts.length;
    if (this.receiptWaiting === facts.length) setTimeout(() => void this.receipt(), 20);
  }

  private async receipt(): Promise<void> {
    const count = this.receiptWaiting;
    this.receiptWaiting = 0;
    await this.js.publish(`${this.peer}.receipt`, String(count)).catch(() => undefined);
  }

  private async worker(): Promise<void> {
    while (!this.stopping) {
      const { rows } = await this.pool.query<{ seq: string; body: string }>(
        `select seq, body from inbox where not done order by seq limit ${batch}`,
      );
      if (rows.length === 0) await this.sleep((wake) => (this.wakeWorker = wake));
      else await this.apply(rows);
    }
  }

  private async apply(rows: readonly { seq: string; body: string }[]): Promise<void> {
    await this.inTransaction(async (client) => {
      for (const { body } of rows) {
        const { kind, key, text } = JSON.parse(body) as Message;
        if (kind === 'sent') {
          await client.query(`insert into record (key, status, body) values ($1, 'delivered', $2)`, [key, text]);
          await client.query(`insert into history values ($1, 1, $2), ($1, 2, '')`, [key, text]);
          const answer: Message = { kind: 'delivered', key, text: '' };
          await client.query(`insert into outbox (body) values ($1)`, [JSON.stringify(answer)]);
        } else {
          await client.query(`update record set status = 'delivered' where key = $1`, [key]);
          await client.query(`insert into history values ($1, 2, '')`, [key]);
        }
      }
      await client.query(`update inbox set done = true where seq = any($1)`, [rows.map(({ seq }) => seq)]);
      const sent = rows.filter(({ body }) => body.startsWith('{"kind":"sent"')).length;
      await client.query(`update counter set n = n + $1 where name = 'received'`, [sent]);
      await client.query(`update counter set n = n + $1 where name = 'answered'`, [rows.length - sent]);
      await client.query(`notify outbox`);
    });
  }

  private async inTransaction(
    work: (client: { query: (text: string, values?: unknown[]) => Promise<unknown> }) => Promise<void>,
  ): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await work(client);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  private sleep(register: (wake: () => void) => void): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, 1000);
      register(() => {
        clearTimeout(timer);
        done();
      });
    });
  }
}

if (process.argv[1]?.endsWith('bare.loop.ts')) {
  const [own, peer, database, nats] = process.argv.slice(2) as [string, string, string, string];
  const loop = new BareLoop(own, peer, database, nats);
  const port = await loop.start();
  console.log(JSON.stringify({ port }));
  process.on('SIGTERM', () => void loop.stop().then(() => process.exit(0)));
}
