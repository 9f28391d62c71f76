import { Injectable } from '@nestjs/common';
import {
  type AgencyId,
  type Fact,
  type FactData,
  type FactEnvelope,
  type KnownFact,
  type ReferralSent,
  authorOf,
} from '@sup/contracts';
import { DirectoryService, type Reception } from '@sup/messaging';
import { canonicalText, isQuarantined, sha256Hex, verifyCarried } from '@sup/messaging/protocol';
import { type EntityManager } from 'typeorm';
import { admit, forwardedOpening, recallToGrant, recipientsOf } from '../protocol/index.ts';
import { bodyPart, insertSealed, openPart, openParts } from '../store/referral-content.store.ts';
import { factIdNumbered, insertFact, markNotProcessed, recordsWith } from '../store/referral-fact.store.ts';
import { type ReferralRecord, lockReferral, updateReferral } from '../store/referral.store.ts';
import { ContentService } from './content.service.ts';
import { EffectsService } from './effects.service.ts';
import { PartsService } from './parts.service.ts';
import { type Arrival, RecordsService, systemPost } from './records.service.ts';

const applied: Reception = { outcome: 'applied' };
const refused = (code: string): Reception => ({ outcome: 'refused', code });

/** What of the other agencies' facts reaches the records here: admit, save, answer, in one transaction. */
@Injectable()
export class AdmissionService {
  constructor(
    private readonly records: RecordsService,
    private readonly content: ContentService,
    private readonly effects: EffectsService,
    private readonly directory: DirectoryService,
    private readonly parts: PartsService,
  ) {}

  /** Takes in a referral fact or a note on a referral's clock. Never refuses on a guard: its author has already moved. */
  async admit(manager: EntityManager, fact: KnownFact, author: AgencyId, arrival: Arrival): Promise<Reception> {
    const record = await lockReferral(manager, fact.subject);
    if (record?.frozen) return { outcome: 'conflict', code: record.frozen };
    if (fact.type === 'referral.sent') return this.admitSent(manager, fact, record, arrival);
    if (fact.type === 'referral.forwarded') return this.admitForwarded(manager, fact, record, arrival);
    if (fact.type === 'referral.objection-escalated' && !record) return this.openArbitration(manager, fact, arrival);
    return this.admitOn(manager, record, fact, author, arrival);
  }

  /** Shows on our fact that its addressee could not process it, or could after all. A conflict freezes our copy as well. */
  async noteProcessing(
    manager: EntityManager,
    fact: KnownFact & { type: 'fact.not-processed' | 'fact.processed-after-all' },
    arrival: Arrival,
  ): Promise<Reception> {
    const code = fact.type === 'fact.not-processed' ? fact.data.code : null;
    await markNotProcessed(manager, fact.data.factId, code);
    for (const id of await recordsWith(manager, fact.data.factId)) {
      const record = (await lockReferral(manager, id))!;
      await insertFact(manager, id, fact, arrival);
      const frozen = code?.startsWith('REVISION_CONFLICT') ? code : record.frozen;
      await updateReferral(manager, { ...record, frozen });
    }
    return applied;
  }

  /** The verdict of the table on a record that is here, then evolve and what follows. */
  private async admitOn(
    manager: EntityManager,
    record: ReferralRecord | null,
    fact: KnownFact,
    author: AgencyId,
    arrival: Arrival,
  ): Promise<Reception> {
    if (!record?.state) return { outcome: 'held', waitsFor: `record:${fact.subject}` };
    const verdict = admit(record.state, fact, {
      parties: this.records.partiesOf(record.state, author),
      factIdUnderNumber: await factIdNumbered(manager, record.id, fact),
    });
    if (verdict.outcome === 'conflict') {
      await updateReferral(manager, { ...record, frozen: verdict.code });
      return verdict;
    }
    if (verdict.outcome !== 'admitted') return verdict;
    const before = record.state.status;
    if (fact.type === 'referral.supplemented') await this.keepSupplement(manager, record, fact, arrival);
    const added = await this.records.add(manager, record, fact, arrival);
    await this.effects.after(manager, added, before, false);
    await this.answer(manager, added);
    await this.parts.noteEnd(manager, added);
    return applied;
  }

  private async admitSent(
    manager: EntityManager,
    fact: Fact<'referral.sent', ReferralSent>,
    record: ReferralRecord | null,
    arrival: Arrival,
  ): Promise<Reception> {
    if (record) return this.again(manager, record, fact);
    const { parties } = fact.data;
    const author = authorOf(fact);
    if (parties.sender !== author) return refused('SENDER_MISMATCH');
    if (this.directory.view().follow(parties.receiver) !== this.records.agency) return refused('NOT_ADDRESSED_TO_US');
    const missing = await this.content.missingBlob(fact.data.blobs);
    if (missing) return { outcome: 'held', waitsFor: `blob:${missing}` };
    await this.openIncoming(manager, fact, { opening: fact, arrival });
    return applied;
  }

