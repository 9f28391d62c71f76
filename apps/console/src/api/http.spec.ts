import { describe, expect, it } from '@jest/globals';
import { problemOf } from './http.ts';

describe('a refusal of the service', () => {
  it('is kept in both languages with its code and details', () => {
    const text = JSON.stringify({
      code: 'RECIPIENT_IS_SUBJECT',
      detail: '甲',
      detailZh: '甲',
      detailEn: 'A',
      details: { unit: 'x' },
    });
    const problem = problemOf(422, text, null);
    expect(problem).toMatchObject({
      status: 422,
      code: 'RECIPIENT_IS_SUBJECT',
      text: { zh: '甲', en: 'A' },
      details: { unit: 'x' },
    });
  });

  it('says how long to wait', () =>
    expect(problemOf(429, '{"code":"TOO_MANY_ATTEMPTS"}', '45').details).toEqual({ retryAfterSeconds: 45 }));

  it.each([502, 404, 413])('that is no problem+json (%d) still has a message in both languages', (status) => {
    const problem = problemOf(status, '<html>Bad gateway</html>', null);
    expect(problem.code).toBe(`HTTP_${status}`);
    expect(problem.text.zh).toMatch(/\p{Script=Han}/u);
    expect(problem.text.en).not.toBe('');
  });
});
