import { Inject, Injectable, Logger } from '@nestjs/common';
import { carriedFactSchema } from '@sup/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { isQuarantined, verifyCarried } from '../protocol/index.ts';
import {
  type RestoreState,
  type ReturnedFact,
  insertReturned,
  loadRestore,
  peersOwing,
  saveRestore,
  setReplay,
} from '../store/echo.store.ts';
import { type LinkRow, linkRows } from '../store/link.store.ts';
import { insertDeliveries } from '../store/outbox.store.ts';
import { AskService } from './ask.service.ts';
import { messageOf } from './broker.ts';
import { DirectoryService } from './directory.service.ts';
import { Fence } from './fence.ts';
import { IntakeService } from './intake.service.ts';
import { networkNotesFrom } from './network-notes.ts';
import { readFacts } from './parcel.reader.ts';
import { PulseService } from './pulse.service.ts';
import { ReactionRegistry } from './reaction.registry.ts';
import { MessagingSettings } from './settings.ts';

const oursSchema = z.object({ facts: z.array(carriedFactSchema.extend({ seq: z.int().min(1) })).max(256) });
const theirsSchema = z.object({
  set: z
    .object({ facts: z.array(z.tuple([z.int(), z.string()])) })
    .loose()
    .nullable(),
});

/**
 * Brings a restored database up to its peers (PROTOCOL.md law 8). The fence is closed until every peer that can be
 * reached has returned both directions: the facts this agency wrote and the facts addressed to it. They are stored and
 * delivered like any others; reactions hold what comes early.
 */
@Injectable()
export class RestoreService {
  private readonly log = new Logger('Restore');
  private running: Promise<void> | null = null;

  @Inject() private readonly registry: ReactionRegistry;
  @Inject() private readonly fence: Fence;
  @Inject() private readonly pulse: PulseService;

  constructor(
    private readonly settings: MessagingSettings,
    private readonly dataSource: DataSource,
    private readonly directory: DirectoryService,
    private readonly ask: AskService,
    private readonly intake: IntakeService,
  ) {}

  /** Closes the fence again when the service was stopped in the middle of a restore. */
  async resume(): Promise<boolean> {
    const state = await loadRestore(this.dataSource);
    if (!state || state.endedAt !== null) return false;
    this.fence.close(state.since);
    return true;
  }

  /** The last restore, under way or ended; null when there never was one. */
  state(): Promise<RestoreState | null> {
    return loadRestore(this.dataSource);
  }

  /**
   * Whether peers hold facts of ours, or receipts of ours, that this database knows nothing of. Asked at every start.
   * A claim alone closes nothing: the peer must show a fact under our signature, or hold that we received more.
   */
  async databaseIsBehind(): Promise<boolean> {
    const links = await linkRows(this.dataSource, this.settings.agency);
    const behind = await Promise.all(links.map((link) => this.isBehind(link)));
    return behind.includes(true);
  }

  private async isBehind(link: LinkRow): Promise<boolean> {
    try {
      const stand = await this.pulse.exchange(link.peer, 1_500);
      if (stand.acked > link.incoming.highWater) return true;
      return stand.highWater >= link.nextSeq && (await this.holdsUnknown(link.peer, link.nextSeq - 1));
    } catch {
      return false;
    }
  }

  /** Whether a peer can show a fact of ours above one of our numbers. */
  async holdsUnknown(peer: string, above: number): Promise<boolean> {
    const { facts } = oursSchema.parse(
      await this.ask.ask(peer, 'replay', { side: 'yours', above }, { timeoutMs: 5_000 }),
    );
    return facts.some((fact) => this.returnedOf(fact) !== null);
  }

  /** Starts a restore, or joins the one under way. Resolves when the fence is open again. */
  restore(reason: string): Promise<void> {
    this.running ??= this.run(reason).finally(() => (this.running = null));
    return this.running;
  }

