import { type Bilingual, type DomainError, type Language } from '@sup/kernel';

/** RFC 9457 problem details with both languages always within. `detail` is in the language asked for, zh by default. */
export interface Problem {
  /** `urn:sup:problem:<code>`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable, upper case; what a program decides on. */
  readonly code: string;
  readonly detail: string;
  readonly detailZh: string;
  readonly detailEn: string;
  /** `urn:sup:request:<request id>`: what to quote to the administrator. */
  readonly instance: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A refusal on its way out. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly text: Bilingual;
  readonly details?: Readonly<Record<string, unknown>>;
}

const statusOfKind = {
  invalid: 400,
  forbidden: 403,
  absent: 404,
  conflict: 409,
  refused: 422,
  unavailable: 503,
} as const satisfies Record<DomainError['kind'], number>;

/** Codes for which HTTP has a word of its own. */
const statusOfCode: Readonly<Record<string, number>> = {
  SIGN_IN_REQUIRED: 401,
  SIGN_IN_FAILED: 401,
  TOO_MANY_ATTEMPTS: 429,
  BODY_TOO_LARGE: 413,
  FILE_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
};

const titles: Readonly<Record<number, Bilingual>> = {
  400: { zh: '输入有误', en: 'Invalid input' },
  401: { zh: '需要登录', en: 'Sign-in required' },
  403: { zh: '无权操作', en: 'Not allowed' },
  404: { zh: '不存在', en: 'Not found' },
  405: { zh: '方法不支持', en: 'Method not allowed' },
  409: { zh: '状态冲突', en: 'Conflict' },
  413: { zh: '内容过大', en: 'Too large' },
  415: { zh: '格式不支持', en: 'Unsupported media type' },
  422: { zh: '不符合程序规则', en: 'Refused by a rule of the procedure' },
  429: { zh: '请求过多', en: 'Too many requests' },
  500: { zh: '内部错误', en: 'Internal error' },
  503: { zh: '暂不可用', en: 'Unavailable for the moment' },
};

/** The HTTP status of a refusal. */
export function statusOf(refusal: Pick<DomainError, 'kind' | 'code'>): number {
  return statusOfCode[refusal.code] ?? statusOfKind[refusal.kind];
}

export function problemOf(refusal: Refusal, requestId: string, language: Language): Problem {
  const title = titles[refusal.status] ?? (refusal.status < 500 ? titles[400]! : titles[500]!);
  return {
    type: `urn:sup:problem:${refusal.code}`,
    title: title[language],
    status: refusal.status,
    code: refusal.code,
    detail: refusal.text[language],
    detailZh: refusal.text.zh,
    detailEn: refusal.text.en,
    instance: `urn:sup:request:${requestId}`,
    details: refusal.details ?? {},
  };
}
