import { type AgencyId, type CarriedFact, type KnownFact, type SignalName, type Signals } from '@sup/contracts';
import { type EntityManager } from 'typeorm';

/** A signal as a reaction receives it: between capabilities of one agency, it never leaves (PROTOCOL.md 2). */
export type SignalEnvelope = {
  [Name in SignalName]: {
    readonly signal: true;
    readonly id: string;
    readonly type: Name;
    /** The record. */
    readonly subject: string;
    readonly time: string;
    readonly data: Signals[Name];
  };
}[SignalName];

export interface ReceivedFact {
  /** Read by its schema. A signal has `signal: true`. */
  readonly fact: KnownFact | SignalEnvelope;
  readonly author: AgencyId;
  /** Authored here: a loopback. */
  readonly own: boolean;
  /** Wall instant at which it was stored here. */
  readonly receivedAt: string;
  /** Wall instant at which the broker took it; null for own facts and for those returned by a peer's echo. */
  readonly hubAt: string | null;
  /** The fact with its author's proof, as it is forwarded; null for own facts and signals (ask CarriedFacts). */
  readonly carried: CarriedFact | null;
  /** Whether this delivery was dead before and is tried again. */
  readonly retried: boolean;
}

/**
 * How a reaction took a fact. `held`: it came too early; it is tried again when another fact of its record was applied
 * and by timer (`waitsFor: 'blob:<hash>'`: also when that blob is here). `conflict` and `refused`: never to be taken;
 * a dead letter at once, and the author is told. A thrown error is tried again with back-off.
 */
export type Reception =
  | { readonly outcome: 'applied' }
  | { readonly outcome: 'duplicate' }
  | { readonly outcome: 'held'; readonly waitsFor: string }
  | { readonly outcome: 'conflict'; readonly code: string }
  | { readonly outcome: 'refused'; readonly code: string };

/** What a capability does on facts. Effect, delivery state and the facts it appends share one transaction. */
export interface Reaction {
  /** The capability: one failing blocks neither the others nor the effect that made the fact. */
  readonly capability: string;
  /** Fact or signal names. */
  readonly handles: readonly string[];
  /**
   * True where facts of different records may be applied beside each other in one transaction: whatever two of them
   * could both change is saved by version or kept apart by a key, so that the second fails instead of overwriting.
   */
  readonly besideOthers?: boolean;
  /** May run again after a rollback: everything it does goes through `manager`. */
  apply(received: ReceivedFact, manager: EntityManager): Promise<Reception>;
}

/** Reactions of this agency. Capabilities register in `onModuleInit`, before the engine starts. */
export class ReactionRegistry {
  private readonly byCapability = new Map<string, Map<string, Reaction>>();

  /** Throws an Error when the capability already handles one of the names. */
  register(reaction: Reaction): void {
    const handlers = this.byCapability.get(reaction.capability) ?? new Map<string, Reaction>();
    for (const name of reaction.handles) {
      if (handlers.has(name)) throw new Error(`${reaction.capability} handles ${name} twice`);
      handlers.set(name, reaction);
    }
    this.byCapability.set(reaction.capability, handlers);
  }

  capabilitiesFor(type: string): string[] {
    return [...this.byCapability].filter(([, handlers]) => handlers.has(type)).map(([capability]) => capability);
  }

  /** Whether every reaction of the capability bears that facts of other records are applied beside its own. */
  bearsOthers(capability: string): boolean {
    const reactions = [...(this.byCapability.get(capability)?.values() ?? [])];
    return reactions.length > 0 && reactions.every((reaction) => reaction.besideOthers === true);
  }

  find(capability: string, type: string): Reaction | undefined {
    return this.byCapability.get(capability)?.get(type);
  }
}
