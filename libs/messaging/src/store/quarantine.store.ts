import { createHash } from 'node:crypto';
import { type Queries, changed, instant, rows } from './queries.ts';

/** Bytes that could not be taken in, as they came. */
export interface Quarantined {
  readonly sender: string;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Uint8Array;
  readonly code: string;
  readonly detail: string | null;
  readonly hubAt: string | null;
  /** Wall instant of the automatic retry; null: an administrator or a newer directory decides. */
  readonly retryAt: string | null;
}

/** Keeps bytes in quarantine; the same bytes from the same sender are kept once. */
export async function insertQuarantined(on: Queries, entries: readonly Quarantined[]): Promise<void> {
  for (const entry of entries) {
    const digest = createHash('sha256').update(entry.raw).digest('hex');
    await on.query(
      `insert into messaging_quarantine (sender, subject, headers, raw, digest, code, detail, hub_at, retry_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict on constraint messaging_quarantine_once do update set tries = messaging_quarantine.tries + 1`,
      [
        entry.sender,
        entry.subject,
        JSON.stringify(entry.headers),
        Buffer.from(entry.raw),
        digest,
        entry.code,
        entry.detail,
        entry.hubAt,
        entry.retryAt,
      ],
    );
  }
}

export interface QuarantineView {
  readonly id: string;
  readonly sender: string;
  readonly subject: string;
  readonly code: string;
  readonly detail: string | null;
  readonly bytes: number;
  readonly keptAt: string;
  readonly retryAt: string | null;
  readonly tries: number;
}

/** What lies in quarantine, oldest first; never the content. */
export async function listQuarantined(on: Queries): Promise<QuarantineView[]> {
  return rows<QuarantineView>(
    on,
    `select id, sender, subject, code, detail, length(raw) as bytes, tries,
       ${instant('kept_at', '"keptAt"')}, ${instant('retry_at', '"retryAt"')}
     from messaging_quarantine where resolved_at is null order by id limit 1000`,
  );
}

export interface DueQuarantined {
  readonly id: string;
  readonly sender: string;
  readonly subject: string;
  readonly headers: Record<string, string>;
  readonly raw: Buffer;
  readonly hubAt: string | null;
}

/** Takes entries whose time has come, or one by id; their next try is set, so that a failing one does not spin. */
export async function takeDue(
  on: Queries,
  due: { now: string; nextAt: string; id?: string },
): Promise<DueQuarantined[]> {
  return changed<DueQuarantined>(
    on,
    `update messaging_quarantine set tries = tries + 1, retry_at = case when retry_at is null then null else $2::timestamptz end
     where resolved_at is null and (id = $3::bigint or ($3::bigint is null and retry_at <= $1::timestamptz))
     returning id, sender, subject, headers, raw, ${instant('hub_at', '"hubAt"')}`,
    [due.now, due.nextAt, due.id ?? null],
  );
}

/** Makes entries with these codes due: a newer directory or program may read them now. */
export async function makeDue(on: Queries, codes: readonly string[], now: string): Promise<void> {
  await on.query('update messaging_quarantine set retry_at = $2 where resolved_at is null and code = any($1::text[])', [
    codes,
    now,
  ]);
}

export async function resolveQuarantined(on: Queries, id: string, now: string): Promise<void> {
  await on.query('update messaging_quarantine set resolved_at = $2 where id = $1', [id, now]);
}

/** The entry failed again, perhaps for another reason. */
export async function requarantine(
  on: Queries,
  id: string,
  again: { code: string; detail: string | null; retryAt: string | null },
): Promise<void> {
  await on.query('update messaging_quarantine set code = $2, detail = $3, retry_at = $4 where id = $1', [
    id,
    again.code,
    again.detail,
    again.retryAt,
  ]);
}
