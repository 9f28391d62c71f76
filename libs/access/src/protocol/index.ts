export { type Action, type Role, actions, administrators, permissions, roleTitles, roles } from './roles.rules.ts';
export { type Actor, type SeatHeld, actingFor, actingPostOf, actionsOf, can, judgeRoles } from './actor.ts';
export { type ExclusionCategory, decidingStages, exclusionCategories, intakeStages } from './case.rules.ts';
export { attemptLimits, sessionLimits } from './sign-in.rules.ts';
