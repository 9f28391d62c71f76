import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { addSequence, merge } from '../protocol/index.ts';
import { type ArrivedFact, insertArrived, releaseEarly, sendersWithEarly } from '../store/inbox.store.ts';
import { type LinkRow, floorOf, lockLink, saveAcked, saveHeard, saveIncoming } from '../store/link.store.ts';
import { applyReceipt, insertDeliveries } from '../store/outbox.store.ts';
import {
  type Quarantined,
  insertQuarantined,
  makeDue,
  requarantine,
  resolveQuarantined,
  takeDue,
} from '../store/quarantine.store.ts';
import { DirectoryService } from './directory.service.ts';
import { Fence } from './fence.ts';
import { NetworkNotes } from './network-notes.ts';
import { type Arrived, type Reading, type Unreadable, keep, readArrived, readKept } from './parcel.reader.ts';
import { ReactionRegistry } from './reaction.registry.ts';
import { MessagingSettings } from './settings.ts';

/** What a batch brought about, for those that go on with it. */
export interface Intake {
  /** Facts came, new or again: the sender must hear of it. */
  readonly receiptDue: boolean;
  /** Something can be applied. */
  readonly work: boolean;
  /** The peer reported rows missing: send them again. */
  readonly resend: boolean;
  /** The peer has receipted numbers that we never gave out: our database may have lost facts. */
  readonly ahead: boolean;
}

/** Subject under which a fact lies in quarantine alone. */
const keptAlone = 'fact';

/**
 * Stores what arrives, in one transaction a batch, and nothing else: receive is store. Each fact once by its author and
 * id; the same again is a duplicate; the same id with other bytes is loud. Nothing is acknowledged before this commits.
 */
@Injectable()
export class IntakeService {
  private readonly log = new Logger('Intake');

  @Inject() private readonly notes: NetworkNotes;

  constructor(
    private readonly settings: MessagingSettings,
    private readonly dataSource: DataSource,
    private readonly directory: DirectoryService,
    private readonly registry: ReactionRegistry,
    private readonly fence: Fence,
  ) {}

  /** Reads without touching the database. */
  read(arrived: Arrived): Reading {
    return readArrived(arrived, this.directory.keyRing(), this.directory.view(), this.settings.clock.now());
  }

  /** Stores a batch of one sender. Throws when the database does; the batch then comes again. */
  async store(sender: string, batch: readonly { arrived: Arrived; reading: Reading }[]): Promise<Intake> {
    return this.dataSource.transaction((manager) => this.storeIn(manager, sender, batch));
  }

  private async storeIn(
    manager: EntityManager,
    sender: string,
    batch: readonly { arrived: Arrived; reading: Reading }[],
  ): Promise<Intake> {
    const link = await lockLink(manager, this.settings.agency, sender);
    const now = this.settings.clock.now();
    const facts = batch.flatMap(({ reading }) => (reading.kind === 'facts' ? reading.facts : []));
    const unreadable = batch.flatMap(({ reading }) => (reading.kind === 'facts' ? reading.unreadable : []));
    const parked = batch.flatMap(({ reading }) => (reading.kind === 'quarantine' ? reading.parked : []));
    await this.quarantine(manager, batch);
    await this.setAside(manager, sender, unreadable);
    const seqs = [...facts, ...unreadable].map((fact) => fact.seq).concat(parked);
    const released = seqs.length ? await this.take(manager, link, { facts, seqs, now }) : 0;
    const receipts = await this.takeReceipts(manager, link, batch, now);
    if (seqs.length === 0 && !receipts.any) await saveHeard(manager, sender, now);
    return { receiptDue: seqs.length > 0, work: released > 0, resend: receipts.resend, ahead: receipts.ahead };
  }

  /** Releases early facts that have waited long enough for a missing number. Returns whether there is work. */
  async releaseLate(): Promise<boolean> {
    const before = this.settings.later(-this.settings.tuning.earlyPatienceMs);
    let work = false;
    for (const sender of await sendersWithEarly(this.dataSource, before)) {
      await this.dataSource.transaction(async (manager) => {
        await lockLink(manager, this.settings.agency, sender);
        const early = await releaseEarly(manager, sender, { before });
        await this.deliver(manager, sender, early);
        work ||= early.length > 0;
      });
    }
    return work;
  }

  /** Tries quarantined entries again whose time has come, or one by its id. Returns how many were taken in. */
  async retryQuarantined(id?: string): Promise<{ taken: number; intake: Map<string, Intake> }> {
    const { clock } = this.settings;
    const due = await takeDue(this.dataSource, {
      now: clock.now(),
      nextAt: this.settings.later(60_000),
      ...(id ? { id } : {}),
    });
    const intake = new Map<string, Intake>();
    let taken = 0;
    for (const entry of due) {
      const arrived = { ...entry, raw: new Uint8Array(entry.raw) };
      const reading = entry.subject === keptAlone ? this.readKept(arrived) : this.read(arrived);
      const failed = failureOf(reading);
      if (failed) await requarantine(this.dataSource, entry.id, failed);
      else {
        intake.set(entry.sender, await this.store(entry.sender, [{ arrived, reading }]));
        await resolveQuarantined(this.dataSource, entry.id, clock.now());
        taken += 1;
      }
    }
    return { taken, intake };
  }

