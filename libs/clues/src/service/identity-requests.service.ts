import { Inject, Injectable } from '@nestjs/common';
import { type Actor, can } from '@sup/access/protocol';
import { AuditTrail } from '@sup/audit';
import { DomainError, newId, systemClock } from '@sup/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { type Clue, type ReporterIdentity, refusals } from '../protocol/index.ts';
import {
  type IdentityRequest,
  identityRequestsOf,
  insertIdentityRequest,
  lockIdentityRequest,
  markIdentitySeen,
  openIdentityRequests,
  releaseIdentity,
} from '../store/clue-identity.store.ts';
import { ClueStore } from '../store/clue.store.ts';
import { ClueCases } from './cases.service.ts';
import { clueAbsent, notPermitted } from './clue.errors.ts';
import { type IdentityRequestView } from './clue.views.ts';
import { IdentityService } from './identity.service.ts';
import { isUuid } from './ids.rules.ts';
import { ClueRecords } from './records.service.ts';

/** How long a released identity may be looked at, once, by the one who asked: wall time. */
export const shownWithinMs = 30 * 60_000;

/** An open request as the custodian sees it: whose, why, on which number. Nothing of the clue. */
export interface CustodyView {
  readonly requestId: string;
  readonly clueId: string;
  readonly clueNo: string | null;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly reason: string;
}

/** What the custodian's release answers: the identity itself is for the asker alone. */
export interface ReleaseView {
  readonly requestId: string;
  /** Until when the asker may look at it, once. */
  readonly until: string;
}

/** Break-glass (DESIGN.md 5): asked for with a reason, released by the custodian, shown once to the asker; each step on record. */
@Injectable()
export class IdentityRequests {
  @Inject(DataSource) private readonly database: DataSource;
  @Inject(ClueStore) private readonly store: ClueStore;
  @Inject(IdentityService) private readonly identity: IdentityService;
  @Inject(ClueRecords) private readonly records: ClueRecords;
  @Inject(ClueCases) private readonly cases: ClueCases;
  @Inject(AuditTrail) private readonly trail: AuditTrail;

  /** Asked again while a request is open, it is that one. Throws NO_REPORTER where no identity is kept. */
  async ask(manager: EntityManager, clue: Clue, reason: string, actor: Actor): Promise<string> {
    if (!(await this.identity.isSealed(manager, clue.id))) throw refusals.noReporter();
    const asked = await identityRequestsOf(manager, clue.id);
    const open = asked.find((one) => one.requestedBy === actor.personId && one.releasedAt === null);
    if (open) return open.id;
    const id = newId();
    await insertIdentityRequest(manager, {
      ...{ id, clueId: clue.id, reason, requestedBy: actor.personId, requestedPost: actor.postTitle },
      requestedAt: systemClock.now(),
    });
    await this.records.write(manager, clue, {
      ...{ type: 'clue.identity-requested', payload: { requestId: id, reason }, actor },
    });
    await this.record(manager, clue, actor, { step: 'requested', requestId: id, purpose: reason });
    return id;
  }

  /** The custodian's queue. */
  async open(actor: Actor): Promise<CustodyView[]> {
    const { manager } = this.database;
    const open = await openIdentityRequests(manager);
    const shown = await Promise.all(
      open.map(async ({ id, clueId, requestedPost, requestedAt, reason }) => {
        const clue = await this.store.read(manager, clueId);
        if (!clue || (await this.isShutOut(manager, clue, actor))) return [];
        return [{ requestId: id, clueId, clueNo: clue.clueNo, requestedBy: requestedPost, requestedAt, reason }];
      }),
    );
    return shown.flat();
  }

