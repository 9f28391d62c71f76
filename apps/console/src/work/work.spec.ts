import { describe, expect, it } from '@jest/globals';
import { clueStatuses } from '@sup/clues/protocol';
import { permissions } from '@sup/access/protocol';
import { isUnread } from './seen.ts';
import { inOrderOfUrgency, nextOfClue, waitingReferrals, type WorkItem } from './work.rules.ts';

const item = (id: string, more: Partial<WorkItem>): WorkItem => ({
  ...{ id, kind: 'clue', to: { page: 'clue', id }, title: id, no: null, about: 'x' },
  ...{ status: { zh: '', en: '' }, next: { zh: '', en: '' }, since: '2026-03-02T00:00:00.000Z' },
  ...{ dueAt: null, dueText: null, overdue: false },
  ...more,
});

describe('my queue', () => {
  it('is led by the overdue, then by the nearest due date, then by what waits longest', () => {
    const items = [
      item('longest', { since: '2026-01-02T00:00:00.000Z' }),
      item('recent', {}),
      item('later', { dueAt: '2026-03-09T15:59:59.999Z' }),
      item('late', { dueAt: '2026-03-01T15:59:59.999Z', overdue: true }),
      item('later-late', { dueAt: '2026-03-02T15:59:59.999Z', overdue: true }),
      item('soon', { dueAt: '2026-03-03T15:59:59.999Z' }),
    ];
    expect(inOrderOfUrgency(items).map(({ id }) => id)).toEqual([
      'late',
      'later-late',
      'soon',
      'later',
      'longest',
      'recent',
    ]);
  });

  it('lists a stage of a referral for one action only', () => {
    const places = waitingReferrals.flatMap(({ box, statuses, homeStatuses }) =>
      [...statuses, ...homeStatuses].map((status) => `${box}/${status}`),
    );
    expect(new Set(places).size).toBe(places.length);
  });

  it('waits for actions that some role has', () => {
    const known = new Set<string>(Object.values(permissions).flat());
    for (const { action } of waitingReferrals) expect(known).toContain(action);
  });

  it('says what comes next for a clue in every status', () => {
    expect(Object.keys(nextOfClue).sort()).toEqual(Object.keys(clueStatuses).sort());
  });
});

describe('an unread mark', () => {
  const seen = { a: '2026-03-02T00:00:00.000Z' };
  it.each([
    ['a', '2026-03-02T00:00:00.000Z', false],
    ['a', '2026-03-02T00:00:01.000Z', true],
    ['b', '2026-01-01T00:00:00.000Z', true],
  ])('of %s that moved at %s is %s', (id, movedAt, unread) => expect(isUnread(seen, id, movedAt)).toBe(unread));
});
