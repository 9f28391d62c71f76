import { describe, expect, it } from '@jest/globals';
import { type Actor, type SeatHeld } from '@sup/access/protocol';
import { actorFixture } from '../testing/actors.fixture.ts';
import { clueInOrder } from '../testing/asked.fixture.ts';
import { actingOn, clueCommandsFor, isHandledBy } from './permission.rules.ts';

const covered = (postId: string, ...roles: SeatHeld['roles']): SeatHeld => ({
  ...{ postId, titleZh: '承办岗', titleEn: 'Handling seat', office: null, roles, as: 'deputy' },
  until: '2026-12-01T00:00:00.000Z',
});
const own = actorFixture('handler');
const deputy: Actor = { ...own, posts: [...own.posts, covered('h1', 'handler')] };
const clue = clueInOrder({ status: 'assigned', handlers: ['h1', 'h2'] });

describe('a clue is verified from the seat that handles it', () => {
  it('also by a deputy whose own seat handles other clues, and the record says for whom', () => {
    expect(clueCommandsFor(clue, deputy)).toContain('begin-verification');
    expect(actingOn(clue, deputy, 'begin-verification')).toMatchObject({ postId: 'h1', postTitle: '代理承办岗' });
    expect(actingOn(clue, deputy, 'note')).toMatchObject({ postId: own.postId, postTitle: '岗位' });
  });

  it('not by a handler of other clues, nor by whoever covers a seat that does not handle', () => {
    expect(clueCommandsFor(clue, own)).not.toContain('begin-verification');
    const clerk: Actor = { ...own, posts: [...own.posts, covered('h1', 'clerk')] };
    expect(clueCommandsFor(clue, clerk)).not.toContain('begin-verification');
    expect([own, clerk, deputy].map((actor) => isHandledBy(clue, actor))).toEqual([false, false, true]);
  });
});
