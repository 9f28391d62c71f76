import { Body, Controller, Get, Put } from '@nestjs/common';
import { Allow } from '@sup/access';
import { Recorded, Unrecorded } from '@sup/audit';
import { instantSchema } from '@sup/contracts';
import { BusinessClock, DeadlineTimer } from '@sup/deadlines';
import { DomainError } from '@sup/kernel';
import { z } from 'zod';

const settingSchema = z.strictObject({ now: instantSchema });

/** A slip of the finger by centuries could never be taken back once a record has a clock. */
const furthestMs = 5 * 366 * 86_400_000;

/** `now`: the business instant, UTC. `adjustable`: whether this agency's clock may be set, for demonstrations only. */
export interface BusinessClockView {
  readonly now: string;
  readonly adjustable: boolean;
}

@Controller('api/business-clock')
export class BusinessClockController {
  constructor(
    private readonly clock: BusinessClock,
    private readonly timer: DeadlineTimer,
  ) {}

  @Get()
  @Unrecorded()
  @Allow('session.own')
  read(): BusinessClockView {
    return { now: this.clock.now(), adjustable: this.clock.adjustable };
  }

  /** Sets the clock and runs every timer that became due before it answers. */
  @Put()
  @Recorded({ act: 'administration' })
  @Allow('clock.set')
  async set(@Body({ schema: settingSchema }) body: z.infer<typeof settingSchema>): Promise<BusinessClockView> {
    if (this.clock.adjustable && Math.abs(Date.parse(body.now) - Date.parse(this.clock.now())) > furthestMs)
      throw tooFar();
    await this.clock.set(new Date(body.now).toISOString());
    await this.timer.runNow();
    return this.read();
  }
}

function tooFar(): DomainError {
  return new DomainError('CLOCK_TOO_FAR', 'refused', {
    zh: '业务时钟一次最多调整五年。',
    en: 'The business clock may be moved by five years at most.',
  });
}
