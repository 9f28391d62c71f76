export { Allow, type ActingRequest, CurrentActor, Public } from './http/allow.decorators.ts';
export { type Action, type Actor, type Role } from './protocol/index.ts';
