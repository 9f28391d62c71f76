import { Injectable } from '@nestjs/common';
import { newId } from '@sup/kernel';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { type Role } from '../protocol/index.ts';
import { HoldingRow, PersonRow, PostRow } from './person.row.ts';

/** A person as the security administrator sees it. */
export interface PersonView {
  readonly id: string;
  readonly nameZh: string;
  readonly username: string;
  readonly disabled: boolean;
  readonly post: { readonly id: string; readonly titleZh: string; readonly titleEn: string } | null;
  readonly roles: Role[];
  readonly createdAt: string;
}

export interface PostWanted {
  readonly titleZh: string;
  readonly titleEn: string;
  readonly roles: readonly Role[];
}

export interface AccountFound {
  readonly personId: string;
  readonly passwordHash: string;
  /** Neither disabled nor without a post. */
  readonly active: boolean;
}

@Injectable()
export class PersonStore {
  constructor(private readonly source: DataSource) {}

  async account(username: string): Promise<AccountFound | undefined> {
    const rows = await this.source.query<AccountFound[]>(
      `select a.person_id as "personId", a.password_hash as "passwordHash",
              p.disabled_at is null and exists
                (select 1 from holding h where h.person_id = p.id and h.held_to is null) as active
       from account a join person p on p.id = a.person_id where a.username = $1`,
      [username],
    );
    return rows[0];
  }

  async anyone(manager: EntityManager): Promise<boolean> {
    return manager.exists(PersonRow);
  }

  async list(): Promise<PersonView[]> {
    return this.source.query<PersonView[]>(`${viewed} order by a.username`);
  }

  async view(manager: EntityManager, id: string): Promise<PersonView | undefined> {
    const rows = await manager.query<PersonView[]>(`${viewed} where p.id = $1`, [id]);
    return rows[0];
  }

  /** Locks the person until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<PersonRow | null> {
    return manager.findOne(PersonRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async create(
    manager: EntityManager,
    person: { nameZh: string; username: string; passwordHash: string },
    now: string,
  ): Promise<string> {
    const id = newId();
    await manager.insert(PersonRow, { id, nameZh: person.nameZh, epoch: 1, disabledAt: null, createdAt: now });
    await manager.query(
      'insert into account (person_id, username, password_hash, password_set_at) values ($1, $2, $3, $4)',
      [id, person.username, person.passwordHash, now],
    );
    return id;
  }

  async setPassword(manager: EntityManager, personId: string, passwordHash: string, now: string): Promise<void> {
    await manager.query('update account set password_hash = $2, password_set_at = $3 where person_id = $1', [
      personId,
      passwordHash,
      now,
    ]);
  }

  async disable(manager: EntityManager, personId: string, now: string): Promise<void> {
    await manager.update(PersonRow, { id: personId, disabledAt: IsNull() }, { disabledAt: now });
  }

  /** Ends the present holding, if any, and starts one of the wanted post, which is made if it does not exist. */
  async holdPost(manager: EntityManager, personId: string, wanted: PostWanted, now: string): Promise<void> {
    const post = await this.postOf(manager, wanted);
    await manager.update(HoldingRow, { personId, heldTo: IsNull() }, { heldTo: now });
    await manager.insert(HoldingRow, { id: newId(), personId, postId: post.id, heldFrom: now, heldTo: null });
  }

  /** How many active people hold `role`, `besides` excepted. The caller holds the administration lock. */
  async holders(manager: EntityManager, role: Role, besides: string): Promise<number> {
    const [row] = await manager.query<[{ count: number }]>(
      `select count(*)::int as count from person p
       join holding h on h.person_id = p.id and h.held_to is null join post o on o.id = h.post_id
       where p.disabled_at is null and $1 = any (o.roles) and p.id <> $2`,
      [role, besides],
    );
    return row.count;
  }

  private async postOf(manager: EntityManager, wanted: PostWanted): Promise<PostRow> {
    const roles = [...wanted.roles];
    await manager.query(
      `insert into post (id, title_zh, title_en, roles) values ($1, $2, $3, $4)
       on conflict (title_zh, title_en, roles) do nothing`,
      [newId(), wanted.titleZh, wanted.titleEn, roles],
    );
    return manager
      .createQueryBuilder(PostRow, 'post')
      .where('post.titleZh = :titleZh and post.titleEn = :titleEn and post.roles = :roles', { ...wanted, roles })
      .getOneOrFail();
  }
}

const viewed = `
  select p.id, p.name_zh as "nameZh", a.username, p.disabled_at is not null as disabled,
         case when o.id is not null
           then json_build_object('id', o.id, 'titleZh', o.title_zh, 'titleEn', o.title_en) end as post,
         coalesce(o.roles, '{}') as roles,
         to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt"
  from person p join account a on a.person_id = p.id
  left join holding h on h.person_id = p.id and h.held_to is null
  left join post o on o.id = h.post_id`;