  private async run(reason: string): Promise<void> {
    // Closed before anything is awaited: nothing may act between the discovery and the fence.
    this.fence.close(this.settings.clock.now());
    const known = await loadRestore(this.dataSource);
    const resumed = known !== null && known.endedAt === null;
    const since = resumed ? known.since : this.settings.clock.now();
    this.log.warn(`fence closed: ${reason}`);
    let state: RestoreState = { since, reason, endedAt: null, unreachable: [], returned: resumed ? known.returned : 0 };
    await saveRestore(this.dataSource, state);
    if (!resumed) await setReplay(this.dataSource, this.directory.peers(), 'owed');
    const { returned, unreachable } = await this.askOwing();
    state = { ...state, endedAt: this.settings.clock.now(), unreachable, returned: state.returned + returned };
    await saveRestore(this.dataSource, state);
    this.fence.open();
    this.log.warn(`fence open: ${returned} facts returned; not reached: ${unreachable.join(', ') || 'none'}`);
  }

  /** Asks those that could not be reached before. Their facts are taken in without a fence: late is better than never. */
  async askLate(): Promise<number> {
    if (this.running || (await peersOwing(this.dataSource)).length === 0) return 0;
    return (await this.askOwing()).returned;
  }

  private async askOwing(): Promise<{ returned: number; unreachable: string[] }> {
    const unreachable: string[] = [];
    let returned = 0;
    for (const peer of await peersOwing(this.dataSource)) {
      try {
        returned += (await this.takeOurs(peer)) + (await this.takeTheirs(peer));
        await setReplay(this.dataSource, [peer], 'done');
      } catch (error) {
        this.log.warn(`echo of ${peer}: ${messageOf(error)}`);
        unreachable.push(peer);
      }
    }
    return { returned, unreachable };
  }

  private async takeOurs(peer: string): Promise<number> {
    let returned = 0;
    for (let above = 0; ;) {
      const answer = oursSchema.parse(
        await this.ask.ask(peer, 'replay', { side: 'yours', above }, { timeoutMs: 10_000 }),
      );
      const highest = answer.facts.at(-1)?.seq ?? 0;
      if (highest <= above) return returned;
      const facts = answer.facts.flatMap((fact) => this.returnedOf(fact) ?? []);
      returned += await this.keepOurs(peer, facts);
      above = highest;
    }
  }

  private keepOurs(peer: string, facts: readonly ReturnedFact[]): Promise<number> {
    const { agency, clock } = this.settings;
    return this.dataSource.transaction(async (manager) => {
      const { lost, contested } = await insertReturned(manager, agency, peer, facts, clock.now());
      if (contested.length) this.log.error(`numbers used twice towards ${peer}: ${contested.join(', ')}`);
      await insertDeliveries(
        manager,
        lost.flatMap(({ factId, type, recordId }) =>
          this.registry
            .capabilitiesFor(type)
            .map((capability) => ({ capability, author: agency, factId, recordId, type })),
        ),
      );
      return lost.length;
    });
  }

  private async takeTheirs(peer: string): Promise<number> {
    const { agency, clock } = this.settings;
    let returned = 0;
    for (let above = 0; ;) {
      const { set } = theirsSchema.parse(
        await this.ask.ask(peer, 'replay', { side: 'mine', above }, { timeoutMs: 10_000 }),
      );
      const highest = set?.facts.at(-1)?.[0] ?? 0;
      if (highest <= above) return returned;
      const at = { parcelId: 'echo', hubAt: null, now: clock.now(), us: agency };
      const reading = readFacts(set, peer, this.directory.view(), at);
      if (reading.kind !== 'facts') throw new Error(`the echo of ${peer} cannot be read`);
      const arrived = { sender: peer, subject: 'echo', headers: {}, raw: new Uint8Array(), hubAt: null };
      await this.intake.store(peer, [{ arrived, reading }]);
      returned += reading.facts.length;
      above = highest;
    }
  }

  /** A returned fact, if it is truly ours. */
  private returnedOf({
    seq,
    ...carried
  }: {
    seq: number;
    fact: string;
    proof: ReturnedFact['proof'];
  }): ReturnedFact | null {
    const verified = verifyCarried(carried, this.directory.view());
    if (isQuarantined(verified)) return null;
    const { id, type, subject, source, track, n } = verified.fact;
    if (source !== `urn:sup:agency:${this.settings.agency}`) return null;
    const note = track === 'note' && n > networkNotesFrom ? n - networkNotesFrom : 0;
    return { seq, factId: id, type, recordId: subject, body: carried.fact, proof: carried.proof, note };
  }
}
