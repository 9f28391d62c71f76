import { Injectable } from '@nestjs/common';
import {
  type Blob,
  type CarriedFact,
  type FactData,
  type ReasonCode,
  type ReferralBody,
  type ReferralSent,
} from '@sup/contracts';
import { type Actor } from '@sup/access/protocol';
import { newId } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import { type ReferralRecord, nextReferralNumber } from '../store/referral.store.ts';
import { type Act, ActingService } from './acting.service.ts';
import { ContentService } from './content.service.ts';
import { ForwardingWire } from './forwarding-wire.service.ts';
import { RecordsService } from './records.service.ts';
import { SendingService } from './sending.service.ts';

/** What an officer, or a closing agency, says when forwarding. */
export interface Forwarding {
  readonly to: string;
  readonly office: string | null;
  readonly reasonCode: ReasonCode;
  readonly reason: string;
  readonly instrument?: string | undefined;
}

/** Forwarding to a third agency: the origin's letter goes on whole, sealed anew, with the origin's own signature. */
@Injectable()
export class ForwardingService {
  constructor(
    private readonly records: RecordsService,
    private readonly content: ContentService,
    private readonly sending: SendingService,
    private readonly acting: ActingService,
    private readonly wire: ForwardingWire,
  ) {}

  /**
   * Ends the referral here and opens the next one at the third agency and at the origin. Refused as a whole where a file
   * is missing or is not what the origin sent (REF-12). `actor` null: a closing agency's service (SHR-10), no guard asked.
   */
  async forward(manager: EntityManager, record: ReferralRecord, given: Forwarding, actor: Actor | null): Promise<void> {
    const { sent } = record.state!;
    const third = this.sending.recipientOf(given.to, given.office);
    const { body, blobs } = await this.content.peek(manager, record.id);
    const { origin, holders } = await this.wire.chainOf(manager, record);
    const data = { reasonCode: given.reasonCode, reason: given.reason };
    const act: Act = { record, type: 'referral.forwarded', data, actor, also: [third.id] };
    if (actor) {
      const recipient = { id: third.id, office: given.office, kind: third.kind };
      const fileFaults = await this.content.faultsOf(body.attachments);
      const parts = await this.acting.partsAsked(manager, record.id);
      const earlierHolders = [sent.parties.sender, ...holders].map((id) => this.sending.today(id));
      this.acting.decide({ ...act, asked: { recipient, subject: body.subject, fileFaults, parts, earlierHolders } });
    } else await this.content.checkComplete(body.attachments);
    const opens = await this.opening(manager, record, { given, third: third.id, body, blobs, origin });
    await this.wire.pushBlobs(manager, third.id, sent.blobs);
    await this.acting.write(manager, { ...act, data: { ...data, opens } });
  }

  private async opening(
    manager: EntityManager,
    record: ReferralRecord,
    to: { given: Forwarding; third: string; body: ReferralBody; blobs: readonly Blob[]; origin: CarriedFact },
  ): Promise<FactData<'referral.forwarded'>['opens']> {
    const { sent } = record.state!;
    const { sender } = sent.parties;
    const referralId = newId();
    const { sealedBody } = this.content.seal(to.body, to.third, to.blobs);
    const letter: ReferralSent = {
      ...sent,
      referralNo: await nextReferralNumber(manager, this.records.agency, this.records.today()),
      instrument: to.given.instrument ?? sent.instrument,
      parties: { sender, receiver: to.third, arbiter: this.sending.arbiterBetween(sender, to.third) },
      preview: { ...sent.preview, office: to.given.office },
      sealedBody,
      hops: sent.hops + 1,
      clocks: [],
    };
    const started = { id: referralId, sent: letter };
    const clocks = await this.records.snapshots(manager, started, 'referral.sent', this.records.now());
    return { referralId, sent: { ...letter, clocks }, origin: to.origin };
  }
}
