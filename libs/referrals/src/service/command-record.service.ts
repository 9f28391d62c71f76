import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { AuditTrail } from '@sup/audit';
import { type EntityManager } from 'typeorm';
import { type ReferralRecord } from '../store/referral.store.ts';

/** What the audit trail keeps of an act on a referral: who, what, which record, and facts about the act; never content. */
@Injectable()
export class CommandRecord {
  constructor(private readonly trail: AuditTrail) {}

  /** In the transaction of the act. `act`: the command, or what became of a draft; `actor` null: the service itself. */
  keep(
    manager: EntityManager,
    act: { readonly name: string; readonly actor: Actor | null; readonly details?: Readonly<Record<string, unknown>> },
    record: Pick<ReferralRecord, 'id' | 'referralNo' | 'caseId'>,
  ): Promise<void> {
    const { name, actor, details = {} } = act;
    return this.trail.record(manager, {
      act: 'write',
      action: `referral.${name}`,
      actor: actor && { personId: actor.personId, postId: actor.postId, postTitle: actor.postTitle },
      record: { kind: 'referral', id: record.id, no: record.referralNo },
      caseId: record.caseId,
      details,
    });
  }
}
