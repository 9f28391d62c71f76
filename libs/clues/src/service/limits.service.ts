import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { BUSINESS_CLOCK, type ClockView, ClocksService } from '@sup/deadlines';
import { findRule, shanghaiDay } from '@sup/deadlines/protocol';
import { type Clock } from '@sup/kernel';
import { type EntityManager } from 'typeorm';
import { type Clue, type ClueLimit, meets } from '../protocol/index.ts';
import { ClueStore } from '../store/clue.store.ts';
import { clockAbsent, ruleUnknown, triggerInFuture } from './clue.errors.ts';
import { type CluesSettings, CLUES_SETTINGS, capability } from './clues.settings.ts';

/** Ends in which nobody owes anything any more. */
const over: readonly string[] = ['discarded', 'merged', 'declined', 'redirected', 'closed'];

/** The limits of a clue: home clocks with a stated trigger, ended by the acts that meet them. */
@Injectable()
export class LimitsService implements OnModuleInit {
  constructor(
    @Inject(CLUES_SETTINGS) private readonly settings: CluesSettings,
    @Inject(BUSINESS_CLOCK) private readonly clock: Clock,
    private readonly clocks: ClocksService,
    private readonly store: ClueStore,
  ) {}

  /** A limit of ours that passes marks its clue in the lists. */
  onModuleInit(): void {
    this.clocks.onExpired(capability, ({ recordId }, _rung, manager) => this.show(manager, recordId));
  }

  /** Throws RULE_UNKNOWN or TRIGGER_IN_FUTURE. */
  check(limit: ClueLimit): void {
    const rule = findRule(limit.ruleId);
    if (!rule || rule.n === null) throw ruleUnknown(limit.ruleId);
    const now = this.clock.now();
    const isDay = limit.triggerAt.length === 10;
    const future = isDay ? limit.triggerAt > shanghaiDay(now) : Date.parse(limit.triggerAt) > Date.parse(now);
    if (future) throw triggerInFuture(limit.triggerAt);
  }

  async start(manager: EntityManager, clueId: string, limit: ClueLimit): Promise<ClockView> {
    this.check(limit);
    const { agency } = this.settings;
    const { ruleId, triggerAt } = limit;
    const started = await this.clocks.startHome(manager, {
      ...{ recordId: clueId, capability, ruleId, triggerAt },
      ...{ debtor: agency, creditor: agency },
    });
    await this.show(manager, clueId);
    return started;
  }

  /** Ends what an act of ours meets, and everything once the clue is over. */
  async follow(manager: EntityManager, clue: Clue, act: string): Promise<void> {
    const at = this.clock.now();
    for (const { clockId, due, stoppedAt } of await this.clocks.of(manager, clue.id)) {
      if (stoppedAt === null && meets(due.ruleId, act)) {
        await this.clocks.end(manager, clue.id, clockId, { at, byDebtor: true });
      }
    }
    if (over.includes(clue.status)) await this.clocks.endAll(manager, clue.id, at);
    await this.show(manager, clue.id);
  }

  /**
   * Meets a limit by an act done now: the running clock of the rule (and of the stated trigger, if one is stated), or one
   * that starts with that trigger and is met at once.
   */
  async meet(manager: EntityManager, clueId: string, ruleId: string, triggerAt: string | undefined): Promise<void> {
    const running = (await this.clocks.of(manager, clueId)).find(
      ({ due, stoppedAt }) =>
        due.ruleId === ruleId && stoppedAt === null && (triggerAt === undefined || isSame(due.triggerAt, triggerAt)),
    );
    const limit = { ruleId, triggerAt: triggerAt ?? shanghaiDay(this.clock.now()) };
    const { clockId } = running ?? (await this.start(manager, clueId, limit));
    await this.clocks.end(manager, clueId, clockId, { at: this.clock.now(), byDebtor: true });
  }

  /** Throws CLOCK_ABSENT where no such limit runs. */
  async end(manager: EntityManager, clueId: string, clockId: string): Promise<void> {
    const running = (await this.clocks.of(manager, clueId)).find((one) => one.clockId === clockId);
    if (!running || running.stoppedAt !== null) throw clockAbsent(clockId);
    await this.clocks.end(manager, clueId, clockId, { at: this.clock.now(), byDebtor: true });
  }

  /** What lists show: the day of the running limit that is due first, and whether one has passed. */
  private async show(manager: EntityManager, clueId: string): Promise<void> {
    const running = (await this.clocks.of(manager, clueId)).filter(({ stoppedAt }) => stoppedAt === null);
    const days = running.map(({ due }) => due.dueOn ?? shanghaiDay(due.dueAt)).sort();
    const overdue = running.some(({ due }) => Date.parse(due.dueAt) < Date.parse(this.clock.now()));
    await this.store.setDue(manager, clueId, { dueOn: days[0] ?? null, overdue });
  }

  of(manager: EntityManager, clueId: string): Promise<ClockView[]> {
    return this.clocks.of(manager, clueId);
  }
}

function isSame(left: string, right: string): boolean {
  return left === right || shanghaiDayOf(left) === shanghaiDayOf(right);
}

function shanghaiDayOf(stated: string): string {
  return stated.length === 10 ? stated : shanghaiDay(stated);
}
