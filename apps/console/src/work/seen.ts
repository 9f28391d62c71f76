/** What a person has opened, by id and the instant of its last move; never any content. Kept on this machine, per person. */
export type Seen = Readonly<Record<string, string>>;

const limit = 400;
const keyOf = (personId: string) => `sup.seen.${personId}`;

export function readSeen(personId: string): Seen {
  try {
    return JSON.parse(localStorage.getItem(keyOf(personId)) ?? '{}') as Seen;
  } catch {
    return {};
  }
}

/** Remembers that this person has opened a record as it stood at `movedAt`. The oldest are forgotten first. */
export function markSeen(personId: string, id: string, movedAt: string): void {
  const rest = Object.entries(readSeen(personId)).filter(([key]) => key !== id);
  const kept: Seen = Object.fromEntries([...rest, [id, movedAt] as const].slice(-limit));
  try {
    localStorage.setItem(keyOf(personId), JSON.stringify(kept));
  } catch {
    // Without storage everything counts as unread.
  }
}

/** New to this person: never opened, or moved since. */
export function isUnread(seen: Seen, id: string, movedAt: string): boolean {
  const at = seen[id];
  return at === undefined || Date.parse(at) < Date.parse(movedAt);
}
