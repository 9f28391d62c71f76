import { type Action, type Actor, actingFor, actionsOf, can } from '@sup/access/protocol';
import { type Clue, type ClueCommand, openClueCommands, partiesOf } from '../protocol/index.ts';
import { type ClueCommandName } from './clue.requests.ts';

/** The actions one of which a command needs: what is asked before the table, and which buttons an officer sees. */
export const clueCommandActions = {
  amend: ['clue.register'],
  register: ['clue.register'],
  discard: ['clue.register'],
  'begin-screening': ['clue.screen'],
  merge: ['clue.screen'],
  decline: ['clue.screen'],
  redirect: ['clue.screen'],
  accept: ['clue.screen'],
  'prepare-referral': ['clue.screen'],
  assign: ['clue.assign'],
  'begin-verification': ['clue.verify'],
  keep: ['clue.assign'],
  resume: ['clue.assign'],
  conclude: ['clue.verify'],
  'decide-outcome': ['clue.decide'],
  dispose: ['clue.decide'],
  close: ['clue.close'],
  reopen: ['clue.screen'],
  note: ['clue.register', 'clue.screen', 'clue.verify', 'clue.decide'],
  'tell-reporter': ['clue.register', 'clue.screen', 'clue.verify', 'clue.decide'],
  'start-limit': ['clue.register', 'clue.screen', 'clue.verify', 'clue.decide'],
  'meet-limit': ['clue.register', 'clue.screen', 'clue.verify', 'clue.decide'],
  'identity-request': ['identity.request'],
  'identity-release': ['identity.release'],
} as const satisfies Record<ClueCommandName, readonly Action[]>;

export function mayCommand(actor: Actor, command: ClueCommandName): boolean {
  return clueCommandActions[command].some((action) => can(actor, action));
}

/** What this officer may do on a clue now: open by the table to the parties they play, and permitted. */
export function clueCommandsFor(clue: Clue, actor: Actor): ClueCommand[] {
  const acts = openClueCommands(clue, partiesOf(actor.roles)).filter((command) => mayCommand(actor, command));
  return acts.filter((command) => !handlersOnly.includes(command) || isHandledBy(clue, actor));
}

/** The officer in the seat the command is given from: a clue's own handler also where that seat is covered for its holder. */
export function actingOn(clue: Pick<Clue, 'handlers'>, actor: Actor, command: ClueCommandName): Actor {
  const posts = handlersOnly.includes(command) ? handlingSeats(clue, actor) : actor.posts;
  return { ...actingFor({ ...actor, posts }, ...clueCommandActions[command]), posts: actor.posts };
}

/** Whether one of the seats this officer holds or covers handles the clue. */
export function isHandledBy(clue: Pick<Clue, 'handlers'>, actor: Actor): boolean {
  return handlingSeats(clue, actor).length > 0;
}

function handlingSeats({ handlers }: Pick<Clue, 'handlers'>, { posts }: Actor): Actor['posts'] {
  return posts.filter(({ postId, roles }) => handlers.includes(postId) && actionsOf(roles).includes('clue.verify'));
}

/** Done by the clue's own handlers, not by any handler of the agency. */
export const handlersOnly: readonly ClueCommandName[] = ['begin-verification', 'conclude'];
