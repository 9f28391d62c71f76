/** Whose decisions these are. A class, so that it is its own token. */
export class DecisionsSettings {
  constructor(readonly agency: string) {}
}

/** The number of a meeting that brings none: `HY-{ORG}-{yyyy}-{seq4}`, in the manner of C16. */
export function numberOf({ agency }: DecisionsSettings, heldOn: string, n: string): string {
  return `HY-${agency.toUpperCase()}-${heldOn.slice(0, 4)}-${n.padStart(4, '0')}`;
}
