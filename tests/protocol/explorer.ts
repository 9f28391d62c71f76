import { type FactEnvelope, authorOf } from '@sup/contracts';
import {
  type Act,
  type Desk,
  type Model,
  type Received,
  type Written,
  actsOf,
  answers,
  copyKey,
  emptyDesk,
  firstRecord,
  keyOf,
  mayMake,
  partiesOf,
  partsOf,
  receive,
  sendLetter,
} from './desk.ts';

export interface Violation {
  readonly kind: string;
  readonly trace: readonly string[];
  /** Status of each record at each agency when it was found. */
  readonly statuses: Readonly<Record<string, string>>;
}
export interface Explored {
  readonly states: number;
  readonly quiescent: number;
  readonly violations: readonly Violation[];
}
export interface Options {
  /** Gives up, as a failure, beyond this many states. */
  readonly most?: number;
  /** Ends at this many violations. */
  readonly enough?: number;
  /** The agency that loses its database once and comes back from a backup. */
  readonly restores?: { readonly agency: string; readonly fence: boolean };
}

interface World {
  /** Desk numbers, one for each agency. */
  readonly desks: readonly number[];
  /** Numbers of the facts that were ever authored, ascending. */
  readonly facts: readonly number[];
  /** Desk number of the backup; -1: none yet, -2: restored already. */
  readonly backup: number;
}
interface Step {
  readonly label: string;
  readonly world: World;
}

/**
 * Visits every state that the model can reach. Each authored fact may reach each addressee at any time, in any order; a
 * fact that is not delivered yet may as well have been lost and be resent, and one that arrives again must be a duplicate.
 */
export class Explorer {
  private readonly desks: Desk[] = [];
  private readonly deskNumbers = new Map<string, number>();
  private readonly numberOfDesk = new WeakMap<Desk, number>();
  private readonly movers = new WeakMap<Desk, Map<string, boolean>>();
  private readonly deskFacts: Set<number>[] = [];
  private readonly facts: FactEnvelope[] = [];
  private readonly factNumbers = new Map<string, number>();
  private readonly received = new Map<number, Received>();
  private readonly acts = new Map<number, Written[]>();
  private readonly found: Violation[] = [];
  private readonly queue: World[] = [];
  private readonly cameFrom: { readonly parent: number; readonly label: string }[] = [];
  private readonly seen = new Set<string>();

  constructor(
    private readonly model: Model,
    private readonly agencies: readonly string[],
    private readonly options: Options = {},
  ) {}

  run(): Explored {
    const { most = 400_000, enough = 1 } = this.options;
    let quiescent = 0;
    const first = sendLetter(this.model);
    const desks = this.agencies.map((agency) =>
      this.deskNumber(agency === first.desk.agency ? first.desk : emptyDesk(agency)),
    );
    this.visit({ desks, facts: first.facts.map((fact) => this.factNumber(fact)), backup: -1 }, -1, first.label);
    for (let index = 0; index < this.queue.length && this.found.length < enough; index += 1) {
      if (this.queue.length > most) throw new Error(`${this.model.name}: more than ${most} states`);
      const world = this.queue[index]!;
      const steps = this.deliveries(world, index);
      if (steps === 'quiet') {
        quiescent += 1;
        this.checkQuiet(world, index);
      }
      this.checkParts(world, index);
      if (steps !== 'quiet') for (const { label, world: next } of steps) this.visit(next, index, label);
      for (const { label, world: next } of this.ownSteps(world)) this.visit(next, index, label);
    }
    return { states: this.queue.length, quiescent, violations: this.found };
  }

