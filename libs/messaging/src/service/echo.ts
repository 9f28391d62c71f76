import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type SignedDirectory } from '@sup/contracts';
import { signFacts } from '../protocol/index.ts';
import { factsForPeer, factsOfPeer } from '../store/echo.store.ts';
import { AskService } from './ask.service.ts';
import { DirectoryService } from './directory.service.ts';
import { MessagingSettings } from './settings.ts';

/** Facts and bytes of text in one page of the echo. */
const page = { facts: 256, bytes: 400_000 } as const;

/** Answers what a peer may ask of every service: the directory, and the echo of what it lost. */
@Injectable()
export class Echo {
  constructor(
    private readonly settings: MessagingSettings,
    private readonly dataSource: DataSource,
    private readonly directory: DirectoryService,
    ask: AskService,
  ) {
    ask.registerAnswer('directory', (): SignedDirectory => this.directory.signed());
    ask.registerAnswer('replay', (sender, { side, above }) => this.replay(sender, side, Number(above)));
  }

  /** A page of facts between us and the asker, above a number: its own (with its proofs) or ours to it (signed anew). */
  private async replay(sender: string, side: unknown, above: number): Promise<object> {
    if (side === 'yours') {
      const held = await factsOfPeer(this.dataSource, sender, above, page.facts);
      return { facts: cut(held, (one) => one.fact.length + 600) };
    }
    const { agency } = this.settings;
    const sent = await factsForPeer(this.dataSource, agency, sender, { above, limit: page.facts });
    const ours = cut(sent, (one) => one.body.length);
    if (ours.length === 0) return { set: null };
    const { kid, root, signature } = signFacts(
      ours.map((one) => one.body),
      this.directory.keyRing(),
    );
    return { set: { kid, root, signature, facts: ours.map((one) => [one.seq, one.body]) } };
  }
}

/** As many as fit a page; always at least one. */
function cut<Item>(items: readonly Item[], sizeOf: (item: Item) => number): Item[] {
  let bytes = 0;
  return items.filter((item, index) => (bytes += sizeOf(item)) <= page.bytes || index === 0);
}
