import { type ClueFilter, noFilter } from '../api/clues.views.ts';
import { type Box } from '../api/referrals.views.ts';

/** Every page of the console. An address that names none is `absent`. */
export type Route =
  | { readonly page: 'home' }
  | {
      readonly page: 'box';
      readonly box: Box;
      readonly tab: string | null;
      readonly q: string;
      readonly overdue: boolean;
      readonly number: number;
    }
  | { readonly page: 'work'; readonly queue: string }
  | { readonly page: 'clues'; readonly filter: ClueFilter }
  | { readonly page: 'clue'; readonly id: string }
  | { readonly page: 'intake'; readonly id: string | null }
  | { readonly page: 'import' }
  | { readonly page: 'meetings' }
  | { readonly page: 'meeting'; readonly id: string | null }
  | { readonly page: 'search'; readonly q: string }
  | { readonly page: 'referral'; readonly id: string }
  | { readonly page: 'compose'; readonly id: string | null }
  | { readonly page: 'network' }
  | { readonly page: 'people' }
  | { readonly page: 'audit' }
  | { readonly page: 'identities' }
  | { readonly page: 'account' }
  | { readonly page: 'absent' };

const single = ['network', 'people', 'audit', 'identities', 'account', 'meetings'] as const;
type Single = (typeof single)[number];

const boxes: readonly Box[] = ['incoming', 'outgoing', 'drafts', 'arbitration'];
const id = /^[A-Za-z0-9-]{1,64}$/;

/** Reads an address of this console. Never throws: a broken one is `absent`. */
export function parseRoute(path: string, search = ''): Route {
  const parts = path.split('/').filter(Boolean);
  const [first, second, third] = parts;
  const query = new URLSearchParams(search);
  if (first === undefined) return { page: 'home' };
  if (parts.length === 1) return listRoute(first, query);
  if (second === undefined || !id.test(second) || parts.length > 3) return { page: 'absent' };
  return recordRoute(first, second, third);
}

function listRoute(first: string, query: URLSearchParams): Route {
  if (boxes.includes(first as Box)) return boxRoute(first as Box, query);
  if (single.includes(first as Single)) return { page: first as Single };
  if (first === 'work') return { page: 'work', queue: query.get('queue') ?? 'mine' };
  if (first === 'search') return { page: 'search', q: query.get('q') ?? '' };
  if (first === 'clues') return { page: 'clues', filter: filterOf(query) };
  return { page: 'absent' };
}

/** `/clues/new`, `/clues/ID`, `/clues/ID/edit` and the like. */
function recordRoute(first: string, second: string, third: string | undefined): Route {
  const editing = third === 'edit' && second !== 'new';
  if (third !== undefined && !editing) return { page: 'absent' };
  switch (first) {
    case 'referrals':
      if (second === 'new' || editing) return { page: 'compose', id: editing ? second : null };
      return { page: 'referral', id: second };
    case 'clues':
      if (second === 'import') return editing ? { page: 'absent' } : { page: 'import' };
      if (second === 'new' || editing) return { page: 'intake', id: editing ? second : null };
      return { page: 'clue', id: second };
    case 'meetings':
      if (editing) return { page: 'absent' };
      return { page: 'meeting', id: second === 'new' ? null : second };
    default:
      return { page: 'absent' };
  }
}

function filterOf(query: URLSearchParams): ClueFilter {
  return Object.fromEntries(
    Object.entries(noFilter).map(([key, value]) => [key, query.get(key) ?? value]),
  ) as unknown as ClueFilter;
}

function boxRoute(box: Box, search: URLSearchParams): Route {
  const number = Number(search.get('page') ?? '1');
  return {
    page: 'box',
    box,
    tab: search.get('tab'),
    q: search.get('q') ?? '',
    overdue: search.get('overdue') === 'true',
    number: Number.isSafeInteger(number) && number > 0 ? number : 1,
  };
}

/** The address of a route; `parseRoute` reads it back. */
export function hrefOf(route: Route): string {
  switch (route.page) {
    case 'home':
    case 'absent':
      return '/';
    case 'box':
      return boxHref(route);
    case 'work':
      return withQuery('/work', { queue: route.queue === 'mine' ? '' : route.queue });
    case 'search':
      return withQuery('/search', { q: route.q });
    case 'clues':
      return withQuery('/clues', differing(route.filter));
    case 'clue':
      return `/clues/${route.id}`;
    case 'intake':
      return route.id === null ? '/clues/new' : `/clues/${route.id}/edit`;
    case 'import':
      return '/clues/import';
    case 'meeting':
      return `/meetings/${route.id ?? 'new'}`;
    case 'referral':
      return `/referrals/${route.id}`;
    case 'compose':
      return route.id === null ? '/referrals/new' : `/referrals/${route.id}/edit`;
    default:
      return `/${route.page}`;
  }
}

function withQuery(path: string, values: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
  return text ? `${path}?${text}` : path;
}

function differing(filter: ClueFilter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).filter(([key, value]) => value !== noFilter[key as keyof ClueFilter]),
  );
}

function boxHref(route: Extract<Route, { page: 'box' }>): string {
  const search = new URLSearchParams();
  if (route.tab) search.set('tab', route.tab);
  if (route.q) search.set('q', route.q);
  if (route.overdue) search.set('overdue', 'true');
  if (route.number > 1) search.set('page', String(route.number));
  const text = search.toString();
  return `/${route.box}${text ? `?${text}` : ''}`;
}

/** A box at its first page, unfiltered. */
export const box = (name: Box): Extract<Route, { page: 'box' }> => ({
  page: 'box',
  box: name,
  tab: null,
  q: '',
  overdue: false,
  number: 1,
});
