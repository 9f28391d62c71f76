import { Injectable } from '@nestjs/common';
import { type Actor, can } from '@sup/access/protocol';
import { DataSource, type EntityManager } from 'typeorm';
import { lastMove } from '../store/referral-fact.store.ts';
import { type ReferralRecord, lockReferral } from '../store/referral.store.ts';
import { CommandsService } from './commands.service.ts';
import { DraftsService, isUuid } from './drafts.service.ts';
import { OutwardService } from './outward.service.ts';
import { commandActions } from './permission.rules.ts';
import { alreadyActed, commandNotOpen, notPermitted, recordFrozen, referralAbsent } from './referral.errors.ts';
import { type CommandBody, type CommandName } from './referral.requests.ts';

const homeCommands = ['deliberate', 'refuse-draft', 'approve', 'discard', 'send'] as const;
type HomeName = (typeof homeCommands)[number];

/** Officers' commands: one transaction each, on a record that is held, so that of two at once the second sees the first. */
@Injectable()
export class ReferralsService {
  constructor(
    private readonly database: DataSource,
    private readonly drafts: DraftsService,
    private readonly commands: CommandsService,
    private readonly outward: OutwardService,
  ) {}

  /** Throws DomainError: REFERRAL_ABSENT, NOT_PERMITTED, REFERRAL_CHANGED (with who did what when), COMMAND_NOT_OPEN, or a guard's code. */
  async command<Name extends CommandName>(
    name: Name,
    order: { readonly id: string; readonly body: CommandBody<Name>; readonly actor: Actor },
  ): Promise<void> {
    const { id, body, actor } = order;
    if (!commandActions[name].some((action) => can(actor, action))) throw notPermitted(name);
    await this.database.transaction(async (manager) => {
      const record = isUuid(id) ? await lockReferral(manager, id) : null;
      if (!record) throw referralAbsent();
      if (record.frozen) throw recordFrozen(record.frozen);
      await this.checkRevision(manager, record, body.expectedRevision);
      if (isHome(name)) return this.drafts.move(manager, record, name, { actor, ...decisionIn(body) });
      if (!record.state && name !== 'dispatch') throw commandNotOpen(name, record.homeStatus);
      if (name === 'forward') return this.outward.forward(manager, record, body as CommandBody<'forward'>, actor);
      if (name === 'open-part') return this.outward.openPart(manager, record, body as CommandBody<'open-part'>, actor);
      await this.commands.run(manager, name, { record, body: body, actor });
      return undefined;
    });
  }

  private async checkRevision(manager: EntityManager, record: ReferralRecord, expected?: number): Promise<void> {
    const revision = record.state?.revision ?? 0;
    if (expected === undefined || expected === revision) return;
    const last = await lastMove(manager, record.id);
    if (!last) throw commandNotOpen('expectedRevision', record.homeStatus);
    const { type, author, actingPost, statedAt } = last;
    throw alreadyActed({ type, author, actingPost, statedAt, revision });
  }
}

function isHome(name: CommandName): name is HomeName {
  return (homeCommands as readonly CommandName[]).includes(name);
}

function decisionIn(body: object): Pick<CommandBody<'approve'>, 'decision'> {
  return 'decision' in body ? (body as CommandBody<'approve'>) : {};
}
