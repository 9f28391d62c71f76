export const signInWords = {
  title: { zh: '工作人员登录', en: 'Staff sign-in' },
  username: { zh: '用户名', en: 'User name' },
  password: { zh: '密码', en: 'Password' },
  submit: { zh: '登录', en: 'Sign in' },
  submitting: { zh: '正在登录…', en: 'Signing in…' },
  usernameMissing: { zh: '请填写用户名。', en: 'Enter your user name.' },
  passwordMissing: { zh: '请填写密码。', en: 'Enter your password.' },
  capsLock: { zh: '大写锁定已打开。', en: 'Caps Lock is on.' },
  wrong: { zh: '用户名或密码不正确。', en: 'The user name or password is wrong.' },
  waitMinutes: {
    zh: '尝试次数过多，请在 {minutes} 分钟后再试。',
    en: 'Too many attempts. Try again in {minutes} minutes.',
  },
  waitSeconds: {
    zh: '尝试次数过多，请在 {seconds} 秒后再试。',
    en: 'Too many attempts. Try again in {seconds} seconds.',
  },
  wait: { zh: '尝试次数过多，请稍后再试。', en: 'Too many attempts. Please wait and try again.' },
  hostUnknown: { zh: '未能读取本单位名称', en: 'The name of this agency could not be read' },
  ownSystem: {
    zh: '本系统由本单位独立部署，数据只存于本单位。查阅、检索与导出均留痕。',
    en: 'This system is run by this agency alone; its data stays here. Reading, searching and exporting are recorded.',
  },
  ceiling: {
    zh: '本网络最高处理“工作秘密”。严禁录入、传输国家秘密。',
    en: 'The highest level handled here is “work secret”. State secrets must never be entered or sent.',
  },
};
