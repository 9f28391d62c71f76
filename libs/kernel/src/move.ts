/**
 * The procedure as data. One table of moves says who may move a record from where to where; the same table judges our
 * officer's command, judges the other agency's fact, draws the console's buttons and generates the exhaustive tests.
 */
export interface Move<Status extends string, Party extends string> {
  readonly from: readonly Status[];
  readonly to: Status;
  /** The one party that may make the move. */
  readonly by: Party;
  /** Made by the pen-holder's own service in the transaction that admits the cause; it has no button. */
  readonly auto?: true;
  /** Names of the guards checked when the move is decided. `admit` never refuses on a guard: the author has already moved. */
  readonly guards?: readonly string[];
}

export type MoveTable<Name extends string, Status extends string, Party extends string> = Readonly<
  Record<Name, Move<Status, Party>>
>;

/** `legal`, or the first thing that is wrong with the move: its author, then the status it starts from. */
export type Verdict = 'legal' | 'wrong-party' | 'wrong-status';

/** Whether `party` may make `move` on a record in `status`. Guards are not part of the answer. */
export function judge<Status extends string, Party extends string>(
  move: Move<Status, Party>,
  status: NoInfer<Status>,
  party: NoInfer<Party>,
): Verdict {
  if (move.by !== party) return 'wrong-party';
  return move.from.includes(status) ? 'legal' : 'wrong-status';
}

/** The moves `party` may make from `status`, in the table's order; without `auto` ones, which have no button. */
export function movesOf<Name extends string, Status extends string, Party extends string>(
  table: MoveTable<Name, Status, Party>,
  status: NoInfer<Status>,
  party: NoInfer<Party>,
): Name[] {
  return entries(table)
    .filter(([, move]) => !move.auto && judge(move, status, party) === 'legal')
    .map(([name]) => name);
}

/** The party that holds the pen in `status`; undefined where nobody may move. Throws if the status is contested. */
export function penOf<Name extends string, Status extends string, Party extends string>(
  table: MoveTable<Name, Status, Party>,
  status: NoInfer<Status>,
): Party | undefined {
  const parties = partiesFrom(table, status);
  if (parties.size > 1) throw new Error(`status ${status} is contested by ${[...parties].join(', ')}`);
  return [...parties][0];
}

/**
 * Statuses that more than one party may leave. Must be empty for every shared table: two concurrent legal moves would
 * leave the copies apart for ever (PROTOCOL.md law 1).
 */
export function contestedStatuses<Name extends string, Status extends string, Party extends string>(
  table: MoveTable<Name, Status, Party>,
): Status[] {
  const statuses = new Set(entries(table).flatMap(([, move]) => move.from));
  return [...statuses].filter((status) => partiesFrom(table, status).size > 1);
}

/** Every status that can be reached from `initial`, itself included. */
export function reachableStatuses<Name extends string, Status extends string, Party extends string>(
  table: MoveTable<Name, Status, Party>,
  initial: NoInfer<Status>,
): Set<Status> {
  const reached = new Set<Status>([initial]);
  for (const status of reached) {
    for (const [, move] of entries(table)) if (move.from.includes(status)) reached.add(move.to);
  }
  return reached;
}

/** Statuses that no move leaves. */
export function terminalStatuses<Name extends string, Status extends string, Party extends string>(
  table: MoveTable<Name, Status, Party>,
): Status[] {
  const left = new Set(entries(table).flatMap(([, move]) => move.from));
  return [...new Set(entries(table).map(([, move]) => move.to))].filter((status) => !left.has(status));
}

function partiesFrom<Name extends string, Status extends string, Party extends string>(
  table: MoveTable<Name, Status, Party>,
  status: Status,
): Set<Party> {
  return new Set(
    entries(table)
      .filter(([, move]) => move.from.includes(status))
      .map(([, move]) => move.by),
  );
}

function entries<Name extends string, Status extends string, Party extends string>(
  table: MoveTable<Name, Status, Party>,
): [Name, Move<Status, Party>][] {
  return Object.entries(table) as [Name, Move<Status, Party>][];
}
