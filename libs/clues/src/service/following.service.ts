import { Injectable } from '@nestjs/common';
import { type AgencyId, type KnownFact, type Signals } from '@sup/contracts';
import { newId } from '@sup/kernel';
import { DirectoryService } from '@sup/messaging';
import { type EntityManager } from 'typeorm';
import {
  type Clue,
  type ClueEventType,
  type ClueReferral,
  type Seat,
  isAnsweredReferral,
  isOpenReferral,
  mayFollow,
  rerouteRule,
} from '../protocol/index.ts';
import { ClueStore } from '../store/clue.store.ts';
import { noteStray, takeStray } from '../store/stray.store.ts';
import { ClueCases } from './cases.service.ts';
import { blankClue } from './intake.service.ts';
import { LimitsService } from './limits.service.ts';
import { ClueRecords } from './records.service.ts';

/** The status that a referral's move leaves it in, in the referral's own words (PROTOCOL.md appendix A). */
export const statusAfter = {
  'referral.sent': 'sent',
  'referral.delivered': 'delivered',
  'referral.undeliverable': 'undeliverable',
  'referral.acknowledged': 'acknowledged',
  'referral.accepted': 'accepted',
  'referral.returned': 'returned',
  'referral.objected': 'objected',
  'referral.forwarded': 'forwarded',
  'referral.recalled': 'recalled',
  'referral.withdrawn': 'recalled',
  'referral.objection-upheld': 'returned',
  'referral.objection-escalated': 'escalated',
  'referral.ruled-accept': 'accepted',
  'referral.ruled-return': 'returned',
  'referral.first-feedback': 'handling',
  'referral.result': 'result',
  'referral.sent-back': 'handling',
  'referral.result-approved': 'approved',
  'referral.struck-off': 'struck-off',
} as const satisfies Partial<Record<KnownFact['type'], string>>;
export type FollowedType = keyof typeof statusAfter;

/** Moves the arbiter makes; all others are the sender's or the receiver's. */
const arbiters: readonly FollowedType[] = ['referral.ruled-accept', 'referral.ruled-return'];
/** Ends of a referral on the receiver's side in which its clue has nothing left to look into. */
const endings: Partial<Record<FollowedType, string>> = {
  'referral.recalled': 'RECALLED',
  'referral.withdrawn': 'RECALLED',
  'referral.forwarded': 'FORWARDED',
};

type Followed = KnownFact & { readonly type: FollowedType };

/** The clue follows its referrals: out with the first, back with the last that came back, answered with the last answer. */
@Injectable()
export class FollowingService {
  constructor(
    private readonly store: ClueStore,
    private readonly records: ClueRecords,
    private readonly limits: LimitsService,
    private readonly cases: ClueCases,
    private readonly directory: DirectoryService,
  ) {}

  /** A move of a referral. One that is no clue's, from a stranger, or older than what we saw changes nothing. */
  async follow(manager: EntityManager, fact: Followed, author: AgencyId): Promise<void> {
    const clue = await this.ofReferral(manager, fact.subject);
    if (clue) return this.followOffer(manager, clue, fact, author);
    const opened = await this.ofOrigin(manager, fact.subject);
    if (opened) return this.followOrigin(manager, opened, fact, author);
    if (author !== this.records.agency && fact.type !== 'referral.sent') {
      await noteStray(manager, { referralId: fact.subject, n: fact.n, type: fact.type, author });
    }
  }

  /** The draft of an offer was thrown away: the clue may be offered there again. */
  async discarded(manager: EntityManager, referralId: string): Promise<void> {
    const clue = await this.ofReferral(manager, referralId);
    const entry = clue?.referrals.find((one) => one.referralId === referralId);
    if (!clue || entry?.status !== 'prepared') return;
    await this.records.write(manager, clue, {
      ...{ type: 'clue.referral-followed', payload: { referralId, status: 'discarded', revision: 0 }, actor: null },
    });
  }

  /** A referral was accepted here: its clue opens, accepted and numbered, on the referral's case (PROTOCOL.md 2). Once. */
  async open(manager: EntityManager, opened: Signals['referral.case-opened']): Promise<void> {
    const { referralId, sent, body } = opened;
    if (await this.store.ofOrigin(manager, referralId)) return;
    const now = this.records.now();
    const clue: Clue = {
      ...blankClue(newId(), { registeredBy: nobody, movedAt: now }),
      ...{ caseId: referralId, status: 'accepted', registeredAt: now, receivedAt: now, checkedAt: null },
      clueNo: await this.store.nextNumber(manager, this.records.today()),
      ...{ title: sent.preview.title, channel: sent.petition ? 'PETITION' : 'UNIT_REPORT' },
      receivedFrom: sent.parties.sender,
      reporter: null,
      subject: {
        ...{ agency: body.subject.agency, office: body.subject.office },
        persons: body.subject.persons.map((one) => ({ ...one, name: one.alias, idNumber: null })),
      },
      ...{ misconductCodes: body.misconductCodes, causes: body.causes },
      relatedCase: body.caseStage && { caseNo: null, stage: body.caseStage, procedure: 'NON_LITIGATION' },
      facts: [body.facts, ...body.points.map(({ id, text }) => `${id} ${text}`)].join('\n'),
      classification: sent.preview.classification,
      origin: { referralId, from: sent.parties.sender },
    };
    const received = await this.records.open(manager, clue, {
      ...{ type: 'clue.received', payload: { referralId, from: sent.parties.sender }, actor: null },
      author: sent.parties.sender,
    });
    await this.cases.opened(manager, received, null);
  }

