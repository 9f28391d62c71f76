import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Allow } from '@sup/access';
import { AuditReads, Recorded, Unrecorded } from '@sup/audit';
import { type AuditFigures } from '@sup/audit/protocol';
import { LinkService, type LinkView, type MessagingHealth, type ReconcileRow } from '@sup/messaging';
import { z } from 'zod';

const idSchema = z.string().regex(/^\d{1,18}$/, '应为编号 / must be a number');

type DeadLetter = Awaited<ReturnType<LinkService['deadLetters']>>[number];
type Quarantined = Awaited<ReturnType<LinkService['quarantine']>>[number];

/** A dead letter without the words of the error, which may quote the record: the system administrator sees no content. */
export type DeadLetterView = Omit<DeadLetter, 'reason'>;

export interface NetworkHealthView extends MessagingHealth {
  readonly links: readonly LinkView[];
  readonly deadLetters: readonly DeadLetterView[];
  readonly quarantine: readonly Quarantined[];
  /** How much of the audit chain no peer has countersigned, and since when. */
  readonly audit: AuditFigures;
}

/** How this agency's links stand, for its system administrator. Metadata only. */
@Controller('api/network')
@Allow('network.read')
export class NetworkController {
  constructor(
    private readonly links: LinkService,
    private readonly audit: AuditReads,
  ) {}

  @Get('health')
  @Unrecorded()
  async health(): Promise<NetworkHealthView> {
    const [health, links, deadLetters, quarantine, audit] = await Promise.all([
      this.links.health(),
      this.links.links(),
      this.links.deadLetters(),
      this.links.quarantine(),
      this.audit.figures(),
    ]);
    return { ...health, links, deadLetters: deadLetters.map(viewOf), quarantine, audit };
  }

  @Get('dead-letters')
  async deadLetters(): Promise<{ deadLetters: DeadLetterView[] }> {
    return { deadLetters: (await this.links.deadLetters()).map(viewOf) };
  }

  @Post('dead-letters/:id/retry')
  @Allow('network.retry')
  @Recorded({ act: 'administration' })
  @HttpCode(204)
  retry(@Param('id', { schema: idSchema }) id: string): Promise<void> {
    return this.links.retry(id);
  }

  @Get('quarantine')
  async quarantine(): Promise<{ quarantine: Quarantined[] }> {
    return { quarantine: await this.links.quarantine() };
  }

  /** Tries a quarantined entry again, as after a key or a directory was put right. */
  @Post('quarantine/:id/retry')
  @Allow('network.retry')
  @Recorded({ act: 'administration' })
  @HttpCode(200)
  async retryQuarantined(@Param('id', { schema: idSchema }) id: string): Promise<{ taken: boolean }> {
    return { taken: await this.links.retryQuarantined(id) };
  }

  /** Counts every link at both ends. Peers that do not answer within 10 s are listed as unreachable. */
  @Get('reconcile')
  async reconcile(): Promise<{ peers: ReconcileRow[] }> {
    return { peers: await this.links.reconcile() };
  }
}

function viewOf({ id, capability, author, factId, recordId, type, code, attempts }: DeadLetter): DeadLetterView {
  return { id, capability, author, factId, recordId, type, code, attempts };
}
