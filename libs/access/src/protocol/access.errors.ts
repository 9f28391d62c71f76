import { DomainError } from '@sup/kernel';
import { type Action } from './roles.rules.ts';

/** HTTP answers these two with 401: whoever asks must sign in (again). */
export const signInRequired = (): DomainError =>
  new DomainError('SIGN_IN_REQUIRED', 'forbidden', {
    zh: '请先登录；会话可能已过期，或您的岗位已变动。',
    en: 'Please sign in; the session may have expired, or your post has changed.',
  });

/** One text for a wrong password, an unknown name, a disabled person and a person without a post. */
export const signInFailed = (): DomainError =>
  new DomainError('SIGN_IN_FAILED', 'forbidden', {
    zh: '用户名或密码不正确。',
    en: 'The user name or the password is not correct.',
  });

/** HTTP answers with 429 and `Retry-After`. The same for names that exist and names that do not. */
export const tooManyAttempts = (retryAfterSeconds: number): DomainError =>
  new DomainError(
    'TOO_MANY_ATTEMPTS',
    'unavailable',
    {
      zh: `登录失败次数过多，请在 ${retryAfterSeconds} 秒后重试。`,
      en: `Too many failed sign-ins; try again in ${retryAfterSeconds} seconds.`,
    },
    { retryAfterSeconds },
  );

export const actionNotAllowed = (wanted: readonly Action[]): DomainError =>
  new DomainError(
    'ACTION_NOT_ALLOWED',
    'forbidden',
    { zh: '您的岗位无权进行此操作。', en: 'Your post does not allow this action.' },
    { actions: wanted },
  );

export const originRefused = (expected: string): DomainError =>
  new DomainError(
    'ORIGIN_REFUSED',
    'forbidden',
    {
      zh: `请求来自其他网页，已拒绝。请从 ${expected} 打开本系统。`,
      en: `The request came from another page and was refused. Open the system at ${expected}.`,
    },
    { expected },
  );

export const personAbsent = (): DomainError =>
  new DomainError('PERSON_ABSENT', 'absent', { zh: '没有此人员。', en: 'There is no such person.' });

export const usernameTaken = (): DomainError =>
  new DomainError('USERNAME_TAKEN', 'conflict', {
    zh: '用户名已被使用。',
    en: 'The user name is already in use.',
  });

export const rolesRefused = (verdict: 'none' | 'not-separated'): DomainError =>
  verdict === 'none'
    ? new DomainError('ROLES_EMPTY', 'refused', {
        zh: '至少需要一个角色。',
        en: 'At least one role is needed.',
      })
    : new DomainError('ADMINISTRATORS_NOT_SEPARATED', 'refused', {
        zh: '三员分立：系统、安全、审计管理员不得互相兼任，也不得兼任业务角色。',
        en: 'Three separated administrators: nobody may hold two of these roles, nor one beside a role of business.',
      });

export const selfAdministration = (): DomainError =>
  new DomainError('SELF_ADMINISTRATION', 'refused', {
    zh: '不得调整、停用本人的账号。',
    en: 'Nobody may move or disable themselves.',
  });

export const lastSecurityAdministrator = (): DomainError =>
  new DomainError('LAST_SECURITY_ADMINISTRATOR', 'refused', {
    zh: '这是最后一名安全管理员，停用或调岗后将无人能管理人员。',
    en: 'This is the last security administrator; without one nobody could administer people.',
  });

export const passwordRefused = (): DomainError =>
  new DomainError('PASSWORD_TOO_WEAK', 'refused', {
    zh: '密码须为 10 至 128 个字符，含字母、数字、符号中至少两类，且不含用户名。',
    en: 'A password has 10 to 128 characters, of at least two kinds (letters, digits, signs), and not the user name.',
  });

export const postAbsent = (): DomainError =>
  new DomainError('POST_ABSENT', 'absent', { zh: '没有此岗位。', en: 'There is no such post.' });

export const postTaken = (): DomainError =>
  new DomainError('POST_TAKEN', 'conflict', {
    zh: '该岗位已有人在任，请先调离现任人员或指定代理。',
    en: 'Somebody holds this post; move them first, or name a deputy.',
  });

/** For the head who admits: the head sees who is shut out. */
export const personExcluded = (): DomainError =>
  new DomainError('PERSON_EXCLUDED', 'refused', {
    zh: '此人已回避本案，不得加入；如确需解除回避，请先办理解除手续。',
    en: 'The person is recused from this case and cannot be admitted; lift the recusal first if that is right.',
  });

export const idNumberRefused = (): DomainError =>
  new DomainError('ID_NUMBER_INVALID', 'invalid', {
    zh: '公民身份号码有误（18 位，末位为校验码）。',
    en: 'This is no resident identity number (18 characters, the last one a check).',
  });

export const passwordWrong = (): DomainError =>
  new DomainError('PASSWORD_WRONG', 'refused', {
    zh: '当前密码不正确。',
    en: 'The current password is not correct.',
  });

export const passwordUnchanged = (): DomainError =>
  new DomainError('PASSWORD_UNCHANGED', 'refused', {
    zh: '新密码不得与当前密码相同。',
    en: 'The new password must differ from the current one.',
  });

export const personDisabled = (): DomainError =>
  new DomainError('PERSON_DISABLED', 'refused', { zh: '该人员已停用。', en: 'This person is disabled.' });

export const ownSeat = (): DomainError =>
  new DomainError('OWN_SEAT', 'refused', {
    zh: '该人员就是此岗位的现任，无须代理。',
    en: 'This person holds the post; nobody covers for themselves.',
  });

export const coverDatesWrong = (): DomainError =>
  new DomainError('COVER_DATES_WRONG', 'invalid', {
    zh: '代理的截止时间须晚于起始时间和当前时间，且不超过一年。',
    en: 'A cover ends after it begins and after now, and lasts a year at most.',
  });

export const deputyAbsent = (): DomainError =>
  new DomainError('DEPUTY_ABSENT', 'absent', { zh: '没有此项代理。', en: 'There is no such cover.' });

/** The answer about a case that is not there, and about one that is not there for who asks. */
export const caseAbsent = (): DomainError =>
  new DomainError('CASE_ABSENT', 'absent', { zh: '没有此案件。', en: 'There is no such case.' });

export const recusalAbsent = (): DomainError =>
  new DomainError('RECUSAL_ABSENT', 'absent', { zh: '没有此项回避。', en: 'There is no such recusal.' });

export const admissionAbsent = (): DomainError =>
  new DomainError('ADMISSION_ABSENT', 'absent', { zh: '没有此项准入。', en: 'There is no such admission.' });
