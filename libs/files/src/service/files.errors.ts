import { DomainError } from '@sup/kernel';

export function fileAbsent(missing: readonly string[]): DomainError {
  return new DomainError(
    'FILE_ABSENT',
    'absent',
    { zh: '附件不存在或已被清除', en: 'A file is absent or was removed' },
    { missing },
  );
}

export function fileTooLarge(limitBytes: number): DomainError {
  return new DomainError(
    'FILE_TOO_LARGE',
    'invalid',
    { zh: '文件超过大小上限', en: 'The file is larger than the limit' },
    { limitBytes },
  );
}

/** The bytes on disk are not the ones the record names. */
export function fileBroken(): DomainError {
  return new DomainError('FILE_BROKEN', 'conflict', {
    zh: '附件内容与登记的校验值不一致',
    en: 'The file does not match its recorded hash',
  });
}
