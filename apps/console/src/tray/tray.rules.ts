import { type Bilingual } from '@sup/kernel';
import { type Box, type SharedStatus } from '../api/referrals.views.ts';
import { trayWords as words } from '../language/referral.words.ts';

/** One stage of a tray. Every status of the shared table stands in exactly one tab of each box (FEATURES, complaint 12). */
export interface Tab {
  readonly id: string;
  readonly label: Bilingual;
  /** Empty: everything in the box. */
  readonly statuses: readonly SharedStatus[];
}

const ended: readonly SharedStatus[] = ['struck-off', 'returned', 'forwarded', 'recalled', 'undeliverable'];

export const tabs: Readonly<Record<Box, readonly Tab[]>> = {
  incoming: [
    { id: 'to-acknowledge', label: words.toAcknowledge, statuses: ['sent', 'delivered'] },
    { id: 'to-decide', label: words.toDecide, statuses: ['acknowledged'] },
    {
      id: 'handling',
      label: words.handling,
      statuses: ['accepted', 'handling', 'objected', 'escalated', 'result', 'approved'],
    },
    { id: 'closed', label: words.closed, statuses: ended },
  ],
  outgoing: [
    { id: 'ours', label: words.ours, statuses: ['objected', 'result', 'approved'] },
    { id: 'theirs', label: words.theirs, statuses: ['sent', 'delivered', 'acknowledged'] },
    { id: 'handling', label: words.theirsHandling, statuses: ['accepted', 'handling'] },
    { id: 'at-arbiter', label: words.atArbiter, statuses: ['escalated'] },
    { id: 'closed', label: words.closed, statuses: ended },
  ],
  drafts: [{ id: 'all', label: words.allDrafts, statuses: [] }],
  arbitration: [
    { id: 'to-rule', label: words.toRule, statuses: ['escalated'] },
    {
      id: 'ruled',
      label: words.ruled,
      statuses: [
        'sent',
        'delivered',
        'acknowledged',
        'accepted',
        'handling',
        'objected',
        'result',
        'approved',
        ...ended,
      ],
    },
  ],
};

/** The tab an address names; the box's first where it names none. */
export function tabOf(box: Box, id: string | null): Tab {
  return tabs[box].find((tab) => tab.id === id) ?? tabs[box][0]!;
}
