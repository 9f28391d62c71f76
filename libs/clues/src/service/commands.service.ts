import { Inject, Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type CitedDecision,
  type Clue,
  type ClueCommand,
  type ClueEventType,
  commandNotOpen,
  decideClue,
  isOpenTo,
  maskReporter,
  partiesOf,
  refusals,
  refusedLevelOf,
} from '../protocol/index.ts';
import { ClueStore } from '../store/clue.store.ts';
import { AskingService } from './asking.service.ts';
import { ClueCases } from './cases.service.ts';
import { ClueFiles } from './clue-files.service.ts';
import { clueAbsent, clueChanged, notPermitted } from './clue.errors.ts';
import { type ClueCommandBody, type ClueCommandName } from './clue.requests.ts';
import { IdentityRequests } from './identity-requests.service.ts';
import { IdentityService } from './identity.service.ts';
import { isUuid } from './ids.rules.ts';
import { ClueIntake } from './intake.service.ts';
import { LimitsService } from './limits.service.ts';
import { OffersService } from './offers.service.ts';
import { actingOn, handlersOnly, isHandledBy, mayCommand } from './permission.rules.ts';
import { ClueRecords } from './records.service.ts';

/** An officer's order on a clue that is held. */
interface Order<Name extends ClueCommandName> {
  readonly clue: Clue;
  readonly body: ClueCommandBody<Name>;
  readonly actor: Actor;
}
type Handler<Name extends ClueCommandName> = (manager: EntityManager, order: Order<Name>) => Promise<unknown>;
/** Commands that need more than: decide, then write the event with the body as its payload. */
type Special =
  | 'amend'
  | 'register'
  | 'prepare-referral'
  | 'assign'
  | 'tell-reporter'
  | 'start-limit'
  | 'meet-limit'
  | 'decide-outcome'
  | 'dispose'
  | 'conclude'
  | 'identity-request';
type Custodial = 'identity-release';

/** Officers' commands: one transaction each, on a clue that is held, so that of two at once the second sees the first. */
@Injectable()
export class CluesService {
  @Inject(DataSource) private readonly database: DataSource;
  @Inject(ClueStore) private readonly store: ClueStore;
  @Inject(ClueRecords) private readonly records: ClueRecords;
  @Inject(AskingService) private readonly asking: AskingService;
  @Inject(ClueCases) private readonly cases: ClueCases;
  @Inject(ClueIntake) private readonly intake: ClueIntake;
  @Inject(OffersService) private readonly offers: OffersService;
  @Inject(LimitsService) private readonly limits: LimitsService;
  @Inject(IdentityService) private readonly identity: IdentityService;
  @Inject(IdentityRequests) private readonly requests: IdentityRequests;
  @Inject(ClueFiles) private readonly files: ClueFiles;

  /**
   * Throws DomainError: CLUE_ABSENT, NOT_PERMITTED, CLUE_CHANGED (with who did what when), COMMAND_NOT_OPEN, or the code of
   * the guard that refuses. Answers what the command made besides, as `{referralId}`.
   */
  async command<Name extends Exclude<ClueCommandName, Custodial>>(
    name: Name,
    order: { readonly id: string; readonly body: ClueCommandBody<Name>; readonly actor: Actor },
  ): Promise<Readonly<Record<string, string>>> {
    const { id } = order;
    return this.database.transaction(async (manager) => {
      const clue = isUuid(id) ? await this.store.lock(manager, id) : null;
      if (!clue) throw clueAbsent();
      await this.cases.checkRead(order.actor, clue, manager);
      const actor = actingOn(clue, order.actor, name);
      if (!mayCommand(actor, name)) throw notPermitted(name);
      if (handlersOnly.includes(name) && !isHandledBy(clue, actor)) throw notPermitted(name);
      await this.checkVersion(manager, clue, order.body.expectedVersion);
      checkNoSecret(order.body);
      const body = await this.masked(manager, clue, name, order.body);
      const special = this.specials[name as Special] as Handler<Name> | undefined;
      if (!special) {
        await this.plain(manager, name, { clue, body, actor });
        return {};
      }
      const made = await special(manager, { clue, body, actor });
      return (made ?? {}) as Readonly<Record<string, string>>;
    });
  }

