import { Inject, Injectable } from '@nestjs/common';
import { type AgencyId } from '@sup/contracts';
import { DomainError } from '@sup/kernel';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type DeadLetter, listDead, reviveDead } from '../store/delivery.store.ts';
import { type RestoreState } from '../store/echo.store.ts';
import { type Figures, type HeldOf, figures, heldOf, queues, sentTo } from '../store/figures.store.ts';
import { type LinkRow, floorOf, linkRows, saveHeard } from '../store/link.store.ts';
import { type QuarantineView, listQuarantined } from '../store/quarantine.store.ts';
import { AskService } from './ask.service.ts';
import { Broker } from './broker.ts';
import { Fence } from './fence.ts';
import { IntakeService } from './intake.service.ts';
import { syncsAlways } from './provision.ts';
import { RestoreService } from './restore.service.ts';
import { MessagingSettings } from './settings.ts';
import { WorkerService } from './worker.service.ts';

/** A peer as the administrator sees it. */
export interface LinkView {
  readonly peer: AgencyId;
  /** Facts given a number so far. */
  readonly sent: number;
  readonly queued: number;
  readonly unreceipted: number;
  /** Highest number the peer has without a gap. */
  readonly ackedFloor: number;
  readonly receivedHighWater: number;
  readonly receivedGaps: readonly (readonly [number, number])[];
  /** Wall instant of the last sign of life. */
  readonly lastHeardAt: string | null;
  /** STREAM_FULL, NO_MAILBOX, BROKER_AWAY, RECIPIENT_WITHOUT_KEY; null when facts flow. */
  readonly waiting: string | null;
  readonly waitingSince: string | null;
  /** Restore: its echo is still outstanding. */
  readonly owesEcho: boolean;
}

export interface MessagingHealth extends Figures {
  /** False: not to be called ready. `durable` null: the broker could not be asked. */
  readonly ready: boolean;
  readonly connected: boolean;
  readonly durable: boolean | null;
  readonly restoring: boolean;
  readonly restore: RestoreState | null;
}

/** One direction of one pair, counted at both ends. */
export interface ReconcileRow {
  readonly peer: AgencyId;
  /** Null: the peer does not answer; its figures are null as well. */
  readonly reachable: boolean;
  readonly sent: number;
  readonly waiting: number;
  readonly stored: number;
  readonly received: number;
  readonly applied: number | null;
  readonly dead: number | null;
  /** Receipted, yet not at the peer: must be 0. */
  readonly missing: number | null;
  /** At the peer more than once: must be 0. */
  readonly doubled: number | null;
  /** Numbers that lie in the peer's quarantine. */
  readonly setAside: number | null;
  /** Whether every number the peer holds bears the fact that we sent under it. */
  readonly agrees: boolean | null;
}

const heldSchema = z.object({
  received: z.int(),
  distinct: z.int(),
  applied: z.int(),
  dead: z.int(),
  highWater: z.int(),
  gaps: z.array(z.tuple([z.int(), z.int()])),
  setAside: z.array(z.int()),
  digest: z.string(),
});

/** How the links stand, what is dead or in quarantine, and the proof that nothing is missing. */
@Injectable()
export class LinkService {
  private readonly heard = new Map<AgencyId, string>();
  private durable: boolean | null = null;

  @Inject() private readonly fence: Fence;
  @Inject() private readonly intake: IntakeService;
  @Inject() private readonly restores: RestoreService;
  @Inject() private readonly worker: WorkerService;

  constructor(
    private readonly settings: MessagingSettings,
    private readonly dataSource: DataSource,
    private readonly broker: Broker,
    private readonly ask: AskService,
  ) {
    ask.registerAnswer('reconcile', (sender) => heldOf(this.dataSource, sender));
    ask.onHeard((peer) => this.noteHeard(peer));
  }

  /** Whether anything of the peer came after a wall instant. Before an overdue note: else it may only be cut off (失联). */
  heardFrom(peer: AgencyId, sinceInstantWall: string): boolean {
    const at = this.heard.get(peer);
    return at !== undefined && Date.parse(at) > Date.parse(sinceInstantWall);
  }

  async links(): Promise<LinkView[]> {
    const [rows, waiting] = await Promise.all([
      linkRows(this.dataSource, this.settings.agency),
      queues(this.dataSource),
    ]);
    return rows.map((row) => viewOf(row, waiting.get(row.peer)));
  }