  /**
   * The forwarder ends R; R2 opens at the third agency and at the origin. Both check that the letter is the origin's own:
   * its inner signature, and the same commitment to the content.
   */
  private async admitForwarded(
    manager: EntityManager,
    fact: Fact<'referral.forwarded', FactData<'referral.forwarded'>>,
    record: ReferralRecord | null,
    arrival: Arrival,
  ): Promise<Reception> {
    const { opens } = fact.data;
    const follow = (id: AgencyId) => this.directory.view().follow(id);
    const third = follow(opens.sent.parties.receiver) === this.records.agency;
    const origin = follow(opens.sent.parties.sender) === this.records.agency;
    if (!third && !origin) return refused('NOT_ADDRESSED_TO_US');
    const fault = this.forwardingFault(fact);
    if (fault) return refused(fault);
    const opened = await lockReferral(manager, opens.referralId);
    if (third && !opened) {
      const missing = await this.content.missingBlob(opens.sent.blobs);
      if (missing) return { outcome: 'held', waitsFor: `blob:${missing}` };
      await this.openIncoming(manager, forwardedOpening(fact), { opening: fact, arrival });
    }
    if (!origin) return opened ? { outcome: 'duplicate' } : applied;
    const reception = await this.admitOn(manager, record, fact, authorOf(fact), arrival);
    if (reception.outcome === 'applied' && !opened) await this.openAtOrigin(manager, fact, record!, arrival);
    return reception;
  }

  /** Why a forwarded letter is not the origin's; null when it is. */
  private forwardingFault(fact: Fact<'referral.forwarded', FactData<'referral.forwarded'>>): string | null {
    const { sent, origin } = fact.data.opens;
    const view = this.directory.view();
    const proven = verifyCarried(origin, view);
    if (isQuarantined(proven)) return `ORIGIN_${proven.quarantine}`;
    const letter = proven.fact;
    if (letter.type !== 'referral.sent') return 'ORIGIN_NOT_A_LETTER';
    const original = letter.data as unknown as ReferralSent;
    const same =
      view.follow(authorOf(letter)) === view.follow(sent.parties.sender) &&
      original.bodyCommitment === sent.bodyCommitment &&
      original.preview.title === sent.preview.title &&
      original.preview.classification === sent.preview.classification &&
      original.preview.unitConcerned === sent.preview.unitConcerned &&
      canonicalText(original.pointIds) === canonicalText(sent.pointIds);
    return same ? null : 'ORIGIN_DIFFERS';
  }

  /** Opens a referral at its receiver, sealed, and answers by itself: delivered, or why it cannot be. */
  private async openIncoming(
    manager: EntityManager,
    fact: FactEnvelope,
    { opening, arrival }: { opening: FactEnvelope; arrival: Arrival },
  ): Promise<void> {
    const sent = fact.data as unknown as ReferralSent;
    const opened = await this.records.openRecord(
      manager,
      { ...this.rowOf(fact, opening, sent), party: 'receiver', box: 'incoming', peer: sent.parties.sender },
      fact,
      arrival,
    );
    const code = this.undeliverable(sent);
    if (!code) {
      const { sealedBody: body, bodyCommitment: commitment, blobs } = sent;
      const receivedAt = arrival?.receivedAt ?? opened.updatedAt;
      await insertSealed(manager, fact.subject, { part: bodyPart, body, commitment, blobs }, receivedAt);
    }
    const recipients = [sent.parties.sender];
    const act = code
      ? {
          type: 'referral.undeliverable' as const,
          data: { code, reason: '本单位目前不能接收该类移送 / not received here' },
        }
      : { type: 'referral.delivered' as const, data: { receiptNo: `HZ-${this.records.agency}-${opening.id}` } };
    await this.records.write(manager, opened, { ...act, actingPost: systemPost, recipients });
  }

  private undeliverable(sent: ReferralSent): string | null {
    if (!this.records.plays('receiver')) return 'NOT_A_RECEIVER';
    if (this.directory.view().agency(this.records.agency)?.suspended) return 'SUSPENDED';
    return sent.preview.office && !this.hasOffice(sent.preview.office) ? 'OFFICE_UNKNOWN' : null;
  }

  private hasOffice(office: string): boolean {
    const agency = this.directory.view().agency(this.records.agency);
    return !agency?.offices.length || agency.offices.some(({ id }) => id === office);
  }

