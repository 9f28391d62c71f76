import { type AnchorHTMLAttributes, type MouseEvent, useMemo, useSyncExternalStore } from 'react';
import { hrefOf, parseRoute, type Route } from './route.ts';

const listeners = new Set<() => void>();
let mayLeave: () => boolean = () => true;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** Goes to a page of the console unless an unsaved form holds the person back. */
export function go(route: Route, options: { readonly replace?: boolean; readonly force?: boolean } = {}): void {
  if (!options.force && !options.replace && !mayLeave()) return;
  window.history[options.replace ? 'replaceState' : 'pushState'](null, '', hrefOf(route));
  for (const listener of listeners) listener();
  if (!options.replace) window.scrollTo(0, 0);
}

/** Asks before leaving a page with unsaved text, by a link or by closing the tab. Returns the function that lets go. */
export function hold(question: string, options: { readonly closingOnly?: boolean } = {}): () => void {
  const beforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
  if (!options.closingOnly) mayLeave = () => window.confirm(question);
  window.addEventListener('beforeunload', beforeUnload);
  return () => {
    mayLeave = () => true;
    window.removeEventListener('beforeunload', beforeUnload);
  };
}

export function useRoute(): Route {
  const address = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search);
  return useMemo(() => {
    const [path, search] = address.split('?');
    return parseRoute(path ?? '/', search ?? '');
  }, [address]);
}

/** A real link: opens in a new tab when asked to, otherwise without loading the page again. */
export function Link({ to, ...rest }: { readonly to: Route } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const follow = (event: MouseEvent) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    go(to);
  };
  return <a {...rest} href={hrefOf(to)} onClick={follow} />;
}
