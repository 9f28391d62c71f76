import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import {
  lastSecurityAdministrator,
  passwordRefused,
  personAbsent,
  postAbsent,
  postTaken,
  rolesRefused,
  selfAdministration,
  usernameTaken,
} from '../protocol/access.errors.ts';
import { type Actor, type Role, judgeRoles, roles } from '../protocol/index.ts';
import { officeKeyText } from '../protocol/identity.rules.ts';
import { accountName, isPasswordFit } from '../protocol/sign-in.rules.ts';
import { AccessStores } from '../store/access.store.ts';
import { type NewPerson, type PersonView, type SeatWanted } from '../store/person.store.ts';
import { AccessRecord } from './access.record.ts';
import { WALL_CLOCK } from './access.settings.ts';
import { Concerns } from './concerns.service.ts';
import { Passwords } from './passwords.service.ts';
import { accountKey } from './session.service.ts';

/** Where somebody is placed: a new seat of their own, or one that is vacant, with all its work. */
export type Placement =
  | {
      readonly post: {
        readonly titleZh: string;
        readonly titleEn: string;
        readonly office?: string | null;
        readonly leadsUnit?: boolean;
      };
      readonly roles: readonly Role[];
      readonly postId?: undefined;
    }
  | { readonly postId: string; readonly post?: undefined; readonly roles?: undefined };

export type PersonWanted = Placement & {
  readonly username: string;
  readonly password: string;
  readonly nameZh: string;
  /** Resident identity number; only its keyed hash is kept. */
  readonly idNumber?: string | null;
};

/** Administration of people by the security administrator. Whatever shrinks or moves a person ends all its sessions. */
@Injectable()
export class People {
  constructor(
    @Inject(WALL_CLOCK) private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly concerns: Concerns,
    private readonly record: AccessRecord,
    private readonly stores: AccessStores,
  ) {}

  list(): Promise<PersonView[]> {
    return this.stores.people.list();
  }

  /**
   * Throws ROLES_EMPTY, ADMINISTRATORS_NOT_SEPARATED, POST_ABSENT, POST_TAKEN, PASSWORD_TOO_WEAK, ID_NUMBER_INVALID or
   * USERNAME_TAKEN. A number that is known already makes this a second account of that person.
   */
  async create(wanted: PersonWanted, by: Actor | null = null): Promise<PersonView> {
    const seat = seatOf(wanted);
    if (!isPasswordFit(wanted.password, wanted.username)) throw passwordRefused();
    const person = this.newPerson(wanted, await this.passwords.hash(wanted.password));
    return this.administer(async (manager) => {
      const view = await this.insert(manager, person, seat);
      await this.note(manager, 'person.created', view.id, by, { postId: view.post?.id, roles: view.roles });
      return view;
    });
  }

  /** Ends the old holding, starts the new one, and ends every session of the person (SHR-09). */
  async move(id: string, wanted: Placement, by: Actor): Promise<PersonView> {
    const seat = seatOf(wanted);
    return this.administer(async (manager) => {
      await this.lock(manager, id);
      await this.refuseSelf(manager, id, by);
      await this.takeSeat(manager, id, seat);
      await this.refuseNoneLeft(manager);
      await this.stores.sessions.closeAllOf(manager, id);
      const view = await this.viewOf(manager, id);
      await this.note(manager, 'person.moved', id, by, { postId: view.post?.id, roles: view.roles });
      return view;
    });
  }

  /** A person is never deleted: what it did stays signed with its pseudonym. */
  async disable(id: string, by: Actor): Promise<void> {
    await this.administer(async (manager) => {
      await this.lock(manager, id);
      await this.refuseSelf(manager, id, by);
      await this.stores.people.disable(manager, id, this.clock.now());
      await this.refuseNoneLeft(manager);
      await this.stores.sessions.closeAllOf(manager, id);
      await this.note(manager, 'person.disabled', id, by);
    });
  }

