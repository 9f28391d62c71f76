import { useCallback, useEffect, useRef, useState } from 'react';
import { type ClueView, createClue, type DraftClue, readClue, saveClue } from '../api/clues.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { problemFrom } from '../parts/use-resource.ts';
import { isKeepable, isSecret, tidied } from './intake.rules.ts';

/** How the draft on the screen stands beside the one the service keeps. `at`: wall instant of the last saving. */
export type Saving =
  | { readonly kind: 'untouched' | 'incomplete' | 'secret' | 'pending' | 'saving' | 'conflict' }
  | { readonly kind: 'saved'; readonly at: string }
  | { readonly kind: 'failed'; readonly problem: ApiProblem };

export interface Autosave {
  readonly saving: Saving;
  readonly id: string | null;
  /** Saves what stands now and answers the kept clue; throws ApiProblem where it cannot be kept. */
  readonly flush: () => Promise<{ readonly id: string; readonly version: number }>;
  /** After a conflict: the service's draft is taken as read, and this one goes over it. */
  readonly overwrite: () => void;
}

const pauseMs = 1_200;
const againMs = 10_000;

interface Kept {
  id: string | null;
  version: number;
  text: string;
}

/**
 * Keeps a draft at the service by itself: a moment after typing stops, when the page is hidden or left, and again where it
 * failed. One saving at a time, always of the newest text; a draft changed elsewhere is never overwritten unasked.
 */
export function useAutosave(
  draft: DraftClue,
  kept: Pick<ClueView, 'id' | 'version'> | undefined,
  onBegun: (id: string) => void,
): Autosave {
  const [saving, setSaving] = useState<Saving>({ kind: 'untouched' });
  const [id, setId] = useState(kept?.id ?? null);
  const now = useRef(draft);
  const held = useRef<Kept>({ id: kept?.id ?? null, version: kept?.version ?? 0, text: textOf(draft) });
  const running = useRef<Promise<void> | undefined>(undefined);
  const stopped = useRef(false);
  const begun = useRef(onBegun);
  useEffect(() => {
    now.current = draft;
    begun.current = onBegun;
  });

  const save = useCallback(async (leaving: boolean) => {
    const sent = tidied(now.current);
    const { id: known, version } = held.current;
    const view = known === null ? await createClue(sent, leaving) : await saveClue(known, sent, version, leaving);
    held.current = { id: view.id, version: view.version, text: JSON.stringify(sent) };
    setId(view.id);
    if (known === null && !leaving) begun.current(view.id);
    setSaving({ kind: 'saved', at: new Date().toISOString() });
  }, []);

  const settle = useCallback(
    async (leaving = false) => {
      while (!stopped.current && isKeepable(now.current) && textOf(now.current) !== held.current.text) {
        setSaving({ kind: 'saving' });
        running.current ??= save(leaving).finally(() => (running.current = undefined));
        await running.current;
      }
      await running.current;
    },
    [save],
  );

  const quietly = useCallback(
    (leaving = false) =>
      settle(leaving).catch((cause: unknown) => {
        const problem = problemFrom(cause);
        if (problem.status === 409) stopped.current = true;
        setSaving(problem.status === 409 ? { kind: 'conflict' } : { kind: 'failed', problem });
      }),
    [settle],
  );
  useSavingMoments(draft, held, saving, setSaving, quietly);

  const flush = useCallback(async () => {
    await settle();
    const { id: known, version } = held.current;
    if (known === null) {
      await save(false);
      return { id: held.current.id!, version: held.current.version };
    }
    return { id: known, version };
  }, [settle, save]);

  const overwrite = useCallback(() => {
    const known = held.current.id;
    if (known === null) return;
    readClue(known).then(
      (view) => {
        held.current = { ...held.current, version: view.version, text: '' };
        stopped.current = false;
        void quietly();
      },
      (cause: unknown) => setSaving({ kind: 'failed', problem: problemFrom(cause) }),
    );
  }, [quietly]);

  return { saving, id, flush, overwrite };
}

const textOf = (draft: DraftClue): string => JSON.stringify(tidied(draft));

/** When it saves: a pause in typing, the page hidden or left, a while after a failure. */
function useSavingMoments(
  draft: DraftClue,
  held: { readonly current: Kept },
  saving: Saving,
  setSaving: (saving: Saving) => void,
  quietly: (leaving?: boolean) => Promise<void>,
): void {
  const failed = saving.kind === 'failed';
  useEffect(() => {
    if (textOf(draft) === held.current.text) return;
    if (!isKeepable(draft)) {
      setSaving({ kind: isSecret(draft.classification) ? 'secret' : 'incomplete' });
      return;
    }
    setSaving({ kind: 'pending' });
    const timer = setTimeout(() => void quietly(), pauseMs);
    return () => clearTimeout(timer);
  }, [draft, held, setSaving, quietly]);

  useEffect(() => {
    if (!failed) return;
    const timer = setTimeout(() => void quietly(), againMs);
    return () => clearTimeout(timer);
  }, [failed, quietly]);

  useEffect(() => {
    const leave = () => document.visibilityState === 'hidden' && void quietly(true);
    document.addEventListener('visibilitychange', leave);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      void quietly(true);
    };
  }, [quietly]);
}
