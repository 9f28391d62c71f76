import { Inject, Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { findRule, shanghaiDay } from '@sup/deadlines/protocol';
import { FilesService } from '@sup/files';
import { judge, newId, systemClock, together } from '@sup/kernel';
import { canonicalText } from '@sup/messaging/protocol';
import { DataSource, type EntityManager } from 'typeorm';
import { type HomeCommand, earliestDay, homeMoves } from '../protocol/index.ts';
import {
  findHome,
  insertHome,
  putReporter,
  sealedReporter,
  updateDecision,
  updateDraft,
} from '../store/referral-home.store.ts';
import { type ReferralRecord, insertReferral, lockReferral } from '../store/referral.store.ts';
import { CommandRecord } from './command-record.service.ts';
import { ContentService } from './content.service.ts';
import { DecidingService } from './deciding.service.ts';
import { isUuid } from './ids.rules.ts';
import { NeedToKnow } from './need-to-know.service.ts';
import { RecordsService } from './records.service.ts';
import {
  classificationTooHigh,
  commandNotOpen,
  draftChanged,
  referralAbsent,
  ruleUnknown,
  triggerInFuture,
  triggerTooEarly,
} from './referral.errors.ts';
import { type DecisionGiven, type DraftReferral, type KeptDraft, type StatedLimit } from './referral.requests.ts';
import { checkResultRule } from './result.rules.ts';
import { SecrecyService, markOf } from './secrecy.service.ts';
import { SendingService } from './sending.service.ts';

/** What a draft is opened as. */
export interface DraftOpening {
  readonly id: string;
  readonly clueId: string | null;
  readonly caseId: string;
  /** Pseudonym of the officer. */
  readonly createdBy: string;
  readonly sealedReporter?: string | null;
  /** Null where the register's signal opens it. */
  readonly actor: Actor | null;
}

/** Letters at home: drafting, deliberating, approving, sending. Nothing of it crosses before `send`. */
@Injectable()
export class DraftsService {
  @Inject(DecidingService) private readonly deciding: DecidingService;

  @Inject(DataSource) private readonly database: DataSource;
  @Inject(RecordsService) private readonly records: RecordsService;
  @Inject(ContentService) private readonly content: ContentService;
  @Inject(FilesService) private readonly files: FilesService;
  @Inject(SendingService) private readonly sending: SendingService;
  @Inject(NeedToKnow) private readonly needToKnow: NeedToKnow;
  @Inject(SecrecyService) private readonly secrecy: SecrecyService;
  @Inject(CommandRecord) private readonly kept: CommandRecord;

  /** Stores a draft and gives its id. A state secret is refused before anything is stored. */
  async create(given: DraftReferral, actor: Actor): Promise<string> {
    await this.checkSecrecy(given, actor);
    const id = newId();
    const opening = { id, clueId: null, caseId: id, createdBy: actor.personId, actor };
    await this.database.transaction((manager) => this.open(manager, given, opening));
    return id;
  }

  /** Stores a draft under an id that its opener chose. `sealedReporter`: a reporter that lies sealed to us already. */
  async open(manager: EntityManager, given: DraftReferral, opening: DraftOpening): Promise<void> {
    this.checkDraft(given);
    const { reporter, ...draft } = given;
    const { id, createdBy } = opening;
    const sealed = reporter ? this.content.sealReporter(reporter) : (opening.sealedReporter ?? null);
    const row = this.rowOf(draft, opening);
    await insertReferral(manager, row);
    await insertHome<KeptDraft>(manager, id, { draft, decision: null, createdBy });
    if (sealed !== null) await putReporter(manager, id, sealed);
    const use = { kind: 'referral', id, caseId: opening.caseId };
    await this.files.adoptFor(createdBy, manager, { fileIds: draft.fileIds, use });
    await this.startLimit(manager, id, draft.sendBy);
    const details = { clueId: opening.clueId, drafter: createdBy };
    await this.kept.keep(manager, { name: 'draft-opened', actor: opening.actor, details }, row);
    await this.records.save(manager, row);
  }

  /** Saves a draft. `reporter` null keeps the one that is sealed: nobody can read it back to send it again. */
  async update(id: string, given: DraftReferral & { readonly expectedVersion: number }, actor: Actor): Promise<void> {
    await this.checkSecrecy(given, actor);
    this.checkDraft(given);
    await this.database.transaction(async (manager) => {
      const record = await this.lock(manager, id, actor);
      if (record.homeStatus !== 'draft') throw commandNotOpen('update', record.homeStatus);
      const { reporter, expectedVersion, ...draft } = given;
      if (record.version !== expectedVersion) throw draftChanged(record.version);
      const before = (await findHome<KeptDraft>(manager, id))!.draft;
      await updateDraft(manager, id, draft);
      if (reporter) await putReporter(manager, id, this.content.sealReporter(reporter));
      const use = { kind: 'referral', id, caseId: record.caseId };
      await this.files.adoptFor(actor.personId, manager, { fileIds: draft.fileIds, use });
      if (canonicalText(before.sendBy) !== canonicalText(draft.sendBy)) {
        await this.records.endAll(manager, id);
        await this.startLimit(manager, id, draft.sendBy);
      }
      const { kind, title } = draft;
      const fields = changedIn(before, draft, reporter !== null);
      await this.kept.keep(
        manager,
        { name: 'draft-saved', actor, details: { version: record.version, fields } },
        record,
      );
      await this.records.save(manager, { ...record, kind, title, peer: draft.to || null });
    });
  }

  /** A move of the home side. Throws COMMAND_NOT_OPEN, and at `send` whatever the guards refuse. */
  async move(
    manager: EntityManager,
    record: ReferralRecord,
    command: HomeCommand,
    by: { readonly actor: Actor; readonly given: DecisionGiven },
  ): Promise<ReferralRecord> {
    const from = record.homeStatus;
    const move = homeMoves[command];
    if (!from || judge(move, from, 'sender') !== 'legal') throw commandNotOpen(command, from);
    if (command === 'send') return this.send(manager, record, by.actor);
    if (command === 'approve') await this.approve(manager, record, by);
    if (command === 'reopen-draft') await updateDecision(manager, record.id, null);
    if (command === 'discard') await this.discard(manager, record);
    return this.records.save(manager, { ...record, homeStatus: move.to });
  }

  /** A limit with a stated trigger must exist in the table and lie behind us. */
  checkLimit(limit: StatedLimit): void {
    const rule = findRule(limit.ruleId);
    if (!rule || rule.n === null) throw ruleUnknown(limit.ruleId);
    const now = limit.triggerAt.length === 10 ? this.records.today() : this.records.now();
    const future =
      limit.triggerAt.length === 10 ? limit.triggerAt > now : Date.parse(limit.triggerAt) > Date.parse(now);
    if (future) throw triggerInFuture(limit.triggerAt);
    if (shanghaiDay(limit.triggerAt) < earliestDay) throw triggerTooEarly(limit.triggerAt);
  }

  /** Throws COLLECTIVE_DECISION_REQUIRED where only a meeting may approve, and whatever DecidingService refuses. */
  private async approve(
    manager: EntityManager,
    record: ReferralRecord,
    { actor, given }: { readonly actor: Actor; readonly given: DecisionGiven },
  ): Promise<void> {
    const named = given.decision !== undefined || given.decisionId !== undefined;
    const byMeeting = record.homeStatus === 'deliberating' || record.kind === 'HAND_OFF' || named;
    const act = { actor, purpose: 'referral.approve', text: '经集体研究，同意移送。' } as const;
    const decision = byMeeting ? await this.deciding.decide(manager, record, given, act) : null;
    await updateDecision(manager, record.id, decision);
  }

  /** The register hears that the clue is free to be offered again. */
  private async discard(manager: EntityManager, { id, clueId }: ReferralRecord): Promise<void> {
    await this.records.endAll(manager, id);
    if (clueId !== null) await this.records.noteDiscarded(manager, id);
  }

  private async send(manager: EntityManager, record: ReferralRecord, actor: Actor): Promise<ReferralRecord> {
    const [kept, sealed] = await together(findHome<KeptDraft>(manager, record.id), sealedReporter(manager, record.id));
    const home = kept!;
    const { body, blobs } = await this.content.bodyOf(manager, home.draft);
    const reporter = sealed === null ? null : this.content.openReporter(sealed);
    const letter = { ...home.draft, parent: null, body, blobs, reporter, decision: home.decision };
    return this.sending.send(manager, record, letter, actor);
  }

  private checkDraft(given: DraftReferral): void {
    const mark = markOf(given);
    if (mark !== null) throw classificationTooHigh(mark);
    checkResultRule(given.resultRuleId);
    if (given.sendBy) this.checkLimit(given.sendBy);
  }

  private async checkSecrecy(given: DraftReferral, actor: Actor): Promise<void> {
    const { attachments } = await this.files.attachmentsOf(this.database.manager, given.fileIds);
    const names = attachments.map(({ name }) => name);
    await this.secrecy.refuseDraft(given, names, actor);
  }

  private async startLimit(manager: EntityManager, id: string, limit: StatedLimit | null): Promise<void> {
    if (limit) await this.records.startHome(manager, id, limit);
  }

  private async lock(manager: EntityManager, id: string, actor: Actor): Promise<ReferralRecord> {
    const readable = this.needToKnow.readable(actor);
    const record = isUuid(id) ? await lockReferral(manager, id, readable) : null;
    if (!record) throw referralAbsent();
    return record;
  }

  private rowOf(draft: KeptDraft, { id, clueId, caseId }: DraftOpening): ReferralRecord {
    const now = systemClock.now();
    return {
      id,
      party: 'sender',
      arbitrated: false,
      box: 'drafts',
      homeStatus: 'draft',
      version: 1,
      peer: draft.to || null,
      kind: draft.kind,
      referralNo: null,
      title: draft.title,
      offerKey: null,
      parentId: null,
      caseId,
      clueId,
      dueOn: null,
      overdue: false,
      frozen: null,
      openingHash: null,
      openingFactId: null,
      state: null,
      createdAt: now,
      updatedAt: now,
    };
  }
}

/** Names of what a saving changed; never what it says. */
function changedIn(before: KeptDraft, after: KeptDraft, reporterToo: boolean): string[] {
  const names = Object.keys(after) as (keyof KeptDraft)[];
  const changed: string[] = names.filter((name) => canonicalText(before[name]) !== canonicalText(after[name]));
  return reporterToo ? [...changed, 'reporter'] : changed;
}
