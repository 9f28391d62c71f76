import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type SeatHeld, sessionLimits } from '../protocol/index.ts';
import { utc } from './instant.ts';
import { tell } from './notice.store.ts';

/** A session that is alive, with the person and the seats as they are now. */
export interface LiveSession {
  /** The person's record, which is an account of its own. */
  readonly accountId: string;
  /** The human's identity, whatever the account. */
  readonly personId: string;
  readonly nameZh: string;
  readonly epoch: number;
  readonly own: SeatHeld;
  readonly covered: readonly SeatHeld[];
  /** Milliseconds since the session was last marked as seen. */
  readonly quietMs: number;
}

/** Sessions are found by the hash of their token: who reads the table cannot use it. */
@Injectable()
export class SessionStore {
  constructor(private readonly source: DataSource) {}

  async open(manager: EntityManager, tokenHash: string, personId: string, now: string): Promise<void> {
    await manager.query('delete from session where expires_at <= $1', [now]);
    await manager.query(
      `insert into session (token_hash, person_id, epoch, created_at, last_seen_at, expires_at)
       select $1, id, epoch, $3, $3, $3::timestamptz + make_interval(secs => $4) from person where id = $2`,
      [tokenHash, personId, now, sessionLimits.absoluteMs / 1000],
    );
    await manager.query(
      `delete from session where token_hash in
         (select token_hash from session where person_id = $1 order by created_at desc, token_hash offset $2)`,
      [personId, sessionLimits.perPerson],
    );
  }

  /** The live session of a token; undefined if it is unknown, over, or of an older epoch, or the person has no post. */
  async find(tokenHash: string, now: string): Promise<LiveSession | undefined> {
    const rows = await this.source.query<LiveSession[]>(
      `select p.id as "accountId", p.identity_id as "personId", p.name_zh as "nameZh", p.epoch, ${seat('o', "'own'", 'null')} as own,
              coalesce((select json_agg(${seat('q', "'deputy'", utc('d.covers_to'))} order by d.covers_from, d.id)
                from deputy d join post q on q.id = d.post_id
                where d.person_id = p.id and d.covers_from <= $2 and d.covers_to > $2), '[]') as covered,
              (extract(epoch from $2::timestamptz - s.last_seen_at) * 1000)::float8 as "quietMs"
       from session s
       join person p on p.id = s.person_id and p.epoch = s.epoch and p.disabled_at is null
       join holding h on h.person_id = p.id and h.held_to is null
       join post o on o.id = h.post_id
       where s.token_hash = $1 and s.expires_at > $2
         and s.last_seen_at > $2::timestamptz - make_interval(secs => $3)`,
      [tokenHash, now, sessionLimits.idleMs / 1000],
    );
    return rows[0];
  }

  async seen(tokenHash: string, now: string): Promise<void> {
    await this.source.query('update session set last_seen_at = greatest(last_seen_at, $2) where token_hash = $1', [
      tokenHash,
      now,
    ]);
  }

  async close(tokenHash: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      await manager.query('delete from session where token_hash = $1', [tokenHash]);
      await tell(manager, { ended: { tokenHash } });
    });
  }

  /**
   * Ends everything a person has open: the epoch moves on, the sessions go with it, and every instance closes its streams
   * and answers under way. `except` is the one session that lives on.
   */
  async closeAllOf(manager: EntityManager, personId: string, except: string | null = null): Promise<void> {
    await manager.query('update person set epoch = epoch + 1 where id = $1', [personId]);
    await manager.query('delete from session where person_id = $1 and token_hash is distinct from $2', [
      personId,
      except,
    ]);
    await manager.query(
      `update session s set epoch = p.epoch from person p where p.id = s.person_id and s.person_id = $1`,
      [personId],
    );
    await tell(manager, { ended: { accountId: personId, except } });
  }
}

function seat(post: string, as: string, until: string): string {
  return `json_build_object('postId', ${post}.id, 'titleZh', ${post}.title_zh, 'titleEn', ${post}.title_en,
    'office', ${post}.office, 'roles', ${post}.roles, 'as', ${as}, 'until', ${until})`;
}
