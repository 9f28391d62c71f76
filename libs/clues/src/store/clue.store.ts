import { type AgencyId } from '@sup/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { shanghaiDay } from '@sup/deadlines/protocol';
import { type Clue, type ClueHistoryEntry, placeOf } from '../protocol/index.ts';
import { NumberMarks } from './identifiers.rules.ts';
import { nameKey, soundsOf } from './names.rules.ts';
import { tailOf } from './identifiers.rules.ts';
import { type Queries, instant, rows } from './queries.ts';
import { bucketRows, searchTextOf } from './search.rules.ts';

/** What the store of clues must be told. */
export interface ClueStoreSettings {
  readonly agency: AgencyId;
  /** 32 secret bytes for the marks of ID numbers; the same at every start. */
  readonly numberKey: Uint8Array;
}
export const CLUE_STORE_SETTINGS = Symbol('CLUE_STORE_SETTINGS');

/**
 * The register's rows. Every method runs on the caller's manager: `lock` and `save` belong in one transaction. A save
 * keeps row, persons, referrals and search text in step with the state; history is appended beside it.
 */
@Injectable()
export class ClueStore {
  readonly marks: NumberMarks;
  private readonly agency: AgencyId;

  constructor(@Inject(CLUE_STORE_SETTINGS) settings: ClueStoreSettings) {
    this.agency = settings.agency;
    this.marks = new NumberMarks(settings.numberKey);
  }

  /** A new clue. `importKey`: file and row it was read from, so that a second import of them breaks (null: typed in). */
  async insert(on: Queries, clue: Clue, importKey: string | null = null): Promise<void> {
    const names = Object.keys(columnsOf(clue));
    const values = [...Object.values(columnsOf(clue)), importKey];
    await on.query(
      `insert into clue (${names.join(', ')}, import_key) values (${values.map((_, at) => `$${at + 1}`).join(', ')})`,
      values,
    );
    await this.putContent(on, clue);
    await putReferrals(on, clue);
  }

  /** Takes the clue for this transaction: of two officers who act at once, the second sees what the first did. */
  async lock(on: Queries, id: string): Promise<Clue | null> {
    return stateOf(await rows<{ state: Clue }>(on, 'select state from clue where id = $1 for update', [id]));
  }

  async read(on: Queries, id: string): Promise<Clue | null> {
    return stateOf(await rows<{ state: Clue }>(on, 'select state from clue where id = $1', [id]));
  }

  /**
   * Saves what became of `before`. Throws an Error when somebody else saved it since it was read: the caller holds the
   * lock, so that is a fault of the program.
   */
  async save(on: Queries, before: Clue, after: Clue): Promise<void> {
    const changed = Object.entries(columnsOf(after)).filter(([name]) => name !== 'id');
    const [, touched] = await on.query<[unknown, number]>(
      `update clue set ${changed.map(([name], at) => `${name} = $${at + 3}`).join(', ')} where id = $1 and version = $2`,
      [after.id, before.version, ...changed.map(([, value]) => value)],
    );
    if (touched !== 1) throw new Error(`clue ${after.id} was saved by another transaction`);
    if (contentOf(before) !== contentOf(after)) await this.putContent(on, after);
    if (JSON.stringify(before.referrals) !== JSON.stringify(after.referrals)) await putReferrals(on, after);
  }

