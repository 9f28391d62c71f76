import { Injectable } from '@nestjs/common';
import {
  type Agency,
  type AgencyId,
  type Blob,
  type ReferralBody,
  type ReferralKind,
  type ReferralSent,
  type RequestedAction,
  receivingKinds,
} from '@sup/contracts';
import { type Actor, actingPostOf } from '@sup/access/protocol';
import { DirectoryService } from '@sup/messaging';
import { canonicalText, sha256Hex } from '@sup/messaging/protocol';
import { together } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import { type DecisionAsked, bareText, checkGuards, handOffGuards, sendingGuards } from '../protocol/index.ts';
import { bodyPart, openPart } from '../store/referral-content.store.ts';
import { type ReferralRecord, nextReferralNumber, openOffer } from '../store/referral.store.ts';
import { folded } from '../store/search.rules.ts';
import { ContentService } from './content.service.ts';
import { RecordsService } from './records.service.ts';
import {
  officeUnknown,
  recipientIsUs,
  recipientSuspended,
  recipientTakesNone,
  recipientUnknown,
  recipientsEmpty,
  unitConcernedMissing,
} from './referral.errors.ts';
import { type Reporter } from './referral.requests.ts';

/** A letter that is ready to go. */
export interface Letter {
  readonly kind: ReferralKind;
  readonly instrument: string;
  readonly to: string;
  readonly office: string | null;
  readonly title: string;
  readonly classification: string;
  readonly legalBasis: readonly string[];
  readonly requestedAction: RequestedAction;
  readonly unitConcerned: string;
  readonly resultRuleId: string;
  readonly petition: boolean;
  readonly supersedes: string | null;
  readonly parent: ReferralSent['parent'];
  readonly body: ReferralBody;
  readonly blobs: readonly Blob[];
  readonly reporter: Reporter | null;
  readonly decision: DecisionAsked | null;
}

/** Sends a letter: the guards at `sent`, then number, seal, fact, content and clocks in the caller's transaction. */
@Injectable()
export class SendingService {
  constructor(
    private readonly records: RecordsService,
    private readonly content: ContentService,
    private readonly directory: DirectoryService,
  ) {}

  /** Throws DomainError with the code of the first guard that refuses, or what is wrong with the recipient. */
  async send(manager: EntityManager, record: ReferralRecord, letter: Letter, actor: Actor): Promise<ReferralRecord> {
    const recipient = this.recipientOf(letter.to, letter.office);
    if (letter.unitConcerned === '' || letter.body.subject.agency === '') throw unitConcernedMissing();
    const offerKey = offerKeyOf(letter, recipient.id);
    const sought = { offerKey, clueId: record.clueId, to: recipient.id };
    const offered = await openOffer(manager, sought, record.id);
    this.check(letter, recipient, offered?.id === letter.supersedes ? null : offered);
    const { sealedBody, bodyCommitment, blobs } = this.content.seal(letter.body, recipient.id, letter.blobs);
    const referralNo = await nextReferralNumber(manager, this.records.agency, this.records.today());
    const sent: Omit<ReferralSent, 'clocks'> = {
      ...this.factsOf(letter, recipient.id),
      referralNo,
      sealedBody,
      bodyCommitment,
      blobs: [...blobs],
      hops: 0,
    };
    const going: ReferralRecord = {
      ...record,
      homeStatus: 'sent',
      box: 'outgoing',
      peer: recipient.id,
      referralNo,
      offerKey,
      title: letter.title,
      arbitrated: sent.parties.arbiter === this.records.agency,
    };
    return this.write(manager, going, { sent, letter, actor });
  }

  /** The agency a letter would reach today. Throws when there is none that may receive. */
  recipientOf(to: string, office: string | null): Agency {
    if (to === '') throw recipientsEmpty();
    const view = this.directory.view();
    const agency = view.agency(view.follow(to));
    if (!agency) throw recipientUnknown(to);
    if (agency.id === this.records.agency) throw recipientIsUs();
    if (!receivingKinds.has(agency.kind)) throw recipientTakesNone(agency.id);
    if (agency.suspended) throw recipientSuspended(agency.id);
    if (office && agency.offices.length && !agency.offices.some(({ id }) => id === office)) throw officeUnknown(office);
    return agency;
  }

