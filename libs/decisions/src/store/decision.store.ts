import { type AboutRecord, type KeptDecision } from '../protocol/index.ts';
import { type Queries, instant, rows } from './queries.ts';

/** A decision as stored, with where it belongs. */
export interface DecisionRow extends KeptDecision {
  readonly decisionId: string;
  readonly meetingId: string;
  readonly caseId: string;
  readonly recordedAt: string;
}

const columns = `d.id as "decisionId", d.meeting_id as "meetingId", d.case_id as "caseId", d.canonical, d.hash,
  ${instant('d.recorded_at', 'recordedAt')}`;

export async function insertDecision(
  on: Queries,
  of: { readonly decisionId: string; readonly meetingId: string; readonly about: AboutRecord; readonly at: string },
  { canonical, hash }: KeptDecision,
): Promise<void> {
  const { decisionId, meetingId, about, at } = of;
  await on.query(
    `insert into decision (id, meeting_id, about_kind, about_id, case_id, canonical, hash, recorded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [decisionId, meetingId, about.kind, about.id.toLowerCase(), about.caseId, canonical, hash, at],
  );
}

/** Locked: two acts that cite it for one purpose come one after the other. */
export async function lockDecision(on: Queries, decisionId: string): Promise<DecisionRow | null> {
  const found = await rows<DecisionRow>(on, `select ${columns} from decision d where d.id = $1 for update`, [
    decisionId,
  ]);
  return found[0] ?? null;
}

/** Decisions about a record, the newest first. */
export async function decisionsAbout(on: Queries, aboutId: string): Promise<DecisionRow[]> {
  return rows<DecisionRow>(
    on,
    `select ${columns} from decision d where d.about_id = $1 order by d.recorded_at desc, d.id desc limit 200`,
    [aboutId.toLowerCase()],
  );
}

export async function decisionById(on: Queries, decisionId: string): Promise<DecisionRow | null> {
  const found = await rows<DecisionRow>(on, `select ${columns} from decision d where d.id = $1`, [decisionId]);
  return found[0] ?? null;
}

/** The purposes a decision was cited for, once for each time. */
export async function purposesOf(on: Queries, decisionId: string): Promise<string[]> {
  const found = await rows<{ purpose: string }>(on, 'select purpose from decision_citation where decision_id = $1', [
    decisionId,
  ]);
  return found.map(({ purpose }) => purpose);
}

export async function insertCitation(
  on: Queries,
  of: { readonly decisionId: string; readonly purpose: string; readonly n: number; readonly at: string },
): Promise<void> {
  await on.query('insert into decision_citation (decision_id, purpose, n, at) values ($1, $2, $3, $4)', [
    ...[of.decisionId, of.purpose, of.n, of.at],
  ]);
}
