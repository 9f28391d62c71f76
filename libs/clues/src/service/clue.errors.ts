import { shanghaiMinute } from '@sup/deadlines/protocol';
import { DomainError } from '@sup/kernel';

/** The clue is not there, or this officer may not know of it: both answer alike. */
export function clueAbsent(): DomainError {
  return new DomainError('CLUE_ABSENT', 'absent', { zh: '没有这条线索', en: 'There is no such clue' });
}

/** Somebody else acted first. `details` says who did what when; the words give the time as clocks here show it. */
export function clueChanged(last: {
  readonly type: string;
  readonly actingPost: string;
  readonly at: string;
  readonly version: number;
}): DomainError {
  const at = shanghaiMinute(last.at);
  return new DomainError(
    'CLUE_CHANGED',
    'conflict',
    {
      zh: `该线索已由${last.actingPost}于 ${at} 办理，请刷新后再办`,
      en: `${last.actingPost} acted on it at ${at}: look again before you act`,
    },
    last,
  );
}

export function notPermitted(command: string): DomainError {
  return new DomainError(
    'NOT_PERMITTED',
    'forbidden',
    { zh: '您的岗位不能办理该事项', en: 'Your post may not do this' },
    { command },
  );
}

export function ruleUnknown(ruleId: string): DomainError {
  return new DomainError(
    'RULE_UNKNOWN',
    'invalid',
    { zh: '没有这条期限规则', en: 'There is no such deadline rule' },
    { ruleId },
  );
}

export function triggerInFuture(triggerAt: string): DomainError {
  return new DomainError(
    'TRIGGER_IN_FUTURE',
    'invalid',
    { zh: '起算时间不能晚于现在', en: 'The trigger cannot lie ahead' },
    { triggerAt },
  );
}

export function receivedInFuture(receivedAt: string): DomainError {
  return new DomainError(
    'RECEIVED_IN_FUTURE',
    'invalid',
    { zh: '收到时间不能晚于现在', en: 'It cannot have been received after now' },
    { receivedAt },
  );
}

export function clockAbsent(clockId: string): DomainError {
  return new DomainError(
    'CLOCK_ABSENT',
    'absent',
    { zh: '没有这个正在计算的期限', en: 'No such limit is running' },
    { clockId },
  );
}

/** Nobody outside the network can be sent a referral: a letter to them is recorded as a note with its channel. */
export function recipientUnknown(to: string): DomainError {
  return new DomainError(
    'RECIPIENT_UNKNOWN',
    'invalid',
    { zh: '目录中没有该接收单位', en: 'The recipient is not in the directory' },
    { to },
  );
}

export function recipientIsUs(): DomainError {
  return new DomainError('RECIPIENT_IS_US', 'invalid', {
    zh: '不能移送给本单位',
    en: 'An agency does not refer to itself',
  });
}

export function identityUnreadable(): DomainError {
  return new DomainError('IDENTITY_UNREADABLE', 'unavailable', {
    zh: '无法解封反映人身份，请联系系统管理员',
    en: 'The sealed identity cannot be opened: ask the administrator',
  });
}
