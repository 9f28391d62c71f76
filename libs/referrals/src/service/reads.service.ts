import { Inject, Injectable } from '@nestjs/common';
import { type Attachment, type ReferralBody, type ReferralSupplement } from '@sup/contracts';
import { type Actor } from '@sup/access/protocol';
import { type ClockView } from '@sup/deadlines';
import { together } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { closedStatuses, openRecalls, pointsLeft } from '../protocol/index.ts';
import { bodyPart, openParts } from '../store/referral-content.store.ts';
import { findHome } from '../store/referral-home.store.ts';
import { countBoxes, countedAtMost, listReferrals } from '../store/referral-list.store.ts';
import { type WholeReferral, findWhole, versionOf } from '../store/referral-view.store.ts';
import { type ReferralRecord, findReferral } from '../store/referral.store.ts';
import { DraftReads } from './draft-reads.service.ts';
import { isUuid } from './ids.rules.ts';
import { Ledgers } from './ledgers.service.ts';
import { NeedToKnow } from './need-to-know.service.ts';
import { PartsService } from './parts.service.ts';
import { commandsFor } from './permission.rules.ts';
import { RecordsService } from './records.service.ts';
import { attachmentAbsent, referralAbsent } from './referral.errors.ts';
import { type KeptDraft, type ListQuery } from './referral.requests.ts';
import {
  type AttachmentView,
  type BoxCounts,
  type ReferralListItem,
  type ReferralPage,
  type ReferralView,
  type SupplementView,
} from './referral.views.ts';

/** What officers see. Content appears only where this side may read it; keys, salts and the reporter never. */
@Injectable()
export class ReferralReads {
  @Inject(DataSource) private readonly database: DataSource;
  @Inject(RecordsService) private readonly records: RecordsService;
  @Inject(PartsService) private readonly parts: PartsService;
  @Inject(DraftReads) private readonly drafts: DraftReads;
  @Inject(Ledgers) private readonly ledgers: Ledgers;
  @Inject(NeedToKnow) private readonly needToKnow: NeedToKnow;

  /** The record as it is once `done` has come true. */
  async after(done: Promise<unknown>, id: string, actor: Actor): Promise<ReferralView> {
    await done;
    return this.view(id, actor);
  }

  async created(id: Promise<string>, actor: Actor): Promise<ReferralView> {
    return this.view(await id, actor);
  }

  /**
   * One consistent view: read again when the record was saved meanwhile, which costs fewer round trips than a
   * transaction. Throws DomainError REFERRAL_ABSENT.
   */
  async view(id: string, actor: Actor): Promise<ReferralView> {
    if (!isUuid(id)) throw referralAbsent();
    const runner = this.database.createQueryRunner();
    try {
      for (;;) {
        const whole = await findWhole(runner.manager, id, this.needToKnow.readable(actor));
        if (!whole) throw referralAbsent();
        const { state, version } = whole.record;
        // On one connection, which answers in order: the version is read last.
        const [view, now] = state
          ? await this.sentView(runner.manager, whole, actor)
          : [await this.drafts.view(runner.manager, whole, actor), await versionOf(runner.manager, id)];
        if (now === version) return view;
      }
    } finally {
      await runner.release();
    }
  }

  async list(query: ListQuery, actor: Actor): Promise<ReferralPage> {
    const { box, overdue, q, page, size } = query;
    const statuses = query.status.split(',').filter(Boolean);
    const readable = this.needToKnow.readable(actor);
    const wanted = { box, statuses, overdue: overdue === 'true', text: q, page, size, readable };
    return this.database.transaction('REPEATABLE READ', async (manager) => {
      const found = await listReferrals(manager, wanted);
      const clocks = await this.ledgers.clocksOfMany(
        manager,
        found.rows.map(({ id }) => id),
      );
      const items: ReferralListItem[] = [];
      for (const { id } of found.rows) items.push(await this.item(manager, id, clocks.get(id) ?? []));
      return { items, total: found.total, totalIsAtLeast: found.total === countedAtMost, page, size };
    });
  }

  async counts(actor: Actor): Promise<BoxCounts> {
    const readable = this.needToKnow.readable(actor);
    return { boxes: await countBoxes(this.database.manager, closedStatuses, readable) };
  }

  /** A file of content this side may read, by the hash of its ciphertext. Throws ATTACHMENT_ABSENT. */
  async attachment(id: string, hash: string, actor: Actor): Promise<Attachment> {
    const manager = this.database.manager;
    if (!isUuid(id)) throw attachmentAbsent();
    const record = await findReferral(manager, id, this.needToKnow.readable(actor));
    const files = record?.state ? await this.openFiles(manager, record) : [];
    const found = files.find(({ blob }) => blob === hash);
    if (!found) throw attachmentAbsent();
    return found;
  }

