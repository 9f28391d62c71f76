import { type Bilingual, DomainError } from '@sup/kernel';

/** The record is not there, or the agency is not a party to it: both answer alike. */
export function referralAbsent(): DomainError {
  return new DomainError('REFERRAL_ABSENT', 'absent', { zh: '没有这件移送', en: 'There is no such referral' });
}

/** Somebody else acted first: which post of which agency, at which local time (`at`: Asia/Shanghai). */
export function alreadyActed(last: {
  readonly type: string;
  readonly agency: Bilingual;
  readonly post: Bilingual;
  readonly at: string;
  readonly revision: number;
}): DomainError {
  const { type, agency, post, at, revision } = last;
  return new DomainError(
    'REFERRAL_CHANGED',
    'conflict',
    {
      zh: `该件已由${agency.zh}（${post.zh}）于北京时间 ${at} 办理，请刷新后再办`,
      en: `${agency.en} (${post.en}) acted on it at ${at} (Beijing time): look again before you act`,
    },
    { type, agency: agency.zh, post: post.zh, at, revision },
  );
}

/** The draft was saved by somebody else since it was opened. */
export function draftChanged(version: number): DomainError {
  return new DomainError(
    'DRAFT_CHANGED',
    'conflict',
    { zh: '草稿已被他人修改，请刷新后再改', en: 'The draft was changed by somebody else: look again' },
    { version },
  );
}

/** The move or note is not open to us in this status. */
export function commandNotOpen(command: string, status: string | null): DomainError {
  return new DomainError(
    'COMMAND_NOT_OPEN',
    'conflict',
    { zh: '当前状态下不能办理该事项', en: 'This cannot be done in the present status' },
    { command, status },
  );
}

export function recordFrozen(code: string): DomainError {
  return new DomainError(
    'REFERRAL_FROZEN',
    'conflict',
    { zh: '双方记录冲突，该件已冻结，请联系系统管理员', en: 'The two copies conflict: the record is frozen' },
    { conflict: code },
  );
}

/** SHR-05: an empty recipient is never widened. */
export function recipientsEmpty(): DomainError {
  return new DomainError('RECIPIENTS_EMPTY', 'invalid', { zh: '没有收件单位', en: 'There is no recipient' });
}

/** A letter must say which unit it concerns. */
export function unitConcernedMissing(): DomainError {
  return new DomainError('UNIT_CONCERNED_MISSING', 'invalid', {
    zh: '请填写被反映单位',
    en: 'Name the unit concerned',
  });
}

export function recipientUnknown(to: string): DomainError {
  return new DomainError(
    'RECIPIENT_UNKNOWN',
    'invalid',
    { zh: '目录中没有该收件单位', en: 'The recipient is not in the directory' },
    { to },
  );
}

export function recipientIsUs(): DomainError {
  return new DomainError('RECIPIENT_IS_US', 'invalid', {
    zh: '不能移送给本单位',
    en: 'A referral cannot be sent to its own agency',
  });
}

export function recipientTakesNone(to: string): DomainError {
  return new DomainError(
    'RECIPIENT_TAKES_NO_REFERRALS',
    'refused',
    { zh: '该机构不接收移送', en: 'This agency takes no referrals' },
    { to },
  );
}

export function recipientSuspended(to: string): DomainError {
  return new DomainError(
    'RECIPIENT_SUSPENDED',
    'refused',
    { zh: '收件单位目前停用', en: 'The recipient is suspended at present' },
    { to },
  );
}

export function officeUnknown(office: string): DomainError {
  return new DomainError(
    'OFFICE_UNKNOWN',
    'invalid',
    { zh: '收件单位没有该内设机构', en: 'The recipient has no such office' },
    { office },
  );
}

/** A rule id that the rule table does not hold, or that has no length to run. */
export function ruleUnknown(ruleId: string): DomainError {
  return new DomainError(
    'RULE_UNKNOWN',
    'invalid',
    { zh: '没有该期限规则', en: 'There is no such deadline rule' },
    { ruleId },
  );
}

/** A stated trigger lies in the future. */
export function triggerInFuture(triggerAt: string): DomainError {
  return new DomainError(
    'TRIGGER_IN_FUTURE',
    'invalid',
    { zh: '起算时间不能晚于现在', en: 'The start of a limit cannot lie in the future' },
    { triggerAt },
  );
}

/** A stated trigger lies so far back that the year must be a slip. */
export function triggerTooEarly(triggerAt: string): DomainError {
  return new DomainError(
    'TRIGGER_TOO_EARLY',
    'invalid',
    { zh: '起算时间不能早于 2000 年，请核对年份', en: 'The start of a limit cannot lie before 2000: check the year' },
    { triggerAt },
  );
}

/** A rule of the table by which no result is due. */
export function resultRuleUnfit(ruleId: string): DomainError {
  return new DomainError(
    'RESULT_RULE_UNFIT',
    'invalid',
    { zh: '该期限规则不用于办理结果，请另选', en: 'No result is due by this rule: choose another' },
    { ruleId },
  );
}

/** A state secret never enters this network (B11). Refused before anything is stored. */
export function classificationTooHigh(classification: string): DomainError {
  return new DomainError(
    'CLASSIFICATION_TOO_HIGH',
    'refused',
    {
      zh: '涉及国家秘密的内容不得进入本网络，请按保密规定线下办理',
      en: 'State secrets never enter this network: use the off-line way',
    },
    { classification },
  );
}

/** Several files are missing or broken: a set is never sent with fewer (REF-12). */
export function filesIncomplete(faults: readonly { readonly blob: string; readonly code: string }[]): DomainError {
  return new DomainError(
    'FILES_INCOMPLETE',
    'conflict',
    { zh: '附件缺失或已损坏，不能整体转送', en: 'A file is missing or broken: it is refused as a whole' },
    { files: faults },
  );
}

/** The seal does not open with our keys, or the content is not what its author committed to. */
export function bodyUnreadable(why: string): DomainError {
  return new DomainError(
    'BODY_UNREADABLE',
    'refused',
    { zh: '正文无法解封或与承诺不符', en: 'The content does not open, or is not what its author committed to' },
    { why },
  );
}

export function attachmentAbsent(): DomainError {
  return new DomainError('ATTACHMENT_ABSENT', 'absent', { zh: '没有该附件', en: 'There is no such file' });
}

export function clockAbsent(clockId: string): DomainError {
  return new DomainError('CLOCK_ABSENT', 'invalid', { zh: '没有该期限', en: 'There is no such clock' }, { clockId });
}

export function notPermitted(command: string): DomainError {
  return new DomainError(
    'NOT_PERMITTED',
    'forbidden',
    { zh: '您的岗位不能办理该事项', en: 'Your post may not do this' },
    { command },
  );
}
