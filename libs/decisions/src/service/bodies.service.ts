import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access';
import { AuditTrail } from '@sup/audit';
import { DataSource } from 'typeorm';
import { type DecidingBody, decisionErrors as refuse, isQuorumLawful } from '../protocol/index.ts';
import { listBodies, putBody } from '../store/body.store.ts';

/** Deciding bodies and their quorum. A meeting keeps the rule that stood when it was called. */
@Injectable()
export class BodiesService {
  constructor(
    private readonly database: DataSource,
    private readonly trail: AuditTrail,
  ) {}

  list(): Promise<DecidingBody[]> {
    return listBodies(this.database);
  }

  /** Throws QUORUM_UNLAWFUL for a rule laxer than the default. */
  async put(body: DecidingBody, actor: Actor): Promise<DecidingBody[]> {
    if (!isQuorumLawful(body.quorum)) throw refuse.quorumUnlawful();
    await this.database.transaction(async (manager) => {
      await putBody(manager, body);
      await this.trail.record(manager, {
        act: 'write',
        action: 'deciding-body.set',
        actor,
        record: { kind: 'deciding-body', id: body.code },
        details: { quorum: body.quorum },
      });
    });
    return this.list();
  }
}
