import { type DecisionCitation } from '@sup/contracts';
import { type Queries, rows } from './queries.ts';

/** What lies at home of a referral of ours. The store knows nothing of the draft's shape. */
export interface HomeContent<Draft> {
  readonly draft: Draft;
  /** Citation of the collective decision that approved it. */
  readonly decision: DecisionCitation | null;
  /** Pseudonym of the officer who drafted it. */
  readonly createdBy: string;
}

export async function insertHome<Draft>(on: Queries, id: string, home: HomeContent<Draft>): Promise<void> {
  await on.query('insert into referral_home (referral_id, draft, decision, created_by) values ($1, $2, $3, $4)', [
    id,
    JSON.stringify(home.draft),
    home.decision === null ? null : JSON.stringify(home.decision),
    home.createdBy,
  ]);
}

export async function findHome<Draft>(on: Queries, id: string): Promise<HomeContent<Draft> | null> {
  const found = await rows<HomeContent<Draft>>(
    on,
    'select draft, decision, created_by as "createdBy" from referral_home where referral_id = $1',
    [id],
  );
  return found[0] ?? null;
}

export async function updateDraft(on: Queries, id: string, draft: unknown): Promise<void> {
  await on.query('update referral_home set draft = $2 where referral_id = $1', [id, JSON.stringify(draft)]);
}

export async function updateDecision(on: Queries, id: string, decision: DecisionCitation | null): Promise<void> {
  await on.query('update referral_home set decision = $2 where referral_id = $1', [
    id,
    decision && JSON.stringify(decision),
  ]);
}

/** Keeps the reporter, sealed; null forgets an earlier one. */
export async function putReporter(on: Queries, id: string, sealed: string | null): Promise<void> {
  if (sealed === null) await on.query('delete from referral_reporter where referral_id = $1', [id]);
  else {
    await on.query(
      `insert into referral_reporter (referral_id, sealed) values ($1, $2)
       on conflict (referral_id) do update set sealed = excluded.sealed`,
      [id, sealed],
    );
  }
}

export async function sealedReporter(on: Queries, id: string): Promise<string | null> {
  const found = await rows<{ sealed: string }>(on, 'select sealed from referral_reporter where referral_id = $1', [id]);
  return found[0]?.sealed ?? null;
}
