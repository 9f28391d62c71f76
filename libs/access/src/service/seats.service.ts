import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import {
  coverDatesWrong,
  deputyAbsent,
  ownSeat,
  personAbsent,
  personDisabled,
  postAbsent,
  rolesRefused,
  selfAdministration,
} from '../protocol/access.errors.ts';
import { type Actor, judgeRoles } from '../protocol/index.ts';
import { AccessStores } from '../store/access.store.ts';
import { type SeatView, SeatStore } from '../store/seat.store.ts';
import { AccessRecord } from './access.record.ts';
import { WALL_CLOCK } from './access.settings.ts';
import { Concerns } from './concerns.service.ts';

/** A cover of a seat for its holder's absence (代理). Instants are wall time, UTC. */
export interface CoverWanted {
  readonly postId: string;
  readonly personId: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** A year at most: who covers longer holds the seat. */
const longestCoverMs = 366 * 24 * 3_600_000;

/** Seats of the agency and who covers them. */
@Injectable()
export class Seats {
  constructor(
    @Inject(WALL_CLOCK) private readonly clock: Clock,
    private readonly seats: SeatStore,
    private readonly stores: AccessStores,
    private readonly concerns: Concerns,
    private readonly record: AccessRecord,
  ) {}

  /** All seats, vacant ones too, with holder and the covers that run or will. */
  list(): Promise<SeatView[]> {
    return this.seats.list(this.clock.now());
  }

  /**
   * Names a deputy. The deputy acts in the seat besides the own one and is still one person: what needs two people is not
   * done alone. Throws POST_ABSENT, PERSON_ABSENT, PERSON_DISABLED, OWN_SEAT, COVER_DATES_WRONG, SELF_ADMINISTRATION or
   * ADMINISTRATORS_NOT_SEPARATED.
   */
  async deputise(wanted: CoverWanted, by: Actor): Promise<SeatView> {
    this.judgeDates(wanted);
    return this.administer(async (manager) => {
      if (!(await this.stores.people.lockSeat(manager, wanted.postId))) throw postAbsent();
      const person = await this.stores.people.lock(manager, wanted.personId);
      if (!person) throw personAbsent();
      if (person.disabledAt !== null) throw personDisabled();
      if (person.identityId === by.personId) throw selfAdministration();
      if ((await this.stores.people.holderOf(manager, wanted.postId)) === wanted.personId) throw ownSeat();
      await this.seats.cover(manager, wanted, by.personId);
      const verdict = judgeRoles(
        await this.stores.people.rolesOfIdentity(manager, person.identityId, this.clock.now()),
      );
      if (verdict === 'not-separated') throw rolesRefused(verdict);
      await this.concerns.look(manager, person.identityId);
      const { postId, personId, from, to } = wanted;
      const act = { action: 'post.covered', kind: 'post', id: postId, by } as const;
      await this.record.administered(manager, act, { personId, from, to });
      return this.viewOf(manager, wanted.postId);
    });
  }

  /** Ends a cover now. What the deputy has open is closed, the own seat with it: the next request begins anew. */
  async endCover(coverId: string, by: Actor): Promise<void> {
    await this.administer(async (manager) => {
      const cover = await this.seats.endCover(manager, coverId, this.clock.now());
      if (!cover) throw deputyAbsent();
      await this.stores.sessions.closeAllOf(manager, cover.personId);
      const act = { action: 'post.cover-ended', kind: 'post', id: cover.postId, by } as const;
      await this.record.administered(manager, act, { personId: cover.personId });
    });
  }

  private judgeDates({ from, to }: CoverWanted): void {
    const [begins, ends, now] = [from, to, this.clock.now()].map((instant) => Date.parse(instant));
    if (!(ends! > begins! && ends! > now! && ends! - begins! <= longestCoverMs)) throw coverDatesWrong();
  }

  private async viewOf(manager: EntityManager, postId: string): Promise<SeatView> {
    const [view] = await this.seats.list(this.clock.now(), manager, postId);
    if (!view) throw postAbsent();
    return view;
  }

  private administer<Answer>(act: (manager: EntityManager) => Promise<Answer>): Promise<Answer> {
    return this.stores.source.transaction(async (manager) => {
      await manager.query("select pg_advisory_xact_lock(hashtextextended('people', 0))");
      return act(manager);
    });
  }
}
