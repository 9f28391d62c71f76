import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sup/audit';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../protocol/index.ts';

type By = Pick<Actor, 'personId' | 'postId' | 'postTitle'> | null;
type Details = Readonly<Record<string, unknown>>;

/** What access itself writes into the record, in the transaction of the act: ids and words of the procedure, never content. */
@Injectable()
export class AccessRecord {
  constructor(private readonly trail: AuditTrail) {}

  /** An act on a person or a seat. */
  administered(
    manager: EntityManager,
    act: { readonly action: string; readonly kind: 'person' | 'post'; readonly id: string; readonly by: By },
    details: Details = {},
  ): Promise<void> {
    const { action, kind, id, by } = act;
    return this.trail.record(manager, {
      ...{ act: 'administration', action, record: { kind, id }, details },
      actor: actorOf(by),
    });
  }

  /** An act on who may know a case. */
  ofCase(
    manager: EntityManager,
    act: { readonly action: string; readonly caseId: string; readonly by: By; readonly purpose?: string },
    details: Details = {},
  ): Promise<void> {
    const { action, caseId, by, purpose = null } = act;
    return this.trail.record(manager, {
      ...{ act: 'write', action, record: { kind: 'case', id: caseId }, caseId, purpose, details },
      actor: actorOf(by),
    });
  }
}

function actorOf(by: By): { personId: string; postId: string; postTitle: string } | null {
  return by && { personId: by.personId, postId: by.postId, postTitle: by.postTitle };
}
