import { type Bilingual, type Language } from '@sup/kernel';

/** A refusal or failure as the server states it (problem+json), always in both languages. `status` 0: no answer came. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: Bilingual,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${text.en}`);
    this.name = 'ApiProblem';
  }
}

const unreachable: Bilingual = {
  zh: '暂时连不上本单位服务，请检查网络后重试。您填写的内容没有丢失。',
  en: 'The service of this agency cannot be reached. Check the network and try again. What you typed is kept.',
};
const unreadable: Bilingual = {
  zh: '服务返回了无法识别的内容，请重试；仍不行请联系系统管理员。',
  en: 'The service answered with something unreadable. Try again; if it persists, ask the system administrator.',
};

let language: Language = 'zh';
let onSignedOut: () => void = () => undefined;

/** Which language the server should prefer in `detail`; both are always included. */
export function speak(chosen: Language): void {
  language = chosen;
}

/** Called when any call but the session's own is answered 401: the session ended elsewhere. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/**
 * One call of the agency's interface. Throws ApiProblem for every refusal and failure. `keepalive`: it is carried through though
 * the page is being left (browsers allow 64 KB).
 */
export async function call<Answer>(
  method: string,
  path: string,
  body?: unknown,
  options: { readonly keepalive?: boolean } = {},
): Promise<Answer> {
  const response = await send(path, {
    method,
    ...options,
    headers: {
      accept: 'application/json, application/problem+json',
      'accept-language': language === 'zh' ? 'zh-CN' : 'en',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: 'same-origin',
  });
  const text = await response.text();
  if (!response.ok) {
    if (response.status === 401 && path !== '/api/session') onSignedOut();
    throw problemOf(response.status, text, response.headers.get('retry-after'));
  }
  if (text === '') return undefined as Answer;
  const answer = parsed(text);
  if (answer === undefined) throw new ApiProblem(response.status, 'UNREADABLE', unreadable);
  return answer as Answer;
}

/** Uploads one file, raw. `onProgress` gets 0–100. Abort through the signal. */
export function upload<Answer>(path: string, file: File, onProgress: (percent: number) => void, signal: AbortSignal) {
  return new Promise<Answer>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.setRequestHeader('accept-language', language === 'zh' ? 'zh-CN' : 'en');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(Math.round((event.loaded / event.total) * 100));
    };
    request.onerror = () => reject(new ApiProblem(0, 'UNREACHABLE', unreachable));
    request.onabort = () => reject(new ApiProblem(0, 'ABORTED', { zh: '已取消上传。', en: 'Upload cancelled.' }));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(parsed(request.responseText) as Answer);
      else reject(problemOf(request.status, request.responseText, request.getResponseHeader('retry-after')));
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch {
    throw new ApiProblem(0, 'UNREACHABLE', unreachable);
  }
}

/** Reads a problem+json text; what is not one still becomes a problem with a message in both languages. */
export function problemOf(status: number, text: string, retryAfter: string | null): ApiProblem {
  const problem = parsed(text) as Record<string, unknown> | undefined;
  const wait = retryAfter ? { retryAfterSeconds: Number(retryAfter) } : {};
  const fallback = statusText(status);
  return new ApiProblem(
    status,
    typeof problem?.['code'] === 'string' ? problem['code'] : `HTTP_${status}`,
    { zh: stringOr(problem?.['detailZh'], fallback.zh), en: stringOr(problem?.['detailEn'], fallback.en) },
    { ...(problem?.['details'] as Record<string, unknown> | undefined), ...wait },
  );
}

function statusText(status: number): Bilingual {
  if (status === 429) return { zh: '操作过于频繁，请稍后再试。', en: 'Too many attempts. Please wait and try again.' };
  if (status === 404)
    return { zh: '没有这条记录，或您无权查看。', en: 'There is no such record, or you may not see it.' };
  if (status >= 500)
    return { zh: '服务暂时出错，请稍后重试。', en: 'The service failed for the moment. Try again later.' };
  return { zh: `请求未被接受（${status}）。`, en: `The request was not taken (${status}).` };
}

function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