  private async openFiles(manager: EntityManager, record: ReferralRecord): Promise<Attachment[]> {
    const parts = await openParts(manager, record.id);
    return parts.flatMap(({ body }) => (body['attachments'] ?? []) as Attachment[]);
  }

  private async item(manager: EntityManager, id: string, clocks: readonly ClockView[]): Promise<ReferralListItem> {
    const record = (await findReferral(manager, id))!;
    const { party, homeStatus, referralNo, clueId, kind, title, overdue, updatedAt, state } = record;
    const draft = state ? null : (await findHome<KeptDraft>(manager, id))!.draft;
    return {
      ...{ id, party, homeStatus, referralNo, clueId, kind, title, overdue, updatedAt },
      status: state?.status ?? null,
      instrument: state?.sent.instrument ?? draft!.instrument,
      requestedAction: state?.sent.requestedAction ?? draft!.requestedAction,
      parties: state?.sent.parties ?? { sender: this.records.agency, receiver: draft!.to, arbiter: null },
      classification: state?.sent.preview.classification ?? draft!.classification,
      nextDue: nextDue(clocks),
    };
  }

  /** The view, and the version of the record when all of it had been read. */
  private async sentView(
    manager: EntityManager,
    whole: WholeReferral,
    actor: Actor,
  ): Promise<[ReferralView, number | undefined]> {
    const { record, content, dispatches, reporterSealed } = whole;
    const state = record.state!;
    const { sent } = state;
    const body = content.find(({ part }) => part === bodyPart)?.body as ReferralBody | undefined;
    const [parts, { timeline, delivery }, clocks, version] = await together(
      record.party === 'receiver' ? this.parts.of(manager, record.id) : Promise.resolve([]),
      this.ledgers.historyOf(manager, record.id, whole.facts),
      this.records.clocksOf(manager, record.id),
      versionOf(manager, record.id),
    );
    const { kind, instrument, requestedAction, resultRuleId, petition, parties, preview, pointIds } = sent;
    const view: ReferralView = {
      ...{ kind, instrument, requestedAction, resultRuleId, petition, parties, preview, pointIds },
      ...{ id: record.id, referralNo: record.referralNo, party: record.party, arbitrated: record.arbitrated },
      ...{ homeStatus: record.homeStatus, status: state.status, revision: state.revision, version: record.version },
      body: body ? readable(body) : null,
      attachments: (body?.attachments ?? []).map(attachmentView),
      supplements: content.filter(({ part }) => part !== bodyPart).map(supplementView),
      declinedPoints: state.declinedPoints,
      recall: recallOf(record),
      commands: commandsFor(record, this.records.partiesOf(state, this.records.agency), actor),
      ...{ clocks, timeline, delivery, parts },
      pointsLeft: parts.length ? pointsLeft({ state, parts }) : null,
      dispatches,
      ...{ caseId: record.caseId, clueId: record.clueId },
      ...{ parent: sent.parent, supersedes: sent.supersedes, hops: sent.hops },
      ...{ forwardedAs: state.forwardedAs, frozen: record.frozen, draft: null },
      reporterSealed,
    };
    return [view, version];
  }
}

function nextDue(clocks: readonly ClockView[]): ClockView | null {
  const running = clocks.filter(({ state }) => state === 'running');
  return running.sort((left, right) => Date.parse(left.due.dueAt) - Date.parse(right.due.dueAt))[0] ?? null;
}

function recallOf({ state }: ReferralRecord): ReferralView['recall'] {
  const open = openRecalls(state!);
  const last = open[0] ?? state!.recalls.at(-1);
  return last ? { open: open.length > 0, about: last.about, requestedAt: last.requestedAt } : null;
}

function readable(body: ReferralBody): ReferralView['body'] {
  const { facts, points, subject, misconductCodes, causes, caseStage, disclosedFields, maskedFields } = body;
  return { facts, points, subject, misconductCodes, causes, caseStage, disclosedFields, maskedFields };
}

export function attachmentView({ name, mediaType, bytes, sha256, blob }: Attachment): AttachmentView {
  return { name, mediaType, bytes, sha256, hash: blob };
}

function supplementView({ part, body }: { part: string; body: Readonly<Record<string, unknown>> }): SupplementView {
  const { text, attachments } = body as unknown as ReferralSupplement;
  return { factId: part, text, attachments: attachments.map(attachmentView) };
}
