import { type RefusedClassification } from '@sup/contracts';
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

/** A state secret never enters this network (B11, N06): its bytes are destroyed, only a stub stays. */
export function classificationTooHigh(classification: RefusedClassification): DomainError {
  return new DomainError(
    'CLASSIFICATION_TOO_HIGH',
    'refused',
    {
      zh: '附件带有国家秘密标志，不得进入本网络，内容已销毁，请按保密规定线下办理',
      en: 'The file bears a mark of state secrets: it was destroyed; use the off-line way',
    },
    { classification },
  );
}

/** `EXECUTABLE`, `MACRO` or `POLYGLOT`: nothing that runs, and no file that is two files. */
export function typeRefused(why: 'EXECUTABLE' | 'MACRO' | 'POLYGLOT'): DomainError {
  return new DomainError(
    'FILE_TYPE_REFUSED',
    'invalid',
    {
      zh: '不接受可执行文件、带宏的文件或多重格式的文件',
      en: 'Programs, files with macros and files of two formats in one are not taken',
    },
    { why },
  );
}
