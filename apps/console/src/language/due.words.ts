/** Words about time, used wherever a date stands. */
export const dueWords = {
  met: { zh: '按期完成', en: 'Met' },
  late: { zh: '逾期完成', en: 'Done late' },
  void: { zh: '已终止', en: 'No longer runs' },
  paused: { zh: '暂停计时', en: 'Paused' },
  running: { zh: '剩 {days} 天', en: '{days} days left' },
  oneDay: { zh: '剩 1 天', en: '1 day left' },
  today: { zh: '今日到期', en: 'Due today' },
  overdue: { zh: '已逾期 {days} 天', en: '{days} days overdue' },
  overdueOne: { zh: '已逾期 1 天', en: '1 day overdue' },
  runningHours: { zh: '剩 {hours} 小时', en: '{hours} hours left' },
  overdueHours: { zh: '已逾期 {hours} 小时', en: '{hours} hours overdue' },
  provisional: { zh: '暂定', en: 'provisional' },
  provisionalWhy: {
    zh: '所涉年度的工作日历尚未公布，公布后自动重算',
    en: 'The working-day calendar of a year it touches is not yet published; the date is computed again when it is',
  },
  noClock: { zh: '无期限在计', en: 'No clock running' },
};
