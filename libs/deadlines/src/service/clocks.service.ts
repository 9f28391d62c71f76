import { type ClockSnapshot, type Due, type FactEnvelope, type TimeUnit, authorOf, dueSchema } from '@sup/contracts';
import { type EntityManager } from 'typeorm';
import {
  type ClockEntry,
  type ClockTable,
  type Extension,
  checkExtension,
  computeDue,
  effectOf,
  extensionsIn,
  findRule,
  resumesOn,
} from '../protocol/index.ts';
import {
  type ClockRecord,
  type MarkedClock,
  beginAct,
  clockOf,
  clocksOf,
  markOverdue,
  markedClocksOf,
  markedClocksOfOne,
  moveAfter,
  saveClocks,
} from '../store/clock.store.ts';
import { type CalendarService } from './calendar.service.ts';
import { differenceOf, dueBy, endsAt, firstLookAt, pausedBefore, stateOf } from './clock.decide.ts';
import { ClockAbsent, ClockStopped } from './clock.errors.ts';
import { type ClockView, clockView } from './clock.views.ts';
import { type Handlers, type OnExpired, type OnReminder } from './handlers.ts';

/** Which rule a row of the table stands for in this record; null where no clock runs. */
export type RuleOf = (rule: string) => string | null;

export interface SnapshotQuestion {
  readonly table: ClockTable;
  /** The fact that is about to be made. */
  readonly factType: string;
  /** Party → agency; null where the record has no such party. */
  readonly parties: Readonly<Record<string, string | null>>;
  /** The business instant the fact will state. */
  readonly triggerAt: string;
  readonly recordId: string;
  readonly ruleOf?: RuleOf;
}

export interface FollowedFact {
  readonly table: ClockTable;
  readonly recordId: string;
  readonly capability: string;
  readonly fact: FactEnvelope;
  /** The clocks the fact carries; empty where its type carries none. */
  readonly snapshots?: readonly ClockSnapshot[];
  readonly partyOf: (party: string) => string | null;
  readonly ruleOf?: RuleOf;
}

/**
 * The clocks of records. Every method works in the caller's transaction. The author of a fact asks `snapshotsFor` before
 * it makes the fact, puts the answer into it, and then both sides `follow` the fact: the same table, the same stated
 * times, so the same clocks and the same verdicts.
 */
export class ClocksService {
  private readonly agency: string;
  private readonly calendars: CalendarService;
  private readonly handlers: Handlers;

  constructor(agency: string, calendars: CalendarService, handlers: Handlers) {
    this.agency = agency;
    this.calendars = calendars;
    this.handlers = handlers;
  }

  /** The clocks a fact starts, and those it resumes, with their due dates. `clockId` is `<rule id>#<n>`, unique in the record. */
  async snapshotsFor(manager: EntityManager, question: SnapshotQuestion): Promise<ClockSnapshot[]> {
    const { table, factType, parties, triggerAt, recordId } = question;
    if (!table.some((entry) => entry.startsOn === factType || resumesOn(entry, factType))) return [];
    const calendar = this.calendars.current();
    const clocks = await clocksOf(manager, recordId);
    const snapshots: ClockSnapshot[] = [];
    for (const entry of table) {
      const clock = clocks.findLast((one) => one.entry === keyOf(entry));
      const ended = clock?.stoppedAt !== null;
      if (clock && resumesOn(entry, factType) && (ended || clock.state === 'paused')) {
        const due = dueBy(resumed(clock, triggerAt), calendar);
        if (due) snapshots.push({ clockId: clock.clockId, debtor: clock.debtor, creditor: clock.creditor, due });
      }
      const [debtor, creditor] = [parties[entry.debtor], parties[entry.creditor]];
      const ruleId = entry.startsOn === factType ? (question.ruleOf ?? itself)(entry.rule) : null;
      if (!ruleId || !debtor || !creditor) continue;
      const used = [...clocks.map((one) => one.clockId), ...snapshots.map((one) => one.clockId)];
      const due = computeDue({ ruleId, triggerAt, calendar });
      snapshots.push({ clockId: freeId(ruleId, used), debtor, creditor, due });
    }
    return snapshots;
  }

