import { Injectable } from '@nestjs/common';
import { type FactEnvelope } from '@sup/contracts';
import { type Actor, actingPostOf } from '@sup/access/protocol';
import { type EntityManager } from 'typeorm';
import { type Asked, type ReferralMove, type ReferralNote, decide, isOpen, recipientsOf } from '../protocol/index.ts';
import { type ReferralRecord } from '../store/referral.store.ts';
import { EffectsService } from './effects.service.ts';
import { type Part, PartsService } from './parts.service.ts';
import { RecordsService, systemPost } from './records.service.ts';
import { commandNotOpen } from './referral.errors.ts';

/** One act of an officer, or of the service itself (`actor` null), on a record that is held. */
export interface Act {
  readonly record: ReferralRecord;
  readonly type: ReferralMove | ReferralNote;
  readonly data: Readonly<Record<string, unknown>>;
  readonly actor: Actor | null;
  /** What the guards of this act ask beyond the record and the actor. */
  readonly asked?: Partial<Omit<Asked, 'state' | 'data' | 'today' | 'actor'>>;
  /** Agencies to tell besides the parties. */
  readonly also?: readonly string[];
  readonly requires?: readonly string[];
}

export interface Acted {
  readonly record: ReferralRecord;
  readonly fact: FactEnvelope;
}

/** Decide, write, and what follows from the new status: in the caller's transaction. */
@Injectable()
export class ActingService {
  constructor(
    private readonly records: RecordsService,
    private readonly effects: EffectsService,
    private readonly parts: PartsService,
  ) {}

  /** Throws DomainError: COMMAND_NOT_OPEN, the first guard that refuses, or BODY_UNREADABLE on acceptance. */
  async act(manager: EntityManager, act: Act): Promise<Acted> {
    this.decide(act);
    return this.write(manager, act);
  }

  /** The parts of a record as guards ask: open or closed, and which points they answer. */
  async partsAsked(manager: EntityManager, id: string): Promise<NonNullable<Asked['parts']>> {
    const parts = await this.parts.of(manager, id);
    return parts.map((part) => ({ ...part, pointIds: answering(part) ? part.pointIds : [] }));
  }

  /** The table alone. Throws COMMAND_NOT_OPEN. */
  checkOpen({ state }: ReferralRecord, type: ReferralMove | ReferralNote): void {
    const parties = this.records.partiesOf(state!, this.records.agency);
    if (!isOpen(state!, type, parties)) throw commandNotOpen(type, state!.status);
  }

  /** The table and the guards alone; nothing is written. */
  decide({ record, type, data, actor, asked }: Act): void {
    const state = record.state!;
    decide(state, type, this.records.partiesOf(state, this.records.agency), {
      ...asked,
      data,
      today: this.records.today(),
      actor: {
        hasPost: actor === null || actor.postId !== '',
        isHead: actor === null || actor.roles.includes('head'),
        excluded: false,
      },
    });
  }

  /** Writes what was decided. Also what a service does of itself where no guard stands. */
  async write(manager: EntityManager, { record, type, data, actor, also = [], requires = [] }: Act): Promise<Acted> {
    const before = record.state!.status;
    const written = await this.records.write(manager, record, {
      type,
      data,
      actingPost: actor ? actingPostOf(actor) : systemPost,
      recipients: [...recipientsOf(record.state!, type), ...also],
      requires,
    });
    await this.effects.after(manager, written.record, before, true);
    await this.parts.noteEnd(manager, written.record);
    return written;
  }
}

/** A part that came back answers nothing. */
function answering({ closed, status }: Part): boolean {
  return !closed || status === 'struck-off';
}
