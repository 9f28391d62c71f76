import { describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { together } from './together.ts';

describe('work begun together', () => {
  it('gives every answer in the order asked', async () => {
    expect(await together(wait(5, 'a'), Promise.resolve(2), wait(1, null))).toEqual(['a', 2, null]);
  });

  it('is waited for to its end before the first failure is told', async () => {
    let ended = false;
    const slow = wait(20).then(() => (ended = true));
    await expect(together(Promise.reject(new Error('first')), slow)).rejects.toThrow('first');
    expect(ended).toBe(true);
  });
});