  private async ofReferral(manager: EntityManager, referralId: string): Promise<Clue | null> {
    const id = await this.store.ofReferral(manager, referralId);
    return id === null ? null : this.store.lock(manager, id);
  }

  private async ofOrigin(manager: EntityManager, referralId: string): Promise<Clue | null> {
    const id = await this.store.ofOrigin(manager, referralId);
    return id === null ? null : this.store.lock(manager, id);
  }

  private async followOffer(manager: EntityManager, clue: Clue, fact: Followed, author: AgencyId): Promise<void> {
    const entry = clue.referrals.find((one) => one.referralId === fact.subject)!;
    if (fact.n <= entry.revision || !this.mayAuthor(fact.type, author, entry.to)) return;
    const moved = { referralId: entry.referralId, status: statusAfter[fact.type], revision: fact.n };
    const next = successorOf(fact);
    const referrals = clue.referrals.map((one) => (one === entry ? { ...one, ...moved } : one));
    const type = this.eventOf(clue, fact.type, next ? [...referrals, next] : referrals);
    const payload = { ...moved, from: author, ...wordsOf(fact), ...(next ? { referral: next } : {}) };
    const written = await this.records.write(manager, clue, { type, payload, actor: null, author });
    if (fact.type === 'referral.sent' && entry.kind === 'HAND_OFF') {
      await this.limits.follow(manager, written, 'clue.handed-off');
    }
    if (type === 'clue.came-back') {
      await this.limits.start(manager, clue.id, { ruleId: rerouteRule, triggerAt: this.triggerOf(fact) });
    }
    if (next) await this.catchUp(manager, written, next.referralId);
  }

  /** What overtook the forwarding: facts of the referral it opened, which were nobody's until now. */
  private async catchUp(manager: EntityManager, clue: Clue, referralId: string): Promise<void> {
    const stray = await takeStray(manager, referralId);
    if (!stray) return;
    const { n, type, author } = stray;
    await this.followOffer(manager, clue, { subject: referralId, n, type, data: {} } as unknown as Followed, author);
  }

  /** The receiver's side: its answer answers the sender, and a referral that ends without it ends its clue. */
  private async followOrigin(manager: EntityManager, clue: Clue, fact: Followed, author: AgencyId): Promise<void> {
    const ours = author === this.records.agency;
    const ground = endings[fact.type];
    if (fact.type === 'referral.result' && ours) {
      await this.records.write(manager, clue, { type: 'clue.origin-answered', payload: wordsOf(fact), actor: null });
    } else if (fact.type === 'referral.sent-back' && author === clue.origin?.from) {
      await this.records.write(manager, clue, {
        ...{ type: 'clue.origin-sent-back', payload: wordsOf(fact), actor: null, author },
      });
    } else if (ground && (ours || author === clue.origin?.from) && mayFollow(clue, 'clue.ended-with-referral')) {
      await this.records.write(manager, clue, {
        ...{ type: 'clue.ended-with-referral', payload: { ground }, actor: null, author },
      });
    }
  }

  private eventOf(clue: Clue, type: FollowedType, referrals: readonly ClueReferral[]): ClueEventType {
    // The receiver's facts may overtake our own `sent`: either says that the clue is out.
    const isOut = type === 'referral.sent' || referrals.some((one) => isOpenReferral(one) && one.status !== 'prepared');
    if (isOut) return mayFollow(clue, 'clue.referred-out') ? 'clue.referred-out' : noted;
    if (referrals.some(isOpenReferral)) return noted;
    if (referrals.some(isAnsweredReferral)) return mayFollow(clue, 'clue.answered') ? 'clue.answered' : noted;
    return mayFollow(clue, 'clue.came-back') ? 'clue.came-back' : noted;
  }

  /** A stranger's fact about a referral it has no part in changes nothing here, as it changes nothing at referrals. */
  private mayAuthor(type: FollowedType, author: AgencyId, to: AgencyId): boolean {
    const own = this.records.agency;
    const view = this.directory.view();
    if (author === own) return true;
    if (arbiters.includes(type)) return view.commonSuperior(own, to) === author;
    return author === to || view.follow(to) === author;
  }

  /** The stated time of the return, but never one that lies ahead of our own clock. */
  private triggerOf(fact: Followed): string {
    const stated = fact.statedat ?? this.records.now();
    return Date.parse(stated) > Date.parse(this.records.now()) ? this.records.now() : stated;
  }
}

/** A clue that came by referral was registered by no seat of ours. */
const nobody: Seat = {
  personId: '00000000-0000-0000-0000-000000000000',
  postId: '00000000-0000-0000-0000-000000000000',
};

const noted: ClueEventType = 'clue.referral-followed';

/** The referral that a forwarding opened at the third agency, with us as its sender. */
function successorOf(fact: Followed): ClueReferral | null {
  if (fact.type !== 'referral.forwarded') return null;
  const { referralId, sent } = fact.data.opens;
  return {
    ...{ referralId, to: sent.parties.receiver, kind: sent.kind, status: 'sent', revision: 1 },
    openedAt: fact.statedat,
  };
}

/** The reason and words of a move, for the timeline. */
function wordsOf({ data }: { readonly data: object }): Readonly<Record<string, unknown>> {
  const { reasonCode, reason, suggestedAuthority, outcome, text } = data as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries({ reasonCode, reason, suggestedAuthority, outcome, text }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}
