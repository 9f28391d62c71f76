import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { type Bilingual, DomainError } from '@sup/kernel';
import { z } from 'zod';

/** One thing wrong with the input: where (`points.0`, empty for the whole) and what, never the value itself. */
export interface InputFault {
  readonly path: string;
  readonly zh: string;
  readonly en: string;
}

const locales = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError };
const shownAtMost = 20;
const deepest = 64;
/** NUL, or half of a surrogate pair. */
const unstorable = /\0|\p{Surrogate}/u;
const places: Readonly<Record<string, string>> = { body: 'body', query: 'query', param: 'path', custom: 'input' };

/**
 * Validates `@Body`, `@Query` and `@Param` by the schema given to the decorator. Text that no store can hold (NUL,
 * lone surrogates) is refused wherever it stands, also where a handler gave no schema.
 */
@Injectable()
export class InputPipe extends StandardSchemaValidationPipe {
  override async transform<Value = unknown>(given: Value, metadata: ArgumentMetadata): Promise<Value> {
    if (metadata.type === 'custom') return given;
    // An act that needs no words may come without a body; one that does is told which are missing.
    const value = metadata.type === 'body' && given === undefined ? ({} as Value) : given;
    const bad = [...unstorableTexts(value, [])];
    if (bad.length > 0) throw inputInvalid(bad, metadata);
    if (!metadata.schema) return value;
    const result = await this.validate(value, metadata.schema);
    if (result.issues) {
      const issues = result.issues as readonly z.core.$ZodIssue[];
      throw inputInvalid(
        issues.map((issue) => faultOf(issue, value)),
        metadata,
      );
    }
    return result.value as Value;
  }
}

function inputInvalid(faults: readonly InputFault[], { type, data }: ArgumentMetadata): DomainError {
  const prefix = type === 'body' ? [] : [data].filter((name) => name !== undefined);
  const errors = faults
    .slice(0, shownAtMost)
    .map((fault) => ({ ...fault, path: [...prefix, fault.path].filter((part) => part !== '').join('.') }));
  const list = (language: 'zh' | 'en'): string =>
    errors.map((fault) => (fault.path ? `${fault.path}: ${fault[language]}` : fault[language])).join('; ');
  return new DomainError(
    'INPUT_INVALID',
    'invalid',
    { zh: `输入有误：${list('zh')}`, en: `Invalid input: ${list('en')}` },
    { in: places[type] ?? type, errors, more: Math.max(0, faults.length - shownAtMost) },
  );
}

function faultOf(issue: z.core.$ZodIssue, input: unknown): InputFault {
  return { path: issue.path.map(String).join('.'), ...wordsOf(issue, valueAt(input, issue.path)) };
}

/** zod's own words in both languages; a message the schema's author wrote (`中文 / English`) goes before them. */
function wordsOf(issue: z.core.$ZodIssue, input: unknown): Bilingual {
  const raw = { ...issue, input } as z.core.$ZodRawIssue;
  const zh = said(locales.zh(raw));
  const en = said(locales.en(raw));
  if (issue.message === en || issue.message === 'Invalid input')
    return { zh: zh ?? '输入无效', en: en ?? 'Invalid input' };
  const [first = issue.message, second] = issue.message.split(' / ');
  return { zh: first, en: second ?? first };
}

function said(answer: ReturnType<z.core.$ZodErrorMap>): string | undefined {
  return typeof answer === 'string' ? answer : answer?.message;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}

function* unstorableTexts(value: unknown, path: readonly string[]): Generator<InputFault> {
  if (typeof value === 'string') {
    if (unstorable.test(value)) {
      yield { path: path.join('.'), zh: '含有无法保存的字符', en: 'contains characters that cannot be stored' };
    }
  } else if (typeof value === 'object' && value !== null) {
    if (path.length >= deepest) {
      yield { path: path.slice(0, 3).join('.'), zh: '嵌套过深', en: 'is nested too deeply' };
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (key === '__proto__')
        yield { path: path.join('.'), zh: '含有不允许的字段名', en: 'has a field name that is not allowed' };
      yield* unstorableTexts(key, [...path, '(key)']);
      yield* unstorableTexts(inner, [...path, key]);
    }
  }
}
