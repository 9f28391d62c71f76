import { Inject, Injectable } from '@nestjs/common';
import { type Actor, can } from '@sup/access/protocol';
import { refusedClassifications } from '@sup/contracts';
import { shanghaiDay } from '@sup/deadlines/protocol';
import { newId } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type Clue,
  type ReporterIdentity,
  checkClueGuards,
  maskReporter,
  refusedLevelOf,
  refusals,
  suggestedLimits,
} from '../protocol/index.ts';
import { AskingService } from './asking.service.ts';
import { ClueCases } from './cases.service.ts';
import { ClueFiles } from './clue-files.service.ts';
import { notPermitted, receivedInFuture } from './clue.errors.ts';
import { type DraftClue } from './clue.requests.ts';
import { IdentityService } from './identity.service.ts';
import { LimitsService } from './limits.service.ts';
import { ClueRecords } from './records.service.ts';
import { ClueStore } from '../store/clue.store.ts';
import { stubOf } from '../store/stray.store.ts';

/** What an intake clerk writes down: drafts, and their registration with number, sealed identity and limits. */
@Injectable()
export class ClueIntake {
  @Inject(DataSource) private readonly database: DataSource;
  @Inject(ClueRecords) private readonly records: ClueRecords;
  @Inject(IdentityService) private readonly identity: IdentityService;
  @Inject(LimitsService) private readonly limits: LimitsService;
  @Inject(ClueFiles) private readonly files: ClueFiles;
  @Inject(ClueCases) private readonly cases: ClueCases;
  @Inject(AskingService) private readonly asking: AskingService;
  @Inject(ClueStore) private readonly store: ClueStore;

  /** Stores a draft, or with `register` a registered clue, and gives its id. Throws CLASSIFICATION_TOO_HIGH, CODES_UNFIT … */
  async create(given: DraftClue, actor: Actor, { register }: { readonly register: boolean }): Promise<string> {
    if (!can(actor, 'clue.register')) throw notPermitted('register');
    await this.checkSecret(given, actor);
    return this.database.transaction((manager) => this.createIn(manager, given, actor, { register }));
  }

  /** The same in the caller's transaction: how a list of clues is imported. Writes no stub. */
  async createIn(
    manager: EntityManager,
    given: DraftClue,
    actor: Actor,
    { register }: { readonly register: boolean },
  ): Promise<string> {
    this.checkGiven(given);
    checkNoSecret(given);
    const id = newId();
    const content = this.contentOf(given);
    const { personId, postId } = actor;
    const blank = blankClue(id, { registeredBy: { personId, postId }, movedAt: this.records.now() });
    const clue: Clue = { ...blank, ...content };
    const opened = await this.records.open(manager, clue, {
      ...{ type: 'clue.drafted', payload: {}, actor },
    });
    await this.identity.keep(manager, clue, identityOf(given));
    await this.files.adopt(manager, clue, clue.fileIds, actor);
    await this.cases.opened(manager, opened, actor);
    if (register) await this.register(manager, opened, actor);
    return id;
  }

  /** Saves a draft. A reporter without a name keeps the identity that is sealed: nobody can read it back to send it again. */
  async amend(manager: EntityManager, clue: Clue, given: DraftClue, actor: Actor): Promise<Clue> {
    this.checkGiven(given);
    checkNoSecret(given);
    const sealed = identityOf(given) ?? (given.reporter ? await this.identity.read(manager, clue.id) : null);
    const content = this.contentOf(given, sealed);
    await this.cases.opened(manager, { ...clue, ...content }, actor);
    await this.identity.keep(manager, { ...clue, ...content }, identityOf(given));
    await this.files.adopt(manager, clue, content.fileIds, actor);
    return this.records.write(manager, clue, {
      type: 'clue.amended',
      payload: { content },
      kept: { fields: changedFields(clue, content) },
      actor,
    });
  }

  /** Issues the number and starts the limits: those the officer stated, else the one that channel and agency suggest. */
  async register(manager: EntityManager, clue: Clue, actor: Actor): Promise<Clue> {
    const own = this.records.own();
    checkClueGuards(['CLASSIFICATION_ALLOWED', 'CODES_FIT', 'LITIGATION_SEPARATION'], {
      ...this.asking.plain(clue, {}),
    });
    const limits = clue.limits.length ? clue.limits : suggestedLimits(clue, own.kind, shanghaiDay(clue.receivedAt));
    const clueNo = await this.store.nextNumber(manager, this.records.today());
    const registered = await this.records.write(manager, clue, {
      ...{ type: 'clue.registered', payload: { clueNo, limits, checkedAt: this.records.now() }, actor },
    });
    for (const limit of limits) await this.limits.start(manager, clue.id, limit);
    return registered;
  }

