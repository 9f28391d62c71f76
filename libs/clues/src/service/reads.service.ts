import { Inject, Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { shanghaiDay } from '@sup/deadlines/protocol';
import { DataSource } from 'typeorm';
import {
  type Clue,
  type ClueHistoryEntry,
  clueMoves,
  clueNotes,
  clueStatuses,
  isMoveName,
  possibleGrounds,
  routeOf,
  suggestedLimits,
  unfitCodes,
  exposesReporter,
  refusedLevelOf,
  isLitigation,
  petitionLimits,
} from '../protocol/index.ts';
import { ClueStore } from '../store/clue.store.ts';
import { ClueCases } from './cases.service.ts';
import { ClueFiles } from './clue-files.service.ts';
import { clueAbsent } from './clue.errors.ts';
import { type CheckClue } from './clue.requests.ts';
import { type ClueCheckView, type ClueView, type DuplicateView, type TimelineLine } from './clue.views.ts';
import { DuplicatesService } from './duplicates.service.ts';
import { IdentityRequests } from './identity-requests.service.ts';
import { IdentityService } from './identity.service.ts';
import { isUuid } from './ids.rules.ts';
import { blankClue, identityOf } from './intake.service.ts';
import { LimitsService } from './limits.service.ts';
import { clueCommandsFor } from './permission.rules.ts';
import { ClueRecords } from './records.service.ts';

/** Statuses in which a way still has to be found: only then a route is suggested. */
const routed: readonly string[] = ['draft', 'registered', 'screening', 'accepted'];

/** What officers see of the register. */
@Injectable()
export class ClueReads {
  @Inject(DataSource) private readonly database: DataSource;
  @Inject(ClueStore) private readonly store: ClueStore;
  @Inject(ClueRecords) private readonly records: ClueRecords;
  @Inject(ClueCases) private readonly cases: ClueCases;
  @Inject(LimitsService) private readonly limits: LimitsService;
  @Inject(IdentityService) private readonly identity: IdentityService;
  @Inject(IdentityRequests) private readonly requests: IdentityRequests;
  @Inject(DuplicatesService) private readonly duplicates: DuplicatesService;
  @Inject(ClueFiles) private readonly files: ClueFiles;

  /** Throws CLUE_ABSENT, the same for a clue that is not there and for one that this officer must not know of. */
  async view(id: string, actor: Actor): Promise<ClueView> {
    const clue = isUuid(id) ? await this.store.read(this.database.manager, id) : null;
    if (!clue) throw clueAbsent();
    await this.cases.checkRead(actor, clue);
    return this.viewOf(clue, actor);
  }

  /** As it stands after an act of this officer: what was just done is shown even where it took the clue out of their sight. */
  async after(id: string, actor: Actor): Promise<ClueView> {
    return this.viewOf((await this.store.read(this.database.manager, id))!, actor);
  }

  private async viewOf(clue: Clue, actor: Actor): Promise<ClueView> {
    const { id } = clue;
    const { manager } = this.database;
    const isRouted = routed.includes(clue.status);
    const [history, limits, sealed, identityRequests, files, duplicates] = await Promise.all([
      this.store.history(manager, id),
      this.limits.of(manager, id),
      this.identity.isSealed(manager, id),
      this.requests.ownOf(manager, id, actor),
      this.files.of(manager, clue),
      isRouted ? this.duplicates.of(clue, actor) : [],
    ]);
    const { reporter, proposal, limits: statedLimits, ...content } = clue;
    return {
      ...content,
      reporter: reporter && { ...reporter, sealed },
      proposal: proposal && { outcome: proposal.outcome, subjectHeard: proposal.subjectHeard },
      ...{ statedLimits, limits, duplicates, identityRequests, files },
      routing: isRouted ? this.routingOf(clue, duplicates) : null,
      closingGrounds: clue.status === 'disposed' ? possibleGrounds(clue) : [],
      timeline: history.map(lineOf),
      commands: clueCommandsFor(clue, actor),
    };
  }

  /** The clue that a received referral opened here. Throws CLUE_ABSENT as `view` does. */
  async ofReferral(referralId: string, actor: Actor): Promise<ClueView> {
    const id = isUuid(referralId) ? await this.store.ofOrigin(this.database.manager, referralId) : null;
    if (!id) throw clueAbsent();
    return this.view(id, actor);
  }

  /** Duplicates, route, limits and warnings for a clue while it is typed. */
  async check(given: CheckClue, actor: Actor): Promise<ClueCheckView> {
    const { clueId, reporter, ...typed } = given;
    const blank = blankClue(clueId ?? '', { registeredBy: actor, movedAt: this.records.now() });
    const content = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined));
    const clue = { ...blank, ...content, reporter: reporter ?? null } as Clue;
    const duplicates = await this.duplicates.of(clue, actor);
    const own = this.records.own();
    return {
      duplicates,
      routing: clue.subject.agency === '' && clue.facts === '' ? null : this.routingOf(clue, duplicates),
      warnings: this.warningsOf(given, clue),
      limits: clue.limits.length ? clue.limits : suggestedLimits(clue, own.kind, shanghaiDay(clue.receivedAt)),
    };
  }

  private routingOf(clue: Clue, duplicates: readonly DuplicateView[]): ClueView['routing'] {
    const duplicate = duplicates.some(({ why, status }) => isSame(why) && status !== 'closed');
    return routeOf({ clue, own: this.records.own(), directory: this.records.agencies(), duplicate });
  }

  private warningsOf(given: CheckClue, clue: Clue): ClueCheckView['warnings'] {
    const unit = this.records.agencyNamed(clue.subject.agency);
    const identity = identityOf({ reporter: given.reporter ?? null });
    const level = refusedLevelOf(clue.classification, [clue.title, clue.facts]);
    const unfit = unfitCodes(clue.misconductCodes, unit?.kind ?? null);
    const petition = clue.limits.some(({ ruleId }) => petitionLimits.includes(ruleId));
    return [
      {
        code: 'CLASSIFICATION_TOO_HIGH',
        when: level !== null,
        zh: '涉及国家秘密，不得录入',
        en: 'A state secret: not here',
      },
      {
        ...{
          code: 'COMPLAINANT_IDENTITY_EXPOSED',
          when: !!identity && exposesReporter([clue.title, clue.facts], identity),
        },
        ...{ zh: '标题或内容含反映人身份，保存时将隐去', en: 'Title or facts name the reporter: taken out when saved' },
      },
      {
        ...{ code: 'CODES_UNFIT', when: unfit.length > 0 },
        ...{ zh: `问题类型与被反映单位不符：${unfit.join('、')}`, en: `Codes not of that agency: ${unfit.join(', ')}` },
      },
      {
        ...{ code: 'LITIGATION_SEPARATION', when: petition && isLitigation(clue) },
        ...{ zh: '涉法涉诉事项不适用信访办理期限', en: 'The petition limit does not run for litigation' },
      },
    ]
      .filter(({ when }) => when)
      .map(({ code, zh, en }) => ({ code, zh, en }));
  }
}

/** The same matter, not merely a name alike. */
function isSame(why: DuplicateView['why']): boolean {
  const kinds = why.map(({ kind }) => kind);
  return kinds.includes('same-facts') || (kinds.includes('same-person') && kinds.includes('close-text'));
}

function lineOf({ n, type, at, actingPost, payload }: ClueHistoryEntry): TimelineLine {
  return { n, type, at, actingPost, summary: summaryOf(type), payload };
}

function summaryOf(type: string): TimelineLine['summary'] {
  if (isMoveName(type)) return clueStatuses[clueMoves[type].to];
  return (clueNotes as Readonly<Record<string, TimelineLine['summary']>>)[type] ?? { zh: type, en: type };
}
