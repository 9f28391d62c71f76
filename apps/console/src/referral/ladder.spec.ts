import { describe, expect, it } from '@jest/globals';
import { type ClockView, type TimelineEntry } from '../api/referrals.views.ts';
import { linesOf } from './entry-lines.ts';
import { entriesSince, postTitleOf, rungsOf } from './ladder.rules.ts';

const entry = (track: 'move' | 'note', n: number, statedAt: string, data: TimelineEntry['data'] = {}) =>
  ({ factId: `${track}-${n}`, track, n, type: `referral.${track}-${n}`, author: 'a', statedAt, data }) as TimelineEntry;
const namesOf = (entries: readonly TimelineEntry[]) => entries.map((one) => one.factId);

describe('the order of the ladder', () => {
  it('moves keep their numbers although the other side’s clock is slow', () => {
    const moves = [
      entry('move', 3, '2026-03-02T01:58:00Z'),
      entry('move', 2, '2026-03-02T02:01:00Z'),
      entry('move', 1, '2026-03-02T02:00:00Z'),
    ];
    expect(namesOf(rungsOf(moves, []).map((rung) => rung.entry))).toEqual(['move-1', 'move-2', 'move-3']);
  });

  it('notes stand where they were stated', () => {
    const entries = [
      entry('note', 1, '2026-03-02T03:00:00Z'),
      entry('move', 1, '2026-03-02T02:00:00Z'),
      entry('move', 2, '2026-03-02T04:00:00Z'),
    ];
    expect(namesOf(rungsOf(entries, []).map((rung) => rung.entry))).toEqual(['move-1', 'note-1', 'move-2']);
  });

  it('a clock stands at the step that carries its snapshot', () => {
    const clock = { clockId: 'PLC-ACK-3W#1', startedAt: '2026-03-02T09:00:00Z' } as ClockView;
    const entries = [
      entry('move', 1, '2026-03-02T02:00:00Z', { clocks: [{ clockId: 'PLC-ACK-3W#1' }] }),
      entry('move', 2, '2026-03-02T04:00:00Z'),
    ];
    expect(rungsOf(entries, [clock]).map((rung) => rung.clocks.length)).toEqual([1, 0]);
  });
});

it('a conflict names what happened since the form was opened', () => {
  const before = [entry('move', 1, '2026-03-02T02:00:00Z')];
  const now = [...before, entry('move', 2, '2026-03-02T04:00:00Z')];
  expect(namesOf(entriesSince(now, before))).toEqual(['move-2']);
});

it('the post that acted is shown without its pseudonym', () => {
  expect(postTitleOf('内勤/0190-x')).toEqual({ zh: '内勤', en: 'Intake clerk' });
  expect(postTitleOf('督察支队/0190-x')?.zh).toBe('督察支队');
  expect(postTitleOf('system')).toBeNull();
});

describe('what a step says', () => {
  const naming = { language: 'en', agency: (id: string) => `<${id}>`, rule: (id: string) => id } as const;
  it('is told in words, never in codes', () => {
    const lines = linesOf(
      { data: { reasonCode: 'DUPLICATE', reason: 'sent before', suggestedAuthority: 'court' } },
      naming,
    );
    expect(lines.map((line) => line.text)).toEqual(['Already referred', 'sent before', '<court>']);
  });
  it('leaves out what this console does not know', () =>
    expect(linesOf({ data: { blobs: [{ hash: 'x' }], answers: 'abc', sealedBody: 'jwe' } }, naming)).toEqual([]));
});
