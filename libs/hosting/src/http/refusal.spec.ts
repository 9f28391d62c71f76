import { BadRequestException, ForbiddenException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@sup/kernel';
import { QueryFailedError } from 'typeorm';
import { problemOf } from '../protocol/index.ts';
import { refusalOf } from './refusal.rules.ts';

const text = { zh: '不行', en: 'no' };

describe('how a refusal is answered', () => {
  it.each([
    ['invalid', 'X', 400],
    ['forbidden', 'X', 403],
    ['forbidden', 'SIGN_IN_REQUIRED', 401],
    ['forbidden', 'SIGN_IN_FAILED', 401],
    ['absent', 'X', 404],
    ['conflict', 'X', 409],
    ['refused', 'X', 422],
    ['unavailable', 'X', 503],
    ['unavailable', 'TOO_MANY_ATTEMPTS', 429],
  ] as const)('a refusal of kind %s with code %s is a %i', (kind, code, status) => {
    expect(refusalOf(new DomainError(code, kind, text, { a: 1 }))).toEqual({ status, code, text, details: { a: 1 } });
  });

  it.each([
    ['22P02', 400, 'VALUE_UNREADABLE'],
    ['22021', 400, 'VALUE_UNREADABLE'],
    ['23505', 409, 'ALREADY_EXISTS'],
    ['40001', 503, 'TRY_AGAIN'],
    ['40P01', 503, 'TRY_AGAIN'],
    ['57P01', 503, 'DATABASE_UNAVAILABLE'],
    ['53300', 503, 'DATABASE_UNAVAILABLE'],
    ['ECONNREFUSED', 503, 'DATABASE_UNAVAILABLE'],
  ])('the database saying %s is a %i', (code, status, answer) => {
    const error = new QueryFailedError('select', ['张三'], Object.assign(new Error('张三'), { code }));
    expect(refusalOf(error)).toMatchObject({ status, code: answer });
    expect(JSON.stringify(refusalOf(error))).not.toContain('张三');
  });

  it('a pool without a free connection is a 503', () => {
    expect(refusalOf(new Error('timeout exceeded when trying to connect'))?.status).toBe(503);
  });

  it.each([
    ['entity.parse.failed', 400, 'BODY_UNREADABLE'],
    ['entity.verify.failed', 400, 'BODY_NOT_UTF8'],
    ['entity.too.large', 413, 'BODY_TOO_LARGE'],
    ['encoding.unsupported', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['charset.unsupported', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['request.aborted', 400, 'BODY_INCOMPLETE'],
  ])('a body that fails with %s is a %i', (type, status, code) => {
    expect(refusalOf(Object.assign(new Error('{"name":"张三"'), { type }))).toMatchObject({ status, code });
  });

  it.each([
    [new NotFoundException(), 404, 'ROUTE_ABSENT'],
    [new BadRequestException('words'), 400, 'REQUEST_INVALID'],
    [new ForbiddenException(), 403, 'REQUEST_INVALID'],
    [new URIError('x'), 400, 'PATH_UNREADABLE'],
  ])('%p is answered in our own words', (error, status, code) => {
    expect(refusalOf(error)).toMatchObject({ status, code });
  });

  it.each([new Error('x'), new QueryFailedError('q', [], Object.assign(new Error(), { code: '42P01' })), 'text', null])(
    'what nobody foresaw has no words: %p',
    (error) => {
      expect(refusalOf(error)).toBeUndefined();
    },
  );
});

it('a problem holds both languages and the one asked for', () => {
  const refusal = { status: 422, code: 'RECIPIENT_IS_SUBJECT', text };
  expect(problemOf(refusal, 'r1', 'en')).toEqual({
    type: 'urn:sup:problem:RECIPIENT_IS_SUBJECT',
    title: 'Refused by a rule of the procedure',
    status: 422,
    code: 'RECIPIENT_IS_SUBJECT',
    detail: 'no',
    detailZh: '不行',
    detailEn: 'no',
    instance: 'urn:sup:request:r1',
    details: {},
  });
  expect(problemOf(refusal, 'r1', 'zh').detail).toBe('不行');
});
