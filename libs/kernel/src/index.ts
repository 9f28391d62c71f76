export {
  type Move,
  type MoveTable,
  type Verdict,
  contestedStatuses,
  judge,
  movesOf,
  penOf,
  reachableStatuses,
  terminalStatuses,
} from './move.ts';
export { type Bilingual, DomainError, type Language } from './domain-error.ts';
export { type Clock, systemClock } from './clock.ts';
export { newId } from './ids.ts';
export { together } from './together.ts';
