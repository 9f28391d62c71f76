import { Injectable } from '@nestjs/common';
import { type Actor } from '@sup/access/protocol';
import { type EntityManager } from 'typeorm';
import { type Clue, type ClueAsked, type ClueCommand } from '../protocol/index.ts';
import { ClueStore } from '../store/clue.store.ts';
import { ClueCases } from './cases.service.ts';
import { CitingService } from './citing.service.ts';
import { ClueRecords } from './records.service.ts';
import { SeatsService } from './seats.service.ts';

/** Gathers what the guards of a command ask. No rule is here. */
@Injectable()
export class AskingService {
  constructor(
    private readonly records: ClueRecords,
    private readonly store: ClueStore,
    private readonly seats: SeatsService,
    private readonly citing: CitingService,
    private readonly cases: ClueCases,
  ) {}

  /** What needs no question to another table. */
  plain(clue: Clue, data: Readonly<Record<string, unknown>>): ClueAsked {
    const { subject } = clue;
    return {
      ...{ clue, data, today: this.records.today(), own: this.records.own() },
      unit: this.records.agencyNamed(subject.agency),
    };
  }

  /** Throws what decisions refuse with when the command names a decision that does not carry it. */
  async of(
    manager: EntityManager,
    command: ClueCommand,
    clue: Clue,
    { data, actor }: { readonly data: Readonly<Record<string, unknown>>; readonly actor: Actor },
  ): Promise<ClueAsked> {
    const asked = this.plain(clue, data);
    switch (command) {
      case 'merge':
        return { ...asked, earlier: await this.earlier(manager, String(data['into']), actor) };
      case 'assign':
        return { ...asked, seats: await this.seats.of(manager, data['handlers'] as string[], clue.caseId) };
      case 'begin-verification':
        return { ...asked, seats: await this.seats.of(manager, clue.handlers, clue.caseId) };
      case 'decide-outcome':
      case 'dispose': {
        const decisionId = (data['decisionId'] as string | null | undefined) ?? null;
        return {
          ...asked,
          decision: await this.citing.cite(manager, decisionId, { clueId: clue.id, purpose: `clue.${command}` }),
        };
      }
      default:
        return asked;
    }
  }

  /** The clue to merge into; one that this officer must not know of is as absent as one that does not exist. */
  private async earlier(manager: EntityManager, id: string, actor: Actor): Promise<Clue | null> {
    const clue = await this.store.lock(manager, id);
    return clue && (await this.cases.mayRead(actor, clue, manager)) ? clue : null;
  }
}
