import { type ClueListItem } from '../api/clues.views.ts';

/**
 * What is ticked in the register (CON-01). The rule: it stays while more is loaded and while the list is read again, whoever
 * else may have moved or removed a clue meanwhile; it is cleared when the conditions change. The dialogue of an act in bulk
 * lists exactly what is ticked, and the service judges each again and answers for each.
 */
export interface Selection {
  /** The conditions under which it was ticked. */
  readonly under: string;
  readonly items: readonly ClueListItem[];
}

export const nothing = (under: string): Selection => ({ under, items: [] });

/** The selection under these conditions: itself, or nothing where it was made under others. */
export function selectionUnder(selection: Selection, under: string): Selection {
  return selection.under === under ? selection : nothing(under);
}

export const isTicked = ({ items }: Selection, id: string): boolean => items.some((item) => item.id === id);

export function ticked(selection: Selection, item: ClueListItem, on: boolean): Selection {
  const others = selection.items.filter(({ id }) => id !== item.id);
  return { ...selection, items: on ? [...others, item] : others };
}

export function tickedAll(selection: Selection, items: readonly ClueListItem[]): Selection {
  return items.reduce((before, item) => (isTicked(before, item.id) ? before : ticked(before, item, true)), selection);
}
