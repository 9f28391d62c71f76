import { type AgencyId, type FactEnvelope } from '@sup/contracts';
import { together } from '@sup/kernel';
import { type HomeStatus, type Referral, type ReferralParty, closedStatuses } from '../protocol/index.ts';
import { type Condition, type Queries, instant, rows } from './queries.ts';
import { type FactArrival, factInsert } from './referral-fact.store.ts';
import { gramsOf } from './search.rules.ts';

export type Box = 'drafts' | 'outgoing' | 'incoming' | 'arbitration';

/** The current row of a referral. `state` is null until it is sent. */
export interface ReferralRecord {
  readonly id: string;
  /** Our first part in it; `arbitrated`: we are, or are besides, its arbiter. */
  readonly party: ReferralParty;
  readonly arbitrated: boolean;
  readonly box: Box;
  readonly homeStatus: HomeStatus | null;
  readonly version: number;
  /** The other agency: receiver of ours, sender of theirs; null while a draft names none. */
  readonly peer: AgencyId | null;
  readonly kind: string;
  readonly referralNo: string | null;
  readonly title: string;
  /** Same for every offer of the same matter to the same agency; null once it is no open offer of ours. */
  readonly offerKey: string | null;
  readonly parentId: string | null;
  /** The case here that need-to-know hangs on: the clue's, the parent's or origin's, else the record itself. */
  readonly caseId: string;
  /** The clue of our own register that is referred; null for a letter written by hand and for what came in. */
  readonly clueId: string | null;
  /** Day of the running clock that is due first. */
  readonly dueOn: string | null;
  readonly overdue: boolean;
  /** Code of the conflict that froze the record; null while it lives. */
  readonly frozen: string | null;
  /** sha256 of the canonical fact that opened the record: a result binds itself to it. */
  readonly openingHash: string | null;
  readonly openingFactId: string | null;
  readonly state: Referral | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Select list of a `ReferralRecord`. */
export const referralColumns = `id, party, arbitrated, box, home_status as "homeStatus", version, peer, kind,
  referral_no as "referralNo", title, offer_key as "offerKey", parent_id as "parentId",
  case_id as "caseId", clue_id as "clueId", due_on as "dueOn", overdue, frozen,
  opening_hash as "openingHash", opening_fact_id as "openingFactId", state, ${instant('created_at', 'createdAt')},
  ${instant('updated_at', 'updatedAt')}`;

/** Takes the record for this transaction: of two officers who act at once, the second sees what the first did. */
export async function lockReferral(on: Queries, id: string, readable?: Condition): Promise<ReferralRecord | null> {
  const { sql, parameters } = selectOne(id, readable);
  return one(await rows<ReferralRecord>(on, `${sql} for update of referral`, parameters));
}

/** The record; null also where `readable` says that the reader may not know of it. */
export async function findReferral(on: Queries, id: string, readable?: Condition): Promise<ReferralRecord | null> {
  const { sql, parameters } = selectOne(id, readable);
  return one(await rows<ReferralRecord>(on, sql, parameters));
}

function selectOne(id: string, readable?: Condition): { readonly sql: string; readonly parameters: unknown[] } {
  const { sql, params } = readable?.(2) ?? { sql: 'true', params: [] };
  return { sql: `select ${referralColumns} from referral where id = $1 and ${sql}`, parameters: [id, ...params] };
}

/** A fact that is kept with its record, in one statement. */
export interface FactKept {
  readonly fact: FactEnvelope;
  readonly received: FactArrival;
}

export async function insertReferral(on: Queries, record: ReferralRecord, kept?: FactKept): Promise<void> {
  const parameters = [record.id, ...valuesOf(record), record.createdAt, record.updatedAt];
  if (!kept) {
    await on.query(insertSql, parameters);
    return;
  }
  const fact = factInsert(record.id, kept.fact, { received: kept.received, after: parameters.length });
  await on.query(`with record as (${insertSql}) ${fact.sql}`, [...parameters, ...fact.parameters]);
}

const insertSql = `insert into referral (id, party, arbitrated, box, home_status, status, revision, version, peer, kind, referral_no,
       title, grams, offer_key, parent_id, due_on, overdue, frozen, opening_hash, opening_fact_id, state, case_id,
       clue_id, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
       $25)`;

/** Saves the record as the next version. Throws an Error when somebody else saved it since it was read. */
export async function updateReferral(on: Queries, record: ReferralRecord, kept?: FactKept): Promise<void> {
  const parameters = [record.id, ...valuesOf(record), record.updatedAt];
  const fact = kept && factInsert(record.id, kept.fact, { received: kept.received, after: parameters.length });
  const [, touched] = await on.query<[unknown, number]>(
    `${fact ? `with fact as (${fact.sql})` : ''} update referral set party = $2, arbitrated = $3, box = $4, home_status = $5, status = $6, revision = $7,
       version = $8 + 1, peer = $9, kind = $10, referral_no = $11, title = $12, grams = $13, offer_key = $14,
       parent_id = $15, due_on = $16, overdue = $17, frozen = $18, opening_hash = $19, opening_fact_id = $20,
       state = $21, case_id = $22, clue_id = $23, updated_at = $24
     where id = $1 and version = $8`,
    [...parameters, ...(fact?.parameters ?? [])],
  );
  if (touched !== 1) throw new Error(`referral ${record.id} was saved by another transaction`);
}

function valuesOf(record: ReferralRecord): unknown[] {
  return [
    record.party,
    record.arbitrated,
    record.box,
    record.homeStatus,
    record.state?.status ?? null,
    record.state?.revision ?? 0,
    record.version,
    record.peer,
    record.kind,
    record.referralNo,
    record.title,
    gramsOf(record.title, record.referralNo ?? ''),
    record.offerKey,
    record.parentId,
    record.dueOn,
    record.overdue,
    record.frozen,
    record.openingHash,
    record.openingFactId,
    record.state === null ? null : JSON.stringify(record.state),
    record.caseId,
    record.clueId,
  ];
}

/** The next system number of an agency: `YS-<org>-<yyyyMMdd>-<at least four digits, growing>` (rules-and-model C16). */
export async function nextReferralNumber(on: Queries, agency: AgencyId, day: string): Promise<string> {
  const [row] = await rows<{ n: string }>(on, `select nextval('referral_number_seq') as n`);
  return `YS-${agency}-${day.replaceAll('-', '')}-${row!.n.padStart(4, '0')}`;
}

/** What makes two letters one offer: the same texts to the same agency, or the same clue to it. */
export interface OfferSought {
  readonly offerKey: string;
  readonly clueId: string | null;
  readonly to: AgencyId;
}

/** Another open offer of the same matter to the same agency (NOT_DUPLICATE). Taken under locks on what makes it one. */
export async function openOffer(
  on: Queries,
  { offerKey, clueId, to }: OfferSought,
  besides: string,
): Promise<{ id: string; referralNo: string | null } | null> {
  // In one order everywhere, or two letters of one clue could wait for each other.
  const locks = [...(clueId === null ? [] : [`clue:${clueId}:${to}`]), offerKey];
  const take = (lock: string) =>
    on.query<unknown>(`select pg_advisory_xact_lock(hashtextextended('referral-offer:' || $1, 0))`, [lock]);
  // Asked at once, run in this order by the connection: what is read is what the last holder of the locks has left.
  const locked = Promise.all(locks.map(take));
  const read = rows<{ id: string; referralNo: string | null }>(
    on,
    `select id, referral_no as "referralNo" from referral
     where (offer_key = $1 or (clue_id = $2 and peer = $3 and not (status = any($5::text[]))))
       and id <> $4 and home_status = 'sent'
     order by created_at, id limit 1`,
    [offerKey, clueId, to, besides, closedStatuses],
  );
  const [, found] = await together(locked, read);
  return one(found);
}

/** A part split off a referral, as its parent shows it. */
export interface PartRecord {
  readonly referralId: string;
  readonly to: AgencyId;
  readonly status: string;
  readonly pointIds: readonly string[];
}

export async function partsOf(on: Queries, parentId: string): Promise<PartRecord[]> {
  return rows<PartRecord>(
    on,
    `select id as "referralId", peer as "to", coalesce(status, home_status) as status,
       coalesce(state -> 'sent' -> 'parent' -> 'pointIds', '[]'::jsonb) as "pointIds"
     from referral where parent_id = $1 and party = 'sender' order by created_at, id`,
    [parentId],
  );
}

/** Open referrals that came in, oldest first: what a closing agency hands to its successor (SHR-10). */
export async function openIncoming(on: Queries, closed: readonly string[]): Promise<string[]> {
  const found = await rows<{ id: string }>(
    on,
    `select id from referral where party = 'receiver' and frozen is null and not (status = any($1::text[]))
     order by created_at, id`,
    [closed],
  );
  return found.map((row) => row.id);
}

function one<Row>(found: readonly Row[]): Row | null {
  return found[0] ?? null;
}
