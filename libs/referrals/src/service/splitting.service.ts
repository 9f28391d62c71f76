import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { newId, systemClock } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import { openRecalls, refusals } from '../protocol/index.ts';
import { insertHome } from '../store/referral-home.store.ts';
import { type ReferralRecord, insertReferral } from '../store/referral.store.ts';
import { ActingService } from './acting.service.ts';
import { ContentService } from './content.service.ts';
import { type CommandBody } from './referral.requests.ts';
import { checkResultRule } from './result.rules.ts';
import { SendingService } from './sending.service.ts';

/** Splitting: some points of an accepted referral go to another agency as a referral of their own (PROTOCOL.md 3). */
@Injectable()
export class SplittingService {
  constructor(
    private readonly acting: ActingService,
    private readonly content: ContentService,
    private readonly sending: SendingService,
  ) {}

  /** Sends the part at once, approved by the head who splits. The parent's sender is told by a note of its own. */
  async openPart(
    manager: EntityManager,
    record: ReferralRecord,
    asked: CommandBody<'open-part'>,
    actor: Actor,
  ): Promise<string> {
    this.acting.decide({ record, type: 'referral.part-opened', data: {}, actor });
    const { sent, declinedPoints } = record.state!;
    const declined = declinedPoints.map(({ pointId }) => pointId);
    if (asked.resultRuleId) checkResultRule(asked.resultRuleId);
    const unknown = asked.pointIds.filter((id) => !sent.pointIds.includes(id) || declined.includes(id));
    if (unknown.length) throw refusals.pointsUnknown(unknown);
    if (openRecalls(record.state!).length) throw refusals.recallOpen();
    if (asked.to === sent.parties.sender) throw refusals.backToOrigin();
    const parts = await this.acting.partsAsked(manager, record.id);
    const placed = parts.filter(({ closed }) => !closed).flatMap(({ pointIds }) => pointIds);
    const twice = asked.pointIds.filter((id) => placed.includes(id));
    if (twice.length) throw refusals.pointsPlaced(twice);
    const { body, blobs } = await this.content.peek(manager, record.id);
    const part = this.rowOf(record, asked);
    await insertReferral(manager, part);
    await insertHome(manager, part.id, { draft: null, decision: null, createdBy: actor.personId });
    const points = body.points.filter(({ id }) => asked.pointIds.includes(id));
    const letter = {
      kind: sent.kind === 'HAND_OFF' ? ('TRANSFER' as const) : sent.kind,
      instrument: asked.instrument ?? sent.instrument,
      to: asked.to,
      office: asked.office,
      title: part.title,
      classification: sent.preview.classification,
      legalBasis: asked.legalBasis ?? sent.preview.legalBasis,
      requestedAction: asked.requestedAction ?? sent.requestedAction,
      unitConcerned: sent.preview.unitConcerned,
      resultRuleId: asked.resultRuleId ?? sent.resultRuleId,
      petition: false,
      supersedes: null,
      parent: { referralId: record.id, pointIds: points.map(({ id }) => id) },
      body: { ...body, points, salt: randomBytes(32).toString('base64url') },
      blobs,
      reporter: null,
      decision: null,
    };
    await this.sending.send(manager, part, letter, actor);
    return part.id;
  }

  private rowOf(parent: ReferralRecord, asked: CommandBody<'open-part'>): ReferralRecord {
    const now = systemClock.now();
    return {
      ...parent,
      id: newId(),
      party: 'sender',
      arbitrated: false,
      box: 'drafts',
      homeStatus: 'approved',
      version: 1,
      peer: asked.to,
      referralNo: null,
      title: asked.title ?? parent.title,
      offerKey: null,
      parentId: parent.id,
      clueId: null,
      dueOn: null,
      overdue: false,
      openingHash: null,
      openingFactId: null,
      state: null,
      createdAt: now,
      updatedAt: now,
    };
  }
}