  private readonly specials: { readonly [Name in Special]: Handler<Name> } = {
    amend: async (manager, { clue, body, actor }) => {
      await this.decide(manager, 'amend', { clue, body, actor });
      await this.intake.amend(manager, clue, body, actor);
    },
    register: async (manager, { clue, body, actor }) => {
      await this.decide(manager, 'register', { clue, body, actor });
      await this.intake.register(manager, clue, actor);
    },
    'prepare-referral': async (manager, { clue, body, actor }) => {
      const { referralId } = await this.offers.prepare(manager, clue, body, actor);
      return { referralId };
    },
    assign: async (manager, order) => {
      const assigned = await this.plain(manager, 'assign', order);
      const { due } = order.body;
      if (due) await this.limits.start(manager, assigned.id, due);
      await this.cases.assigned(manager, assigned, order.clue.handlers, order.actor);
    },
    'tell-reporter': async (manager, order) => {
      const { ruleId, triggerAt } = order.body;
      if (ruleId) await this.limits.meet(manager, order.clue.id, ruleId, triggerAt);
      await this.plain(manager, 'tell-reporter', order);
    },
    'start-limit': async (manager, { clue, body, actor }) => {
      const limit = { ruleId: body.ruleId, triggerAt: body.triggerAt };
      await this.decide(manager, 'start-limit', { clue, body, actor });
      await this.records.write(manager, clue, { type: 'clue.limit-started', payload: { limit }, actor });
      await this.limits.start(manager, clue.id, limit);
    },
    'meet-limit': async (manager, { clue, body, actor }) => {
      await this.decide(manager, 'meet-limit', { clue, body, actor });
      await this.limits.end(manager, clue.id, body.clockId);
      await this.records.write(manager, clue, { type: 'clue.limit-met', payload: { clockId: body.clockId }, actor });
    },
    'decide-outcome': async (manager, { clue, body, actor }) => {
      const { type, decision } = await this.decide(manager, 'decide-outcome', { clue, body, actor });
      await this.records.write(manager, clue, { type, payload: { outcome: body.outcome, decision }, actor });
    },
    dispose: async (manager, { clue, body, actor }) => {
      const { type, decision } = await this.decide(manager, 'dispose', { clue, body, actor });
      const disposals = body.disposals.map((one) => ({ ...one, decisionId: decision?.decisionId ?? null }));
      await this.records.write(manager, clue, { type, payload: { disposals, decision }, actor });
    },
    conclude: async (manager, order) => {
      await this.plain(manager, 'conclude', order);
      const evidence = order.body.findings.flatMap(({ evidenceFileIds }) => evidenceFileIds);
      await this.files.adopt(manager, order.clue, evidence, order.actor);
    },
    'identity-request': async (manager, { clue, body, actor }) => {
      await this.decide(manager, 'identity-request', { clue, body, actor });
      return { requestId: await this.requests.ask(manager, clue, body.reason, actor) };
    },
  };

  private async plain<Name extends Exclude<ClueCommandName, Custodial>>(
    manager: EntityManager,
    name: Name,
    { clue, body, actor }: Order<Name>,
  ): Promise<Clue> {
    const { type } = await this.decide(manager, name, { clue, body, actor });
    const payload: Record<string, unknown> = { ...body };
    delete payload['expectedVersion'];
    return this.records.write(manager, clue, { type, payload, actor });
  }

  private async decide<Name extends Exclude<ClueCommandName, Custodial>>(
    manager: EntityManager,
    name: Name,
    { clue, body, actor }: Order<Name>,
  ): Promise<{ readonly type: ClueEventType; readonly decision: CitedDecision | null }> {
    const command: ClueCommand = name;
    // Before anything is gathered: a decision is cited for what can be done only.
    if (!isOpenTo(clue, command, partiesOf(actor.roles))) throw commandNotOpen(command, clue.status);
    const asked = await this.asking.of(manager, command, clue, { data: body, actor });
    return { type: decideClue(command, partiesOf(actor.roles), asked), decision: asked.decision ?? null };
  }

  /** What officers write about a clue is read by all who may read it: the reporter is taken out of every word. */
  private async masked<Name extends ClueCommandName>(
    manager: EntityManager,
    clue: Clue,
    name: Name,
    body: ClueCommandBody<Name>,
  ): Promise<ClueCommandBody<Name>> {
    // What is meant to leave is refused instead of changed, and a draft brings its identity itself.
    if (name === 'prepare-referral' || name === 'amend' || clue.reporter === null) return body;
    const identity = await this.identity.read(manager, clue.id);
    return identity ? (inWords(body, (text) => maskReporter(text, identity)) as ClueCommandBody<Name>) : body;
  }

  private async checkVersion(manager: EntityManager, clue: Clue, expected?: number): Promise<void> {
    if (expected === undefined || expected === clue.version) return;
    const last = (await this.store.history(manager, clue.id)).at(-1)!;
    const { type, actingPost, at } = last;
    throw clueChanged({ type, actingPost, at, version: clue.version });
  }
}

/** Whatever is added to a clue later bears no mark of a state secret either (B11, N06). */
function checkNoSecret(body: object): void {
  const texts: string[] = [];
  inWords(body, (text) => {
    texts.push(text);
    return text;
  });
  const level = refusedLevelOf('', texts);
  if (level) throw refusals.classificationTooHigh(level);
}

/** The value with every text in it changed; ids and codes have no Chinese name in them and come out the same. */
function inWords(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return isUuid(value) ? value : change(value);
  if (Array.isArray(value)) return value.map((one) => inWords(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inWords(inner, change)]));
}
