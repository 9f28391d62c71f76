import { Inject, Injectable } from '@nestjs/common';
import {
  type AgencyId,
  type ClockSnapshot,
  type Due,
  type FactEnvelope,
  type FactName,
  type TimeUnit,
  dataSchemaOf,
  facts as factTypes,
  sourceOf,
} from '@sup/contracts';
import { Notices } from '@sup/access';
import { BUSINESS_CLOCK, type ClockView, ClocksService } from '@sup/deadlines';
import { isPast, shanghaiDay, shanghaiMinute } from '@sup/deadlines/protocol';
import { type Bilingual, type Clock, newId, systemClock, together } from '@sup/kernel';
import { DirectoryService, Outbox } from '@sup/messaging';
import { canonicalText, sha256Hex } from '@sup/messaging/protocol';
import { type EntityManager } from 'typeorm';
import {
  type OpenedReferral,
  type Referral,
  type ReferralParty,
  evolve,
  isClosed,
  open,
  referralClocks,
  ruleOf,
} from '../protocol/index.ts';
import { nextNote } from '../store/referral-fact.store.ts';
import { type ReferralRecord, insertReferral, updateReferral } from '../store/referral.store.ts';
import { stageOf } from './stage.rules.ts';
import { type ReferralsSettings, REFERRALS_SETTINGS, capability } from './referrals.settings.ts';

/** How a fact came to us; null: we wrote it. */
export type Arrival = { readonly receivedAt: string; readonly hubAt: string | null } | null;

/** A fact we are about to write. `clocks` are added here where its type carries them. */
export interface WantedFact {
  readonly type: FactName;
  readonly data: Readonly<Record<string, unknown>>;
  readonly actingPost: string;
  readonly recipients: readonly AgencyId[];
  /** Hashes of blobs that must reach the recipients first. */
  readonly requires?: readonly string[];
}

export interface Written {
  readonly record: ReferralRecord;
  readonly fact: FactEnvelope;
}

/** The post of a move that a service makes by itself. */
export const systemPost = 'system';

/**
 * The one place where a record takes in a fact, ours or theirs: evolve, history, clocks and row in the caller's
 * transaction; our own also go to the outbox there. The caller holds the record's row.
 */
@Injectable()
export class RecordsService {
  @Inject(REFERRALS_SETTINGS) private readonly settings: ReferralsSettings;
  @Inject(BUSINESS_CLOCK) private readonly clock: Clock;
  @Inject(ClocksService) private readonly clocks: ClocksService;
  @Inject(Outbox) private readonly outbox: Outbox;
  @Inject(DirectoryService) private readonly directory: DirectoryService;
  @Inject(Notices) private readonly notices: Notices;

  get agency(): AgencyId {
    return this.settings.agency;
  }

  /** The business instant of an act that is done now. */
  now(): string {
    return this.clock.now();
  }

  today(): string {
    return shanghaiDay(this.clock.now());
  }

  plays(party: ReferralParty): boolean {
    return this.settings.parties.includes(party);
  }

  /** Which parties an agency is in a record; the successor of a closed agency is what that agency was (SHR-10). */
  partiesOf(state: Referral, agency: AgencyId): ReferralParty[] {
    const { parties } = state.sent;
    return (['sender', 'receiver', 'arbiter'] as const).filter((party) => {
      const listed = parties[party];
      return listed !== null && (listed === agency || this.directory.view().follow(listed) === agency);
    });
  }

  /** The agency that plays a party today. */
  agencyOf(state: Referral, party: string): AgencyId | null {
    const listed = state.sent.parties[party as ReferralParty] ?? null;
    return listed === null ? null : this.directory.view().follow(listed);
  }

  /** Adds a record that a fact opens, with that fact as its first. `record.state` is not read. */
  async openRecord(
    manager: EntityManager,
    record: Omit<ReferralRecord, 'state' | 'version' | 'dueOn' | 'overdue'>,
    fact: FactEnvelope,
    arrival: Arrival,
  ): Promise<ReferralRecord> {
    const opened: ReferralRecord = { ...record, state: open(fact), version: 1, dueOn: null, overdue: false };
    const clocks = await this.follow(manager, opened, fact);
    const saved = {
      ...this.dated(opened, clocks),
      version: 2,
      offerKey: isClosed(opened.state!.status) ? null : opened.offerKey,
    };
    await insertReferral(manager, saved, { fact, received: arrival });
    await this.tell(manager, saved);
    return saved;
  }

