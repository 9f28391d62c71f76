import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../api/http.ts';
import { isStreaming, onNotice } from '../api/notices.ts';

export interface Resource<Value> {
  /** The last value read; kept on the screen while it is read again and when that fails. */
  readonly value: Value | undefined;
  readonly problem: ApiProblem | undefined;
  readonly loading: boolean;
  /** Wall time of the last good reading, ms. */
  readonly readAt: number | undefined;
  readonly reload: () => void;
  readonly put: (value: Value) => void;
}

/** Any thrown thing as a problem that can be shown. */
export function problemFrom(cause: unknown): ApiProblem {
  if (cause instanceof ApiProblem) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  return new ApiProblem(0, 'UNEXPECTED', { zh: `页面出错：${text}`, en: `The page failed: ${text}` });
}

/** While the stream of notices stands, only every so-many-th interval reads: a notice is quicker anyway. */
const calmTurns = 6;

/**
 * Reads something from the service: again when `key` changes, on `reload`, and, where `everyMs` is given, at every notice and
 * at that interval while the page is in view. An answer that a newer reading overtook is dropped.
 */
export function useResource<Value>(key: string, read: () => Promise<Value>, everyMs?: number): Resource<Value> {
  const [state, setState] = useState<{ key: string; value?: Value; problem?: ApiProblem; readAt?: number }>({ key });
  const [loading, setLoading] = useState(true);
  const latest = useRef(0);
  const reader = useRef(read);
  useEffect(() => {
    reader.current = read;
  });

  const load = useCallback(() => {
    const turn = ++latest.current;
    setLoading(true);
    reader.current().then(
      (value) => {
        if (turn !== latest.current) return;
        setState({ key, value, readAt: Date.now() });
        setLoading(false);
      },
      (cause: unknown) => {
        if (turn !== latest.current) return;
        setState((before) =>
          before.key === key ? { ...before, problem: problemFrom(cause) } : { key, problem: problemFrom(cause) },
        );
        setLoading(false);
      },
    );
  }, [key]);

  useEffect(() => {
    load();
    if (everyMs === undefined) return;
    let turn = 0;
    const timer = setInterval(() => {
      turn += 1;
      if (document.visibilityState !== 'visible' || (isStreaming() && turn % calmTurns !== 0)) return;
      load();
    }, everyMs);
    const stop = onNotice(load);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [load, everyMs]);

  const put = useCallback(
    (value: Value) => {
      latest.current += 1;
      setLoading(false);
      setState({ key, value, readAt: Date.now() });
    },
    [key],
  );
  const current = state.key === key ? state : undefined;
  return { value: current?.value, problem: current?.problem, readAt: current?.readAt, loading, reload: load, put };
}
