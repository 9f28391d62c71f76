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
  | { readonly page: 'referral'; readonly id: string }
  | { readonly page: 'compose'; readonly id: string | null }
  | { readonly page: 'network' }
  | { readonly page: 'people' }
  | { readonly page: 'absent' };

const boxes: readonly Box[] = ['incoming', 'outgoing', 'drafts', 'arbitration'];
const id = /^[A-Za-z0-9-]{1,64}$/;

/** Reads an address of this console. Never throws: a broken one is `absent`. */
export function parseRoute(path: string, search = ''): Route {
  const parts = path.split('/').filter(Boolean);
  const [first, second, third] = parts;
  if (first === undefined) return { page: 'home' };
  if (parts.length === 1 && boxes.includes(first as Box)) return boxRoute(first as Box, new URLSearchParams(search));
  if (parts.length === 1 && (first === 'network' || first === 'people')) return { page: first };
  if (first !== 'referrals' || second === undefined || !id.test(second)) return { page: 'absent' };
  if (second === 'new') return parts.length === 2 ? { page: 'compose', id: null } : { page: 'absent' };
  if (parts.length === 2) return { page: 'referral', id: second };
  return parts.length === 3 && third === 'edit' ? { page: 'compose', id: second } : { page: 'absent' };
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
    case 'referral':
      return `/referrals/${route.id}`;
    case 'compose':
      return route.id === null ? '/referrals/new' : `/referrals/${route.id}/edit`;
    default:
      return `/${route.page}`;
  }
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
