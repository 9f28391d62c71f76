import { Injectable } from '@nestjs/common';

import { type Actor, actingPostOf } from '@sup/access/protocol';
import { checkExtension, extensionsIn } from '@sup/deadlines/protocol';
import { newId } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import { type ReferralMove, type ReferralNote, openExtensions, openRecalls, refusals } from '../protocol/index.ts';
import { insertDispatch } from '../store/referral-content.store.ts';
import { type ReferralRecord } from '../store/referral.store.ts';
import { type Acted, ActingService } from './acting.service.ts';
import { ContentService } from './content.service.ts';
import { DecidingService } from './deciding.service.ts';
import { DraftsService } from './drafts.service.ts';
import { RecordsService } from './records.service.ts';
import { clockAbsent } from './referral.errors.ts';
import { type CommandBody, type CommandName } from './referral.requests.ts';

/** An officer's order on a record that is held. */
export interface Order<Name extends CommandName> {
  readonly record: ReferralRecord;
  readonly body: CommandBody<Name>;
  readonly actor: Actor;
}
type Handler<Name extends CommandName> = (manager: EntityManager, order: Order<Name>) => Promise<unknown>;

/** Commands whose body is the fact's data, as it stands. */
const plain = {
  acknowledge: 'referral.acknowledged',
  return: 'referral.returned',
  object: 'referral.objected',
  withdraw: 'referral.withdrawn',
  recall: 'referral.recall-requested',
  uphold: 'referral.objection-upheld',
  'send-back': 'referral.sent-back',
  'approve-result': 'referral.result-approved',
  'strike-off': 'referral.struck-off',
} as const satisfies Partial<Record<CommandName, ReferralMove | ReferralNote>>;

/** What minutes resolved that are entered beside a ruling. */
const rulings = {
  'referral.ruled-accept': '经集体研究，由受文单位办理。',
  'referral.ruled-return': '经集体研究，异议成立，退回移送单位。',
} as const;

/** What each command of the shared record writes. */
@Injectable()
export class CommandsService {
  constructor(
    private readonly records: RecordsService,
    private readonly acting: ActingService,
    private readonly content: ContentService,
    private readonly drafts: DraftsService,
    private readonly deciding: DecidingService,
  ) {}

  readonly handlers: { readonly [Name in Exclude<SharedName, keyof typeof plain>]: Handler<Name> } = {
    accept: (manager, { record, actor, body }) =>
      this.acting.act(manager, {
        record,
        type: 'referral.accepted',
        data: { declinedPoints: body.declinedPoints, deemed: false },
        actor,
      }),
    'first-feedback': (manager, order) => this.say(manager, order, 'referral.first-feedback'),
    progress: (manager, order) => this.say(manager, order, 'referral.progress'),
    result: (manager, order) => this.result(manager, order),
    'grant-recall': (manager, { record, actor }) => this.answerRecall(manager, { record, actor }, null),
    'refuse-recall': (manager, { record, actor, body }) => this.answerRecall(manager, { record, actor }, body.reason),
    'request-extension': (manager, order) => this.requestExtension(manager, order),
    'grant-extension': (manager, order) => this.answerExtension(manager, order, null),
    'refuse-extension': (manager, order) => this.answerExtension(manager, order, order.body.reason),
    escalate: (manager, order) => this.escalate(manager, order),
    rule: (manager, order) => this.rule(manager, order),
    supplement: (manager, order) => this.supplement(manager, order),
    dispatch: (manager, order) => this.dispatch(manager, order),
  };

  run<Name extends SharedName>(manager: EntityManager, name: Name, order: Order<Name>): Promise<unknown> {
    if (name in plain) {
      const data = { ...(order.body as CommandBody<keyof typeof plain>) };
      delete data.expectedRevision;
      const type = plain[name as keyof typeof plain];
      return this.acting.act(manager, { record: order.record, type, data, actor: order.actor });
    }
    const handler = this.handlers[name as Exclude<SharedName, keyof typeof plain>] as Handler<Name>;
    return handler(manager, order);
  }

  private say(
    manager: EntityManager,
    { record, body, actor }: Order<'progress' | 'first-feedback'>,
    type: 'referral.progress' | 'referral.first-feedback',
  ): Promise<Acted> {
    return this.acting.act(manager, { record, type, data: { text: body.text }, actor, asked: { texts: [body.text] } });
  }

  private async result(manager: EntityManager, { record, body, actor }: Order<'result'>): Promise<void> {
    const { outcome, text, instrument, ownPoints } = body;
    const parts = await this.acting.partsAsked(manager, record.id);
    await this.acting.act(manager, {
      record,
      type: 'referral.result',
      data: { outcome, text, instrument, answers: record.openingHash },
      actor,
      asked: { parts, ownPoints, texts: [text], reporter: null },
    });
  }

