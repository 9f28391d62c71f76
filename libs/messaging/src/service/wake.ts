/**
 * A loop that runs `round` whenever it is woken, and every `pollMs` as a safety net under lost notifications. Rounds never
 * overlap; being woken during a round makes another follow. A round that throws is followed by the next poll.
 */
export class WakeLoop {
  private running: Promise<void> | null = null;
  private rouse: (() => void) | null = null;
  private again = false;
  private stopped = true;

  constructor(
    private readonly pollMs: number,
    private readonly round: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.running = this.run();
  }

  wake(): void {
    this.again = true;
    this.rouse?.();
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.rouse?.();
    await this.running;
  }

  get active(): boolean {
    return !this.stopped;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.again = false;
      try {
        await this.round();
      } catch (error) {
        this.again = false;
        this.failed(error);
      }
      if (!this.again && !this.stopped) await this.rest();
    }
  }

  private rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, this.pollMs);
      const wakeUp = (): void => done();
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
      this.rouse = wakeUp;
    });
  }
}
