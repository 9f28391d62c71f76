import { describe, expect, it } from '@jest/globals';
import { noFilter } from '../api/clues.views.ts';
import { box, hrefOf, parseRoute, type Route } from './route.ts';

const uuid = '01a2116f-605f-79e6-8d7d-8b9cccdd305e';

describe('an address of the console', () => {
  it.each<[string, Route]>([
    ['/', { page: 'home' }],
    ['/incoming', box('incoming')],
    [
      '/incoming?tab=handling&q=%E6%9F%A5%E5%B0%81&overdue=true&page=3',
      { ...box('incoming'), tab: 'handling', q: '查封', overdue: true, number: 3 },
    ],
    ['/drafts', box('drafts')],
    [`/referrals/${uuid}`, { page: 'referral', id: uuid }],
    [`/referrals/${uuid}/edit`, { page: 'compose', id: uuid }],
    ['/referrals/new', { page: 'compose', id: null }],
    ['/network', { page: 'network' }],
    ['/people', { page: 'people' }],
    ['/audit', { page: 'audit' }],
    ['/account', { page: 'account' }],
    ['/identities', { page: 'identities' }],
    ['/work', { page: 'work', queue: 'mine' }],
    ['/work?queue=screening', { page: 'work', queue: 'screening' }],
    ['/search?q=%E5%BC%A0%E4%B8%89', { page: 'search', q: '张三' }],
    ['/clues', { page: 'clues', filter: noFilter }],
    ['/clues?q=X&status=closed', { page: 'clues', filter: { ...noFilter, q: 'X', status: 'closed' } }],
    ['/clues/new', { page: 'intake', id: null }],
    ['/clues/import', { page: 'import' }],
    [`/clues/${uuid}`, { page: 'clue', id: uuid }],
    [`/clues/${uuid}/edit`, { page: 'intake', id: uuid }],
    ['/meetings', { page: 'meetings' }],
    ['/meetings/new', { page: 'meeting', id: null }],
    [`/meetings/${uuid}`, { page: 'meeting', id: uuid }],
  ])('%s is read and written alike', (address, route) => {
    const [path, search] = address.split('?');
    expect(parseRoute(path!, search)).toEqual(route);
    expect(parseRoute(...(hrefOf(route).split('?') as [string, string?]))).toEqual(route);
  });

  it.each([
    '/nowhere',
    '/referrals',
    '/referrals/a%2Fb',
    '/referrals/new/edit',
    `/referrals/${uuid}/delete`,
    '/people/1',
    '/incoming/1',
    '/clues/new/edit',
    '/clues/import/edit',
    `/meetings/${uuid}/edit`,
    `/clues/${uuid}/edit/more`,
    '/referrals/../people',
  ])('%s names no page', (address) => expect(parseRoute(address)).toEqual({ page: 'absent' }));

  it.each(['0', '-1', '1.5', 'x', '1e99'])('page number %s is read as the first', (number) =>
    expect(parseRoute('/incoming', `page=${number}`)).toEqual(box('incoming')),
  );
});
