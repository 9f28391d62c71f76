import { type ArithmeticStep, type Due, type TimeUnit } from '@sup/contracts';
import { type Language } from '@sup/kernel';
import { daysBetween } from './day.rules.ts';
import { findRule } from './deadline.rules.ts';

/**
 * The arithmetic of a due date for a person: the rule, each step in order, the result. One line each, plain text. This
 * is what an officer shows the other side when they disagree about a date.
 */
export function describeDue(due: Due, language: Language): string[] {
  const words = language === 'zh' ? chinese : english;
  const rule = findRule(due.ruleId);
  const name = (language === 'zh' ? rule?.nameZh : rule?.nameEn) ?? due.ruleId;
  return [
    words.rule(name, due),
    ...due.arithmetic.map((step) => words.step(step, due.unit)),
    rule?.kind === 'EARLIEST' ? words.earliest(due) : words.result(due),
    words.versions(due),
  ];
}

interface Words {
  rule(name: string, due: Due): string;
  step(step: ArithmeticStep, unit: TimeUnit): string;
  result(due: Due): string;
  earliest(due: Due): string;
  versions(due: Due): string;
}

const units = {
  zh: { HOUR: '小时', NATURAL_DAY: '日', WORKING_DAY: '个工作日', MONTH: '个月' },
  en: { HOUR: 'hour', NATURAL_DAY: 'day', WORKING_DAY: 'working day', MONTH: 'month' },
} as const satisfies Record<Language, Record<TimeUnit, string>>;

const lengthZh = (n: number, unit: TimeUnit) => `${n}${units.zh[unit]}`;
const lengthEn = (n: number, unit: TimeUnit) => `${n} ${units.en[unit]}${n === 1 ? '' : 's'}`;
const counting = (unit: TimeUnit): TimeUnit => (unit === 'MONTH' ? 'NATURAL_DAY' : unit);
const readable = (at: string) => at.replace('T', ' ').replace('+08:00', '');

type Days = readonly { readonly on: string; readonly why: string }[];

/** Neighbouring days with one reason are written as a span. */
function spans(days: Days): { from: string; to: string; why: string }[] {
  const found: { from: string; to: string; why: string }[] = [];
  for (const { on, why } of days) {
    const last = found.at(-1);
    if (last && last.why === why && daysBetween(last.to, on) === 1) last.to = on;
    else found.push({ from: on, to: on, why });
  }
  return found;
}

const chinese: Words = {
  rule: (name, due) => `${name}（${due.ruleId}）：${lengthZh(due.n, due.unit)}`,
  step(step, unit) {
    switch (step.step) {
      case 'trigger':
        return `起算：${readable(step.at)}${step.at.includes('T') ? '，按小时精确计算' : '，当日不计'}`;
      case 'counted':
        return `计入：${span(step.from, step.to, '至')}，共${lengthZh(step.count, counting(unit))}`;
      case 'skipped':
        return `不计：${spans(step.days)
          .map((days) => `${span(days.from, days.to, '至')} ${days.why}`)
          .join('；')}`;
      case 'make-up':
        return `计入的调休上班日：${step.days.map((day) => `${day.on} ${day.why}`).join('；')}`;
      case 'paused':
        return step.to === null
          ? `暂停：自${step.from}起，尚未恢复（暂停当日计入）`
          : `暂停：${step.from}至${step.to}，${lengthZh(step.days, counting(unit))}不计（暂停当日计入，恢复当日不计）`;
      case 'extended':
        return `延长：${lengthZh(step.n, step.unit)}，批准：${step.approver}，理由：${step.reason}`;
      case 'rolled':
        return `期满日${step.from}为休息日，顺延至${step.to}`;
      case 'not-rolled':
        return `注意：期满日${step.on}为休息日，该期限不顺延`;
      case 'provisional':
        return `暂定：${step.years.join('、')}年工作日历尚未公布，按周一至周五并扣除固定日期的法定节假日推算，公布后重算`;
    }
  },
  result: (due) => `截止：${readable(due.dueAt)}（北京时间）${due.provisional ? '（暂定）' : ''}`,
  earliest: (due) => `最早：${due.dueOn ?? readable(due.dueAt)}${due.provisional ? '（暂定）' : ''}，此前不得办理`,
  versions: (due) => `规则表 ${due.ruleVersion}，工作日历 ${due.calendarVersion}`,
};

// Names of holidays stay Chinese: they are the notice's own words.
const english: Words = {
  rule: (name, due) => `${name} (${due.ruleId}): ${lengthEn(due.n, due.unit)}`,
  step(step, unit) {
    switch (step.step) {
      case 'trigger':
        return `Starts: ${readable(step.at)}${step.at.includes('T') ? ', exact hours' : ', this day is not counted'}`;
      case 'counted':
        return `Counted: ${span(step.from, step.to, ' to ')}, ${lengthEn(step.count, counting(unit))}`;
      case 'skipped':
        return `Not counted: ${spans(step.days)
          .map((days) => `${span(days.from, days.to, ' to ')} ${days.why}`)
          .join('; ')}`;
      case 'make-up':
        return `Make-up working days counted: ${step.days.map((day) => `${day.on} ${day.why}`).join('; ')}`;
      case 'paused':
        return step.to === null
          ? `Paused: from ${step.from}, not yet resumed (the pausing day counts)`
          : `Paused: ${step.from} to ${step.to}, ${lengthEn(step.days, counting(unit))} not counted (the pausing day counts, the resuming day does not)`;
      case 'extended':
        return `Extended: ${lengthEn(step.n, step.unit)}, approved by ${step.approver}, reason: ${step.reason}`;
      case 'rolled':
        return `The last day ${step.from} is a day off: moved to ${step.to}`;
      case 'not-rolled':
        return `Note: the last day ${step.on} is a day off, and this term does not move`;
      case 'provisional':
        return `Provisional: the calendar of ${step.years.join(', ')} is not published; Monday to Friday less the statutory days with a fixed date are assumed, and the date is computed again when it is`;
    }
  },
  result: (due) => `Due: ${readable(due.dueAt)} (Beijing time)${due.provisional ? ' (provisional)' : ''}`,
  earliest: (due) =>
    `Not before: ${due.dueOn ?? readable(due.dueAt)}${due.provisional ? ' (provisional)' : ''}; an earlier act is not allowed`,
  versions: (due) => `Rule table ${due.ruleVersion}, calendar ${due.calendarVersion}`,
};

function span(from: string, to: string, join: string): string {
  return from === to ? from : `${from}${join}${to}`;
}