  /**
   * Lets a record's clocks follow a fact: stops, pauses and resumes by the table, starts what the fact carries, takes
   * over granted extensions (`*.extension-granted`), recomputed dates and overdue marks. Following a fact twice changes
   * nothing. Never refuses: the author has already acted. Returns the record's clocks.
   */
  async follow(manager: EntityManager, followed: FollowedFact): Promise<ClockView[]> {
    const { recordId, fact, snapshots = [] } = followed;
    const { first, clocks } = await beginAct(manager, recordId, fact);
    if (!first) return this.of(manager, recordId);
    const at = new Ledger(clocks);
    const marks = await this.takeOver(manager, at, followed);
    const carried = new Set(snapshots.map((snapshot) => snapshot.clockId));
    for (const { clockId } of clocks) if (!carried.has(clockId)) this.apply(at, clockId, followed);
    await this.start(manager, at, followed);
    if (at.changed.length) return viewsOf(await this.saveAll(manager, at.changed));
    return marks ? this.of(manager, recordId) : viewsOf(clocks);
  }

  /** A clock of the home side alone, started by a stated trigger (served, known, decided). */
  async startHome(
    manager: EntityManager,
    home: {
      readonly recordId: string;
      readonly capability: string;
      readonly ruleId: string;
      readonly triggerAt: string;
      readonly debtor: string;
      readonly creditor: string;
      readonly n?: number;
      readonly unit?: TimeUnit;
    },
  ): Promise<ClockView> {
    const { recordId, capability, ruleId, triggerAt, debtor, creditor, n, unit } = home;
    const due = computeDue({ ruleId, triggerAt, n, unit, calendar: this.calendars.current() });
    const used = (await clocksOf(manager, recordId, true)).map((clock) => clock.clockId);
    const startedAt = due.dueOn === null ? triggerAt : `${due.triggerAt}T00:00:00+08:00`;
    const clock = fresh({ recordId, capability, clockId: freeId(ruleId, used), entry: '', debtor, creditor, due });
    await this.save(manager, { ...clock, author: this.agency, startedAt });
    return this.view(manager, recordId, clock.clockId);
  }

  /** Ends a clock by hand: a home clock that was met, or any clock of a record that is over. Throws `ClockAbsent`, `ClockStopped`. */
  async end(
    manager: EntityManager,
    recordId: string,
    clockId: string,
    stop: { readonly at: string; readonly byDebtor: boolean },
  ): Promise<ClockView> {
    const clock = await clockOf(manager, recordId, clockId);
    if (!clock) throw new ClockAbsent(clockId);
    if (clock.stoppedAt !== null) throw new ClockStopped(clockId);
    await this.save(manager, stopped(clock, stop));
    return this.view(manager, recordId, clockId);
  }

  /** Ends every live clock of a record that is over; none of them by its debtor's act. */
  async endAll(manager: EntityManager, recordId: string, at: string): Promise<void> {
    for (const clock of await clocksOf(manager, recordId, true)) {
      if (clock.stoppedAt === null) await this.save(manager, stopped(clock, { at, byDebtor: false }));
    }
  }

  /**
   * Gives an extension and returns the new due date, for the fact that tells the other side. Throws `ClockAbsent`,
   * `ClockStopped`, and `ExtensionNotAllowed` where the rule's law gives no such extension.
   */
  async extend(manager: EntityManager, recordId: string, clockId: string, extension: Extension): Promise<Due> {
    const clock = await clockOf(manager, recordId, clockId);
    if (!clock) throw new ClockAbsent(clockId);
    if (clock.stoppedAt !== null) throw new ClockStopped(clockId);
    checkExtension(clock.ruleId, clock.extensions.length, extension);
    const extended = { ...clock, extensions: [...clock.extensions, extension] };
    const due = dueBy(extended, this.calendars.current());
    if (!due) throw new ClockAbsent(clockId);
    await this.save(manager, { ...extended, due, difference: null });
    return due;
  }

  /** The clocks of a record, oldest first. */
  async of(manager: EntityManager, recordId: string): Promise<ClockView[]> {
    return viewsOf(await markedClocksOfOne(manager, recordId));
  }

  /** The clocks of many records, for a list: one statement, whatever their number. */
  async ofMany(manager: EntityManager, recordIds: readonly string[]): Promise<Map<string, ClockView[]>> {
    const found = new Map<string, ClockView[]>();
    for (const clock of await markedClocksOf(manager, recordIds)) {
      found.set(clock.recordId, [...(found.get(clock.recordId) ?? []), clockView(clock, clock.marks)]);
    }
    return found;
  }

  /** Registers what a capability does when a term has passed; see `OnExpired`. */
  onExpired(capability: string, onExpired: OnExpired['handle'], options: Omit<OnExpired, 'handle'> = {}): void {
    this.handlers.expired.set(capability, { handle: onExpired, ...options });
  }

  /** Registers what a capability does when its debtor here is to be reminded. */
  onReminder(capability: string, onReminder: OnReminder): void {
    this.handlers.reminder.set(capability, onReminder);
  }

