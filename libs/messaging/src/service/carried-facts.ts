import { Injectable } from '@nestjs/common';
import { type CarriedFact } from '@sup/contracts';
import { DomainError } from '@sup/kernel';
import { signFacts } from '../protocol/index.ts';
import { type KeptProof, proofColumns, proofOf } from '../store/proof.ts';
import { type Queries, rows } from '../store/queries.ts';
import { DirectoryService } from './directory.service.ts';

/** Facts that prove themselves without their parcel: to be forwarded whole, or put into an evidence package. */
@Injectable()
export class CarriedFacts {
  constructor(private readonly directory: DirectoryService) {}

  /** An own or received fact with its author's proof. Throws DomainError FACT_ABSENT. */
  async carry(on: Queries, factId: string): Promise<CarriedFact> {
    const [kept] = await rows<KeptProof & { body: string }>(
      on,
      `select f.body, ${proofColumns}
       from messaging_fact f left join messaging_root r on r.author = f.author and r.root = f.root
       where f.fact_id = $1 and f.author = any($2::text[]) and not f.signal`,
      [factId, this.authors()],
    );
    if (!kept) throw new DomainError('FACT_ABSENT', 'absent', { zh: '没有该事实', en: 'There is no such fact' });
    return { fact: kept.body, proof: proofOf(kept) ?? this.signAlone(kept.body) };
  }

  private authors(): string[] {
    return this.directory
      .view()
      .agencies()
      .map((agency) => agency.id);
  }

  /** Own facts are signed when they go out; one that is asked for before, or apart, is signed as a set of its own. */
  private signAlone(body: string): CarriedFact['proof'] {
    return signFacts([body], this.directory.keyRing()).proofs[0]!;
  }
}
