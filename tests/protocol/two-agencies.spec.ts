import { describe, expect, it } from '@jest/globals';
import { type FactEnvelope } from '@sup/contracts';
import * as protocol from '@sup/referrals/protocol';
import { type Desk, type Model, actsOf, copyKey, emptyDesk, firstRecord, receive, sendLetter } from './desk.ts';
import { allMoves, between, receiver, sender } from './models.ts';

const seeds = 200;
const model: Model = {
  name: 'two agencies',
  protocol,
  letter: between(null),
  limits: {
    ...allMoves(2),
    'referral.recall-requested': 3,
    'referral.recall-refused': 3,
    'referral.progress': 2,
    'referral.supplemented': 2,
    'referral.extension-requested': 2,
    'referral.extension-granted': 1,
    'referral.extension-refused': 1,
  },
  undeliverable: true,
};

/** A small deterministic generator (mulberry32): the same seed gives the same bad day. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One agency in memory: its desk, the facts that came too early, and everything it ever wrote, to send again. */
class MemoryAgency {
  readonly written: FactEnvelope[] = [];
  readonly faults: string[] = [];
  private early: FactEnvelope[] = [];

  constructor(
    public desk: Desk,
    private readonly random: () => number,
  ) {}

  get held(): number {
    return this.early.length;
  }

  act(): void {
    const acts = actsOf(model, this.desk);
    if (acts.length) this.keep(acts[Math.floor(this.random() * acts.length)]!);
  }

  keep({ desk, facts }: { readonly desk: Desk; readonly facts: readonly FactEnvelope[] }): void {
    this.desk = desk;
    this.written.push(...facts);
  }

  /** Takes a fact in; after each one that fits, those that waited are tried again. */
  take(fact: FactEnvelope): void {
    const received = receive(model, this.desk, fact);
    if (received.outcome === 'held') {
      if (!this.early.some(({ id }) => id === fact.id)) this.early.push(fact);
      return;
    }
    this.early = this.early.filter(({ id }) => id !== fact.id);
    if (received.outcome === 'applied') {
      this.keep(received.choices[this.random() < 0.9 ? 0 : received.choices.length - 1]!);
      for (const waiting of [...this.early]) this.take(waiting);
    } else if (received.outcome !== 'duplicate') this.faults.push(`${received.outcome} ${received.code}: ${fact.id}`);
  }
}

interface Day {
  readonly agencies: readonly [MemoryAgency, MemoryAgency];
  readonly dropped: number;
  readonly doubled: number;
  readonly overtaken: number;
}

/** Some hundred steps of acting and a network that drops, doubles and reorders; then everything is resent until quiet. */
function badDay(seed: number): Day {
  const random = seeded(seed);
  const [from, to] = [new MemoryAgency(emptyDesk(sender), random), new MemoryAgency(emptyDesk(receiver), random)];
  from.keep(sendLetter(model));
  const sides = [
    { author: from, reader: to, sent: 0, wire: [] as FactEnvelope[] },
    { author: to, reader: from, sent: 0, wire: [] as FactEnvelope[] },
  ];
  const counted = { dropped: 0, doubled: 0, overtaken: 0 };
  for (let step = 0; step < 150; step += 1) {
    for (const side of sides) {
      if (random() < 0.2) side.author.act();
      for (; side.sent < side.author.written.length; side.sent += 1) {
        const fact = side.author.written[side.sent]!;
        const luck = random();
        if (luck < 0.3) counted.dropped += 1;
        else side.wire.push(fact);
        if (luck > 0.7) {
          counted.doubled += 1;
          side.wire.push(fact);
        }
      }
      // Silence or a reported gap: all of it once more.
      if (random() < 0.03) side.wire.push(...side.author.written);
      if (!side.wire.length || random() < 0.4) continue;
      const at = Math.floor(random() * side.wire.length);
      if (at > 0) counted.overtaken += 1;
      side.reader.take(side.wire.splice(at, 1)[0]!);
    }
  }
  for (let before = -1; before !== from.written.length + to.written.length;) {
    before = from.written.length + to.written.length;
    for (const { author, reader } of sides) for (const fact of [...author.written].reverse()) reader.take(fact);
  }
  return { agencies: [from, to], ...counted };
}

describe('two agencies over a network that drops, doubles and reorders', () => {
  const days = Array.from({ length: seeds }, (_, index) => badDay(index + 1));

  it.each(days.map((day, index) => ({ seed: index + 1, day })))('agree once it is quiet, seed $seed', ({ day }) => {
    const [from, to] = day.agencies;
    expect([...from.faults, ...to.faults]).toEqual([]);
    expect([from.held, to.held]).toEqual([0, 0]);
    const copies = [from, to].map(({ desk }) => desk.copies.get(firstRecord)!);
    expect(copyKey(copies[0]!)).toBe(copyKey(copies[1]!));
    expect(copies[0]!.facts).toHaveLength(from.written.length + to.written.length);
  });

  it('have had bad days, and many different ends', () => {
    const sum = (count: (day: Day) => number) => days.reduce((total, day) => total + count(day), 0);
    const ends = days.map(({ agencies }) => agencies[0].desk.copies.get(firstRecord)!.state.status);
    const found = [sum(({ dropped }) => dropped), sum(({ doubled }) => doubled), sum(({ overtaken }) => overtaken)];
    console.info(
      `${seeds} seeds: ${found.join(' / ')} dropped / doubled / overtaken; ends: ${[...new Set(ends)].join(', ')}`,
    );
    for (const count of found) expect(count).toBeGreaterThan(seeds);
    expect(new Set(ends).size).toBeGreaterThan(4);
  });
});