  private visit(world: World, parent: number, label: string): void {
    const key = `${world.desks.join()}|${world.facts.join()}|${world.backup}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.queue.push(world);
    this.cameFrom.push({ parent, label });
  }

  /** Every arrival of a fact that changes something; `quiet` where every fact is everywhere. */
  private deliveries(world: World, index: number): Step[] | 'quiet' {
    const steps: Step[] = [];
    let missing = 0;
    const held: string[] = [];
    for (const fact of world.facts) {
      for (const [seat, desk] of world.desks.entries()) {
        if (!this.isFor(world, fact, seat)) continue;
        const known = this.deskFacts[desk]!.has(fact);
        const received = this.receivedBy(desk, fact);
        if (known && received.outcome !== 'duplicate') this.report(world, index, `twice: ${received.outcome}`);
        if (received.outcome === 'duplicate') continue;
        missing += 1;
        if (received.outcome === 'held') held.push(this.facts[fact]!.id);
        else if (received.outcome !== 'applied') {
          this.report(world, index, received.outcome, `${this.agencies[seat]}: gets ${this.facts[fact]!.id}`);
        } else {
          for (const choice of received.choices) {
            const label = `${this.agencies[seat]}: gets ${this.facts[fact]!.type} ${choice.label}`;
            steps.push({ label, world: this.after(world, seat, choice) });
          }
        }
      }
    }
    if (missing === 0 && !this.isFenced(world)) return 'quiet';
    if (missing > 0 && missing === held.length) this.report(world, index, `held for ever: ${held.join(', ')}`);
    return steps;
  }

  private isFor(world: World, fact: number, seat: number): boolean {
    const { recipients, source } = this.facts[fact]!;
    const agency = this.agencies[seat]!;
    if (recipients.includes(agency)) return true;
    // After a restore the peers give back what they have of it; without a fence nobody is asked.
    if (authorOf({ source }) !== agency || world.backup !== -2 || !this.options.restores?.fence) return false;
    return this.desks[world.desks[seat]!]!.fenced && world.desks.some((desk) => this.deskFacts[desk]!.has(fact));
  }

  private isFenced(world: World): boolean {
    return world.desks.some((desk) => this.desks[desk]!.fenced);
  }

  private ownSteps(world: World): Step[] {
    const steps: Step[] = [];
    for (const [seat, desk] of world.desks.entries()) {
      let acts = this.acts.get(desk);
      if (!acts) this.acts.set(desk, (acts = actsOf(this.model, this.desks[desk]!)));
      for (const act of acts) steps.push({ label: act.label, world: this.after(world, seat, act) });
    }
    return this.options.restores ? [...steps, ...this.disaster(world, this.options.restores)] : steps;
  }

  /** Backup, restore, and the fence that lifts once nothing of the restored agency's own is missing or under way. */
  private disaster(world: World, { agency, fence }: { agency: string; fence: boolean }): Step[] {
    const seat = this.agencies.indexOf(agency);
    const desk = world.desks[seat]!;
    if (world.backup === -1) return [{ label: `${agency}: backup`, world: { ...world, backup: desk } }];
    if (world.backup >= 0 && desk !== world.backup) {
      const old = this.deskNumber({ ...this.desks[world.backup]!, epoch: 1, fenced: fence });
      const back = { ...world, desks: world.desks.with(seat, old), backup: -2 };
      const unsent = (fact: number): boolean =>
        authorOf(this.facts[fact]!) === agency && !back.desks.some((one) => this.deskFacts[one]!.has(fact));
      const lost = { ...back, facts: world.facts.filter((fact) => !unsent(fact)) };
      return [
        { label: `${agency}: restore`, world: back },
        { label: `${agency}: restore, what was not sent is lost`, world: lost },
      ];
    }
    if (!this.desks[desk]!.fenced) return [];
    const away = world.facts.some(
      (fact) =>
        authorOf(this.facts[fact]!) === agency &&
        this.agencies.some(
          (_, at) => (at === seat || this.isFor(world, fact, at)) && !this.deskFacts[world.desks[at]!]!.has(fact),
        ),
    );
    if (away) return [];
    const lifted = { ...this.desks[desk]!, fenced: false };
    const woken = [...lifted.copies.keys()].reduce<Written>(
      (done, id) => {
        const next = answers(this.model, done.desk, id)[0]!;
        return { label: next.label, desk: next.desk, facts: [...done.facts, ...next.facts] };
      },
      { label: '', desk: lifted, facts: [] },
    );
    return [{ label: `${agency}: fence lifts`, world: this.after(world, seat, woken) }];
  }

  private after(world: World, seat: number, { desk, facts }: Written): World {
    const numbers = facts.map((fact) => this.factNumber(fact));
    const all = numbers.length
      ? [...new Set([...world.facts, ...numbers])].sort((left, right) => left - right)
      : world.facts;
    return { ...world, desks: world.desks.with(seat, this.deskNumber(desk)), facts: all };
  }

  private receivedBy(desk: number, fact: number): Received {
    const key = desk * 65_536 + fact;
    let received = this.received.get(key);
    if (!received) this.received.set(key, (received = receive(this.model, this.desks[desk]!, this.facts[fact]!)));
    return received;
  }

  /** Every fact is everywhere: the copies are one, and exactly one agency may go on. */
  private checkQuiet(world: World, index: number): void {
    const desks = world.desks.map((desk) => this.desks[desk]!);
    for (const id of new Set(desks.flatMap(({ copies }) => [...copies.keys()]))) {
      const holding = desks.filter(({ copies }) => copies.has(id));
      const copies = holding.map((desk) => desk.copies.get(id)!);
      const pair = holding.filter(({ agency }) =>
        partiesOf(copies[0]!.state, agency).some((party) => party !== 'arbiter'),
      );
      const keys = new Set(pair.map((desk) => copyKey(desk.copies.get(id)!)));
      if (keys.size > 1) this.report(world, index, `copies of ${id} differ`);
      const movers = holding.filter((desk) => this.mayMove(desk, id)).length;
      const closed = this.model.protocol.isClosed(pair[0]!.copies.get(id)!.state.status);
      if (movers !== (closed ? 0 : 1)) this.report(world, index, `${id} has ${movers} movers`);
    }
  }

  /** By the table alone where parts may still hold the parent back, by the guards as well everywhere else. */
  private mayMove(desk: Desk, id: string): boolean {
    const known = this.movers.get(desk)?.get(id);
    if (known !== undefined) return known;
    const may = this.findsMove(desk, id);
    this.movers.set(desk, new Map(this.movers.get(desk)).set(id, may));
    return may;
  }

  private findsMove(desk: Desk, id: string): boolean {
    const copy = desk.copies.get(id)!;
    const { protocol, partPoints } = this.model;
    return (Object.keys(protocol.referralMoves) as Act[]).some((type) =>
      partPoints
        ? protocol.isOpen(copy.state, type as keyof typeof protocol.referralMoves, partiesOf(copy.state, desk.agency))
        : mayMake(this.model, desk, copy, type),
    );
  }

  /** In every state: nobody has given a result, or closed, over an open part of its own. */
  private checkParts(world: World, index: number): void {
    if (!this.model.partPoints) return;
    for (const number of world.desks) {
      const desk = this.desks[number]!;
      const parent = desk.copies.get(firstRecord)?.state;
      if (!parent || !['result', 'approved', 'forwarded', 'recalled', 'struck-off'].includes(parent.status)) continue;
      if (partsOf(this.model, desk, firstRecord).some(({ closed }) => !closed)) {
        this.report(world, index, 'the parent ended over an open part');
      }
    }
  }

  private report(world: World, index: number, kind: string, last?: string): void {
    const trace = last ? [last] : [];
    for (let at = index; at >= 0; at = this.cameFrom[at]!.parent) trace.unshift(this.cameFrom[at]!.label);
    const statuses = Object.fromEntries(
      world.desks.flatMap((number) =>
        [...this.desks[number]!.copies].map(([id, { state }]) => [`${this.desks[number]!.agency} ${id}`, state.status]),
      ),
    );
    this.found.push({ kind, trace, statuses });
  }

  private deskNumber(desk: Desk): number {
    const cached = this.numberOfDesk.get(desk);
    if (cached !== undefined) return cached;
    const number = this.newDeskNumber(desk);
    this.numberOfDesk.set(desk, number);
    return number;
  }

  private newDeskNumber(desk: Desk): number {
    const key = keyOf(desk);
    let number = this.deskNumbers.get(key);
    if (number === undefined) {
      number = this.desks.push(desk) - 1;
      this.deskNumbers.set(key, number);
      const held = [...desk.copies.values()].flatMap(({ facts }) => facts.map((fact) => this.factNumber(fact)));
      this.deskFacts.push(new Set(held));
    }
    return number;
  }

  private factNumber(fact: FactEnvelope): number {
    // The opening of R2 is the forwarder's own fact, read again: one fact, one number.
    let number = this.factNumbers.get(fact.id);
    if (number === undefined) {
      number = this.facts.push(fact) - 1;
      this.factNumbers.set(fact.id, number);
    }
    return number;
  }
}