  /** Lets a record that exists take in a fact: evolves it, or opens it where it was at home until now. */
  async add(
    manager: EntityManager,
    record: ReferralRecord,
    fact: FactEnvelope,
    arrival: Arrival,
  ): Promise<ReferralRecord> {
    if (record.state) return this.keep(manager, { ...record, state: evolve(record.state, fact) }, fact, arrival);
    const opening = { openingHash: sha256Hex(canonicalText(fact)), openingFactId: fact.id };
    return this.keep(manager, { ...record, ...opening, state: open(fact) }, fact, arrival);
  }

  /** Makes a fact of ours, adds it and appends it to the outbox. */
  async write(manager: EntityManager, record: ReferralRecord, wanted: WantedFact): Promise<Written> {
    const fact = await this.author(manager, record, wanted);
    const [added] = await together(
      this.add(manager, record, fact, null),
      this.outbox.append(manager, [fact], [wanted.requires ?? []]),
    );
    return { record: added, fact };
  }

  /** A fact of ours, numbered and dated, with the clocks it starts. Nothing is stored. */
  async author(manager: EntityManager, record: ReferralRecord, wanted: WantedFact): Promise<FactEnvelope> {
    const { track } = factTypes[wanted.type];
    const revision = record.state?.revision ?? 0;
    const statedAt = this.clock.now();
    const sent = record.state?.sent ?? (wanted.data as unknown as OpenedReferral);
    const clocks = await this.snapshots(manager, { id: record.id, sent }, wanted.type, statedAt);
    return {
      specversion: '1.0',
      id: newId(),
      source: sourceOf(this.agency),
      type: wanted.type,
      subject: record.id,
      time: systemClock.now(),
      datacontenttype: 'application/json',
      dataschema: dataSchemaOf(wanted.type),
      track,
      n: track === 'move' ? revision + 1 : await nextNote(manager, record.id, this.agency),
      ...(track === 'note' ? { seenrevision: revision } : {}),
      statedat: statedAt,
      actingpost: wanted.actingPost,
      recipients: [...new Set(wanted.recipients)].filter((one) => one !== this.agency),
      data: clocks.length ? { ...wanted.data, clocks } : wanted.data,
    };
  }

  /** The clocks a fact will start, as its author computes them. */
  snapshots(
    manager: EntityManager,
    { id, sent }: { readonly id: string; readonly sent: OpenedReferral },
    factType: string,
    triggerAt: string,
  ): Promise<ClockSnapshot[]> {
    return this.clocks.snapshotsFor(manager, {
      table: referralClocks,
      factType,
      parties: { ...sent.parties },
      triggerAt,
      recordId: id,
      ruleOf: (rule) => ruleOf(sent, rule),
    });
  }

  clocksOf(manager: EntityManager, recordId: string): Promise<ClockView[]> {
    return this.clocks.of(manager, recordId);
  }

  /** Starts a limit of our own with a stated trigger. */
  startHome(
    manager: EntityManager,
    recordId: string,
    limit: { ruleId: string; triggerAt: string },
  ): Promise<ClockView> {
    const { agency } = this;
    return this.clocks.startHome(manager, { recordId, capability, ...limit, debtor: agency, creditor: agency });
  }

  /** Meets one limit of our own by an act that is done now. */
  async meetHome(manager: EntityManager, recordId: string, clockId: string): Promise<void> {
    await this.clocks.end(manager, recordId, clockId, { at: this.clock.now(), byDebtor: true });
  }

  /** Meets every running limit of our own. */
  async meetAllHome(manager: EntityManager, recordId: string): Promise<void> {
    for (const { clockId, stoppedAt, debtor, creditor } of await this.clocks.of(manager, recordId)) {
      if (stoppedAt === null && debtor === this.agency && creditor === this.agency) {
        await this.meetHome(manager, recordId, clockId);
      }
    }
  }

