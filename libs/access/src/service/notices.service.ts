import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Clock } from '@sup/kernel';
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, can } from '../protocol/index.ts';
import { CaseStore } from '../store/case.store.ts';
import { type Notice, noticeChannel, tell } from '../store/notice.store.ts';
import { WALL_CLOCK } from './access.settings.ts';
import { holdersOf, mayReadCase } from './case.ability.ts';
import { type CaseSubject } from './case-access.service.ts';
import { type Door, Doors } from './doors.service.ts';
import { Sessions } from './session.service.ts';

/** A stream to one window of one person. The service calls these; whoever opened it writes them out. */
export interface NoticeSink {
  changed(): void;
  /** Keeps the connection from being taken for dead. */
  beat(): void;
  close(): void;
}

const beatEveryMs = 15_000;
/** Changes that come together are told once. */
const gatherMs = 200;
const reconnectMs = 1_000;

/**
 * Pings over all instances of the service: one connection listens, PostgreSQL carries what a commit says to all. A ping has
 * no content, and reaches only those who may see what changed. A session that dies closes its streams, and answers under way, at once.
 */
@Injectable()
export class Notices implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Notices');
  private client: pg.Client | null = null;
  private listening = false;
  private stopped = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(WALL_CLOCK) private readonly clock: Clock,
    private readonly source: DataSource,
    private readonly doors: Doors,
    private readonly sessions: Sessions,
    private readonly cases: CaseStore,
  ) {}

  /** Tells, when the transaction commits, everybody who may see `subject` that something changed. Without one: everybody. */
  async changed(manager: EntityManager, subject: CaseSubject | null): Promise<void> {
    await tell(manager, { changed: subject });
  }

  /**
   * Opens a stream for a session. Answers how to close it, or undefined if the session is dead or this instance cannot hear
   * of its end. It does not keep the session from ending for want of requests.
   */
  async open(door: Door, actor: Actor, sink: NoticeSink): Promise<(() => void) | undefined> {
    let gathering: NodeJS.Timeout | null = null;
    const changed = (): void => {
      gathering ??= setTimeout(() => {
        gathering = null;
        sink.changed();
      }, gatherMs);
    };
    const beat = setInterval(() => void this.beat(door, sink, close), beatEveryMs);
    let closed = false;
    const close = (): void => {
      if (closed) return;
      closed = true;
      clearInterval(beat);
      if (gathering) clearTimeout(gathering);
      release();
      sink.close();
    };
    const release = this.doors.holdStream({ door, actor, changed, close });
    // Held first and looked at afterwards: a session that ends in between is noticed by one or the other.
    if ((await this.sessions.isAlive(door)) && this.listening) return close;
    close();
    return undefined;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    const client = this.client;
    this.client = null;
    client?.removeAllListeners();
    await client?.end().catch(() => undefined);
  }

  private async beat(door: Door, sink: NoticeSink, close: () => void): Promise<void> {
    const alive = await this.sessions.isAlive(door).catch(() => false);
    if (alive) sink.beat();
    else close();
  }

  private async connect(): Promise<void> {
    if (this.stopped) return;
    const { options } = this.source;
    if (options.type !== 'postgres' || options.url === undefined)
      throw new Error('access needs the URL of a PostgreSQL');
    const client = new pg.Client({ connectionString: options.url, application_name: 'sup-notices' });
    client.on('notification', ({ payload }) => void this.heard(payload ?? ''));
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    this.client = client;
    try {
      await client.connect();
      await client.query(`listen ${noticeChannel}`);
      this.listening = this.client === client;
    } catch {
      this.lost(client);
    }
  }

  /** Who cannot be told that a session died must not go on: all streams close, their windows come back by themselves. */
  private lost(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = null;
    this.listening = false;
    client.removeAllListeners();
    client.on('error', () => undefined);
    void client.end().catch(() => undefined);
    for (const stream of this.doors.streams()) stream.close();
    if (this.stopped) return;
    this.log.warn('the connection that listens for notices was lost');
    this.timer = setTimeout(() => void this.connect(), reconnectMs);
  }

  private async heard(payload: string): Promise<void> {
    const notice = JSON.parse(payload) as Notice;
    if ('ended' in notice) this.doors.end(notice.ended);
    else await this.ping(notice.changed).catch(() => this.log.warn('a ping was not delivered'));
  }

  private async ping(subject: CaseSubject | null): Promise<void> {
    const streams = this.doors.streams();
    if (subject === null) {
      for (const stream of streams) stream.changed();
      return;
    }
    if (streams.length === 0) return;
    const { caseId, openTo, ...told } = subject;
    const holders = [...new Set(streams.flatMap(({ actor }) => holdersOf(actor)))];
    const persons = [...new Set(streams.map(({ actor }) => actor.personId))];
    const standing = await this.cases.standing({ caseId, holders, persons }, this.clock.now());
    const open = openTo !== undefined && !(await this.cases.hasMembers(caseId, this.clock.now())) ? openTo : null;
    for (const stream of streams) {
      const { actor } = stream;
      const isOpen = open !== null && can(actor, open) && !standing.excluded.includes(actor.personId);
      if (isOpen || mayReadCase(actor, { ...standing, ...told })) stream.changed();
    }
  }
}
