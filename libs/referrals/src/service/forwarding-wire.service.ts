import { Injectable } from '@nestjs/common';
import { type AgencyId, type Blob, type CarriedFact, type FactData, type FactEnvelope, authorOf } from '@sup/contracts';
import { BlobService, CarriedFacts } from '@sup/messaging';
import { type EntityManager } from 'typeorm';
import { type ReferralRecord } from '../store/referral.store.ts';

/** What forwarding needs of the wire: the origin's fact with its proof, and the files ahead of the letter. */
@Injectable()
export class ForwardingWire {
  constructor(
    private readonly carried: CarriedFacts,
    private readonly blobs: BlobService,
  ) {}

  /**
   * The origin's letter with its own proof: of the fact that opened the record, or the one carried by it. `holders`: who
   * wrote it and who forwarded it here, as their facts say.
   */
  async chainOf(
    manager: EntityManager,
    record: ReferralRecord,
  ): Promise<{ readonly origin: CarriedFact; readonly holders: readonly AgencyId[] }> {
    const opening = await this.carried.carry(manager, record.openingFactId!);
    const fact = JSON.parse(opening.fact) as FactEnvelope;
    if (fact.type !== 'referral.forwarded') return { origin: opening, holders: [authorOf(fact)] };
    const { origin } = (fact.data as unknown as FactData<'referral.forwarded'>).opens;
    return { origin, holders: [authorOf(JSON.parse(origin.fact) as FactEnvelope), authorOf(fact)] };
  }

  async pushBlobs(manager: EntityManager, recipient: string, blobs: readonly Blob[]): Promise<void> {
    for (const { hash } of blobs) await this.blobs.push(manager, recipient, hash);
  }
}