  private async save(manager: EntityManager, clock: ClockRecord): Promise<void> {
    await this.saveAll(manager, [clock]);
  }

  private saveAll(manager: EntityManager, clocks: readonly ClockRecord[]): Promise<MarkedClock[]> {
    const calendar = this.calendars.current();
    return saveClocks(
      manager,
      clocks[0]!.recordId,
      clocks.map((clock) => ({ clock, lookAt: firstLookAt(clock, calendar, this.agency) })),
    );
  }

  private async view(manager: EntityManager, recordId: string, clockId: string): Promise<ClockView> {
    return (await this.of(manager, recordId)).find((clock) => clock.clockId === clockId)!;
  }

  private apply(at: Ledger, clockId: string, followed: FollowedFact): void {
    const { table, fact, partyOf } = followed;
    const clock = at.clock(clockId)!;
    const entry = table.find((one) => keyOf(one) === clock.entry);
    if (!entry) return;
    const state = clock.stoppedAt !== null ? 'stopped' : clock.state === 'paused' ? 'paused' : 'running';
    const effect = effectOf(table, entry, state, fact);
    if (effect === 'none') return;
    if (effect === 'stop') {
      if (!endsAt(clock, fact.statedat, at.all)) return;
      const author = authorOf(fact);
      const byDebtor = author === clock.debtor || author === partyOf(entry.debtor);
      const paused = fact.track === 'note' ? pausedBefore(clock, fact.statedat, this.calendars.current()) : clock;
      return at.put(stopped(paused, { at: fact.statedat, byDebtor }));
    }
    const changed =
      effect === 'resume'
        ? resumed(clock, fact.statedat)
        : { ...clock, pauses: [...clock.pauses, { from: fact.statedat, to: null }] };
    const due = dueBy(changed, this.calendars.current()) ?? clock.due;
    at.put({ ...changed, due, difference: null, state: stateOf({ ...changed, due }) });
  }

  /** What clock facts say about clocks: marks, recomputed and extended dates. Returns whether a mark was written. */
  private async takeOver(manager: EntityManager, at: Ledger, { recordId, fact }: FollowedFact): Promise<boolean> {
    const { clockId, rung, unreachable } = fact.data;
    if (typeof clockId !== 'string') return false;
    if (fact.type === 'clock.overdue' && typeof rung === 'number') {
      const mark = { rung, writtenAt: fact.statedat, unreachable: unreachable === true };
      return markOverdue(manager, { recordId, clockId }, mark);
    }
    const told = fact.type === 'clock.recomputed' ? fact.data['new'] : fact.data['due'];
    if (fact.type !== 'clock.recomputed' && !fact.type.endsWith('.extension-granted')) return false;
    const due = dueSchema.safeParse(told);
    const clock = at.clock(clockId);
    if (!due.success || !clock) return false;
    const extensions =
      extensionsIn(due.data).length > clock.extensions.length ? extensionsIn(due.data) : clock.extensions;
    const earlierDues =
      fact.type === 'clock.recomputed' && clock.author !== this.agency
        ? [...clock.earlierDues, clock.due]
        : clock.earlierDues;
    // The date may be older than a pause that both sides know of; then it is counted again with it.
    const changed = { ...clock, due: due.data, extensions, earlierDues };
    const own = dueBy(changed, this.calendars.current());
    const stale = own !== undefined && pausesWritten(due.data) < clock.pauses.length;
    const taken = { ...changed, due: stale ? own : due.data };
    const state = clock.stoppedAt === null ? clock.state : stateOf(taken);
    at.put({ ...taken, difference: differenceOf(taken.due, own), state });
    return false;
  }

  private async start(manager: EntityManager, at: Ledger, followed: FollowedFact): Promise<void> {
    const { recordId, capability, fact, snapshots = [], table } = followed;
    const left = table.filter((entry) => entry.startsOn === fact.type);
    const before = new Map(snapshots.map(({ clockId }) => [clockId, at.clock(clockId)]));
    for (const snapshot of snapshots) {
      const known = before.get(snapshot.clockId);
      const base = known ? resumed(known, fact.statedat) : undefined;
      const { clockId, debtor, creditor, due } = snapshot;
      const entry = known ? known.entry : keyOf(takeEntry(left, snapshot, followed));
      const clock = base
        ? { ...base, due }
        : {
            ...fresh({ recordId, capability, clockId, entry, debtor, creditor, due }),
            author: authorOf(fact),
            startedAt: fact.statedat,
          };
      const own = dueBy(clock, this.calendars.current());
      const started = { ...clock, difference: differenceOf(due, own) };
      at.put({ ...started, state: stateOf(started) });
      if (!known) await this.stopLateStart(manager, at, { clock: started, followed });
    }
  }

