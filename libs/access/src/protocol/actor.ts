import { type Action, type Role, actions, administrators, permissions, roles } from './roles.rules.ts';

/** A seat the person may act in: the own one, or one covered for its holder (代理). */
export interface SeatHeld {
  readonly postId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly office: string | null;
  readonly roles: readonly Role[];
  readonly as: 'own' | 'deputy';
  /** UTC instant (wall time) at which the cover ends; null for the own seat. */
  readonly until: string | null;
}

/** The person behind a request, as the session check found them in this very request. */
export interface Actor {
  /**
   * UUIDv7; the pseudonym that logs and facts may carry. It is the human's: two accounts of one person, and a person and
   * the seats covered as deputy, have the same, so "not the same person" compares this and nothing else.
   */
  readonly personId: string;
  readonly personName: string;
  readonly agency: string;
  /** The seat acted in: the own one, unless the act was allowed by a covered seat only. */
  readonly postId: string;
  /** The seat's Chinese title; for a covered seat with 代理 before it. */
  readonly postTitle: string;
  readonly postTitleEn: string;
  /** Of all seats held and covered. */
  readonly roles: readonly Role[];
  readonly actions: readonly Action[];
  /** Grows whenever the person is moved, disabled or given a new password; what was opened before is dead. */
  readonly epoch: number;
  /** The own seat first, then those covered now. */
  readonly posts: readonly SeatHeld[];
}

/** Whether the actor may do `action`. The procedure's table of moves is asked besides. */
export function can(actor: Pick<Actor, 'actions'>, action: Action): boolean {
  return actor.actions.includes(action);
}

/** What a set of roles may do, in the order of `actions`. */
export function actionsOf(held: readonly Role[]): Action[] {
  const allowed = new Set<Action>(held.flatMap((role) => permissions[role]));
  return actions.filter((action) => allowed.has(action));
}

/**
 * The roles a person would hold, or why they may not be held together. `not-separated`: an administrator holds one
 * administrative role and no other (三员分立).
 */
export function judgeRoles(wanted: readonly Role[]): 'legal' | 'none' | 'not-separated' {
  const held = roles.filter((role) => wanted.includes(role));
  if (held.length === 0) return 'none';
  const administrative = held.some((role) => (administrators as readonly Role[]).includes(role));
  return administrative && held.length > 1 ? 'not-separated' : 'legal';
}

/**
 * The actor in the seat by which one of `wanted` is allowed: the own seat if it allows it, else the first covered one. The
 * guard has done this for the handler's actions; a capability that decides on a narrower action asks again.
 */
export function actingFor(actor: Actor, ...wanted: readonly Action[]): Actor {
  const seat = actor.posts.find((held) => actionsOf(held.roles).some((action) => wanted.includes(action)));
  if (!seat || seat.postId === actor.postId) return actor;
  const deputy = seat.as === 'deputy';
  return {
    ...actor,
    postId: seat.postId,
    postTitle: deputy ? `代理${seat.titleZh}` : seat.titleZh,
    postTitleEn: deputy ? `Acting ${seat.titleEn}` : seat.titleEn,
  };
}

/** How a fact names who acted: the seat (代理 is said) and its pseudonymous holder, never a name (contracts `actingpost`, 80 at most). */
export function actingPostOf(actor: Pick<Actor, 'personId' | 'postTitle'>): string {
  return `${actor.postTitle.slice(0, 40)}/${actor.personId}`;
}
