import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { FilesService } from './files.service.ts';

const everyMs = 3_600_000;

/** Sweeps unused files when the service starts and every hour after, by wall time. A failed sweep is logged and tried again. */
@Injectable()
export class FileSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Files');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly files: FilesService) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.sweep(), everyMs).unref();
    this.sweep();
  }

  /** Waits for a sweep under way, so that the database is not closed under it. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private sweep(): void {
    this.running = this.running
      .then(() => this.files.sweep())
      .then(({ files, uploads, stalled }) => {
        if (files + uploads + stalled > 0)
          this.log.log(`swept ${files} files, ${uploads} uploads, ${stalled} transfers`);
      })
      .catch((error: unknown) => this.log.warn(`sweep: ${error instanceof Error ? error.message : 'failed'}`));
  }
}
