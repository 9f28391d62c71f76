import { Inject, Injectable } from '@nestjs/common';
import { Notices } from '@sup/access';
import { type Actor } from '@sup/access/protocol';
import { AuditTrail } from '@sup/audit';
import { type Agency, type AgencyId } from '@sup/contracts';
import { BUSINESS_CLOCK } from '@sup/deadlines';
import { shanghaiDay } from '@sup/deadlines/protocol';
import { type Clock, DomainError } from '@sup/kernel';
import { DirectoryService, Outbox } from '@sup/messaging';
import { type EntityManager } from 'typeorm';
import {
  type Clue,
  type ClueEvent,
  type ClueEventType,
  evolveClue,
  isMoveName,
  caseSubjectOf,
} from '../protocol/index.ts';
import { ClueStore } from '../store/clue.store.ts';
import { type CluesSettings, CLUES_SETTINGS } from './clues.settings.ts';
import { LimitsService } from './limits.service.ts';

/** Something that happens to a clue now. `kept`: what the history keeps where that is less than what the row takes in. */
export interface Happening {
  readonly type: ClueEventType;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly kept?: Readonly<Record<string, unknown>>;
  /** Null: our own service, on a fact of another agency. */
  readonly actor: Actor | null;
  /** Who acted where it was nobody of ours. */
  readonly author?: string;
}

const ends: readonly string[] = ['closed', 'merged', 'declined', 'redirected', 'discarded'];

/** The one place where a clue takes in an event: row, history, limits, audit, notice and signal in the caller's transaction. */
@Injectable()
export class ClueRecords {
  @Inject(CLUES_SETTINGS) private readonly settings: CluesSettings;
  @Inject(BUSINESS_CLOCK) private readonly clock: Clock;
  @Inject(ClueStore) private readonly store: ClueStore;
  @Inject(LimitsService) private readonly limits: LimitsService;
  @Inject(DirectoryService) private readonly directory: DirectoryService;
  @Inject(Outbox) private readonly outbox: Outbox;
  @Inject(AuditTrail) private readonly trail: AuditTrail;
  @Inject(Notices) private readonly notices: Notices;

  get agency(): AgencyId {
    return this.settings.agency;
  }

  now(): string {
    return this.clock.now();
  }

  today(): string {
    return shanghaiDay(this.clock.now());
  }

  /** Our own entry of the directory. Throws AGENCY_UNLISTED while no directory in force names us. */
  own(): Agency {
    const own = this.directory.view().agency(this.agency);
    if (own) return own;
    throw new DomainError('AGENCY_UNLISTED', 'unavailable', {
      zh: '现行机构目录中没有本单位，请联系系统管理员。',
      en: 'The directory in force does not list this agency; ask the system administrator.',
    });
  }

  /** The agency that holds `id`'s records today; null outside the network. */
  agencyNamed(id: string): Agency | null {
    const view = this.directory.view();
    return view.agency(id) ? view.agency(view.follow(id)) : null;
  }

  agencies(): readonly Agency[] {
    return this.directory.view().agencies();
  }

  /** Puts a new clue into the register with its first line of history. */
  async open(manager: EntityManager, clue: Clue, happening: Happening): Promise<Clue> {
    await this.store.insert(manager, clue);
    await this.keep(manager, clue, this.eventOf(happening), happening);
    return clue;
  }

  /** The clue one event further. The caller holds its row. */
  async write(manager: EntityManager, clue: Clue, happening: Happening): Promise<Clue> {
    const event = this.eventOf(happening);
    const next = evolveClue(clue, event);
    await this.store.save(manager, clue, next);
    await this.keep(manager, next, event, happening);
    await this.limits.follow(manager, next, event.type);
    return next;
  }

  private eventOf({ type, payload, actor }: Happening): ClueEvent {
    const by = actor ? { personId: actor.personId, postId: actor.postId } : null;
    return { type, at: this.clock.now(), by, payload };
  }

  private async keep(manager: EntityManager, clue: Clue, event: ClueEvent, happening: Happening): Promise<void> {
    const { actor, author, kept } = happening;
    const { type, at, by } = event;
    const payload = kept ?? event.payload;
    const actingPost = actor?.postTitle ?? author ?? 'system';
    await this.store.appendHistory(manager, [{ clueId: clue.id, n: clue.version, type, at, by, actingPost, payload }]);
    await this.trail.record(manager, {
      act: 'write',
      action: type,
      actor: actor && { personId: actor.personId, postId: actor.postId, postTitle: actor.postTitle },
      record: { kind: 'clue', id: clue.id, no: clue.clueNo },
      caseId: clue.caseId,
      details: { version: clue.version, fields: Object.keys(payload) },
    });
    await this.notices.changed(manager, caseSubjectOf(clue));
    if (!isMoveName(type) && clue.version > 1) return;
    const { id, caseId, clueNo, status, misconductCodes } = clue;
    await this.outbox.signal(manager, 'clue.moved', id, {
      ...{ clueId: id, caseId, clueNo: clueNo ?? '', status, misconductCodes: [...misconductCodes] },
      closed: ends.includes(status),
    });
  }
}
