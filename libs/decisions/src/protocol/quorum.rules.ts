import { type AgendaItem, type Meeting, type Quorum } from './meeting.ts';

/** Collective decision (A10-4): more than half, and never fewer than three. A body may be stricter. */
export const defaultQuorum: Quorum = { over: [1, 2], least: 3 };

/** How one item stands: who may vote on it, who of them is here, and whether that is enough. */
export interface QuorumCount {
  readonly entitled: number;
  readonly present: number;
  readonly met: boolean;
}

/** Whether a rule may be set: no laxer than the default, and satisfiable. */
export function isQuorumLawful({ over: [part, whole], least }: Quorum): boolean {
  const integral = [part, whole, least].every(Number.isSafeInteger);
  return integral && part > 0 && whole > part && part * 2 >= whole && least >= defaultQuorum.least && least <= 60;
}

/** A recused member neither is entitled nor counts as present. */
export function quorumOf(
  meeting: Pick<Meeting, 'members' | 'present' | 'quorum'>,
  item: Pick<AgendaItem, 'recusals'>,
): QuorumCount {
  const voting = votingOn(meeting, item);
  const recused = new Set(item.recusals.map(({ memberId }) => memberId));
  const entitled = meeting.members.filter(({ id }) => !recused.has(id)).length;
  const [part, whole] = meeting.quorum.over;
  const met = voting.length >= meeting.quorum.least && voting.length * whole > entitled * part;
  return { entitled, present: voting.length, met };
}

/** Ids of those who vote on an item: present and not recused. */
export function votingOn(meeting: Pick<Meeting, 'members' | 'present'>, item: Pick<AgendaItem, 'recusals'>): string[] {
  const recused = new Set(item.recusals.map(({ memberId }) => memberId));
  return meeting.members.map(({ id }) => id).filter((id) => meeting.present.includes(id) && !recused.has(id));
}
