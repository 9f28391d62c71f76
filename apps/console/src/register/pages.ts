import { useCallback, useEffect, useRef, useState } from 'react';
import { type ClueFilter, type ClueListItem, listClues } from '../api/clues.views.ts';
import { type ApiProblem } from '../api/http.ts';
import { onNotice } from '../api/notices.ts';
import { problemFrom } from '../parts/use-resource.ts';

export interface Loaded {
  readonly items: readonly ClueListItem[];
  readonly next: string | null;
  readonly total: number;
  readonly totalIsCapped: boolean;
}
export interface Pages {
  readonly loaded: Loaded | undefined;
  readonly loading: boolean;
  readonly problem: ApiProblem | undefined;
  readonly more: () => void;
  readonly reload: () => void;
}

const size = 100;

/**
 * The register page by page, by the service's cursors: rows already read stay, each once. After a notice the first page is
 * read again; where it brings nothing new the loaded rows are kept as they are, else the list starts anew.
 */
export function usePages(filter: ClueFilter): Pages {
  const key = JSON.stringify(filter);
  const [state, setState] = useState<{ key: string; loaded?: Loaded; problem?: ApiProblem }>({ key });
  const [loading, setLoading] = useState(false);
  const turn = useRef(0);
  const current = state.key === key ? state : { key };
  const next = current.loaded?.next ?? null;

  const read = useCallback(
    (after: string) => {
      const mine = ++turn.current;
      setLoading(true);
      listClues(JSON.parse(key) as ClueFilter, after, size).then(
        (page) => {
          if (mine !== turn.current) return;
          setLoading(false);
          setState((before) => ({ key, loaded: after ? joined(before.loaded, page) : renewed(before, key, page) }));
        },
        (cause: unknown) => {
          if (mine !== turn.current) return;
          setLoading(false);
          setState((before) => ({ ...(before.key === key ? before : { key }), problem: problemFrom(cause) }));
        },
      );
    },
    [key],
  );
  useEffect(() => {
    read('');
    return onNotice(() => read(''));
  }, [read]);
  const more = useCallback(() => {
    if (next !== null && !loading) read(next);
  }, [next, loading, read]);
  const reload = useCallback(() => read(''), [read]);
  return { loaded: current.loaded, problem: current.problem, loading, more, reload };
}

function joined(before: Loaded | undefined, page: Loaded): Loaded {
  const known = new Set(before?.items.map(({ id }) => id));
  return { ...page, items: [...(before?.items ?? []), ...page.items.filter(({ id }) => !known.has(id))] };
}

function renewed(before: { readonly key: string; readonly loaded?: Loaded }, key: string, page: Loaded): Loaded {
  const kept = before.key === key ? before.loaded : undefined;
  if (!kept || kept.items.length <= page.items.length) return page;
  const isSame = page.items.every((item, at) => JSON.stringify(item) === JSON.stringify(kept.items[at]));
  return isSame ? { ...kept, total: page.total, totalIsCapped: page.totalIsCapped } : page;
}
