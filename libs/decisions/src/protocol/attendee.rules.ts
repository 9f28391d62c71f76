import { foldVariants } from '@sup/contracts';
import { type Member } from './meeting.ts';

/** Somebody named for a meeting: one of the agency's people, or a name from outside. */
export interface Named {
  readonly personId: string | null;
  readonly postId: string | null;
  readonly name: string;
  readonly title: string;
}

/**
 * What a name is compared by: one width and form for each character, without blanks, points, marks that show nothing,
 * or what stands in brackets. Empty where nothing is left.
 */
export function nameKey(name: string): string {
  return foldVariants(name)
    .toLowerCase()
    .replace(/[([{【〔「][^)\]}】〕」]*[)\]}】〕」]?/gu, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Two people of the agency are told apart by their ids; otherwise the name decides. */
export function isSameAttendee(
  one: Pick<Named, 'personId' | 'name'>,
  other: Pick<Named, 'personId' | 'name'>,
): boolean {
  if (one.personId !== null && other.personId !== null) return one.personId === other.personId;
  return nameKey(one.name) === nameKey(other.name);
}

/** Everybody once, in order; of two entries for one human the one that knows the person stays. */
export function distinctAttendees<Who extends Named>(named: readonly Who[]): Who[] {
  const known = named.filter(({ personId }) => personId !== null);
  const first = new Map(known.toReversed().map((one) => [one.personId, one] as const));
  const kept: Who[] = [];
  for (const one of named) {
    const meant =
      one.personId === null ? (known.find((other) => isSameAttendee(one, other)) ?? one) : first.get(one.personId)!;
    if (!kept.some((other) => isSameAttendee(meant, other))) kept.push(meant);
  }
  return kept;
}

/** Numbers the attendees of a meeting; `after` are those it has. */
export function membersOf(named: readonly Named[], after: readonly Member[] = []): Member[] {
  return named.map(({ personId, postId, name, title }, index) => ({
    id: `m${after.length + index + 1}`,
    personId,
    postId,
    name: shownName(name),
    title,
  }));
}

/** The name as minutes show it: no marks that show nothing, no blanks at the ends, one blank inside. */
export function shownName(name: string): string {
  return name
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}
