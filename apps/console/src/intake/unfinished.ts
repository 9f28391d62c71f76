import { type DraftClue } from '../api/clues.views.ts';

/**
 * Drafts too incomplete for the service to keep, held in this window's memory while its person works elsewhere in the
 * console. Never written to the machine: they may name people.
 */
const drafts = new Map<string, DraftClue>();
const keyOf = (personId: string, clueId: string | null) => `${personId}/${clueId ?? 'new'}`;

export const unfinishedOf = (personId: string, clueId: string | null): DraftClue | undefined =>
  drafts.get(keyOf(personId, clueId));

export function keepUnfinished(personId: string, clueId: string | null, draft: DraftClue | undefined): void {
  if (draft) drafts.set(keyOf(personId, clueId), draft);
  else drafts.delete(keyOf(personId, clueId));
}

let form = { key: 'new-0', id: null as string | null, count: 0 };

/** The key under which an intake address is one and the same form: a new one stays itself when it has been given its id. */
export function formKey(id: string | null): string {
  if (id !== null) return id === form.id ? form.key : id;
  if (form.id !== null) form = { key: `new-${form.count + 1}`, id: null, count: form.count + 1 };
  return form.key;
}

/** The form for a new clue was given its id by the service. */
export function formBegun(id: string): void {
  form = { ...form, id };
}
