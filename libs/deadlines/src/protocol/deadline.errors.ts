import { DomainError } from '@sup/kernel';

/** Thrown when a text is not a calendar day `YYYY-MM-DD` that exists. */
export class DayInvalid extends DomainError {
  constructor(given: string) {
    super(
      'DAY_INVALID',
      'invalid',
      { zh: '日期应为存在的公历日，格式 YYYY-MM-DD', en: 'Not a calendar day of the form YYYY-MM-DD' },
      { given: given.slice(0, 40) },
    );
  }
}

/** Thrown when a text is not an ISO 8601 instant with a zone. */
export class InstantInvalid extends DomainError {
  constructor(given: string) {
    super(
      'INSTANT_INVALID',
      'invalid',
      {
        zh: '时刻应为带时区的 ISO 8601 格式，如 2026-02-13T16:30:00Z',
        en: 'Not an ISO 8601 instant with a zone, as 2026-02-13T16:30:00Z',
      },
      { given: given.slice(0, 40) },
    );
  }
}

/** Thrown when a rule id is not in the table. */
export class RuleUnknown extends DomainError {
  constructor(ruleId: string) {
    super(
      'RULE_UNKNOWN',
      'invalid',
      { zh: '没有这条期限规则', en: 'No such deadline rule' },
      { ruleId: ruleId.slice(0, 40) },
    );
  }
}

/** Thrown when a due date is asked of a rule that names a condition, not a term (JU-LEAVE). */
export class RuleHasNoTerm extends DomainError {
  constructor(ruleId: string) {
    super(
      'RULE_HAS_NO_TERM',
      'refused',
      { zh: '该规则是条件，不计算期限', en: 'The rule is a condition and has no term' },
      { ruleId },
    );
  }
}

/** Thrown when an hour rule is started by a day: hours are counted from the minute of the act. */
export class HourRuleNeedsInstant extends DomainError {
  constructor(ruleId: string) {
    super(
      'HOUR_RULE_NEEDS_INSTANT',
      'invalid',
      { zh: '按小时计算的期限须写明起算时刻', en: 'A term in hours needs the exact instant it starts from' },
      { ruleId },
    );
  }
}

/** Thrown when a length is not a whole number from 1 to 3,660. */
export class LengthInvalid extends DomainError {
  constructor(n: number) {
    super(
      'TERM_LENGTH_INVALID',
      'invalid',
      { zh: '期限长度应为 1 至 3660 的整数', en: 'A term is a whole number from 1 to 3660' },
      { n: String(n) },
    );
  }
}

/** Thrown when a pause ends before it begins. */
export class PauseInvalid extends DomainError {
  constructor(from: string, to: string) {
    super(
      'PAUSE_INVALID',
      'invalid',
      { zh: '暂停的结束早于开始', en: 'The pause ends before it begins' },
      { from: from.slice(0, 40), to: to.slice(0, 40) },
    );
  }
}

/** Thrown when the rule's law gives no such extension: none at all, not so long, or not once more. */
export class ExtensionNotAllowed extends DomainError {
  constructor(why: 'NONE' | 'TOO_LONG' | 'EXHAUSTED', ruleId: string) {
    const text = {
      NONE: { zh: '该期限依法不得延长', en: 'The law gives no extension of this term' },
      TOO_LONG: {
        zh: '延长超过依法可延长的长度或单位不符',
        en: 'Longer than the extension the law gives, or in another unit',
      },
      EXHAUSTED: { zh: '该期限依法可延长的次数已用完', en: 'The extensions the law gives are used up' },
    }[why];
    super(`EXTENSION_${why}`, 'refused', text, { ruleId });
  }
}

/** Thrown when a calendar contradicts itself. `on` is the day, or the year, that is wrong. */
export class CalendarInvalid extends DomainError {
  constructor(why: string, on: string) {
    super(
      'CALENDAR_INVALID',
      'invalid',
      { zh: '工作日历自相矛盾或不完整', en: 'The working-day calendar contradicts itself or is incomplete' },
      { why, on },
    );
  }
}
