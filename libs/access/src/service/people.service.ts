import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import {
  lastSecurityAdministrator,
  passwordRefused,
  personAbsent,
  rolesRefused,
  selfAdministration,
  usernameTaken,
} from '../protocol/access.errors.ts';
import { type Actor, type Role, judgeRoles, roles } from '../protocol/index.ts';
import { accountName, isPasswordFit } from '../protocol/sign-in.rules.ts';
import { AccessStores } from '../store/access.store.ts';
import { PersonStore, type PersonView, type PostWanted } from '../store/person.store.ts';
import { WALL_CLOCK } from './access.settings.ts';
import { Passwords } from './passwords.service.ts';
import { accountKey } from './session.service.ts';

export interface PersonWanted {
  readonly username: string;
  readonly password: string;
  readonly nameZh: string;
  readonly post: { readonly titleZh: string; readonly titleEn: string };
  readonly roles: readonly Role[];
}

/** Administration of people by the security administrator. Whatever shrinks or moves a person ends all its sessions. */
@Injectable()
export class People {
  constructor(
    @Inject(WALL_CLOCK) private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly store: PersonStore,
    private readonly stores: AccessStores,
  ) {}

  list(): Promise<PersonView[]> {
    return this.store.list();
  }

  /** Throws ROLES_EMPTY, ADMINISTRATORS_NOT_SEPARATED, PASSWORD_TOO_WEAK or USERNAME_TAKEN. */
  async create(wanted: PersonWanted): Promise<PersonView> {
    const post = postOf(wanted.post, wanted.roles);
    if (!isPasswordFit(wanted.password, wanted.username)) throw passwordRefused();
    const passwordHash = await this.passwords.hash(wanted.password);
    return this.administer((manager) => this.insert(manager, { ...wanted, passwordHash }, post));
  }

  /** Ends the old holding, starts the new one, and every session of the person (SHR-09). */
  async move(id: string, wanted: Pick<PersonWanted, 'post' | 'roles'>, by: Actor): Promise<PersonView> {
    const post = postOf(wanted.post, wanted.roles);
    if (id === by.personId) throw selfAdministration();
    return this.administer(async (manager) => {
      await this.lock(manager, id);
      if (!post.roles.includes('secadmin')) await this.refuseLastOf(manager, id);
      await this.store.holdPost(manager, id, post, this.clock.now());
      await this.stores.sessions.closeAllOf(manager, id);
      return this.viewOf(manager, id);
    });
  }

  /** A person is never deleted: what it did stays signed with its pseudonym. */
  async disable(id: string, by: Actor): Promise<void> {
    if (id === by.personId) throw selfAdministration();
    await this.administer(async (manager) => {
      await this.lock(manager, id);
      await this.refuseLastOf(manager, id);
      await this.store.disable(manager, id, this.clock.now());
      await this.stores.sessions.closeAllOf(manager, id);
    });
  }

  async resetPassword(id: string, password: string): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    await this.administer(async (manager) => {
      await this.lock(manager, id);
      const { username } = await this.viewOf(manager, id);
      if (!isPasswordFit(password, username)) throw passwordRefused();
      await this.store.setPassword(manager, id, passwordHash, this.clock.now());
      await this.stores.attempts.forgive(manager, accountKey(username));
      await this.stores.sessions.closeAllOf(manager, id);
    });
  }

  /**
   * The first people of an agency, made only while there are none; answers whether they were. For the demonstration:
   * the launcher chooses and prints the passwords, so their strength is not judged.
   */
  async createFirst(people: readonly PersonWanted[]): Promise<boolean> {
    if (await this.store.anyone(this.stores.source.manager)) return false;
    const hashed = await Promise.all(
      people.map(async (person) => ({
        person: { ...person, passwordHash: await this.passwords.hash(person.password) },
        post: postOf(person.post, person.roles),
      })),
    );
    return this.administer(async (manager) => {
      if (await this.store.anyone(manager)) return false;
      for (const { person, post } of hashed) await this.insert(manager, person, post);
      return true;
    });
  }

  private async insert(
    manager: EntityManager,
    person: { nameZh: string; username: string; passwordHash: string },
    post: PostWanted,
  ): Promise<PersonView> {
    const now = this.clock.now();
    const username = accountName(person.username);
    const id = await this.store.create(manager, { ...person, username }, now).catch((error: unknown) => {
      throw (error as { code?: string }).code === '23505' ? usernameTaken() : error;
    });
    await this.store.holdPost(manager, id, post, now);
    return this.viewOf(manager, id);
  }

  /** One administrative act at a time: "the last security administrator" must hold until the commit. */
  private administer<Answer>(act: (manager: EntityManager) => Promise<Answer>): Promise<Answer> {
    return this.stores.source.transaction(async (manager) => {
      await manager.query("select pg_advisory_xact_lock(hashtextextended('people', 0))");
      return act(manager);
    });
  }

  private async lock(manager: EntityManager, id: string): Promise<void> {
    if (!(await this.store.lock(manager, id))) throw personAbsent();
  }

  private async viewOf(manager: EntityManager, id: string): Promise<PersonView> {
    const view = await this.store.view(manager, id);
    if (!view) throw personAbsent();
    return view;
  }

  private async refuseLastOf(manager: EntityManager, id: string): Promise<void> {
    const { roles: held } = await this.viewOf(manager, id);
    if (!held.includes('secadmin')) return;
    if ((await this.store.holders(manager, 'secadmin', id)) === 0) throw lastSecurityAdministrator();
  }
}

function postOf(post: PersonWanted['post'], wanted: readonly Role[]): PostWanted {
  const verdict = judgeRoles(wanted);
  if (verdict !== 'legal') throw rolesRefused(verdict);
  return { titleZh: post.titleZh, titleEn: post.titleEn, roles: roles.filter((role) => wanted.includes(role)) };
}