  /** The key (clue, n) makes each entry exactly one: a used number breaks the transaction. */
  async appendHistory(on: Queries, entries: readonly ClueHistoryEntry[]): Promise<void> {
    for (const { clueId, n, type, at, by, actingPost, payload } of entries) {
      await on.query(
        `insert into clue_history (clue_id, n, type, at, by_person, by_post, acting_post, payload)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [clueId, n, type, at, by?.personId ?? null, by?.postId ?? null, actingPost, JSON.stringify(payload)],
      );
    }
  }

  async history(on: Queries, id: string): Promise<ClueHistoryEntry[]> {
    return rows<ClueHistoryEntry>(
      on,
      `select clue_id as "clueId", n, type, ${instant('at')}, acting_post as "actingPost", payload,
         case when by_person is not null then json_build_object('personId', by_person, 'postId', by_post) end as "by"
       from clue_history where clue_id = $1 order by n`,
      [id],
    );
  }

  /** The next system number: `XS-<org>-<yyyyMMdd>-<at least four digits, growing>` (rules-and-model.md C16). */
  async nextNumber(on: Queries, day: string): Promise<string> {
    const [row] = await rows<{ n: string }>(on, `select nextval('clue_number_seq') as n`);
    return `XS-${this.agency}-${day.replaceAll('-', '')}-${row!.n.padStart(4, '0')}`;
  }

  /** The clue that a received referral opened; null: none yet. */
  async ofOrigin(on: Queries, referralId: string): Promise<string | null> {
    return idOf(await rows<{ id: string }>(on, 'select id from clue where origin_referral = $1', [referralId]));
  }

  /** The clue that an outgoing referral was prepared from. */
  async ofReferral(on: Queries, referralId: string): Promise<string | null> {
    return idOf(
      await rows<{ id: string }>(on, 'select clue_id as id from clue_referral where referral_id = $1', [referralId]),
    );
  }

  async byNumber(on: Queries, clueNo: string): Promise<string | null> {
    return idOf(await rows<{ id: string }>(on, 'select id from clue where clue_no = $1', [clueNo]));
  }

  /** The running limit that ends first, as lists show it. Not part of the state: clocks run without a move. */
  async setDue(
    on: Queries,
    id: string,
    due: { readonly dueOn: string | null; readonly overdue: boolean },
  ): Promise<void> {
    await on.query('update clue set due_on = $2, overdue = $3 where id = $1', [id, due.dueOn, due.overdue]);
  }

  private async putContent(on: Queries, clue: Clue): Promise<void> {
    const { terms, folded } = searchTextOf(clue, this.marks);
    await on.query(
      `insert into clue_search as s (clue_id, ordinal, terms, folded)
       select $1::uuid, next.n, $2::text[] || ('@:' || next.n / ${bucketRows}), $3
         from (select nextval('clue_ordinal_seq') as n offset 0) as next
       on conflict (clue_id) do update
         set terms = $2::text[] || ('@:' || s.ordinal / ${bucketRows}), folded = excluded.folded`,
      [clue.id, terms, folded],
    );
    await on.query('delete from clue_person where clue_id = $1', [clue.id]);
    const { agency, office, persons } = clue.subject;
    for (const [n, person] of persons.entries()) {
      const { pinyin, initials } = soundsOf(person.name);
      const number = person.idNumber ?? '';
      await on.query(
        `insert into clue_person (clue_id, n, name, name_key, pinyin, initials, number_mark, number_tail, agency, office,
           role, leads_unit) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          ...[clue.id, n, person.name, nameKey(person.name), pinyin, initials],
          ...[this.marks.of(number), tailOf(number), agency, office, person.role, person.leadsUnit],
        ],
      );
    }
  }
}

/** The columns of `clue` that follow from the state. */
function columnsOf(clue: Clue): Record<string, unknown> {
  const { queue, waitsFor } = placeOf(clue);
  return {
    id: clue.id,
    case_id: clue.caseId,
    version: clue.version,
    clue_no: clue.clueNo,
    status: clue.status,
    queue,
    waits_for: waitsFor,
    title: clue.title,
    channel: clue.channel,
    classification: clue.classification,
    severity: clue.severity,
    public_opinion: clue.publicOpinion,
    subject_agency: clue.subject.agency,
    received_at: clue.receivedAt,
    received_on: shanghaiDay(clue.receivedAt),
    registered_by_person: clue.registeredBy.personId,
    registered_by_post: clue.registeredBy.postId,
    registered_at: clue.registeredAt,
    handlers: clue.handlers,
    review_on: clue.reviewOn,
    origin_referral: clue.origin?.referralId ?? null,
    merged_into: clue.mergedInto,
    state: JSON.stringify(clue),
    moved_at: clue.movedAt,
  };
}

/** What search and persons are made of. */
function contentOf({ clueNo, title, facts, subject, relatedCase, misconductCodes, receivedAt }: Clue): string {
  return JSON.stringify([clueNo, title, facts, subject, relatedCase, misconductCodes, shanghaiDay(receivedAt)]);
}

async function putReferrals(on: Queries, clue: Clue): Promise<void> {
  for (const { referralId, to, kind, status, revision } of clue.referrals) {
    await on.query(
      `insert into clue_referral (referral_id, clue_id, recipient, kind, status, revision) values ($1, $2, $3, $4, $5, $6)
       on conflict (referral_id) do update set status = excluded.status, revision = excluded.revision`,
      [referralId, clue.id, to, kind, status, revision],
    );
  }
}

function stateOf(found: readonly { state: Clue }[]): Clue | null {
  return found[0]?.state ?? null;
}

function idOf(found: readonly { id: string }[]): string | null {
  return found[0]?.id ?? null;
}
