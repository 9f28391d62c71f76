/**
 * The service says that something changed for whoever is signed in (`GET /api/notices/stream`, SSE, no content). Pages that
 * read again by themselves do so at once; while no stream is open they go on reading at their own pace.
 */
const listeners = new Set<() => void>();
let source: EventSource | undefined;
let open = false;

/** Whether the stream stands: then reading at intervals is only a safety net. */
export const isStreaming = (): boolean => open;

/** Calls `listener` at every notice. Returns the function that ends it. */
export function onNotice(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Lets every page read again, as after an act of one's own that other pages show. */
export function announce(): void {
  for (const listener of listeners) listener();
}

const retryMs = 30_000;

/**
 * Keeps the stream open until told otherwise. `onEnded` is called when the service closes it: the session may have died,
 * and the caller asks. A burst of notices is one reading.
 */
export function keepListening(onEnded: () => void): () => void {
  let stopped = false;
  let burst: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  const gather = () => {
    burst ??= setTimeout(() => {
      burst = undefined;
      announce();
    }, 300);
  };
  const connect = () => {
    if (stopped || typeof EventSource === 'undefined') return;
    source = new EventSource('/api/notices/stream');
    source.onopen = () => (open = true);
    source.onmessage = gather;
    source.addEventListener('changed', gather);
    source.onerror = () => {
      const wasOpen = open;
      open = false;
      if (wasOpen) onEnded();
      if (source?.readyState !== EventSource.CLOSED) return;
      again = setTimeout(connect, retryMs);
    };
  };
  connect();
  return () => {
    stopped = true;
    open = false;
    clearTimeout(burst);
    clearTimeout(again);
    source?.close();
  };
}
