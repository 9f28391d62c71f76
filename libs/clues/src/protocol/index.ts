export * from './clue.ts';
export * from './clue.moves.ts';
