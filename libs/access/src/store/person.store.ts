import { Injectable } from '@nestjs/common';
import { newId } from '@sup/kernel';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { type Role } from '../protocol/index.ts';
import { utc } from './instant.ts';
import { HoldingRow, PersonRow, PostRow } from './person.row.ts';

/** A seat as lists of people show it. */
export interface PostView {
  readonly id: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly office: string | null;
  readonly leadsUnit: boolean;
}

/** A person as the security administrator sees it. */
export interface PersonView {
  readonly id: string;
  readonly nameZh: string;
  readonly username: string;
  readonly disabled: boolean;
  /** Whether an identity number was given; it is shown to nobody. */
  readonly idNumberKnown: boolean;
  /** The first account of the same human; null where this is it. */
  readonly sameAs: string | null;
  readonly post: PostView | null;
  readonly roles: Role[];
  readonly createdAt: string;
}

/** A seat to be made. */
export interface SeatWanted {
  readonly titleZh: string;
  readonly titleEn: string;
  readonly roles: readonly Role[];
  readonly office: string | null;
  readonly officeKey: string | null;
  readonly leadsUnit: boolean;
}

export interface NewPerson {
  readonly nameZh: string;
  readonly username: string;
  readonly passwordHash: string;
  readonly nameKey: string;
  readonly idNumberKey: string | null;
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

  async accountOf(personId: string): Promise<{ readonly username: string; readonly passwordHash: string } | undefined> {
    const rows = await this.source.query<{ username: string; passwordHash: string }[]>(
      'select username, password_hash as "passwordHash" from account where person_id = $1',
      [personId],
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

  async create(manager: EntityManager, person: NewPerson, now: string): Promise<string> {
    const id = newId();
    const { nameZh, nameKey, idNumberKey } = person;
    await manager.insert(PersonRow, {
      ...{ id, identityId: id, nameZh, nameKey, idNumberKey },
      ...{ epoch: 1, disabledAt: null, createdAt: now },
    });
    await manager.query(
      'insert into account (person_id, username, password_hash, password_set_at) values ($1, $2, $3, $4)',
      [id, person.username, person.passwordHash, now],
    );
    return id;
  }

  /** The human behind a person's record, or undefined if there is no such record. */
  async identityOf(manager: EntityManager, personId: string): Promise<string | undefined> {
    const rows = await manager.query<{ id: string }[]>('select identity_id as id from person where id = $1', [
      personId,
    ]);
    return rows[0]?.id;
  }

  async setIdNumber(manager: EntityManager, personId: string, idNumberKey: string): Promise<void> {
    await manager.update(PersonRow, { id: personId }, { idNumberKey });
  }

  /** The oldest other human with this number. */
  async identityWithNumber(manager: EntityManager, idNumberKey: string, besides: string): Promise<string | undefined> {
    const rows = await manager.query<{ id: string }[]>(
      `select identity_id as id from person where id_number_key = $1 and identity_id <> $2
       order by created_at, id limit 1`,
      [idNumberKey, besides],
    );
    return rows[0]?.id;
  }

  async setPassword(manager: EntityManager, personId: string, passwordHash: string, now: string): Promise<void> {
    await manager.query('update account set password_hash = $2, password_set_at = $3 where person_id = $1', [
      personId,
      passwordHash,
      now,
    ]);
  }

  /** The seat is vacant from then on, for a successor to take. */
  async disable(manager: EntityManager, personId: string, now: string): Promise<void> {
    await manager.update(HoldingRow, { personId, heldTo: IsNull() }, { heldTo: now });
    await manager.update(PersonRow, { id: personId, disabledAt: IsNull() }, { disabledAt: now });
  }

  async seatExists(manager: EntityManager, postId: string): Promise<boolean> {
    return manager.existsBy(PostRow, { id: postId });
  }

  /** The seat, locked until the transaction ends. */
  async lockSeat(manager: EntityManager, postId: string): Promise<PostRow | null> {
    return manager.findOne(PostRow, { where: { id: postId }, lock: { mode: 'pessimistic_write' } });
  }

  async makeSeat(manager: EntityManager, wanted: SeatWanted, now: string): Promise<string> {
    const id = newId();
    await manager.insert(PostRow, { id, ...wanted, roles: [...wanted.roles], createdAt: now });
    return id;
  }

  /** Ends the present holding, if any, and starts one of `postId`. Fails on `holding_seat` while somebody else holds it. */
  async holdSeat(manager: EntityManager, personId: string, postId: string, now: string): Promise<void> {
    await manager.update(HoldingRow, { personId, heldTo: IsNull() }, { heldTo: now });
    await manager.insert(HoldingRow, { id: newId(), personId, postId, heldFrom: now, heldTo: null });
  }

  /** Who holds the seat now: the person's record. */
  async holderOf(manager: EntityManager, postId: string): Promise<string | undefined> {
    const holding = await manager.findOneBy(HoldingRow, { postId, heldTo: IsNull() });
    return holding?.personId;
  }

  /** How many active people hold `role`. The caller holds the administration lock. */
  async holders(manager: EntityManager, role: Role): Promise<number> {
    const [row] = await manager.query<[{ count: number }]>(
      `select count(*)::int as count from person p
       join holding h on h.person_id = p.id and h.held_to is null join post o on o.id = h.post_id
       where p.disabled_at is null and $1 = any (o.roles)`,
      [role],
    );
    return row.count;
  }

  /** The roles of a human over all active accounts: seats held, and covers that run or will. */
  async rolesOfIdentity(manager: EntityManager, identityId: string, now: string): Promise<Role[]> {
    const rows = await manager.query<{ role: Role }[]>(
      `select distinct unnest(o.roles) as role from person p
       join (select person_id, post_id from holding where held_to is null
             union all select person_id, post_id from deputy where covers_to > $2) s on s.person_id = p.id
       join post o on o.id = s.post_id where p.identity_id = $1 and p.disabled_at is null`,
      [identityId, now],
    );
    return rows.map(({ role }) => role);
  }

  /** All records of `from` become records of the human `to`, with what hangs on the human. */
  async joinIdentities(manager: EntityManager, from: string, to: string): Promise<void> {
    await manager.query('update person set identity_id = $2 where identity_id = $1', [from, to]);
    await manager.query(
      `update case_exclusion x set person_id = $2 where person_id = $1 and not exists (select 1 from case_exclusion y
         where y.person_id = $2 and y.case_id = x.case_id and y.category = x.category and y.lifted_at is null)`,
      [from, to],
    );
    await manager.query("update case_member set holder_id = $2 where holder_id = $1 and holder_kind = 'person'", [
      from,
      to,
    ]);
  }
}

const viewed = `
  select p.id, p.name_zh as "nameZh", a.username, p.disabled_at is not null as disabled,
         case when o.id is not null
           then json_build_object('id', o.id, 'titleZh', o.title_zh, 'titleEn', o.title_en, 'office', o.office,
             'leadsUnit', o.leads_unit) end as post,
         p.id_number_key is not null as "idNumberKnown", nullif(p.identity_id, p.id) as "sameAs",
         coalesce(o.roles, '{}') as roles,
         ${utc('p.created_at')} as "createdAt"
  from person p join account a on a.person_id = p.id
  left join holding h on h.person_id = p.id and h.held_to is null
  left join post o on o.id = h.post_id`;
