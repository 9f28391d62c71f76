import { DomainError } from '@sup/kernel';

/** Thrown when the business clock is set where it must follow wall time. */
export class ClockNotAdjustable extends DomainError {
  constructor() {
    super('CLOCK_NOT_ADJUSTABLE', 'forbidden', {
      zh: '本环境的业务时钟不可调整',
      en: 'The business clock cannot be set here',
    });
  }
}

/** Thrown when the business clock would go back. */
export class ClockBackwards extends DomainError {
  constructor(now: string, wanted: string) {
    super(
      'CLOCK_BACKWARDS',
      'refused',
      { zh: '业务时钟只能向前调整', en: 'The business clock only moves forward' },
      { now, wanted },
    );
  }
}

/** Thrown when a record has no such clock. */
export class ClockAbsent extends DomainError {
  constructor(clockId: string) {
    super('CLOCK_ABSENT', 'absent', { zh: '没有该期限', en: 'There is no such clock' }, { clockId });
  }
}

/** Thrown when a clock that has stopped is to be extended or ended. */
export class ClockStopped extends DomainError {
  constructor(clockId: string) {
    super('CLOCK_STOPPED', 'conflict', { zh: '该期限已经终止', en: 'The clock has stopped already' }, { clockId });
  }
}

/** Thrown when a calendar may not follow the present one. */
export class CalendarNotNewer extends DomainError {
  constructor(why: 'OLDER' | 'VERSION_TAKEN' | 'VERSION_UNFIT' | 'YEAR_LOST', version: string) {
    const text = {
      OLDER: { zh: '已有更新的工作日历', en: 'A newer calendar is in force' },
      VERSION_TAKEN: { zh: '该版本号已用于另一份工作日历', en: 'Another calendar bears this version' },
      VERSION_UNFIT: {
        zh: '版本号应为“最后年份.版次”，如 2027.1',
        en: 'A version reads <last year>.<edition>, as 2027.1',
      },
      YEAR_LOST: { zh: '新日历缺少现行日历已有的年份', en: 'A year of the present calendar is missing' },
    }[why];
    super(`CALENDAR_${why}`, why === 'OLDER' || why === 'VERSION_TAKEN' ? 'conflict' : 'invalid', text, {
      version: version.slice(0, 60),
    });
  }
}
