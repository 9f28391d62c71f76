import { Body, Controller, Get, Header, HttpCode, Post, Query, StreamableFile } from '@nestjs/common';
import { Allow } from '@sup/access';
import { AuditAnchors, AuditReads, ChainVerifier, Recorded, Witnesses } from '@sup/audit';
import { type AnchorView, type ChainView, type EntriesPage, type VerificationView } from '@sup/audit/protocol';
import { Readable } from 'node:stream';
import { type z } from 'zod';
import { entriesQuerySchema, exportQuerySchema, verifySchema } from './audit.requests.ts';

/**
 * The record of who did what, for the auditor: chain, metadata and refusals, never content (rules-and-model.md C). To read
 * it is an act of its own and on record like any other.
 */
@Controller('api/audit')
@Allow('audit.read')
export class AuditController {
  constructor(
    private readonly reads: AuditReads,
    private readonly verifier: ChainVerifier,
    private readonly anchors: AuditAnchors,
    private readonly witnesses: Witnesses,
  ) {}

  /** Newest first; `next` of a page is the `after` of the following one. */
  @Get('entries')
  @Recorded({ kind: 'audit' })
  entries(@Query({ schema: entriesQuerySchema }) query: z.output<typeof entriesQuerySchema>): Promise<EntriesPage> {
    return this.reads.entries(query);
  }

  /** Head, length, what is not chained or not anchored yet, and what each peer has countersigned. */
  @Get('chain')
  @Recorded({ kind: 'audit' })
  chain(): Promise<ChainView> {
    return this.reads.chain(this.witnesses.peers());
  }

  /** Reads the whole chain again, and asks the peers what they remember of it unless told not to. May take a minute. */
  @Post('verify')
  @HttpCode(200)
  @Recorded({ act: 'read', action: 'audit.verify', kind: 'audit' })
  verify(@Body({ schema: verifySchema }) body: z.output<typeof verifySchema>): Promise<VerificationView> {
    return this.verifier.verify(body);
  }

  /** Has the present head countersigned now, without waiting for the hour. */
  @Post('anchor')
  @HttpCode(200)
  @Recorded({ act: 'administration', action: 'audit.anchor', kind: 'audit' })
  anchor(): Promise<AnchorView> {
    return this.anchors.anchorOrRefuse();
  }

  /** The chain's own texts as JSON lines, newest first: the sha256 of a line is the hash of that entry. */
  @Get('export')
  @Header('Content-Disposition', 'attachment; filename="audit.jsonl"')
  @Recorded({ action: 'audit.export', kind: 'audit' })
  export(@Query({ schema: exportQuerySchema }) query: z.output<typeof exportQuerySchema>): StreamableFile {
    return new StreamableFile(Readable.from(this.reads.lines(query)), { type: 'application/x-ndjson' });
  }
}
