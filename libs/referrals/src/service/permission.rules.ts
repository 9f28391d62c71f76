import { type Action, type Actor, can } from '@sup/access/protocol';
import { movesOf } from '@sup/kernel';
import {
  type HomeCommand,
  type HomeStatus,
  type ReferralParty,
  homeMoves,
  isClosed,
  openCommands,
} from '../protocol/index.ts';
import { type ReferralRecord } from '../store/referral.store.ts';
import { type CommandName } from './referral.requests.ts';

/** The actions one of which a command needs: what the controller asks, and what decides which buttons an officer sees. */
export const commandActions = {
  deliberate: ['referral.draft'],
  'refuse-draft': ['referral.approve'],
  approve: ['referral.approve'],
  'reopen-draft': ['referral.draft', 'referral.approve'],
  discard: ['referral.draft'],
  send: ['referral.send'],
  acknowledge: ['referral.acknowledge'],
  accept: ['referral.decide'],
  return: ['referral.decide'],
  object: ['referral.decide'],
  forward: ['referral.decide'],
  'open-part': ['referral.decide'],
  'grant-recall': ['referral.decide'],
  'refuse-recall': ['referral.decide'],
  'first-feedback': ['referral.answer'],
  progress: ['referral.answer'],
  result: ['referral.answer'],
  'request-extension': ['referral.answer'],
  recall: ['referral.recall'],
  withdraw: ['referral.recall', 'referral.review'],
  supplement: ['referral.send'],
  uphold: ['referral.review'],
  escalate: ['referral.review'],
  'send-back': ['referral.review'],
  'approve-result': ['referral.review'],
  'strike-off': ['referral.review'],
  'grant-extension': ['referral.review'],
  'refuse-extension': ['referral.review'],
  rule: ['referral.rule'],
  dispatch: ['referral.answer', 'referral.send'],
} as const satisfies Record<CommandName, readonly Action[]>;

/** What this officer may do on a record now: open by the table, and permitted. Nothing on a frozen one. */
export function commandsFor(
  record: Pick<ReferralRecord, 'homeStatus' | 'state' | 'frozen'>,
  parties: readonly ReferralParty[],
  actor: Pick<Actor, 'actions'>,
): CommandName[] {
  if (record.frozen) return [];
  const open: readonly CommandName[] = record.state
    ? [...openCommands(record.state, parties), ...(isClosed(record.state.status) ? [] : (['dispatch'] as const))]
    : movesOf<HomeCommand, HomeStatus, 'sender'>(homeMoves, record.homeStatus ?? 'discarded', 'sender');
  return open.filter((name) => commandActions[name].some((action) => can(actor, action)));
}
