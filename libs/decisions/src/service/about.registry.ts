import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access';
import { type AboutRecord, decisionErrors as refuse } from '../protocol/index.ts';

/** Finds a record of one kind for `actor`; null where there is none, or where the actor may not read it. */
export type AboutFinder = (id: string, actor: Actor) => Promise<AboutRecord | null>;

/**
 * The kinds of record that meetings may decide about. Each capability registers its own, so that case and title come from the
 * record and never from whoever puts it on an agenda.
 */
@Injectable()
export class AboutRegistry {
  private readonly finders = new Map<string, AboutFinder>();

  register(kind: string, find: AboutFinder): void {
    this.finders.set(kind, find);
  }

  /** Throws ABOUT_UNKNOWN for an unknown kind, an absent record, and one the actor may not read. */
  async find(about: { readonly kind: string; readonly id: string }, actor: Actor): Promise<AboutRecord> {
    const found = await this.finders.get(about.kind)?.(about.id, actor);
    if (!found) throw refuse.aboutUnknown();
    return found;
  }

  async mayRead(about: { readonly kind: string; readonly id: string }, actor: Actor): Promise<boolean> {
    return Boolean(await this.finders.get(about.kind)?.(about.id, actor));
  }
}
