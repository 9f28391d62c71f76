import { Injectable } from '@nestjs/common';
import { AskService, DirectoryService } from '@sup/messaging';
import { retiredBy, signDetached, detachedKid, verifyDetached } from '@sup/messaging/protocol';

/** Answers a peer's question. */
export type PeerAnswer = (peer: string, question: Readonly<Record<string, unknown>>) => Promise<object>;

/** The other agencies, as the audit needs them: to be asked, and to be believed by their signatures alone. */
export abstract class Witnesses {
  abstract peers(): readonly string[];
  /** Rejects when the peer does not answer. The answer's shape is the caller's to check. */
  abstract ask(peer: string, query: string, question: object): Promise<unknown>;
  abstract onAsked(query: string, answer: PeerAnswer): void;
  /** Our own detached signature (JWS, EdDSA). */
  abstract sign(text: string): string;
  /** Whether `signature` is the peer's over `text`, under a key that was not retired at `at`. Never throws. */
  abstract isSignedBy(peer: string, text: string, signature: string, at: string): boolean;
}

/** The peers of the directory, asked over the network. */
@Injectable()
export class NetworkWitnesses extends Witnesses {
  constructor(
    private readonly asks: AskService,
    private readonly directory: DirectoryService,
  ) {
    super();
  }

  peers(): readonly string[] {
    return this.directory.peers();
  }

  ask(peer: string, query: string, question: object): Promise<unknown> {
    return this.asks.ask(peer, query, question, { timeoutMs: 5_000 });
  }

  onAsked(query: string, answer: PeerAnswer): void {
    this.asks.registerAnswer(query, answer);
  }

  sign(text: string): string {
    const { kid, privateKey } = this.directory.keyRing().signing;
    return signDetached(text, kid, privateKey);
  }

  isSignedBy(peer: string, text: string, signature: string, at: string): boolean {
    const kid = detachedKid(signature);
    const key = kid === null ? null : this.directory.view().signingKey(kid);
    return key?.agency === peer && !retiredBy(key, at) && verifyDetached(signature, text, key.key);
  }
}

/** No network: nobody is asked, nobody asks. */
export class NoWitnesses extends Witnesses {
  peers(): readonly string[] {
    return [];
  }

  ask(peer: string): Promise<never> {
    return Promise.reject(new Error(`${peer} cannot be asked: there is no network`));
  }

  onAsked(): void {
    return undefined;
  }

  sign(): never {
    throw new Error('there is no network to sign for');
  }

  isSignedBy(): boolean {
    return false;
  }
}
