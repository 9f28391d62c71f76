import { Logger } from '@nestjs/common';
import pg from 'pg';
import { type DataSource } from 'typeorm';
import { wakeChannel } from '../store/outbox.store.ts';
import { messageOf } from './broker.ts';

/**
 * A connection of its own that listens for commits of other connections and holds the agency's advisory lock. While the
 * lock is held this instance is the leading one. Losing the connection loses the lead; it is sought again.
 */
export class LeadConnection {
  private readonly log = new Logger('Lead');
  private client: pg.Client | null = null;
  private stopped = false;
  private seeking: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private leading = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly on: { woken(): void; lead(): void; lost(): void },
    /** False: every instance leads. Only tests do that, to show that nothing rests on the lock. */
    private readonly single: boolean,
  ) {}

  start(): void {
    this.seeking = this.seek();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.seeking;
    if (this.timer) clearTimeout(this.timer);
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private async seek(): Promise<void> {
    try {
      if (!this.client) await this.open();
      if (!this.leading && this.client && (await this.tryLead(this.client))) {
        this.leading = true;
        this.on.lead();
      }
    } catch (error) {
      this.log.warn(`database: ${messageOf(error)}`);
      this.drop();
    }
    if (!this.stopped) this.timer = setTimeout(() => void (this.seeking = this.seek()), 1_000);
  }

  private async open(): Promise<void> {
    const client = new pg.Client(connectionOf(this.dataSource));
    client.on('error', () => this.drop());
    client.on('end', () => this.drop());
    client.on('notification', () => this.on.woken());
    await client.connect();
    await client.query(`listen ${wakeChannel}`);
    this.client = client;
  }

  private async tryLead(client: pg.Client): Promise<boolean> {
    if (!this.single) return true;
    const answer = await client.query<{ locked: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('messaging:lead', 0)) as locked`,
    );
    return answer.rows[0]?.locked === true;
  }

  private drop(): void {
    const client = this.client;
    this.client = null;
    client?.removeAllListeners('end');
    void client?.end().catch(() => undefined);
    if (!this.leading) return;
    this.leading = false;
    if (!this.stopped) this.on.lost();
  }
}

/** Connection settings of the DataSource's own pool. */
function connectionOf(dataSource: DataSource): pg.ClientConfig {
  const { options } = dataSource;
  if (options.type !== 'postgres') throw new Error('messaging needs PostgreSQL');
  return options.url
    ? { connectionString: options.url }
    : {
        host: options.host,
        port: options.port,
        user: options.username,
        password: options.password,
        database: options.database,
      };
}
