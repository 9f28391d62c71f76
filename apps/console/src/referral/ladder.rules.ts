import { roleTitles } from '@sup/access/protocol';
import { type Bilingual } from '@sup/kernel';
import { type ClockView, type TimelineEntry } from '../api/referrals.views.ts';

/** One rung: what somebody did, and the clocks that it started. */
export interface Rung {
  readonly entry: TimelineEntry;
  readonly clocks: readonly ClockView[];
}

/**
 * Both sides' steps in the order they were stated, moves by their number whatever their authors' clocks say (REF-03),
 * each with the clocks it started: by the snapshot it carries, else by the instant.
 */
export function rungsOf(timeline: readonly TimelineEntry[], clocks: readonly ClockView[]): Rung[] {
  const entries = inOrder(timeline);
  const homes = new Map<TimelineEntry, ClockView[]>();
  for (const clock of clocks) {
    const home =
      entries.find((entry) => snapshotIds(entry).includes(clock.clockId)) ??
      entries.findLast(
        (entry) => Date.parse(entry.statedAt) <= Date.parse(clock.startedAt) && entry.track === 'move',
      ) ??
      entries[0];
    if (home) homes.set(home, [...(homes.get(home) ?? []), clock]);
  }
  return entries.map((entry) => ({ entry, clocks: homes.get(entry) ?? [] }));
}

/** Moves keep their numbers' order; a note stands before the first move stated later than it. */
function inOrder(timeline: readonly TimelineEntry[]): TimelineEntry[] {
  const ordered = timeline.filter((entry) => entry.track === 'move').sort((one, other) => one.n - other.n);
  const notes = timeline
    .filter((entry) => entry.track === 'note')
    .sort((one, other) => Date.parse(one.statedAt) - Date.parse(other.statedAt) || one.n - other.n);
  for (const note of notes) {
    const at = ordered.findIndex((entry) => Date.parse(entry.statedAt) > Date.parse(note.statedAt));
    ordered.splice(at === -1 ? ordered.length : at, 0, note);
  }
  return ordered;
}

function snapshotIds(entry: TimelineEntry): string[] {
  const carried = entry.data['clocks'];
  if (!Array.isArray(carried)) return [];
  return carried.map((snapshot) => String((snapshot as { clockId?: unknown }).clockId));
}

/** What happened since a revision was read: shown when somebody was quicker (409). */
export function entriesSince(timeline: readonly TimelineEntry[], before: readonly TimelineEntry[]): TimelineEntry[] {
  const seen = new Set(before.map(keyOf));
  return inOrder(timeline).filter((entry) => !seen.has(keyOf(entry)));
}

export const keyOf = (entry: TimelineEntry): string => `${entry.track}/${entry.author}/${entry.n}/${entry.type}`;

/**
 * The post that acted: `内勤/0190…` is 内勤, in English by the role of that name; `system` is the service itself (null).
 * Facts carry the Chinese title only.
 */
export function postTitleOf(actingPost: string): Bilingual | null {
  if (actingPost === 'system') return null;
  const zh = actingPost.split('/')[0] ?? '';
  const role = Object.values(roleTitles).find((title) => title.zh === zh);
  return role ?? { zh, en: zh };
}
