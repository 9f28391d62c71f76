import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { refusedClassifications, secrecyMarkIn } from '@sup/contracts';
import { newId, systemClock } from '@sup/kernel';
import { DataSource } from 'typeorm';
import { insertStub } from '../store/referral-stub.store.ts';
import { classificationTooHigh } from './referral.errors.ts';
import { type DraftReferral } from './referral.requests.ts';

/** State secrets stop at the door: nothing of them is stored but that somebody tried (B11, C14 R1). */
@Injectable()
export class SecrecyService {
  constructor(private readonly database: DataSource) {}

  /**
   * Throws CLASSIFICATION_TOO_HIGH where the draft states it, or a text or a file's name bears a mark. What stays, in a
   * commit of its own: who and when.
   */
  async refuseDraft(draft: DraftReferral, fileNames: readonly string[], actor: Actor): Promise<void> {
    const classification = markOf(draft, fileNames);
    if (classification === null) return;
    const { personId, postId } = actor;
    await insertStub(this.database.manager, { id: newId(), at: systemClock.now(), personId, postId, classification });
    throw classificationTooHigh(classification);
  }
}

/** The classification above this network that a draft states or bears; null where there is none. */
export function markOf(draft: DraftReferral, fileNames: readonly string[] = []): string | null {
  if (Object.hasOwn(refusedClassifications, draft.classification)) return draft.classification;
  const { title, instrument, unitConcerned, office, legalBasis, body } = draft;
  const { facts, points, subject } = body;
  return secrecyMarkIn([
    ...[title, instrument, unitConcerned, office ?? '', ...legalBasis, facts, ...points, subject.office ?? ''],
    ...subject.persons.flatMap(({ alias, role }) => [alias, role]),
    ...fileNames,
  ]);
}
