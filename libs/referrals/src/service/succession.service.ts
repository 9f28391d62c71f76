import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DirectoryService } from '@sup/messaging';
import { DataSource } from 'typeorm';
import { closedStatuses } from '../protocol/index.ts';
import { lockReferral, openIncoming } from '../store/referral.store.ts';
import { ActingService } from './acting.service.ts';
import { ForwardingService } from './forwarding.service.ts';
import { RecordsService } from './records.service.ts';

/**
 * A closing agency's last act (SHR-10): once the directory names its successor, its service forwards what came in and is
 * open. What it sent keeps its id; the directory's succession says who answers for it now.
 */
@Injectable()
export class SuccessionService implements OnApplicationBootstrap {
  private readonly log = new Logger('Succession');

  constructor(
    private readonly database: DataSource,
    private readonly directory: DirectoryService,
    private readonly records: RecordsService,
    private readonly acting: ActingService,
    private readonly forwarding: ForwardingService,
  ) {}

  onApplicationBootstrap(): void {
    const run = () => void this.handOver().catch((error: unknown) => this.log.error(error));
    this.directory.onChange(run);
    run();
  }

  /** Forwards every open incoming referral to the successor. Returns how many; 0 while this agency lives. */
  async handOver(): Promise<number> {
    const successor = this.directory.view().follow(this.records.agency);
    if (successor === this.records.agency) return 0;
    let forwarded = 0;
    for (const id of await openIncoming(this.database.manager, closedStatuses)) {
      try {
        if (await this.handOverOne(id, successor)) forwarded += 1;
      } catch (error) {
        // One that cannot go (a file missing, the sender has the pen) stays visible and does not hold up the others.
        this.log.error(`${id} could not be handed over: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return forwarded;
  }

  private handOverOne(id: string, successor: string): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      let record = await lockReferral(manager, id);
      if (record?.state?.status === 'delivered') {
        const act = { record, type: 'referral.acknowledged', data: {}, actor: null } as const;
        record = (await this.acting.act(manager, act)).record;
      }
      if (!record?.state || !['acknowledged', 'accepted', 'handling'].includes(record.state.status)) return false;
      const reason = '机构撤并，由承继单位办理';
      const forwarding = { to: successor, office: null, reasonCode: 'SUCCESSION', reason } as const;
      await this.forwarding.forward(manager, record, forwarding, null);
      return true;
    });
  }
}
