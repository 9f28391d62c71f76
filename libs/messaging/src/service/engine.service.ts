import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { requeueSilent } from '../store/outbox.store.ts';
import { openLinks } from '../store/link.store.ts';
import { AskService } from './ask.service.ts';
import { Broker, messageOf } from './broker.ts';
import { DirectoryService } from './directory.service.ts';
import { type Intake, IntakeService } from './intake.service.ts';
import { LeadConnection } from './lead.connection.ts';
import { LinkService } from './link.service.ts';
import { PulseService } from './pulse.service.ts';
import { ReceiptService } from './receipt.service.ts';
import { ReceiverService } from './receiver.service.ts';
import { RelayService } from './relay.service.ts';
import { RestoreService } from './restore.service.ts';
import { MessagingSettings } from './settings.ts';
import { WakeLoop } from './wake.ts';
import { WorkerService } from './worker.service.ts';

/** What a newer directory may make readable. */
const directoryCodes = ['SENDER_UNKNOWN', 'SIGNING_KEY_UNKNOWN', 'SIGNING_KEY_RETIRED', 'SEALING_KEY_UNKNOWN'];
/** What a newer program may. */
const programCodes = ['TYPE_UNKNOWN', 'VERSION_UNKNOWN', 'SUITE_UNKNOWN'];

/** How long a start waits for the broker before it lets the service go on without it. */
const patienceAtStartMs = 4_000;

/**
 * Starts and stops the parts of messaging in the right order, leads or stands by, and keeps the timers. The order at a
 * start: directory, broker, answering, the question whether this database is behind; only then relay, pull and work.
 */
