import { describe, expect, it } from '@jest/globals';
import { terminalStatuses } from '@sup/kernel';
import { referralMoves } from '@sup/referrals/protocol';
import { type Box } from '../api/referrals.views.ts';
import { tabOf, tabs } from './tray.rules.ts';

const statuses = new Set(Object.values(referralMoves).flatMap((move) => [...move.from, move.to]));

describe.each<Box>(['incoming', 'outgoing', 'arbitration'])('the tray %s', (box) => {
  it.each([...statuses])('shows a record in status %s in exactly one tab', (status) => {
    const found = tabs[box].filter((tab) => (tab.statuses as readonly string[]).includes(status));
    expect(found).toHaveLength(1);
  });
});

it.each<Box>(['incoming', 'outgoing'])('only what has ended is under 已办结 of %s', (box) => {
  const closed = tabs[box].find((tab) => tab.id === 'closed')!.statuses;
  expect([...closed].sort()).toEqual([...terminalStatuses(referralMoves)].sort());
});

it('an unknown tab in an address shows the first', () => {
  expect(tabOf('incoming', 'x').id).toBe('to-acknowledge');
});
