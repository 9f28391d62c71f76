import { Inject, Injectable } from '@nestjs/common';
import { type Actor, can } from '@sup/access/protocol';
import { DataSource, type EntityManager } from 'typeorm';
import { lastMove } from '../store/referral-fact.store.ts';
import { type ReferralRecord, lockReferral } from '../store/referral.store.ts';
import { checkGuards } from '../protocol/index.ts';
import { CommandRecord } from './command-record.service.ts';
import { CommandsService, type Order } from './commands.service.ts';
import { ContentService } from './content.service.ts';
import { DraftsService } from './drafts.service.ts';
import { isUuid } from './ids.rules.ts';
import { NeedToKnow } from './need-to-know.service.ts';
import { OutwardService } from './outward.service.ts';
import { commandActions } from './permission.rules.ts';
import { alreadyActed, commandNotOpen, notPermitted, recordFrozen, referralAbsent } from './referral.errors.ts';
import { RecordsService } from './records.service.ts';
import { type CommandBody, type CommandName, type DecisionGiven } from './referral.requests.ts';

const homeCommands = ['deliberate', 'refuse-draft', 'approve', 'reopen-draft', 'discard', 'send'] as const;
type HomeName = (typeof homeCommands)[number];

/** Officers' commands: one transaction each, on a record that is held, so that of two at once the second sees the first. */
@Injectable()
export class ReferralsService {
  @Inject(DataSource) private readonly database: DataSource;
  @Inject(DraftsService) private readonly drafts: DraftsService;
  @Inject(CommandsService) private readonly commands: CommandsService;
  @Inject(OutwardService) private readonly outward: OutwardService;
  @Inject(ContentService) private readonly content: ContentService;
  @Inject(RecordsService) private readonly records: RecordsService;
  @Inject(NeedToKnow) private readonly needToKnow: NeedToKnow;
  @Inject(CommandRecord) private readonly kept: CommandRecord;

  /** Throws DomainError: REFERRAL_ABSENT, NOT_PERMITTED, REFERRAL_CHANGED (with who did what when), COMMAND_NOT_OPEN, or a guard's code. */
  async command<Name extends CommandName>(
    name: Name,
    order: { readonly id: string; readonly body: CommandBody<Name>; readonly actor: Actor },
  ): Promise<void> {
    const { id, body, actor } = order;
    if (!commandActions[name].some((action) => can(actor, action))) throw notPermitted(name);
    await this.database.transaction(async (manager) => {
      const record = isUuid(id) ? await lockReferral(manager, id, this.needToKnow.readable(actor)) : null;
      if (!record) throw referralAbsent();
      if (record.frozen) throw recordFrozen(record.frozen);
      await this.checkRevision(manager, record, body.expectedRevision);
      const { revision = 0, status = null } = record.state ?? {};
      const moved = await this.run(manager, name, { record, body, actor });
      const details = { revision, status, homeStatus: record.homeStatus, fields: fieldsOf(body) };
      await this.kept.keep(manager, { name, actor, details }, moved);
    });
  }

  /** Does it. Gives the record with what names it: a letter has its number once it is sent. */
  private async run<Name extends CommandName>(
    manager: EntityManager,
    name: Name,
    { record, body, actor }: Order<Name>,
  ): Promise<ReferralRecord> {
    if (isHome(name)) return this.drafts.move(manager, record, name, { actor, given: body as DecisionGiven });
    if (!record.state) throw commandNotOpen(name, record.homeStatus);
    await this.checkTexts(manager, record, body);
    if (name === 'forward') await this.outward.forward(manager, record, body as CommandBody<'forward'>, actor);
    else if (name === 'open-part')
      await this.outward.openPart(manager, record, body as CommandBody<'open-part'>, actor);
    else await this.commands.run(manager, name, { record, body, actor });
    return record;
  }

  /** Whatever a command says in words leaves the agency: no word may direct a verdict or name the reporter. */
  private async checkTexts(manager: EntityManager, record: ReferralRecord, body: object): Promise<void> {
    const texts = wordsIn(body);
    if (texts.length === 0) return;
    const reporter = record.party === 'sender' ? await this.content.reporterOf(manager, record.id) : null;
    checkGuards(['NO_VERDICT_DIRECTIVE', 'COMPLAINANT_IDENTITY_MASKED'], {
      state: record.state,
      data: {},
      today: '',
      actor: { hasPost: true, isHead: false, excluded: false },
      texts,
      reporter,
    });
  }

  private async checkRevision(manager: EntityManager, record: ReferralRecord, expected?: number): Promise<void> {
    const revision = record.state?.revision ?? 0;
    if (expected === undefined || expected === revision) return;
    const last = await lastMove(manager, record.id);
    if (!last) throw commandNotOpen('expectedRevision', record.homeStatus);
    const { type, author, actingPost, statedAt } = last;
    throw alreadyActed({ ...this.records.actedBy(author, actingPost, statedAt), type, revision });
  }
}

function isHome(name: CommandName): name is HomeName {
  return (homeCommands as readonly CommandName[]).includes(name);
}

/** Every text in a command's body, at any depth; ids, codes and dates among them say nothing and harm nothing. */
function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(wordsIn);
}

/** Names of what was filled in, for the record of the act. */
function fieldsOf(body: object): string[] {
  return Object.keys(body).filter((name) => name !== 'expectedRevision');
}
