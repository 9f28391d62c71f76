/** How long one look serves the questions that are asked together. */
const freshMs = 500;

/** Asks `look` once for all who ask within half a second: the figures of one scrape, the checks of one readiness probe. */
export class FreshLook<Seen> {
  private last: { readonly at: number; readonly seen: Promise<Seen> } | undefined;
  private readonly look: () => Promise<Seen>;

  constructor(look: () => Promise<Seen>) {
    this.look = look;
  }

  now(): Promise<Seen> {
    if (!this.last || performance.now() - this.last.at > freshMs) {
      this.last = { at: performance.now(), seen: this.look() };
    }
    return this.last.seen;
  }
}
