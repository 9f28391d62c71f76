import { Inject, Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access';
import { actingPostOf } from '@sup/access/protocol';
import { AuditTrail } from '@sup/audit';
import { BUSINESS_CLOCK, CalendarService } from '@sup/deadlines';
import { computeDue, findRule, shanghaiDay } from '@sup/deadlines/protocol';
import { type Clock, newId } from '@sup/kernel';
import { DataSource } from 'typeorm';
import { decisionErrors as refuse, heldOnFault } from '../protocol/index.ts';
import {
  type MajorReportRow,
  answerReport,
  insertReport,
  lockReport,
  nextReportNumber,
  reportsAbout,
} from '../store/major-report.store.ts';
import { AboutRegistry } from './about.registry.ts';
import { DecisionsSettings } from './decisions.settings.ts';
import { type MajorAnswerBody, type MajorReportBody } from './meeting.requests.ts';
import { isUuid } from './requests.rules.ts';
import { Sight } from './sight.service.ts';

export interface MajorReportView extends Omit<MajorReportRow, 'aboutKind' | 'aboutId' | 'recipient' | 'content'> {
  readonly about: { readonly kind: string; readonly id: string };
  readonly to: string;
  readonly text: string;
  /** Reported within the rule's term from the instant it was known. */
  readonly inTime: boolean;
}

/** Reports of major matters: to whom, on what, by when, and what was answered. */
@Injectable()
export class MajorReports {
  @Inject(DecisionsSettings) private readonly settings: DecisionsSettings;
  @Inject(BUSINESS_CLOCK) private readonly clock: Clock;
  @Inject(AuditTrail) private readonly trail: AuditTrail;

  constructor(
    private readonly database: DataSource,
    private readonly registry: AboutRegistry,
    private readonly sight: Sight,
    private readonly calendars: CalendarService,
  ) {}

  /** Throws ABOUT_UNKNOWN, MAJOR_REPORT_RULE_UNKNOWN, MEETING_DAY_INVALID (known in the future, or absurdly long ago). */
  async report(body: MajorReportBody, actor: Actor): Promise<MajorReportView> {
    const about = await this.registry.find(body.about, actor);
    const now = this.clock.now();
    const knownAt = body.knownAt ?? now;
    const fault = heldOnFault(shanghaiDay(knownAt), shanghaiDay(now));
    if (fault) throw fault;
    if (Date.parse(knownAt) > Date.parse(now)) throw refuse.dayInvalid({ why: 'IN_FUTURE' });
    const rule = findRule(body.ruleId);
    if (!rule || rule.n === null) throw refuse.ruleUnknown({ ruleId: body.ruleId });
    const due = computeDue({ ruleId: rule.id, triggerAt: knownAt, calendar: this.calendars.current() });
    return this.database.transaction(async (manager) => {
      const n = (await nextReportNumber(manager)).padStart(4, '0');
      const row: MajorReportRow = {
        id: newId(),
        reportNo: `QS-${this.settings.agency.toUpperCase()}-${shanghaiDay(now).slice(0, 4)}-${n}`,
        ...{ aboutKind: about.kind, aboutId: about.id, caseId: about.caseId, recipient: body.to, content: body.text },
        ...{ knownAt, due, reportedAt: now, actingPost: actingPostOf(actor), answer: null },
      };
      await insertReport(manager, row);
      await this.trail.record(manager, this.entry('major-report.made', row, actor));
      return viewOf(row);
    });
  }

  /** What the recipient answered (批示), entered by hand. Throws MAJOR_REPORT_ABSENT, MAJOR_REPORT_ANSWERED, MEETING_DAY_INVALID. */
  async answer(id: string, body: MajorAnswerBody, actor: Actor): Promise<MajorReportView> {
    return this.database.transaction(async (manager) => {
      const row = isUuid(id) ? await lockReport(manager, id) : null;
      if (!row || !(await this.seen(row, actor))) throw refuse.reportAbsent();
      if (row.answer) throw refuse.reportAnswered();
      const fault = heldOnFault(body.answeredOn, shanghaiDay(this.clock.now()));
      if (fault) throw fault;
      if (body.answeredOn < shanghaiDay(row.reportedAt)) throw refuse.dayInvalid({ why: 'BEFORE_REPORT' });
      await answerReport(manager, id, body);
      await this.trail.record(manager, this.entry('major-report.answered', row, actor));
      return viewOf({ ...row, answer: body });
    });
  }

  async about(recordId: string, actor: Actor): Promise<MajorReportView[]> {
    const views: MajorReportView[] = [];
    for (const row of await reportsAbout(this.database, recordId)) {
      if (await this.seen(row, actor)) views.push(viewOf(row));
    }
    return views;
  }

  private seen({ aboutKind, aboutId, caseId }: MajorReportRow, actor: Actor): Promise<boolean> {
    return this.sight.ofDecision({ kind: aboutKind, id: aboutId, caseId }, actor);
  }

  private entry(action: string, { id, reportNo, caseId }: MajorReportRow, actor: Actor) {
    return { act: 'write', action, actor, record: { kind: 'major-report', id, no: reportNo }, caseId } as const;
  }
}

function viewOf(row: MajorReportRow): MajorReportView {
  const { aboutKind, aboutId, recipient, content, ...rest } = row;
  const inTime = Date.parse(row.reportedAt) <= Date.parse(row.due.dueAt);
  return { ...rest, about: { kind: aboutKind, id: aboutId }, to: recipient, text: content, inTime };
}