  private async answerRecall(
    manager: EntityManager,
    { record, actor }: Pick<Order<'grant-recall'>, 'record' | 'actor'>,
    refusal: string | null,
  ): Promise<void> {
    const about = openRecalls(record.state!)[0]?.about ?? 0;
    const parts = await this.acting.partsAsked(manager, record.id);
    const answer =
      refusal === null
        ? { type: 'referral.recalled' as const, data: { about, granted: 'HEAD' } }
        : { type: 'referral.recall-refused' as const, data: { about, reason: refusal } };
    await this.acting.act(manager, { record, ...answer, actor, asked: { parts } });
  }

  private async requestExtension(manager: EntityManager, order: Order<'request-extension'>): Promise<void> {
    const { record, actor, body } = order;
    const { clockId, length, unit, reason } = body;
    const clocks = await this.records.clocksOf(manager, record.id);
    const clock = clocks.find((one) => one.clockId === clockId && one.debtor === this.records.agency);
    if (!clock || clock.stoppedAt !== null) throw clockAbsent(clockId);
    checkExtension(clock.ruleId, extensionsIn(clock.due).length, { n: length, unit });
    const data = { clockId, length, unit, reason };
    await this.acting.act(manager, { record, type: 'referral.extension-requested', data, actor });
  }

  private async answerExtension(
    manager: EntityManager,
    { record, actor, body }: Order<'grant-extension' | 'refuse-extension'>,
    refusal: string | null,
  ): Promise<void> {
    const { clockId } = body;
    const request = openExtensions(record.state!).find(
      (one) => one.clockId === clockId && (body.about === undefined || one.about === body.about),
    );
    if (!request) throw refusals.noExtension();
    const { about } = request;
    if (refusal !== null) {
      const data = { clockId, about, reason: refusal };
      await this.acting.act(manager, { record, type: 'referral.extension-refused', data, actor });
      return;
    }
    const type = 'referral.extension-granted';
    this.acting.decide({ record, type, data: { clockId, about }, actor });
    const extension = { n: request.length, unit: request.unit, approver: actingPostOf(actor), reason: request.reason };
    const due = await this.records.extend(manager, record.id, clockId, extension);
    await this.acting.write(manager, { record, type, data: { clockId, about, due }, actor });
  }

  private async escalate(manager: EntityManager, { record, body, actor }: Order<'escalate'>): Promise<void> {
    const { sent, objection } = record.state!;
    const letter: Partial<typeof sent> = { ...sent };
    delete letter.blobs;
    const data = { reason: body.reason, snapshot: { ...letter, objection } };
    const type = 'referral.objection-escalated';
    await this.acting.act(manager, { record, type, data, actor, also: [sent.parties.arbiter ?? ''].filter(Boolean) });
  }

  private async rule(manager: EntityManager, { record, body, actor }: Order<'rule'>): Promise<void> {
    const type = body.accept ? 'referral.ruled-accept' : 'referral.ruled-return';
    // Before anything is recorded or cited: a decision is spent on what can be done only.
    this.acting.checkOpen(record, type);
    const text = rulings[type];
    const decision = await this.deciding.decide(manager, record, body, { actor, purpose: 'referral.rule', text });
    const data = { reason: body.reason, decision };
    await this.acting.act(manager, { record, type, data, actor, asked: { decision } });
  }

  private async supplement(manager: EntityManager, { record, body, actor }: Order<'supplement'>): Promise<void> {
    const use = { kind: 'referral', id: record.id, caseId: record.caseId };
    const { supplement, blobs } = await this.content.supplementOf(manager, body, { use, personId: actor.personId });
    const texts = [supplement.text, ...supplement.attachments.map(({ name }) => name)];
    const reporter = await this.content.reporterOf(manager, record.id);
    const sealed = this.content.seal(supplement, record.state!.sent.parties.receiver, blobs);
    const { fact } = await this.acting.act(manager, {
      record,
      type: 'referral.supplemented',
      data: { ...sealed },
      actor,
      asked: { texts, reporter },
      requires: blobs.map(({ hash }) => hash),
    });
    await this.content.keepOwn(manager, record.id, { part: fact.id, body: supplement, blobs }, fact.time);
  }

  /** A letter to a body outside the network, with the limit it meets. Any party may write one while it has the record. */
  private async dispatch(manager: EntityManager, { record, body, actor }: Order<'dispatch'>): Promise<void> {
    const { to, channel, instrument, text, ruleId, triggerAt } = body;
    const dispatchedAt = this.records.now();
    await insertDispatch(manager, record.id, {
      ...{ id: newId(), to, channel, instrument, text, dispatchedAt },
      actingPost: actingPostOf(actor),
    });
    if (ruleId) {
      const limit = { ruleId, triggerAt: triggerAt ?? dispatchedAt };
      this.drafts.checkLimit(limit);
      const { clockId } = await this.records.startHome(manager, record.id, limit);
      await this.records.meetHome(manager, record.id, clockId);
    }
    await this.records.save(manager, record);
  }
}

export type SharedName = Exclude<
  CommandName,
  'deliberate' | 'refuse-draft' | 'approve' | 'reopen-draft' | 'discard' | 'send' | 'forward' | 'open-part'
>;
