import { Injectable } from '@nestjs/common';
import { People } from '@sup/access';
import { type EntityManager } from 'typeorm';
import { type SeatAsked } from '../protocol/index.ts';
import { ClueCases } from './cases.service.ts';

/** A seat that handles, as the head chooses among them. */
export interface HandlerSeat {
  readonly postId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly office: string | null;
  readonly holder: string;
}

/** Who sits in the posts that handle clues, at this moment. */
@Injectable()
export class SeatsService {
  constructor(
    private readonly people: People,
    private readonly cases: ClueCases,
  ) {}

  /** The seats that handle and are held now. */
  async handlers(): Promise<HandlerSeat[]> {
    const people = await this.people.list();
    return people.flatMap(({ post, roles, disabled, nameZh }) => {
      if (!post || disabled || !roles.includes('handler')) return [];
      const { id, titleZh, titleEn, office } = post;
      return [{ postId: id, titleZh, titleEn, office, holder: nameZh }];
    });
  }

  /** One answer for each post, in order; `personId` null where nobody sits there now. Two accounts of one human are one. */
  async of(manager: EntityManager, postIds: readonly string[], caseId: string): Promise<SeatAsked[]> {
    const people = (await this.people.list()).filter(({ disabled }) => !disabled);
    const shutOut = await this.cases.shutOutAmong(manager, caseId, postIds);
    return postIds.map((postId): SeatAsked => {
      const holder = people.find(({ post }) => post?.id === postId);
      if (!holder) return { postId, personId: null, handles: false, conflict: false };
      const { id, sameAs, roles } = holder;
      return {
        ...{ postId, personId: sameAs ?? id },
        ...{ handles: roles.includes('handler'), conflict: shutOut.includes(postId) },
      };
    });
  }
}
