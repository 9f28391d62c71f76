import { describe, expect, it } from '@jest/globals';
import { clueChanged } from './clue.errors.ts';

describe('a stale window', () => {
  it('is told who acted and when, as clocks here show it', () => {
    const last = { type: 'clue.noted', actingPost: '负责人', at: '2026-11-25T16:05:09.123Z', version: 4 };
    const { text } = clueChanged(last);
    expect([text.zh, text.en].every((words) => words.includes('负责人') && words.includes('2026-11-26 00:05'))).toBe(
      true,
    );
    expect(text.zh).not.toMatch(/T\d\d|Z/);
  });
});
