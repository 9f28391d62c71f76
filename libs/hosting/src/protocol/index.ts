export { type Problem, type Refusal, problemOf, statusOf } from './problem.rules.ts';