  async resetPassword(id: string, password: string, by: Actor | null = null): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    await this.administer(async (manager) => {
      await this.lock(manager, id);
      const { username } = await this.viewOf(manager, id);
      if (!isPasswordFit(password, username)) throw passwordRefused();
      await this.stores.people.setPassword(manager, id, passwordHash, this.clock.now());
      await this.stores.attempts.forgive(manager, accountKey(username));
      await this.stores.sessions.closeAllOf(manager, id);
      await this.note(manager, 'person.password-reset', id, by);
    });
  }

  /**
   * Makes a number known. Whoever else has it is from then on the same person: what shuts out one account shuts out the
   * other. Throws ID_NUMBER_INVALID, and ADMINISTRATORS_NOT_SEPARATED where one person would hold both accounts' roles.
   */
  async setIdNumber(id: string, idNumber: string, by: Actor): Promise<PersonView> {
    const key = this.concerns.keys.idNumberKey(idNumber);
    return this.administer(async (manager) => {
      await this.lock(manager, id);
      await this.refuseSelf(manager, id, by);
      await this.stores.people.setIdNumber(manager, id, key);
      await this.settle(manager, id, key);
      await this.stores.sessions.closeAllOf(manager, id);
      await this.note(manager, 'person.id-number-set', id, by);
      return this.viewOf(manager, id);
    });
  }

  /**
   * The first people of an agency, made only while there are none; answers whether they were. For the demonstration:
   * the launcher chooses and prints the passwords, so their strength is not judged.
   */
  async createFirst(people: readonly PersonWanted[]): Promise<boolean> {
    if (await this.stores.people.anyone(this.stores.source.manager)) return false;
    const hashed = await Promise.all(
      people.map(async (person) => ({
        person: this.newPerson(person, await this.passwords.hash(person.password)),
        seat: seatOf(person),
      })),
    );
    return this.administer(async (manager) => {
      if (await this.stores.people.anyone(manager)) return false;
      for (const { person, seat } of hashed) await this.insert(manager, person, seat);
      return true;
    });
  }

  private note(
    manager: EntityManager,
    action: string,
    id: string,
    by: Actor | null,
    details: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    return this.record.administered(manager, { action, kind: 'person', id, by }, details);
  }

  private newPerson(wanted: PersonWanted, passwordHash: string): NewPerson {
    const { nameZh, idNumber } = wanted;
    return {
      nameZh,
      username: accountName(wanted.username),
      passwordHash,
      nameKey: this.concerns.keys.nameKey(nameZh),
      idNumberKey: idNumber ? this.concerns.keys.idNumberKey(idNumber) : null,
    };
  }

  private async insert(manager: EntityManager, person: NewPerson, seat: SeatWanted | string): Promise<PersonView> {
    const id = await this.stores.people.create(manager, person, this.clock.now()).catch((error: unknown) => {
      throw (error as { code?: string }).code === '23505' ? usernameTaken() : error;
    });
    await this.takeSeat(manager, id, seat);
    if (person.idNumberKey !== null) await this.settle(manager, id, person.idNumberKey);
    return this.viewOf(manager, id);
  }

  /** Puts the person on the seat, and looks whether any case concerns them there. */
  private async takeSeat(manager: EntityManager, id: string, seat: SeatWanted | string): Promise<void> {
    const now = this.clock.now();
    const postId = typeof seat === 'string' ? seat : await this.stores.people.makeSeat(manager, seat, now);
    if (!(await this.stores.people.lockSeat(manager, postId))) throw postAbsent();
    const holder = await this.stores.people.holderOf(manager, postId);
    if (holder !== undefined && holder !== id) throw postTaken();
    await this.stores.people.holdSeat(manager, id, postId, now);
    await this.judge(manager, id);
  }

  /** Joins the accounts that have one number. */
  private async settle(manager: EntityManager, id: string, idNumberKey: string): Promise<void> {
    const own = await this.identityOf(manager, id);
    const other = await this.stores.people.identityWithNumber(manager, idNumberKey, own);
    if (other !== undefined) await this.stores.people.joinIdentities(manager, own, other);
    await this.judge(manager, id);
  }

  /** 三员分立 holds for the human, over all accounts, seats and covers. Then the look at the cases. */
  private async judge(manager: EntityManager, id: string): Promise<void> {
    const identity = await this.identityOf(manager, id);
    const verdict = judgeRoles(await this.stores.people.rolesOfIdentity(manager, identity, this.clock.now()));
    if (verdict === 'not-separated') throw rolesRefused(verdict);
    await this.concerns.look(manager, identity);
  }

  private async identityOf(manager: EntityManager, id: string): Promise<string> {
    const identity = await this.stores.people.identityOf(manager, id);
    if (identity === undefined) throw personAbsent();
    return identity;
  }

  private async refuseSelf(manager: EntityManager, id: string, by: Actor): Promise<void> {
    if ((await this.identityOf(manager, id)) === by.personId) throw selfAdministration();
  }

  /** One administrative act at a time: "the last security administrator" must hold until the commit. */
  private administer<Answer>(act: (manager: EntityManager) => Promise<Answer>): Promise<Answer> {
    return this.stores.source.transaction(async (manager) => {
      await manager.query("select pg_advisory_xact_lock(hashtextextended('people', 0))");
      return act(manager);
    });
  }

  private async lock(manager: EntityManager, id: string): Promise<void> {
    if (!(await this.stores.people.lock(manager, id))) throw personAbsent();
  }

  private async viewOf(manager: EntityManager, id: string): Promise<PersonView> {
    const view = await this.stores.people.view(manager, id);
    if (!view) throw personAbsent();
    return view;
  }

  private async refuseNoneLeft(manager: EntityManager): Promise<void> {
    if ((await this.stores.people.holders(manager, 'secadmin')) === 0) throw lastSecurityAdministrator();
  }
}

/** The seat to be made, or the id of the one to be taken over. */
function seatOf(wanted: Placement): SeatWanted | string {
  if (wanted.postId !== undefined) return wanted.postId;
  const verdict = judgeRoles(wanted.roles);
  if (verdict !== 'legal') throw rolesRefused(verdict);
  const { titleZh, titleEn, leadsUnit = false } = wanted.post;
  const office = wanted.post.office?.trim() || null;
  return {
    ...{ titleZh, titleEn, leadsUnit, office, officeKey: officeKeyText(office) },
    roles: roles.filter((role) => wanted.roles.includes(role)),
  };
}