  /** R2 at the origin: it keeps its own content under the new record. Facts of R2 that came first are woken. */
  private async openAtOrigin(
    manager: EntityManager,
    fact: Fact<'referral.forwarded', FactData<'referral.forwarded'>>,
    origin: ReferralRecord,
    arrival: Arrival,
  ): Promise<void> {
    const opening = forwardedOpening(fact);
    const { sent } = fact.data.opens;
    const opened = await this.records.openRecord(
      manager,
      {
        ...this.rowOf(opening, fact, sent),
        party: 'sender',
        box: 'outgoing',
        homeStatus: 'sent',
        peer: sent.parties.receiver,
        parentId: origin.parentId,
        caseId: origin.caseId,
        clueId: origin.clueId,
      },
      opening,
      arrival,
    );
    for (const part of await openParts(manager, origin.id)) {
      await openPart(manager, opened.id, part, opened.updatedAt);
    }
    await this.parts.noteOpening(manager, opened.id);
    await this.records.wake(manager, opened.id);
  }

  private async openArbitration(
    manager: EntityManager,
    fact: Fact<'referral.objection-escalated', FactData<'referral.objection-escalated'>>,
    arrival: Arrival,
  ): Promise<Reception> {
    const { snapshot } = fact.data;
    if (snapshot.parties.sender !== authorOf(fact)) return refused('SENDER_MISMATCH');
    if (!this.records.plays('arbiter')) return refused('NOT_AN_ARBITER');
    const { arbiter } = snapshot.parties;
    if (!arbiter || this.directory.view().follow(arbiter) !== this.records.agency)
      return refused('NOT_ADDRESSED_TO_US');
    const row = this.rowOf(fact, fact, snapshot);
    await this.records.openRecord(
      manager,
      { ...row, party: 'arbiter', arbitrated: true, box: 'arbitration', peer: snapshot.parties.sender },
      fact,
      arrival,
    );
    return applied;
  }

  private rowOf(
    fact: FactEnvelope,
    opening: FactEnvelope,
    sent: Pick<ReferralSent, 'kind' | 'referralNo' | 'preview' | 'parties'>,
  ): Omit<ReferralRecord, 'state' | 'version' | 'dueOn' | 'overdue' | 'party' | 'box' | 'peer'> {
    const now = opening.time;
    const arbiter = sent.parties.arbiter;
    return {
      id: fact.subject,
      arbitrated: arbiter !== null && this.directory.view().follow(arbiter) === this.records.agency,
      homeStatus: null,
      kind: sent.kind,
      referralNo: sent.referralNo,
      title: sent.preview.title,
      offerKey: null,
      parentId: null,
      caseId: fact.subject,
      clueId: null,
      frozen: null,
      openingHash: sha256Hex(canonicalText(opening)),
      openingFactId: opening.id,
      createdAt: now,
      updatedAt: now,
    };
  }

  /** The same opening fact is a duplicate; another one for a record that is here is a conflict. */
  private async again(
    manager: EntityManager,
    record: ReferralRecord,
    fact: FactEnvelope | KnownFact,
  ): Promise<Reception> {
    if (record.openingFactId === fact.id) return { outcome: 'duplicate' };
    const code = 'REVISION_CONFLICT';
    await updateReferral(manager, { ...record, frozen: code });
    return { outcome: 'conflict', code };
  }

  /** What our service answers by itself, in the transaction that admits the cause: a recall nobody need decide. */
  private async answer(manager: EntityManager, record: ReferralRecord): Promise<void> {
    const state = record.state!;
    const about = record.party === 'receiver' ? recallToGrant(state) : null;
    if (about === null) return;
    const before = state.status;
    const { record: recalled } = await this.records.write(manager, record, {
      type: 'referral.recalled',
      data: { about, granted: 'AUTO' },
      actingPost: systemPost,
      recipients: recipientsOf(state, 'referral.recalled'),
    });
    await this.effects.after(manager, recalled, before, false);
  }

  /** A supplement lies sealed like the body until acceptance; afterwards it is opened at once. */
  private async keepSupplement(
    manager: EntityManager,
    record: ReferralRecord,
    fact: Fact<'referral.supplemented', FactData<'referral.supplemented'>>,
    arrival: Arrival,
  ): Promise<void> {
    if (record.party !== 'receiver') return;
    const { sealedBody: body, bodyCommitment: commitment, blobs } = fact.data;
    const receivedAt = arrival?.receivedAt ?? fact.time;
    await insertSealed(manager, record.id, { part: fact.id, body, commitment, blobs }, receivedAt);
    if (['accepted', 'handling'].includes(record.state!.status)) {
      await this.content.open(manager, record.id, receivedAt);
    }
  }
}