  private checkGiven(given: DraftClue): void {
    if (Date.parse(given.receivedAt) > Date.parse(this.records.now())) throw receivedInFuture(given.receivedAt);
    for (const limit of given.limits) this.limits.check(limit);
  }

  /**
   * A state secret is refused and a stub kept: level, receipt and who brought it, none of the content (N06, B11). The stub
   * is written on its own, so that the refusal does not undo it; the same receipt leaves one stub however often it is sent.
   */
  private async checkSecret(given: DraftClue, actor: Actor): Promise<void> {
    const level = refusedLevelOf(given.classification, [given.title, given.facts]);
    if (!level) return;
    const stubId = await this.database.transaction((manager) => this.keepStub(manager, given, level, actor));
    const refusal = refusals.classificationTooHigh(level);
    Object.assign(refusal, { details: { ...refusal.details, stubId } });
    throw refusal;
  }

  private async keepStub(manager: EntityManager, given: DraftClue, level: string, actor: Actor): Promise<string> {
    const classification = level as keyof typeof refusedClassifications;
    const receivedAt = new Date(Date.parse(given.receivedAt)).toISOString();
    const kept = await stubOf(manager, { classification, receivedAt, personId: actor.personId });
    if (kept) return kept;
    const id = newId();
    const { personId, postId } = actor;
    const blank = blankClue(id, { registeredBy: { personId, postId }, movedAt: this.records.now() });
    const stub: Clue = {
      ...blank,
      ...{ title: `涉密件存根（${refusedClassifications[classification].zh}）`, classification, receivedAt },
      ...{ channel: given.channel, status: 'redirected' },
      declined: { reasonCode: 'OTHER', path: '线下办理', text: '国家秘密不得进入本系统，仅保留登记存根' },
    };
    await this.records.open(manager, stub, {
      ...{ type: 'clue.drafted', payload: { stub: true }, actor },
    });
    await this.cases.opened(manager, stub, actor);
    return id;
  }

  /** What the row keeps: the reporter's name and numbers are taken out of title and facts (B9, 30). */
  private contentOf(given: DraftClue, sealed: ReporterIdentity | null = identityOf(given)): ClueContent {
    const { reporter, receivedAt, ...content } = withoutVersion(given);
    const mask = (text: string): string => (sealed ? maskReporter(text, sealed) : text);
    const kind = reporter && {
      ...{ kind: reporter.kind, realName: reporter.realName, wantsSecrecy: reporter.wantsSecrecy },
    };
    return {
      ...content,
      ...{ title: mask(content.title), facts: mask(content.facts), reporter: kind },
      receivedAt: new Date(Date.parse(receivedAt)).toISOString(),
    };
  }
}

function checkNoSecret({ classification, title, facts }: DraftClue): void {
  const level = refusedLevelOf(classification, [title, facts]);
  if (level) throw refusals.classificationTooHigh(level);
}

/** A draft alone: an amendment's body also states the version it was made on. */
function withoutVersion(given: DraftClue & { readonly expectedVersion?: number | undefined }): DraftClue {
  const draft = { ...given };
  delete draft.expectedVersion;
  return draft;
}

type ClueContent = Omit<DraftClue, 'reporter'> & Pick<Clue, 'reporter'>;

/** The identity given, or null: anonymous, or left as it is sealed. */
export function identityOf({ reporter }: Pick<DraftClue, 'reporter'>): ReporterIdentity | null {
  if (!reporter || (!reporter.name && !reporter.contact && !reporter.idNumber)) return null;
  return { name: reporter.name ?? '', contact: reporter.contact, idNumber: reporter.idNumber };
}

/** A clue with nothing in it. */
export function blankClue(id: string, more: Pick<Clue, 'registeredBy' | 'movedAt'>): Clue {
  return {
    ...{ id, caseId: id, clueNo: null, status: 'draft', version: 1, title: '', channel: 'COMPLAINT' },
    ...{ receivedAt: more.movedAt, onBehalfOf: null, receivedFrom: null, reporter: null },
    subject: { agency: '', office: null, persons: [] },
    ...{ misconductCodes: [], causes: [], relatedCase: null, facts: '', classification: 'INTERNAL' },
    ...{ severity: 'ORDINARY', publicOpinion: false, fileIds: [], limits: [], origin: null },
    ...{ registeredAt: null, checkedAt: null, handlers: [], plan: null, reviewOn: null, proposal: null },
    ...{ outcome: null, findings: [], disposals: [], decisions: [], declined: null, mergedInto: null },
    ...{ closingGround: null, repliedAt: null, referrals: [] },
    ...more,
  };
}

function changedFields(clue: Clue, content: ClueContent): string[] {
  return Object.entries(content)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(clue[name as keyof Clue]))
    .map(([name]) => name);
}
