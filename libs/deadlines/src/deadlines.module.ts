import {
  type DynamicModule,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessClock } from './service/business-clock.service.ts';
import { CalendarService } from './service/calendar.service.ts';
import { ClocksService } from './service/clocks.service.ts';
import { DeadlineTimer } from './service/deadline-timer.service.ts';
import { type Handlers } from './service/handlers.ts';

/** Token of the business clock as a kernel `Clock`. */
export const BUSINESS_CLOCK = Symbol('BUSINESS_CLOCK');

/** Starts the timer once every capability has registered its handlers, and stops it before the connections close. */
@Injectable()
class TimerLife implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  @Inject(DeadlineTimer) private readonly timer: DeadlineTimer;
  @Inject(BusinessClock) private readonly clock: BusinessClock;
  @Inject(CalendarService) private readonly calendars: CalendarService;

  async onModuleInit(): Promise<void> {
    await this.clock.refresh();
    await this.calendars.refresh();
  }

  onApplicationBootstrap(): void {
    this.timer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.timer.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.timer.stop();
  }
}

/** Clocks, calendar, business clock and timer of one agency. Needs TypeORM's `DataSource` with `deadlinesMigrations` run. */
@Module({})
export class DeadlinesModule {
  static forAgency(settings: { readonly agency: string; readonly adjustable: boolean }): DynamicModule {
    const { agency, adjustable } = settings;
    const handlers: Handlers = { expired: new Map(), reminder: new Map() };
    const logger = new Logger(DeadlineTimer.name);
    const onFailure = ({ recordId, clockId, cause }: { recordId?: string; clockId?: string; cause: unknown }) =>
      logger.error(`a step of the timer failed: record ${recordId ?? '—'}, clock ${clockId ?? '—'}`, cause);
    const providers = [
      {
        provide: BusinessClock,
        inject: [DataSource],
        useFactory: (dataSource: DataSource) => new BusinessClock(dataSource, adjustable),
      },
      { provide: BUSINESS_CLOCK, useExisting: BusinessClock },
      {
        provide: CalendarService,
        inject: [DataSource, BusinessClock],
        useFactory: (dataSource: DataSource, clock: BusinessClock) => new CalendarService(agency, dataSource, clock),
      },
      {
        provide: ClocksService,
        inject: [CalendarService],
        useFactory: (calendars: CalendarService) => new ClocksService(agency, calendars, handlers),
      },
      {
        provide: DeadlineTimer,
        inject: [DataSource, BusinessClock, CalendarService],
        useFactory: (dataSource: DataSource, clock: BusinessClock, calendars: CalendarService) =>
          new DeadlineTimer({ agency, onFailure }, dataSource, { clock, calendars, handlers }),
      },
    ];
    return {
      module: DeadlinesModule,
      global: true,
      providers: [...providers, TimerLife],
      exports: [BusinessClock, BUSINESS_CLOCK, CalendarService, ClocksService, DeadlineTimer],
    };
  }
}