  /** Who answers for an agency today: itself, or its successor. */
  today(agency: AgencyId): AgencyId {
    return this.directory.view().follow(agency);
  }

  arbiterBetween(sender: AgencyId, receiver: AgencyId): AgencyId | null {
    return this.directory.view().commonSuperior(sender, receiver);
  }

  private check(letter: Letter, recipient: Agency, offered: { readonly referralNo: string | null } | null): void {
    const names = letter.kind === 'HAND_OFF' ? [...sendingGuards, ...handOffGuards] : sendingGuards;
    checkGuards(names, {
      state: null,
      data: {},
      today: this.records.today(),
      actor: { hasPost: true, isHead: true, excluded: false },
      letter,
      recipient: { id: recipient.id, office: letter.office, kind: recipient.kind },
      subject: letter.body.subject,
      reporter: letter.reporter,
      texts: textsOf(letter),
      decision: letter.decision,
      openOffer: offered,
    });
  }

  private async write(
    manager: EntityManager,
    record: ReferralRecord,
    { sent, letter, actor }: { sent: Omit<ReferralSent, 'clocks'>; letter: Letter; actor: Actor },
  ): Promise<ReferralRecord> {
    await together(
      openPart(manager, record.id, { part: bodyPart, body: letter.body, blobs: letter.blobs }, record.updatedAt),
      this.records.meetAllHome(manager, record.id),
    );
    const { record: gone } = await this.records.write(manager, record, {
      type: 'referral.sent',
      data: sent,
      actingPost: actingPostOf(actor),
      recipients: [sent.parties.receiver],
      requires: letter.blobs.map(({ hash }) => hash),
    });
    return gone;
  }

  private factsOf(
    letter: Letter,
    receiver: AgencyId,
  ): Omit<ReferralSent, 'clocks' | 'referralNo' | 'sealedBody' | 'bodyCommitment' | 'blobs' | 'hops'> {
    const { kind, instrument, requestedAction, resultRuleId, petition, parent, supersedes } = letter;
    const sender = this.records.agency;
    return {
      ...{ kind, instrument, requestedAction, resultRuleId, petition, parent, supersedes },
      parties: { sender, receiver, arbiter: this.arbiterBetween(sender, receiver) },
      preview: {
        title: letter.title,
        classification: letter.classification as ReferralSent['preview']['classification'],
        legalBasis: [...letter.legalBasis],
        unitConcerned: letter.unitConcerned,
        office: letter.office,
        attachmentCount: letter.body.attachments.length,
        pointCount: letter.body.points.length,
      },
      pointIds: letter.body.points.map(({ id }) => id),
    };
  }
}

/** Every text of a letter that the other side will be able to read. */
export function textsOf(
  letter: Pick<Letter, 'title' | 'instrument' | 'legalBasis' | 'unitConcerned' | 'office' | 'body'>,
): string[] {
  const { facts, points, subject, attachments } = letter.body;
  return [
    letter.title,
    letter.instrument,
    letter.unitConcerned,
    letter.office ?? '',
    ...letter.legalBasis,
    facts,
    ...points.map(({ text }) => text),
    subject.office ?? '',
    ...subject.persons.flatMap(({ alias, role }) => [alias, role]),
    ...attachments.map(({ name }) => name),
  ];
}

/** The same matter, asked of the same agency in the same way. Width, case, blanks and punctuation make no other matter. */
function offerKeyOf(letter: Letter, to: AgencyId): string {
  const { kind, requestedAction, instrument, title, body, parent } = letter;
  const same = (text: string) => bareText(text) || folded(text);
  const points = body.points.map(({ text }) => same(text));
  return sha256Hex(
    canonicalText([to, kind, requestedAction, same(instrument), same(title), same(body.facts), points, parent]),
  );
}
