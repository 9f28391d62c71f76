import { describe, expect, it } from '@jest/globals';
import { type ClueListItem } from '../api/clues.views.ts';
import { windowOf } from './row-window.ts';
import { isTicked, nothing, selectionUnder, ticked, tickedAll } from './selection.rules.ts';

const clue = (id: string): ClueListItem => ({
  ...{ id, clueNo: id, title: id, channel: 'COMPLAINT', status: 'registered', subjectAgency: 'x' },
  ...{ receivedAt: '', movedAt: '', severity: 'ORDINARY', publicOpinion: false, handlers: [] },
  ...{ dueOn: null, overdue: false },
});

describe('what is ticked in the register (CON-01)', () => {
  const three = ['a', 'b', 'c'].map(clue).reduce((before, item) => ticked(before, item, true), nothing('all'));
  const five = tickedAll(three, ['c', 'd', 'e'].map(clue));

  it('stays while more is loaded, each once', () => {
    expect(five.items.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is cleared when the conditions change: nothing unseen is ever sent', () => {
    expect(selectionUnder(five, 'status=closed').items).toEqual([]);
    expect(selectionUnder(five, 'all')).toBe(five);
  });

  it('keeps one that somebody else removed meanwhile, so that it is reported and not silently skipped', () => {
    expect(isTicked(five, 'b')).toBe(true);
  });

  it('is unticked one by one', () => {
    expect(ticked(five, clue('b'), false).items.map(({ id }) => id)).toEqual(['a', 'c', 'd', 'e']);
  });
});

describe('ten thousand rows', () => {
  it('draw as few as are in sight, in a space of the whole height', () => {
    const { first, end, above, below } = windowOf(10_000, 58, 290_000, 700);
    expect(end - first).toBeLessThan(50);
    expect(above + (end - first) * 58 + below).toBe(580_000);
    expect(first * 58).toBeLessThanOrEqual(290_000);
  });
  it('start at the first and end at the last', () => {
    expect(windowOf(10_000, 58, 0, 700).first).toBe(0);
    expect(windowOf(10_000, 58, 579_300, 700)).toMatchObject({ end: 10_000, below: 0 });
    expect(windowOf(0, 58, 0, 700)).toEqual({ first: 0, end: 0, above: 0, below: 0 });
    expect(windowOf(3, 58, 999_999, 700)).toMatchObject({ end: 3, below: 0 });
  });
});
