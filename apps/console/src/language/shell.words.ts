/** Words of the frame around every page, and of the states every page has. */
export const shellWords = {
  system: { zh: '执法监督协同网络', en: 'Law-Enforcement Supervision Network' },
  skip: { zh: '跳到正文', en: 'Skip to content' },
  work: { zh: '工作', en: 'Work' },
  incoming: { zh: '收文', en: 'Incoming' },
  outgoing: { zh: '发文', en: 'Outgoing' },
  drafts: { zh: '拟稿', en: 'Drafts' },
  arbitration: { zh: '提请裁定', en: 'Arbitration' },
  compose: { zh: '新建移送', en: 'New referral' },
  network: { zh: '网络状况', en: 'Network health' },
  people: { zh: '人员账号', en: 'People' },
  administration: { zh: '管理', en: 'Administration' },
  nav: { zh: '主导航', en: 'Main navigation' },
  signOut: { zh: '退出', en: 'Sign out' },
  otherLanguage: { zh: 'English', en: '中文' },
  switchLanguage: { zh: '切换为英文', en: 'Switch to Chinese' },
  businessClock: { zh: '业务时钟', en: 'Business clock' },
  setClock: { zh: '调整业务时钟', en: 'Set the business clock' },
  setClockWhy: {
    zh: '仅演示与验收环境可调。只影响日期、期限与催办，不影响传输、会话与签名时间。到期事项在应答前即时处理。',
    en: 'Adjustable in demonstration and acceptance only. It moves dates, deadlines and escalation, never transport, sessions or signing time. What falls due is processed before the answer.',
  },
  newTime: { zh: '新的业务时间（北京时间）', en: 'New business time (Beijing)' },
  set: { zh: '设定', en: 'Set' },
  plusDay: { zh: '加 1 天', en: '+1 day' },
  plusWeek: { zh: '加 7 天', en: '+7 days' },
  clockSet: { zh: '业务时钟已设定。', en: 'The business clock is set.' },
  cancel: { zh: '取消', en: 'Cancel' },
  close: { zh: '关闭', en: 'Close' },
  retry: { zh: '重试', en: 'Try again' },
  loading: { zh: '正在读取…', en: 'Loading…' },
  failed: { zh: '没有读到内容', en: 'This could not be read' },
  absentTitle: { zh: '没有这个页面', en: 'There is no such page' },
  absentText: {
    zh: '地址有误，或您的岗位没有此项工作。请从左侧进入。',
    en: 'The address is wrong, or your post does not have this work. Use the navigation.',
  },
  mishapTitle: { zh: '页面没能打开', en: 'The page could not be opened' },
  mishapText: {
    zh: '系统可能刚刚更新。重新载入页面即可；已保存的内容不受影响。',
    en: 'The system may just have been updated. Load the page again; what was saved is not affected.',
  },
  reloadPage: { zh: '重新载入', en: 'Load again' },
  noWorkTitle: { zh: '您的岗位没有业务页面', en: 'Your post has no work pages' },
  noWorkText: {
    zh: '按三员分立，审计管理员不接触业务内容，也不操作网络与账号。',
    en: 'By the separation of the three administrators, this post sees no content and operates neither network nor accounts.',
  },
  signedOutElsewhere: { zh: '会话已结束，请重新登录。', en: 'The session has ended. Please sign in again.' },
  leaveUnsaved: {
    zh: '有未保存的内容，确定离开吗？',
    en: 'There is unsaved text. Leave the page?',
  },
  refreshedAt: { zh: '{time} 读取', en: 'read {time}' },
  refresh: { zh: '刷新', en: 'Refresh' },
  code: { zh: '代码', en: 'code' },
};

export const agencyKindWords = {
  committee: { zh: '政法委', en: 'Political-legal committee' },
  procuratorate: { zh: '检察院', en: 'Procuratorate' },
  'procuratorate-internal': { zh: '检察院内部监督', en: 'Procuratorate, internal supervision' },
  police: { zh: '公安机关', en: 'Police' },
  court: { zh: '法院', en: 'Court' },
  justice: { zh: '司法行政机关', en: 'Justice bureau' },
  discipline: { zh: '纪检监察机关', en: 'Discipline body' },
  'information-sharing': { zh: '信息共享中心', en: 'Information-sharing centre' },
};

/** The role of the agency's kind in the supervision system (rules-and-model A2). */
export const agencyDutyWords = {
  committee: { zh: '执法监督 · 主导', en: 'Law-enforcement supervision · lead' },
  procuratorate: { zh: '法律监督 · 主力', en: 'Legal supervision · main force' },
  'procuratorate-internal': { zh: '内部监督 · 主角', en: 'Internal supervision · protagonist' },
  police: { zh: '内部监督 · 主角', en: 'Internal supervision · protagonist' },
  court: { zh: '内部监督 · 主角', en: 'Internal supervision · protagonist' },
  justice: { zh: '内部监督 · 主角', en: 'Internal supervision · protagonist' },
  discipline: { zh: '线索接收', en: 'Receives hand-offs' },
  'information-sharing': { zh: '目录与日历 · 不存线索内容', en: 'Directory and calendars · holds no clue content' },
};

export const agencyLevelWords = {
  city: { zh: '市级', en: 'City' },
  county: { zh: '县级', en: 'County' },
};
