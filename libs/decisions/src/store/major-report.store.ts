import { type Due } from '@sup/contracts';
import { type Queries, instant, rows } from './queries.ts';

/** A major matter reported upwards (C13 `MajorMatterReport`). */
export interface MajorReportRow {
  readonly id: string;
  readonly reportNo: string;
  readonly aboutKind: string;
  readonly aboutId: string;
  readonly caseId: string;
  readonly recipient: string;
  readonly content: string;
  readonly knownAt: string;
  readonly due: Due;
  readonly reportedAt: string;
  readonly actingPost: string;
  readonly answer: { readonly text: string; readonly answeredOn: string } | null;
}

const columns = `id, report_no as "reportNo", about_kind as "aboutKind", about_id as "aboutId", case_id as "caseId",
  recipient, content, ${instant('known_at', 'knownAt')}, due, ${instant('reported_at', 'reportedAt')},
  acting_post as "actingPost", answer`;

export async function nextReportNumber(on: Queries): Promise<string> {
  const [row] = await rows<{ n: string }>(on, "select nextval('decision_major_report_no')::text as n");
  return row!.n;
}

export async function insertReport(on: Queries, report: MajorReportRow): Promise<void> {
  await on.query(
    `insert into decision_major_report (id, report_no, about_kind, about_id, case_id, recipient, content, known_at, due,
       reported_at, acting_post) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[report.id, report.reportNo, report.aboutKind, report.aboutId.toLowerCase(), report.caseId, report.recipient],
      ...[report.content, report.knownAt, JSON.stringify(report.due), report.reportedAt, report.actingPost],
    ],
  );
}

export async function reportsAbout(on: Queries, aboutId: string): Promise<MajorReportRow[]> {
  return rows<MajorReportRow>(
    on,
    `select ${columns} from decision_major_report where about_id = $1 order by id desc limit 200`,
    [aboutId.toLowerCase()],
  );
}

export async function lockReport(on: Queries, id: string): Promise<MajorReportRow | null> {
  const found = await rows<MajorReportRow>(
    on,
    `select ${columns} from decision_major_report where id = $1 for update`,
    [id],
  );
  return found[0] ?? null;
}

export async function answerReport(on: Queries, id: string, answer: MajorReportRow['answer']): Promise<void> {
  await on.query('update decision_major_report set answer = $2 where id = $1', [id, JSON.stringify(answer)]);
}