  /** A newer directory or program may read what the older one could not. */
  async reconsider(codes: readonly string[]): Promise<void> {
    await makeDue(this.dataSource, codes, this.settings.clock.now());
  }

  private readKept(arrived: Arrived): Reading {
    const at = { now: this.settings.clock.now(), us: this.settings.agency };
    return readKept(arrived.raw, arrived.hubAt, this.directory.view(), at);
  }

  private async take(
    manager: EntityManager,
    link: LinkRow,
    { facts, seqs, now }: { facts: readonly ArrivedFact[]; seqs: readonly number[]; now: string },
  ): Promise<number> {
    const incoming = [...seqs].sort((left, right) => left - right).reduce(addSequence, link.incoming);
    const floor = floorOf(incoming);
    const stored = await insertArrived(manager, link.peer, facts, { floor, now });
    for (const { fact, code } of stored.conflicts) {
      this.log.error(`${code}: fact ${fact.factId} of ${link.peer}, number ${fact.seq}`);
      await this.setAside(manager, link.peer, [conflictOf(fact, code)]);
    }
    const early = link.incoming.gaps.length ? await releaseEarly(manager, link.peer, { floor }) : [];
    const ready = stored.fresh.filter((fact) => fact.seq <= floor);
    const released = [...early, ...ready];
    await this.deliver(
      manager,
      link.peer,
      released.sort((left, right) => Number(left.seq) - Number(right.seq)),
    );
    await saveIncoming(manager, link.peer, incoming, now);
    return released.length;
  }

  private async deliver(
    manager: EntityManager,
    author: string,
    facts: readonly { factId: string; type: string; recordId: string }[],
  ): Promise<void> {
    await insertDeliveries(
      manager,
      facts.flatMap(({ factId, type, recordId }) =>
        this.registry.capabilitiesFor(type).map((capability) => ({ capability, author, factId, recordId, type })),
      ),
    );
  }

  private async takeReceipts(
    manager: EntityManager,
    link: LinkRow,
    batch: readonly { reading: Reading }[],
    now: string,
  ): Promise<{ any: boolean; resend: boolean; ahead: boolean }> {
    const receipts = batch.flatMap(({ reading }) => (reading.kind === 'receipt' ? [reading.receipt] : []));
    const believable = receipts.filter((receipt) => receipt.highWater < link.nextSeq);
    const ahead = believable.length < receipts.length;
    const newest = believable.at(-1);
    if (!newest) return { any: false, resend: false, ahead };
    const acked = believable.reduce(merge, link.acked);
    const { requeued } = await applyReceipt(
      manager,
      { peer: link.peer, above: floorOf(link.acked), highWater: acked.highWater, gaps: acked.gaps, now },
      this.settings.tuning.gapPatienceMs,
    );
    await saveAcked(manager, link.peer, acked, now);
    return { any: true, resend: requeued > 0, ahead };
  }

  private async quarantine(
    manager: EntityManager,
    batch: readonly { arrived: Arrived; reading: Reading }[],
  ): Promise<void> {
    const entries = batch.flatMap(({ arrived, reading }): Quarantined[] =>
      reading.kind === 'quarantine' ? [{ ...arrived, ...reading }] : [],
    );
    for (const entry of entries) this.log.warn(`quarantined from ${entry.sender}: ${entry.code} ${entry.detail ?? ''}`);
    await insertQuarantined(manager, entries);
  }

  private async setAside(manager: EntityManager, sender: string, unreadable: readonly Unreadable[]): Promise<void> {
    await insertQuarantined(
      manager,
      unreadable.map((one) => ({
        sender,
        subject: keptAlone,
        headers: {},
        raw: keep(one),
        code: one.code,
        detail: one.detail,
        hubAt: null,
        retryAt: null,
      })),
    );
    for (const { envelope, code } of unreadable) {
      this.log.warn(`quarantined one fact from ${sender}: ${code}`);
      if (!envelope || this.fence.closed) continue;
      const about = { author: sender, factId: envelope.id, type: envelope.type, recordId: envelope.subject };
      await this.notes.notProcessed(manager, about, code, 0);
    }
  }
}

function conflictOf(fact: ArrivedFact, code: string): Unreadable {
  const { seq, parcelId, body, proof } = fact;
  return { seq, parcelId, carried: { fact: body, proof }, envelope: null, code, detail: null };
}

function failureOf(reading: Reading): { code: string; detail: string | null; retryAt: string | null } | null {
  if (reading.kind === 'quarantine') return reading;
  const failed = reading.kind === 'facts' ? reading.unreadable[0] : undefined;
  return failed ? { code: failed.code, detail: failed.detail, retryAt: null } : null;
}
