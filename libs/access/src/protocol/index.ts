export { type Action, type Role, actions, administrators, permissions, roleTitles, roles } from './roles.rules.ts';
export { type Actor, actingPostOf, actionsOf, can, judgeRoles } from './actor.ts';
export { attemptLimits, sessionLimits } from './sign-in.rules.ts';