  /** Ends what still runs on a record that is over. */
  endAll(manager: EntityManager, recordId: string): Promise<void> {
    return this.clocks.endAll(manager, recordId, this.clock.now());
  }

  /** Gives an extension of a clock; the new due date for the fact that tells the debtor. */
  extend(
    manager: EntityManager,
    recordId: string,
    clockId: string,
    extension: { n: number; unit: TimeUnit; approver: string; reason: string },
  ): Promise<Due> {
    return this.clocks.extend(manager, recordId, clockId, extension);
  }

  /** Facts of a record that came before the record was here are tried again now, not by their timer. */
  async wake(manager: EntityManager, recordId: string): Promise<void> {
    await this.outbox.signal(manager, 'referral.opened', recordId, { referralId: recordId });
  }

  /** Who wrote a fact and when, in words for a person: agency, post without its holder, minute in Shanghai. */
  actedBy(author: AgencyId, actingPost: string, statedAt: string): { agency: Bilingual; post: Bilingual; at: string } {
    const named = this.directory.view().agency(author);
    const agency = named ? { zh: named.nameZh, en: named.nameEn } : { zh: author, en: author };
    const title = actingPost.split('/')[0]!;
    const post = title === systemPost ? { zh: '系统', en: 'system' } : { zh: title, en: title };
    const at = shanghaiMinute(statedAt);
    return { agency, post, at };
  }

  /** Tells the clue register that a referral of one of its clues will not be sent. */
  noteDiscarded(manager: EntityManager, referralId: string): Promise<void> {
    return this.outbox.signal(manager, 'referral.discarded', referralId, { referralId });
  }

  /** Saves the row with its dates as the clocks now stand. */
  async save(manager: EntityManager, record: ReferralRecord, clocks?: readonly ClockView[]): Promise<ReferralRecord> {
    const saved = this.dated(record, clocks ?? (await this.clocks.of(manager, record.id)));
    await updateReferral(manager, saved);
    await this.tell(manager, saved);
    return { ...saved, version: saved.version + 1 };
  }

  /** The record with its dates as its clocks stand. */
  private dated(record: ReferralRecord, views: readonly ClockView[]): ReferralRecord {
    const running = views.filter((clock) => clock.state === 'running');
    const days = running.map((clock) => clock.due.dueOn ?? shanghaiDay(clock.due.dueAt)).sort();
    return {
      ...record,
      dueOn: days[0] ?? null,
      overdue: running.some((clock) => clock.overdueRungs.length > 0 || isPast(clock.due, this.clock.now())),
      updatedAt: systemClock.now(),
    };
  }

  private async keep(
    manager: EntityManager,
    record: ReferralRecord,
    fact: FactEnvelope,
    arrival: Arrival,
  ): Promise<ReferralRecord> {
    const clocks = await this.follow(manager, record, fact);
    const offerKey = isClosed(record.state!.status) ? null : record.offerKey;
    const saved = this.dated({ ...record, offerKey }, clocks);
    await updateReferral(manager, saved, { fact, received: arrival });
    await this.tell(manager, saved);
    return { ...saved, version: saved.version + 1 };
  }

  /** Windows of those who may know of it look again when the transaction commits. */
  private tell(
    manager: EntityManager,
    { caseId, state, homeStatus }: Pick<ReferralRecord, 'caseId' | 'state' | 'homeStatus'>,
  ): Promise<void> {
    const stage = stageOf(state?.status ?? null, homeStatus);
    return this.notices.changed(manager, { caseId, stage, openTo: 'referral.read' });
  }

  private follow(manager: EntityManager, record: ReferralRecord, fact: FactEnvelope): Promise<ClockView[]> {
    const state = record.state!;
    return this.clocks.follow(manager, {
      table: referralClocks,
      recordId: record.id,
      capability,
      fact,
      snapshots: (fact.data['clocks'] ?? []) as ClockSnapshot[],
      partyOf: (party) => this.agencyOf(state, party),
      ruleOf: (rule) => ruleOf(state.sent, rule),
    });
  }
}