@Injectable()
export class EngineService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Messaging');
  private readonly lead: LeadConnection;
  private readonly upkeep: WakeLoop;
  private readonly lastRun = new Map<string, number>();
  private leading = false;
  private stopped = false;
  private changing: Promise<void> = Promise.resolve();

  @Inject() private readonly directory: DirectoryService;
  @Inject() private readonly broker: Broker;
  @Inject() private readonly ask: AskService;
  @Inject() private readonly links: LinkService;
  @Inject() private readonly intake: IntakeService;
  @Inject() private readonly restores: RestoreService;
  @Inject() private readonly relay: RelayService;
  @Inject() private readonly receiver: ReceiverService;
  @Inject() private readonly receipts: ReceiptService;
  @Inject() private readonly worker: WorkerService;
  @Inject() private readonly pulse: PulseService;

  constructor(
    private readonly settings: MessagingSettings,
    private readonly dataSource: DataSource,
  ) {
    this.lead = new LeadConnection(
      dataSource,
      {
        woken: () => this.wake(),
        lead: () => void this.change(() => this.takeLead()),
        lost: () => void this.change(() => this.loseLead()),
      },
      settings.tuning.single,
    );
    this.upkeep = new WakeLoop(
      settings.tuning.pollMs,
      () => this.keepUp(),
      (error) => this.log.warn(messageOf(error)),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    this.pulse.listen({ heard: (peer) => this.heard(peer), lost: () => this.relay.wake() });
    this.receiver.listen({
      taken: (sender, intake) => this.taken(sender, intake),
      trimmed: (sender) => void this.pulse.exchange(sender).catch(() => undefined),
    });
    await this.directory.refresh(this.dataSource);
    await openLinks(this.dataSource, this.directory.peers());
    await this.links.refreshHeard();
    this.directory.onChange(() => this.directoryChanged());
    const resumed = await this.restores.resume();
    const reached = this.broker.connect().then(() => this.online(resumed));
    reached.catch((error: unknown) => this.log.error(messageOf(error)));
    // A broker that is away must not keep the service from working at home.
    await Promise.race([reached, new Promise((resolve) => setTimeout(resolve, patienceAtStartMs).unref())]);
    if (this.stopped) return;
    this.lead.start();
    this.upkeep.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.upkeep.stop();
    await this.change(() => this.loseLead());
    await this.lead.stop();
    await this.receipts.stop();
    await this.ask.close();
    await this.broker.close();
  }

  private async online(resumed: boolean): Promise<void> {
    if (this.stopped) return;
    await this.ask.listen();
    this.broker.onReconnect(() => {
      this.links.forgetDurability();
      this.lastRun.delete('heartbeat');
      this.relay.retryNow();
    });
    await this.intake.reconsider(programCodes);
    if (resumed) void this.restore('resumed after a stop');
    else if (await this.restores.databaseIsBehind()) void this.restore('peers hold what this database does not');
  }

  /** Begins a restore; relay and worker stand still behind the fence until it ends. */
  restore(reason: string): Promise<void> {
    const ended = this.restores.restore(reason);
    ended.then(
      () => this.wake(),
      (error: unknown) => this.log.error(`restore: ${messageOf(error)}`),
    );
    return ended;
  }

  private async takeLead(): Promise<void> {
    if (this.leading || this.stopped) return;
    this.leading = true;
    this.log.log('this instance leads');
    this.worker.start(() => this.relay.wake());
    await this.relay.start();
    if (this.broker.connected) await this.receiver.receiveFrom(this.directory.peers());
  }

  private async loseLead(): Promise<void> {
    if (!this.leading) return;
    this.leading = false;
    await this.receiver.stop();
    await Promise.all([this.relay.stop(), this.worker.stop()]);
  }

  /** One change of role after the other. */
  private change(step: () => Promise<void>): Promise<void> {
    this.changing = this.changing.then(step).catch((error: unknown) => this.log.error(messageOf(error)));
    return this.changing;
  }

  private wake(): void {
    this.relay.wake();
    this.worker.wake();
  }

  private heard(peer: string, keep = true): void {
    this.links.noteHeard(peer, keep);
    this.relay.retry(peer);
  }

  private taken(sender: string, intake: Intake): void {
    // The intake has written it down with the mail.
    this.heard(sender, false);
    if (intake.receiptDue) this.receipts.due(sender);
    if (intake.work) this.worker.wake();
    if (intake.resend) this.relay.wake();
    if (intake.ahead) void this.checkClaim(sender);
  }

  /** A peer has receipted numbers that we never gave out. Only facts under our own signature close the fence. */
  private async checkClaim(peer: string): Promise<void> {
    try {
      const { sent } = (await this.links.links()).find((link) => link.peer === peer)!;
      if (await this.restores.holdsUnknown(peer, sent)) await this.restore(`${peer} holds facts of ours unknown here`);
      else this.log.error(`${peer} has receipted numbers that were never sent`);
    } catch (error) {
      this.log.warn(`claim of ${peer}: ${messageOf(error)}`);
    }
  }

  private directoryChanged(): void {
    void this.change(async () => {
      await openLinks(this.dataSource, this.directory.peers());
      if (this.leading) await this.receiver.receiveFrom(this.directory.peers());
      await this.intake.reconsider(directoryCodes);
      this.relay.retryNow();
    });
  }

  private async keepUp(): Promise<void> {
    if (this.every('directory', 5_000)) await this.directory.refresh(this.dataSource);
    if (this.every('heard', 5_000)) await this.links.refreshHeard();
    if (!this.leading || !this.broker.connected) return;
    await this.receiver.receiveFrom(this.directory.peers());
    const { tuning, clock } = this.settings;
    if (this.every('silence', 2_000) && (await requeueSilent(this.dataSource, clock.now()))) this.relay.wake();
    if (await this.intake.releaseLate()) this.worker.wake();
    await this.retryQuarantined();
    await this.receipts.sendLeftOver();
    await this.receiver.watch();
    if (this.every('trim', tuning.trimMs)) await this.receiver.trim();
    if (this.every('heartbeat', tuning.heartbeatMs)) await this.heartbeat();
  }

  private async retryQuarantined(): Promise<void> {
    const { intake } = await this.intake.retryQuarantined();
    for (const [sender, one] of intake) this.taken(sender, one);
  }

  /** A sign of life from those that have nothing to say, and their echo, if they still owe it. */
  private async heartbeat(): Promise<void> {
    await this.pulse.beat();
    if ((await this.restores.askLate()) > 0) this.wake();
  }

  private every(name: string, ms: number): boolean {
    if (Date.now() - (this.lastRun.get(name) ?? 0) < ms) return false;
    this.lastRun.set(name, Date.now());
    return true;
  }
}
