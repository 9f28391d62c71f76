import { Injectable } from '@nestjs/common';
import { newId } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { type Role } from '../protocol/index.ts';
import { utc } from './instant.ts';
import { type PostView } from './person.store.ts';

/** A seat with who holds and covers it. */
export interface SeatView extends PostView {
  readonly roles: Role[];
  /** Null while the seat is vacant. */
  readonly holder: { readonly personId: string; readonly nameZh: string } | null;
  readonly deputies: readonly {
    readonly id: string;
    readonly personId: string;
    readonly nameZh: string;
    readonly from: string;
    readonly to: string;
    readonly reason: string;
  }[];
}

@Injectable()
export class SeatStore {
  constructor(private readonly source: DataSource) {}

  /** One seat or all, by title. */
  async list(now: string, manager: EntityManager = this.source.manager, postId?: string): Promise<SeatView[]> {
    return manager.query<SeatView[]>(
      `select o.id, o.title_zh as "titleZh", o.title_en as "titleEn", o.office, o.leads_unit as "leadsUnit", o.roles,
              case when p.id is not null then json_build_object('personId', p.id, 'nameZh', p.name_zh) end as holder,
              coalesce((select json_agg(json_build_object('id', d.id, 'personId', d.person_id, 'nameZh', q.name_zh,
                  'from', ${utc('d.covers_from')}, 'to', ${utc('d.covers_to')}, 'reason', d.reason)
                  order by d.covers_from, d.id)
                from deputy d join person q on q.id = d.person_id
                where d.post_id = o.id and d.covers_to > $1), '[]') as deputies
       from post o
       left join holding h on h.post_id = o.id and h.held_to is null
       left join person p on p.id = h.person_id and p.disabled_at is null
       where $2::uuid is null or o.id = $2
       order by o.title_zh, o.created_at, o.id`,
      [now, postId ?? null],
    );
  }

  async cover(
    manager: EntityManager,
    wanted: { postId: string; personId: string; from: string; to: string; reason: string },
    namedBy: string,
  ): Promise<void> {
    const { postId, personId, from, to, reason } = wanted;
    await manager.query(
      `insert into deputy (id, post_id, person_id, covers_from, covers_to, reason, named_by)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(), postId, personId, from, to, reason, namedBy],
    );
  }

  /** Ends a cover that runs or will; one that has not begun is over from its first instant. */
  async endCover(
    manager: EntityManager,
    id: string,
    now: string,
  ): Promise<{ readonly postId: string; readonly personId: string } | undefined> {
    const [rows] = await manager.query<[{ postId: string; personId: string }[], number]>(
      `update deputy set covers_from = least(covers_from, $2::timestamptz - interval '1 ms'), covers_to = $2
       where id = $1 and covers_to > $2 returning post_id as "postId", person_id as "personId"`,
      [id, now],
    );
    return rows[0];
  }
}