  async health(): Promise<MessagingHealth> {
    const at = {
      now: this.settings.clock.now(),
      heldBefore: this.settings.later(-this.settings.tuning.heldAlarmMs),
      hourAgo: this.settings.later(-3_600_000),
    };
    const connected = this.broker.connected;
    const durable = await this.durability();
    const numbers = await figures(this.dataSource, at);
    const restore = await this.restores.state();
    const restoring = this.fence.closed;
    return { ...numbers, ready: connected && durable === true && !restoring, connected, durable, restoring, restore };
  }

  deadLetters(): Promise<DeadLetter[]> {
    return listDead(this.dataSource);
  }

  /** Tries a dead letter again. Throws DomainError DEAD_LETTER_ABSENT. */
  async retry(id: string): Promise<void> {
    if (!/^\d{1,18}$/.test(id) || !(await reviveDead(this.dataSource, id))) {
      throw new DomainError('DEAD_LETTER_ABSENT', 'absent', {
        zh: '没有该死信，或已重试',
        en: 'There is no such dead letter, or it was tried again already',
      });
    }
    this.worker.wake();
  }

  quarantine(): Promise<QuarantineView[]> {
    return listQuarantined(this.dataSource);
  }

  /** Tries one quarantined entry again. Returns whether it could be taken in. */
  async retryQuarantined(id: string): Promise<boolean> {
    const { taken } = await this.intake.retryQuarantined(id);
    if (taken) this.worker.wake();
    return taken > 0;
  }

  /** Compares with every peer what was sent with what is there, number by number. */
  async reconcile(): Promise<ReconcileRow[]> {
    const links = await linkRows(this.dataSource, this.settings.agency);
    return Promise.all(links.map((link) => this.reconcileWith(link.peer)));
  }

  private async reconcileWith(peer: AgencyId): Promise<ReconcileRow> {
    const held = await this.askHeld(peer);
    const { digest, missing, ...sent } = await sentTo(this.dataSource, peer, held);
    if (!held) {
      const unknown = { applied: null, dead: null, missing: null, doubled: null, setAside: null, agrees: null };
      return { peer, reachable: false, ...sent, ...unknown };
    }
    return {
      peer,
      reachable: true,
      ...sent,
      applied: held.applied,
      dead: held.dead,
      missing,
      doubled: held.received - held.distinct,
      setAside: held.setAside.length,
      agrees: digest === held.digest,
    };
  }

  private async askHeld(peer: AgencyId): Promise<HeldOf | null> {
    try {
      return heldSchema.parse(await this.ask.ask(peer, 'reconcile', {}, { timeoutMs: 10_000 }));
    } catch {
      return null;
    }
  }

  /** A sign of life of a peer, now. Kept in the database for the other instances and the next start, where it is not yet. */
  noteHeard(peer: AgencyId, keep = true): void {
    const now = this.settings.clock.now();
    const last = this.heard.get(peer);
    this.heard.set(peer, now);
    // Written down now and then: the row is the one that taking in and sending lock.
    if (keep && (last === undefined || Date.parse(now) - Date.parse(last) > 5_000))
      saveHeard(this.dataSource, peer, now).catch(() => undefined);
  }

  /** Takes over what other instances and earlier runs have heard. */
  async refreshHeard(): Promise<void> {
    for (const { peer, heardAt } of await linkRows(this.dataSource, this.settings.agency)) {
      if (heardAt && heardAt > (this.heard.get(peer) ?? '')) this.heard.set(peer, heardAt);
    }
  }

  /** Asked until the answer is yes: a hub that syncs always goes on doing so until it is restarted. */
  private async durability(): Promise<boolean | null> {
    if (this.durable !== true) this.durable = await syncsAlways(this.settings.broker.monitorUrl);
    return this.durable;
  }

  /** The hub was restarted, perhaps with other settings. */
  forgetDurability(): void {
    this.durable = null;
  }
}

function viewOf(row: LinkRow, queue: { queued: number; unreceipted: number } | undefined): LinkView {
  return {
    peer: row.peer,
    sent: row.nextSeq - 1,
    queued: queue?.queued ?? 0,
    unreceipted: queue?.unreceipted ?? 0,
    ackedFloor: floorOf(row.acked),
    receivedHighWater: row.incoming.highWater,
    receivedGaps: row.incoming.gaps,
    lastHeardAt: row.heardAt,
    waiting: row.waiting,
    waitingSince: row.waitingSince,
    owesEcho: row.replay === 'owed',
  };
}
