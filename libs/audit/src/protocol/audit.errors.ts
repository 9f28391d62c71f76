import { DomainError } from '@sup/kernel';

/** More than `auditLimits.textBytes` of canonical text: an entry names what was done and never carries content. */
export function entryTooLarge(bytes: number): DomainError {
  return new DomainError(
    'AUDIT_ENTRY_TOO_LARGE',
    'invalid',
    { zh: '审计记录过大：只记录行为，不记录内容', en: 'The audit entry is too large: it records acts, never content' },
    { bytes },
  );
}

/** One verification at a time: a second one would only slow down the first. */
export function verificationRunning(): DomainError {
  return new DomainError('AUDIT_VERIFICATION_RUNNING', 'conflict', {
    zh: '正在核验审计链，请稍候',
    en: 'The audit chain is being verified already; please wait',
  });
}

/** No peer countersigned the head: they are away, or there are none. The next time covers what this one missed. */
export function noWitness(): DomainError {
  return new DomainError('AUDIT_NO_WITNESS', 'unavailable', {
    zh: '没有其他单位的系统应答，审计链暂未锚定，稍后自动重试',
    en: 'No other agency answers; the audit chain is not anchored yet and will be tried again',
  });
}
