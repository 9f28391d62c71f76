/** Words of a person's own account. */
export const accountWords = {
  title: { zh: '本人账号', en: 'Own account' },
  person: { zh: '姓名', en: 'Name' },
  post: { zh: '岗位', en: 'Post' },
  covered: { zh: '代理岗位', en: 'Covered as deputy' },
  until: { zh: '至 {time}', en: 'until {time}' },
  roles: { zh: '角色', en: 'Roles' },
  password: { zh: '修改密码', en: 'Change the password' },
  current: { zh: '现密码', en: 'Present password' },
  next: { zh: '新密码', en: 'New password' },
  again: { zh: '再输一次', en: 'Once more' },
  hint: {
    zh: '至少 10 位，不得包含用户名。修改后其他处的登录立即失效。',
    en: 'At least 10 characters, without the user name. Sessions elsewhere end at once.',
  },
  change: { zh: '修改', en: 'Change' },
  changed: { zh: '密码已修改。', en: 'Password changed.' },
  needed: { zh: '请填写', en: 'Please fill in' },
  differs: { zh: '两次输入不一致', en: 'The two differ' },
};
