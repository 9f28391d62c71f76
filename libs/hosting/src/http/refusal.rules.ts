import { HttpException } from '@nestjs/common';
import { type Bilingual, DomainError } from '@sup/kernel';
import { QueryFailedError } from 'typeorm';
import { type Refusal, statusOf } from '../protocol/index.ts';

const refusals = {
  bodyUnreadable: [400, 'BODY_UNREADABLE', '请求正文不是有效的 JSON。', 'The body is not valid JSON.'],
  bodyEncoding: [400, 'BODY_NOT_UTF8', '请求正文不是有效的 UTF-8 文本。', 'The body is not valid UTF-8 text.'],
  bodyTooLarge: [413, 'BODY_TOO_LARGE', '请求正文超过 1 MB。', 'The body is larger than 1 MB.'],
  bodyAborted: [400, 'BODY_INCOMPLETE', '请求正文不完整。', 'The body is incomplete.'],
  mediaType: [
    415,
    'MEDIA_TYPE_UNSUPPORTED',
    '请求正文须为未压缩的 application/json（UTF-8）。',
    'The body must be application/json in UTF-8, not compressed.',
  ],
  route: [404, 'ROUTE_ABSENT', '没有此接口。', 'There is no such route.'],
  path: [400, 'PATH_UNREADABLE', '请求路径无法解析。', 'The path cannot be decoded.'],
  value: [400, 'VALUE_UNREADABLE', '某个值的格式无法识别。', 'A value has a form that cannot be read.'],
  conflict: [409, 'ALREADY_EXISTS', '相同的记录已存在。', 'The same record exists already.'],
  contended: [503, 'TRY_AGAIN', '多人同时操作，请重试。', 'Others were at work on the same; try again.'],
  database: [
    503,
    'DATABASE_UNAVAILABLE',
    '数据库暂不可用，请稍后再试。',
    'The database is unavailable; try again shortly.',
  ],
  request: [400, 'REQUEST_INVALID', '请求无效。', 'The request is not valid.'],
} as const satisfies Record<string, readonly [number, string, string, string]>;

const ofBodyParser: Readonly<Record<string, keyof typeof refusals>> = {
  'entity.parse.failed': 'bodyUnreadable',
  'entity.verify.failed': 'bodyEncoding',
  'entity.too.large': 'bodyTooLarge',
  'request.aborted': 'bodyAborted',
  'request.size.invalid': 'bodyAborted',
  'encoding.unsupported': 'mediaType',
  'charset.unsupported': 'mediaType',
};

/** SQLSTATE by prefix; the longest that fits decides. */
const ofDatabase: readonly (readonly [string, keyof typeof refusals])[] = [
  ['22P0', 'value'],
  ['22003', 'value'],
  ['22007', 'value'],
  ['22008', 'value'],
  ['22021', 'value'],
  ['23505', 'conflict'],
  ['40', 'contended'],
  ['55P03', 'contended'],
  ['57', 'database'],
  ['08', 'database'],
  ['53', 'database'],
  ['3D000', 'database'],
  ['28', 'database'],
];
const unreachable = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT)$/;
const poolTimeout = 'timeout exceeded when trying to connect';

/** How an error is answered; undefined for one that nobody foresaw: that is a 500 without any of its words. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof DomainError) {
    return { status: statusOf(error), code: error.code, text: error.text, details: error.details };
  }
  const thrown = error as { type?: unknown; code?: unknown; message?: unknown; severity?: unknown } | null | undefined;
  const parsed = typeof thrown?.type === 'string' ? ofBodyParser[thrown.type] : undefined;
  if (parsed) return known(parsed);
  if (error instanceof URIError) return known('path');
  if (error instanceof HttpException) return ofHttp(error);
  if (error instanceof QueryFailedError) return ofSqlState((error.driverError as { code?: unknown }).code);
  // What the driver throws while connecting has not passed through TypeORM.
  if (typeof thrown?.severity === 'string') return ofSqlState(thrown.code);
  if (thrown?.message === poolTimeout || (typeof thrown?.code === 'string' && unreachable.test(thrown.code))) {
    return known('database');
  }
  return undefined;
}

function ofHttp(error: HttpException): Refusal | undefined {
  const status = error.getStatus();
  const cause = error.cause === undefined ? undefined : refusalOf(error.cause);
  if (cause) return cause;
  if (status === 404) return known('route');
  if (status === 413) return known('bodyTooLarge');
  if (status === 415) return known('mediaType');
  return status < 500 ? { ...known('request'), status } : undefined;
}

function ofSqlState(code: unknown): Refusal | undefined {
  const state = typeof code === 'string' ? code : '';
  const found = ofDatabase.find(([prefix]) => state.startsWith(prefix));
  if (found) return known(found[1]);
  return unreachable.test(state) ? known('database') : undefined;
}

function known(name: keyof typeof refusals): Refusal {
  const [status, code, zh, en] = refusals[name];
  return { status, code, text: { zh, en } satisfies Bilingual };
}

/** A body in a format that no handler of this route reads. */
export function mediaTypeUnsupported(): DomainError {
  const { code, text } = known('mediaType');
  return new DomainError(code, 'invalid', text);
}
