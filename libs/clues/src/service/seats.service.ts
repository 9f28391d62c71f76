import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type SeatAsked } from '../protocol/index.ts';
import { ClueCases } from './cases.service.ts';

/** Who sits in the posts that are to handle a clue, at this moment. */
@Injectable()
export class SeatsService {
  constructor(private readonly cases: ClueCases) {}

  /** One answer for each post, in order; `personId` null where nobody sits there now. */
  async of(manager: EntityManager, postIds: readonly string[], caseId: string): Promise<SeatAsked[]> {
    const found = await manager.query<{ postId: string; personId: string; roles: string[] }[]>(
      `select o.id::text as "postId", h.person_id::text as "personId", o.roles from post o
       join holding h on h.post_id = o.id and h.held_to is null
       join person p on p.id = h.person_id and p.disabled_at is null
       where o.id::text = any ($1)`,
      [[...postIds]],
    );
    return Promise.all(
      postIds.map(async (postId): Promise<SeatAsked> => {
        const seat = found.find((one) => one.postId === postId);
        if (!seat) return { postId, personId: null, handles: false, conflict: false };
        const conflict = await this.cases.isShutOut(manager, caseId, seat.personId);
        return { postId, personId: seat.personId, handles: seat.roles.includes('handler'), conflict };
      }),
    );
  }
}
