import { facts as factTypes, isFactName } from '@sup/contracts';
import { type KeptFact } from '../store/referral-fact.store.ts';
import { type TimelineEntry } from './referral.views.ts';

/** Clocks may differ by this much before it is worth a word (REF-04 accepts up to five minutes ahead). */
const toleratedMinutes = 3;
/** A fact that came later than this was under way, for all we can tell; nobody's clock is blamed. */
const underWayMinutes = 60;

/** One fact of the history as a screen shows it. */
export function timelineEntry(fact: KeptFact, notProcessed: string | null): TimelineEntry {
  const { factId, track, n, type, author, actingPost, statedAt, receivedAt, data } = fact;
  const minutes = skewOf(fact);
  const code = notProcessed ?? fact.notProcessed;
  return {
    ...{ factId, track, n, type, author, actingPost, statedAt, receivedAt, data },
    title: isFactName(type) ? factTypes[type].title : { zh: type, en: type },
    clockSkewMinutes: minutes,
    clockSkewNote: minutes === null ? null : skewNote(minutes),
    ...(code === null ? {} : { notProcessed: { code } }),
  };
}

/**
 * Minutes by which the author's clock is behind ours (positive) or ahead (negative), from the author's wall time and the
 * instant the hub took the fact; null within tolerance, for our own, and where the fact may simply have been under way.
 */
export function skewOf(fact: Pick<KeptFact, 'writtenAt' | 'receivedAt' | 'hubAt'>): number | null {
  const seen = fact.hubAt ?? fact.receivedAt;
  if (seen === null) return null;
  const minutes = Math.round((Date.parse(seen) - Date.parse(fact.writtenAt)) / 60_000);
  return Math.abs(minutes) <= toleratedMinutes || minutes > underWayMinutes ? null : minutes;
}

/** REF-03: 对方时钟慢约 7 分钟. */
function skewNote(minutes: number): TimelineEntry['clockSkewNote'] {
  const about = Math.abs(minutes);
  return minutes > 0
    ? { zh: `对方时钟慢约 ${about} 分钟`, en: `The other side’s clock is about ${about} minutes slow` }
    : { zh: `对方时钟快约 ${about} 分钟`, en: `The other side’s clock is about ${about} minutes fast` };
}
