import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { type PreparedReferral, receivingKinds } from '@sup/contracts';
import { newId } from '@sup/kernel';
import { Outbox } from '@sup/messaging';
import { type EntityManager } from 'typeorm';
import {
  type Clue,
  type ClueReferral,
  type ReporterIdentity,
  decideClue,
  maskedName,
  partiesOf,
  refusals,
  refusedLevelOf,
} from '../protocol/index.ts';
import { AskingService } from './asking.service.ts';
import { recipientIsUs, recipientUnknown } from './clue.errors.ts';
import { type ClueCommandBody } from './clue.requests.ts';
import { IdentityService } from './identity.service.ts';
import { LimitsService } from './limits.service.ts';
import { ClueRecords } from './records.service.ts';

type Wanted = ClueCommandBody<'prepare-referral'>;

/** Offers of a clue to other agencies: the masked snapshot that referrals opens as a draft (PROTOCOL.md 2). */
@Injectable()
export class OffersService {
  constructor(
    private readonly records: ClueRecords,
    private readonly asking: AskingService,
    private readonly identity: IdentityService,
    private readonly limits: LimitsService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Prepares a referral and gives its id, which is the draft's. Throws RECIPIENT_UNKNOWN, RECIPIENT_IS_SUBJECT,
   * COMPLAINANT_IDENTITY_EXPOSED, OFFER_OPEN, CLASSIFICATION_TOO_HIGH.
   */
  async prepare(
    manager: EntityManager,
    clue: Clue,
    wanted: Wanted,
    actor: Actor,
  ): Promise<{ readonly clue: Clue; readonly referralId: string }> {
    const to = this.recipientOf(wanted.to);
    const identity = await this.identity.read(manager, clue.id);
    const draft = this.draftOf(clue, { ...wanted, to }, identity);
    const asked = this.asking.plain(clue, { ...wanted, to });
    const texts = textsOf(draft);
    const level = refusedLevelOf(draft.classification, texts);
    if (level) throw refusals.classificationTooHigh(level);
    decideClue('prepare-referral', partiesOf(actor.roles), { ...asked, identity, texts });
    if (draft.sendBy) this.limits.check(draft.sendBy);
    const referralId = newId();
    const referral: ClueReferral = {
      ...{ referralId, to, kind: draft.kind, status: 'prepared', revision: 0, openedAt: this.records.now() },
    };
    const next = await this.records.write(manager, clue, {
      ...{ type: 'clue.referral-prepared', payload: { referral, instrument: draft.instrument }, actor },
    });
    await this.outbox.signal(manager, 'clue.referral-prepared', referralId, {
      ...{ referralId, clueId: clue.id, caseId: clue.caseId, draft },
      preparedBy: { personId: actor.personId, postTitle: actor.postTitle },
    });
    return { clue: next, referralId };
  }

  private recipientOf(to: string): string {
    const agency = this.records.agencyNamed(to);
    if (!agency || !receivingKinds.has(agency.kind)) throw recipientUnknown(to);
    if (agency.id === this.records.agency) throw recipientIsUs();
    return agency.id;
  }

  /** The clue as it may leave: persons by alias or masked name, the reporter not at all, title and facts as they are kept. */
  private draftOf(clue: Clue, wanted: Wanted, identity: ReporterIdentity | null): PreparedReferral {
    const { kind, instrument, to, office, legalBasis, requestedAction, resultRuleId, petition, sendBy } = wanted;
    const { subject } = clue;
    const facts = wanted.body.facts ?? clue.facts;
    return {
      ...{ kind, instrument, to, office, legalBasis, requestedAction, resultRuleId, petition, sendBy },
      title: wanted.title ?? clue.title,
      classification: wanted.classification ?? clue.classification,
      unitConcerned: wanted.unitConcerned ?? subject.agency,
      reporter: null,
      ...(identity && clue.reporter
        ? { sealedReporter: this.identity.sealedReporter(clue.reporter.kind, identity) }
        : {}),
      body: {
        facts,
        points: wanted.body.points ?? [clue.title],
        subject: {
          ...{ agency: subject.agency, office: subject.office },
          persons: subject.persons.map(({ name, alias, role, leadsUnit, partyMember }) => ({
            ...{ alias: alias ?? maskedName(name), role, leadsUnit, partyMember },
          })),
        },
        misconductCodes: clue.misconductCodes,
        causes: clue.causes,
        caseStage: clue.relatedCase?.stage ?? null,
      },
      fileIds: wanted.fileIds?.filter((fileId) => clue.fileIds.includes(fileId)) ?? clue.fileIds,
      supersedes: wanted.supersedes,
    };
  }
}

/** Every text of the draft that the other side could read. */
function textsOf({ title, instrument, unitConcerned, office, legalBasis, body }: PreparedReferral): string[] {
  return [
    ...[title, instrument, unitConcerned, office ?? '', ...legalBasis, body.facts, ...body.points],
    body.subject.office ?? '',
    ...body.subject.persons.flatMap(({ alias, role }) => [alias, role]),
  ];
}