  /** A note that starts a clock may come after the move that ends it: notes and moves overtake each other. */
  private async stopLateStart(
    manager: EntityManager,
    at: Ledger,
    { clock, followed }: { readonly clock: ClockRecord; readonly followed: FollowedFact },
  ): Promise<void> {
    const { table, fact, recordId, partyOf } = followed;
    const entry = table.find((one) => keyOf(one) === clock.entry);
    if (!entry || fact.track !== 'note') return;
    const act = await moveAfter(manager, recordId, fact.seenrevision ?? 0, entry.stopsOn);
    if (!act) return;
    const byDebtor = act.author === clock.debtor || act.author === partyOf(entry.debtor);
    at.put(stopped(clock, { at: act.statedAt, byDebtor }));
  }
}

/** The clocks of a record while they follow a fact: what changed is written once, together. */
class Ledger {
  private readonly clocks: Map<string, ClockRecord>;
  private readonly touched = new Map<string, ClockRecord>();

  constructor(clocks: readonly ClockRecord[]) {
    this.clocks = new Map(clocks.map((clock) => [clock.clockId, clock]));
  }

  get changed(): readonly ClockRecord[] {
    return [...this.touched.values()];
  }

  get all(): Iterable<ClockRecord> {
    return this.clocks.values();
  }

  clock(clockId: string): ClockRecord | undefined {
    return this.clocks.get(clockId);
  }

  put(clock: ClockRecord): void {
    this.clocks.set(clock.clockId, clock);
    this.touched.set(clock.clockId, clock);
  }
}

function viewsOf(clocks: readonly MarkedClock[]): ClockView[] {
  return clocks.map((clock) => clockView(clock, clock.marks));
}

function stopped(clock: ClockRecord, stop: { readonly at: string; readonly byDebtor: boolean }): ClockRecord {
  const ended = { ...clock, stoppedAt: stop.at, stoppedByDebtor: stop.byDebtor };
  return { ...ended, state: stateOf(ended) };
}

const itself: RuleOf = (rule) => (findRule(rule) ? rule : null);
const keyOf = (entry: ClockEntry | undefined): string => (entry ? `${entry.rule}@${entry.startsOn}` : '');
const pausesWritten = (due: Due): number => due.arithmetic.filter((step) => step.step === 'paused').length;

function freeId(ruleId: string, used: readonly string[]): string {
  for (let n = 1; ; n += 1) if (!used.includes(`${ruleId}#${n}`)) return `${ruleId}#${n}`;
}

/** The row of the table a carried clock belongs to: by its rule, else the first that is left for its debtor. */
function takeEntry(left: ClockEntry[], snapshot: ClockSnapshot, followed: FollowedFact): ClockEntry | undefined {
  const ruleOf = followed.ruleOf ?? ((rule: string) => rule);
  const byRule = left.findIndex((entry) => ruleOf(entry.rule) === snapshot.due.ruleId);
  const byDebtor = left.findIndex(
    (entry) => followed.partyOf(entry.debtor) === snapshot.debtor && !findRule(entry.rule),
  );
  const anyOf = left.findIndex((entry) => followed.partyOf(entry.debtor) === snapshot.debtor);
  const index = [byRule, byDebtor, anyOf].find((one) => one >= 0);
  return index === undefined ? undefined : left.splice(index, 1)[0];
}

type Fresh = Pick<ClockRecord, 'recordId' | 'capability' | 'clockId' | 'entry' | 'debtor' | 'creditor' | 'due'>;

function fresh(given: Fresh): ClockRecord {
  return {
    ...given,
    ruleId: given.due.ruleId,
    author: '',
    state: 'running',
    difference: null,
    pauses: [],
    extensions: extensionsIn(given.due),
    earlierDues: [],
    startedAt: '',
    stoppedAt: null,
    stoppedByDebtor: null,
  };
}

/** A paused clock whose pause ends, or a stopped one that runs on: the time between was a pause. */
function resumed(clock: ClockRecord, at: string): ClockRecord {
  const open = clock.pauses.map((pause) => (pause.to === null ? { ...pause, to: at } : pause));
  const pauses = clock.stoppedAt === null ? open : [...open, { from: clock.stoppedAt, to: at }];
  return { ...clock, pauses, stoppedAt: null, stoppedByDebtor: null, state: 'running' };
}
