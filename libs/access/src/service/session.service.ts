import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@sup/kernel';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  passwordRefused,
  passwordUnchanged,
  passwordWrong,
  signInFailed,
  signInRequired,
  tooManyAttempts,
} from '../protocol/access.errors.ts';
import { type Actor, actionsOf, roles } from '../protocol/index.ts';
import { accountName, isPasswordFit } from '../protocol/sign-in.rules.ts';
import { AccessStores } from '../store/access.store.ts';
import { PersonStore } from '../store/person.store.ts';
import { type LiveSession } from '../store/session.store.ts';
import { ACCESS_SETTINGS, type AccessSettings, WALL_CLOCK } from './access.settings.ts';
import { type Door } from './doors.service.ts';
import { Passwords } from './passwords.service.ts';

/** A session just opened. The token is shown once, here; only its hash is kept. */
export interface SignedIn {
  readonly token: string;
  readonly actor: Actor;
}

/** How often a session is marked as seen: a write for every request would double its cost. */
const markEveryMs = 60_000;

/** Sign-in, sign-out and the check made at every request. All times are wall time. */
@Injectable()
export class Sessions {
  constructor(
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    @Inject(WALL_CLOCK) private readonly clock: Clock,
    private readonly passwords: Passwords,
    private readonly people: PersonStore,
    private readonly stores: AccessStores,
  ) {}

  /**
   * Opens a session. Throws SIGN_IN_FAILED, alike for every reason, and TOO_MANY_ATTEMPTS (with
   * `retryAfterSeconds`) before the password is looked at.
   */
  async signIn(username: string, password: string, address: string): Promise<SignedIn> {
    const name = accountName(username);
    const admitted = await this.stores.attempts.admit(accountKey(name), address, this.clock.now());
    if ('waitMs' in admitted) throw tooManyAttempts(Math.ceil(admitted.waitMs / 1000));
    if (admitted.slowMs > 0) await setTimeout(admitted.slowMs);
    const account = await this.people.account(name);
    const matches = await this.passwords.matches(password, account?.passwordHash);
    if (!account?.active || !matches) throw signInFailed();
    const token = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    await this.stores.source.transaction(async (manager) => {
      await this.stores.attempts.succeeded(manager, admitted.id);
      await this.stores.sessions.open(manager, this.hashOf(token), account.personId, now);
    });
    const actor = await this.check(token);
    if (!actor) throw signInFailed();
    return { token, actor };
  }

  /** The actor of a token as person, post and roles are at this instant; undefined if the session is not alive. */
  async check(token: string | undefined): Promise<Actor | undefined> {
    return (await this.enter(token))?.actor;
  }

  /** As `check`, with the door the session is: what is opened for it closes with it. */
  async enter(token: string | undefined): Promise<{ readonly actor: Actor; readonly door: Door } | undefined> {
    if (!token || !/^[\w-]{43}$/.test(token)) return undefined;
    const now = this.clock.now();
    const tokenHash = this.hashOf(token);
    const session = await this.stores.sessions.find(tokenHash, now);
    if (!session) return undefined;
    if (session.quietMs > markEveryMs) await this.stores.sessions.seen(tokenHash, now);
    return { actor: this.actorOf(session), door: { accountId: session.accountId, tokenHash } };
  }

  /** Whether the session is still good. Asking does not count as a request. */
  async isAlive(door: Door): Promise<boolean> {
    return (await this.stores.sessions.find(door.tokenHash, this.clock.now())) !== undefined;
  }

  async signOut(token: string | undefined): Promise<void> {
    if (token) await this.stores.sessions.close(this.hashOf(token));
  }

  /**
   * The actor's own new password. The present one is asked, and guesses of it are counted as sign-ins are; every other session
   * of the account ends. Throws PASSWORD_WRONG, PASSWORD_TOO_WEAK, PASSWORD_UNCHANGED or TOO_MANY_ATTEMPTS.
   */
  async changePassword(door: Door, current: string, next: string, address: string): Promise<void> {
    const account = await this.people.accountOf(door.accountId);
    if (!account) throw signInRequired();
    const admitted = await this.stores.attempts.admit(accountKey(account.username), address, this.clock.now());
    if ('waitMs' in admitted) throw tooManyAttempts(Math.ceil(admitted.waitMs / 1000));
    if (!(await this.passwords.matches(current, account.passwordHash))) throw passwordWrong();
    if (!isPasswordFit(next, account.username)) throw passwordRefused();
    if (next.normalize('NFKC') === current.normalize('NFKC')) throw passwordUnchanged();
    const passwordHash = await this.passwords.hash(next);
    await this.stores.source.transaction(async (manager) => {
      await this.stores.attempts.succeeded(manager, admitted.id);
      await this.people.setPassword(manager, door.accountId, passwordHash, this.clock.now());
      await this.stores.sessions.closeAllOf(manager, door.accountId, door.tokenHash);
    });
  }

  // The agency is part of what is hashed: a token never opens a door of another agency, whatever the database.
  private hashOf(token: string): string {
    return createHash('sha256').update(`${this.settings.agency}:${token}`).digest('hex');
  }

  private actorOf({ personId, nameZh, epoch, own, covered }: LiveSession): Actor {
    const posts = [own, ...covered];
    const held = roles.filter((role) => posts.some((seat) => seat.roles.includes(role)));
    return {
      personId,
      personName: nameZh,
      agency: this.settings.agency,
      postId: own.postId,
      postTitle: own.titleZh,
      postTitleEn: own.titleEn,
      roles: held,
      actions: actionsOf(held),
      epoch,
      posts,
    };
  }
}

/** Attempts are counted under the hash of the name as typed, whether such an account exists or not. */
export function accountKey(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