  /** Throws IDENTITY_REQUEST_ABSENT, or SEPARATION_OF_DUTIES for one's own request. */
  async release(clueId: string, requestId: string, actor: Actor): Promise<ReleaseView> {
    if (!can(actor, 'identity.release')) throw notPermitted('identity-release');
    return this.database.transaction(async (manager) => {
      const clue = isUuid(clueId) ? await this.store.lock(manager, clueId) : null;
      if (!clue || (await this.isShutOut(manager, clue, actor))) throw refusals.identityRequestAbsent();
      const request = await lockIdentityRequest(manager, requestId);
      if (!request || request.clueId !== clueId || request.releasedAt !== null) throw refusals.identityRequestAbsent();
      if (request.requestedBy === actor.personId) throw refusals.ownIdentityRequest();
      const now = systemClock.now();
      await releaseIdentity(manager, requestId, actor.personId, now);
      await this.records.write(manager, clue, { type: 'clue.identity-released', payload: { requestId }, actor });
      await this.record(manager, clue, actor, { step: 'released', requestId, purpose: request.reason });
      return { requestId, until: untilOf(now) };
    });
  }

  /** Shows the identity: once, within the half hour, to the one who asked. Anything else answers like an absent request. */
  async show(clueId: string, requestId: string, actor: Actor): Promise<ReporterIdentity> {
    return this.database.transaction(async (manager) => {
      const clue = isUuid(clueId) ? await this.store.lock(manager, clueId) : null;
      if (!clue) throw clueAbsent();
      await this.cases.checkRead(actor, clue, manager);
      const request = await lockIdentityRequest(manager, requestId);
      if (!request || request.clueId !== clueId || !isShowable(request, actor)) throw identityNotReleased();
      const identity = await this.identity.read(manager, clueId);
      if (!identity) throw refusals.noReporter();
      await markIdentitySeen(manager, requestId, systemClock.now());
      await this.records.write(manager, clue, { type: 'clue.identity-seen', payload: { requestId }, actor });
      await this.record(manager, clue, actor, { step: 'seen', requestId, purpose: request.reason });
      return identity;
    });
  }

  /** The asker's own requests on a clue. */
  async ownOf(manager: EntityManager, clueId: string, actor: Actor): Promise<IdentityRequestView[]> {
    const requests = await identityRequestsOf(manager, clueId);
    return requests
      .filter(({ requestedBy }) => requestedBy === actor.personId)
      .map((one) => ({ requestId: one.id, requestedAt: one.requestedAt, reason: one.reason, status: statusOf(one) }));
  }

  /** A custodian reads no case, but one who is shut out of it must not even learn that it has a reporter. */
  private async isShutOut(manager: EntityManager, { caseId }: Clue, { personId }: Actor): Promise<boolean> {
    return (await this.cases.shutOutAmong(manager, caseId, [personId])).length > 0;
  }

  private record(
    manager: EntityManager,
    clue: Clue,
    actor: Actor,
    { step, requestId, purpose }: { readonly step: string; readonly requestId: string; readonly purpose: string },
  ): Promise<void> {
    const { personId, postId, postTitle } = actor;
    return this.trail.record(manager, {
      ...{ act: 'identity-release', action: `identity.${step}`, actor: { personId, postId, postTitle } },
      record: { kind: 'clue', id: clue.id, no: clue.clueNo },
      ...{ caseId: clue.caseId, purpose, details: { requestId } },
    });
  }
}

function untilOf(releasedAt: string): string {
  return new Date(Date.parse(releasedAt) + shownWithinMs).toISOString();
}

function statusOf({ releasedAt, seenAt }: IdentityRequest): IdentityRequestView['status'] {
  if (seenAt !== null) return 'seen';
  if (releasedAt === null) return 'open';
  return Date.parse(untilOf(releasedAt)) < Date.parse(systemClock.now()) ? 'lapsed' : 'released';
}

function isShowable(request: IdentityRequest, actor: Actor): boolean {
  return request.requestedBy === actor.personId && statusOf(request) === 'released';
}

function identityNotReleased(): DomainError {
  return new DomainError('IDENTITY_NOT_RELEASED', 'absent', {
    zh: '没有准许您查看的身份，或已查看、已过时',
    en: 'No identity is released to you, or it was seen, or the time is over',
  });
}
