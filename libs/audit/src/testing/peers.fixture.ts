import { detachedKid, signDetached, verifyDetached } from '@sup/messaging/protocol';
import { generateKeyPairSync } from 'node:crypto';
import { type PeerAnswer, Witnesses } from '../service/witnesses.ts';

/** Agencies that ask each other without a broker between: every question passes through JSON, and links can be cut. */
export class Neighbours {
  readonly away = new Set<string>();
  private readonly seats = new Map<string, Neighbour>();

  join(id: string): Neighbour {
    const seat = new Neighbour(id, this);
    this.seats.set(id, seat);
    return seat;
  }

  others(id: string): string[] {
    return [...this.seats.keys()].filter((other) => other !== id);
  }

  async ask(from: string, to: string, query: string, question: object): Promise<unknown> {
    const answer = this.seats.get(to)?.answers.get(query);
    if (!answer || this.away.has(to) || this.away.has(from)) throw new Error(`${to} does not answer`);
    const asked = JSON.parse(JSON.stringify(question)) as Record<string, unknown>;
    return JSON.parse(JSON.stringify(await answer(from, asked))) as unknown;
  }

  verify(by: string, text: string, signature: string): boolean {
    const seat = this.seats.get(by);
    return seat !== undefined && detachedKid(signature) === by && verifyDetached(signature, text, seat.keys.publicKey);
  }
}

export class Neighbour extends Witnesses {
  readonly keys = generateKeyPairSync('ed25519');
  readonly answers = new Map<string, PeerAnswer>();

  constructor(
    readonly id: string,
    private readonly town: Neighbours,
  ) {
    super();
  }

  peers(): readonly string[] {
    return this.town.others(this.id);
  }

  ask(peer: string, query: string, question: object): Promise<unknown> {
    return this.town.ask(this.id, peer, query, question);
  }

  onAsked(query: string, answer: PeerAnswer): void {
    this.answers.set(query, answer);
  }

  sign(text: string): string {
    return signDetached(text, this.id, this.keys.privateKey);
  }

  isSignedBy(peer: string, text: string, signature: string): boolean {
    return this.town.verify(peer, text, signature);
  }
}
