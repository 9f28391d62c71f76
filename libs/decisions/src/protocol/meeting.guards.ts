import { type DomainError } from '@sup/kernel';
import { addDays, isDay } from '@sup/deadlines/protocol';
import { nameKey, shownName } from './attendee.rules.ts';
import { decisionErrors as refuse } from './decision.errors.ts';
import { type AgendaItem, type Meeting, type Member, type Resolution } from './meeting.ts';
import { quorumOf, votingOn } from './quorum.rules.ts';

/** Days. A decision is entered within ten years of the meeting; a meeting is called for at most a year ahead. */
export const dayLimits = { back: 3_653, ahead: 366 } as const;

/** The day a meeting was held: a day of the calendar, not in the future, not absurdly long ago. */
export function heldOnFault(heldOn: string, today: string): DomainError | null {
  return dayFault(heldOn, { from: addDays(today, -dayLimits.back), to: today });
}

/** The day a meeting is called for may lie ahead. */
export function calledForFault(day: string, today: string): DomainError | null {
  return dayFault(day, { from: addDays(today, -dayLimits.back), to: addDays(today, dayLimits.ahead) });
}

function dayFault(day: string, { from, to }: { from: string; to: string }): DomainError | null {
  if (!isDay(day)) return refuse.dayInvalid({ day, why: 'NOT_A_DAY' });
  if (day > to) return refuse.dayInvalid({ day, why: 'IN_FUTURE', latest: to });
  return day < from ? refuse.dayInvalid({ day, why: 'TOO_LONG_AGO', earliest: from }) : null;
}

/** A name has at least one letter and at most 40 characters, once what shows nothing is gone. */
export function nameFault(name: string): DomainError | null {
  return nameKey(name) === '' || [...shownName(name)].length > 40 ? refuse.nameInvalid() : null;
}

/** All named are members. */
export function membersFault(members: readonly Pick<Member, 'id'>[], ids: readonly string[]): DomainError | null {
  const unknown = ids.filter((id) => !members.some((member) => member.id === id));
  return unknown.length > 0 ? refuse.memberUnknown({ members: unknown }) : null;
}

/** Nobody decides below the quorum; of a deferral alone it is not asked. */
export function quorumFault(meeting: Meeting, item: AgendaItem, resolution: Resolution): DomainError | null {
  const count = quorumOf(meeting, item);
  if (resolution === 'deferred' || count.met) return null;
  return refuse.quorumNotMet({ entitled: count.entitled, present: count.present, rule: meeting.quorum });
}

/** Dissenters vote, and where it is agreed they are fewer than half of those who do (少数服从多数). */
export function dissentFault(
  meeting: Meeting,
  item: Pick<AgendaItem, 'recusals'>,
  said: { readonly resolution: Resolution; readonly dissenters: readonly string[] },
): DomainError | null {
  const voting = votingOn(meeting, item);
  const dissenters = new Set(said.dissenters);
  if ([...dissenters].some((id) => !voting.includes(id))) return refuse.notVoting();
  if (said.resolution !== 'agreed' || dissenters.size * 2 < voting.length) return null;
  return refuse.noMajority({ voting: voting.length, dissenting: dissenters.size });
}
