import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { type Actor } from '../protocol/index.ts';

/** Which session a request or stream belongs to. */
export interface Door {
  /** The person's record (account), not the human's identity. */
  readonly accountId: string;
  readonly tokenHash: string;
}

/** Something that is open for a session: an answer under way, or a stream of notices. */
interface Held {
  readonly door: Door;
  close(): void;
}

export interface NoticeStream extends Held {
  readonly actor: Actor;
  /** Something this person may see has changed. */
  changed(): void;
}

/** What a notice tells every instance: whose doors close. `except` is the one session that lives on. */
export type Ended = { readonly accountId: string; readonly except: string | null } | { readonly tokenHash: string };

/** More than a person has windows open; the oldest gives way. */
const streamsOfAccount = 20;

/** What this instance has open for people, so that it can be shut at once when a session dies (SHR-09). */
@Injectable()
export class Doors implements BeforeApplicationShutdown {
  private readonly held = new Map<string, Set<Held>>();
  private readonly open = new Set<NoticeStream>();

  /** Streams would keep a stopping service alive; answers under way are finished. */
  beforeApplicationShutdown(): void {
    for (const stream of this.open) stream.close();
  }

  /** Answers how to let go of it. */
  hold(one: Held): () => void {
    const { accountId } = one.door;
    const ofAccount = this.held.get(accountId) ?? new Set<Held>();
    this.held.set(accountId, ofAccount.add(one));
    return () => {
      ofAccount.delete(one);
      if (ofAccount.size === 0 && this.held.get(accountId) === ofAccount) this.held.delete(accountId);
    };
  }

  holdStream(stream: NoticeStream): () => void {
    const own = [...this.open].filter(({ door }) => door.accountId === stream.door.accountId);
    if (own.length >= streamsOfAccount) own[0]!.close();
    this.open.add(stream);
    const release = this.hold(stream);
    return () => {
      this.open.delete(stream);
      release();
    };
  }

  streams(): readonly NoticeStream[] {
    return [...this.open];
  }

  /** Closes what the notice names; also an answer that is half written: a cut connection is the only honest sign. */
  end(ended: Ended): void {
    const candidates =
      'accountId' in ended
        ? [...(this.held.get(ended.accountId) ?? [])].filter(({ door }) => door.tokenHash !== ended.except)
        : [...this.held.values()].flatMap((set) => [...set]).filter(({ door }) => door.tokenHash === ended.tokenHash);
    for (const one of candidates) one.close();
  }
}
