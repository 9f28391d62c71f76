import { quorumOf } from '@sup/decisions/protocol';
import { type ItemView, type MeetingView } from '../api/meetings.views.ts';

/** The service's own count (`quorumOf`) for those ticked as present and an item's recusals. */
export function countedPresent(
  view: Pick<MeetingView, 'members' | 'quorum'>,
  recused: ItemView['recused'],
  present: readonly string[],
): ItemView['quorum'] {
  const recusals = recused.map(({ memberId, category }) => ({ memberId, category, reason: '' }));
  return quorumOf({ members: view.members, present, quorum: view.quorum }, { recusals });
}
