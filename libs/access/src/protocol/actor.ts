import { type Action, type Role, actions, administrators, permissions, roles } from './roles.rules.ts';

/** The person behind a request, as the session check found them in this very request. */
export interface Actor {
  /** UUIDv7; the pseudonym that logs and facts may carry. */
  readonly personId: string;
  readonly personName: string;
  readonly agency: string;
  readonly postId: string;
  /** The post's Chinese title. */
  readonly postTitle: string;
  readonly postTitleEn: string;
  readonly roles: readonly Role[];
  readonly actions: readonly Action[];
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

/** How a fact names who acted: the post and its pseudonymous holder, never a name (contracts `actingpost`, 80 at most). */
export function actingPostOf(actor: Pick<Actor, 'personId' | 'postTitle'>): string {
  return `${actor.postTitle.slice(0, 40)}/${actor.personId}`;
}
