import { describe, expect, it } from '@jest/globals';
import { ServiceLog, loggedError } from './service.log.ts';

function logInto(lines: string[]): ServiceLog {
  return new ServiceLog({ agency: 'unit-one', logLevel: 'trace' }, { write: (line) => lines.push(line) });
}

describe('the log', () => {
  it('writes named fields and the agency', () => {
    const lines: string[] = [];
    logInto(lines).line('info', { route: '/api/referrals/:id', status: 200, ms: 3.2 });
    expect(JSON.parse(lines[0]!)).toMatchObject({
      agency: 'unit-one',
      level: 'info',
      route: '/api/referrals/:id',
      status: 200,
    });
  });

  it('drops every field that is not on its list', () => {
    const lines: string[] = [];
    const line = { route: '/x', body: { name: '张三' }, username: 'zhangsan', headers: { cookie: 'c' } };
    logInto(lines).line('info', line);
    expect(lines[0]).not.toMatch(/张三|zhangsan|cookie/);
  });

  it('drops objects that a library hands to the logger', () => {
    const lines: string[] = [];
    const log = logInto(lines);
    log.log({ name: '张三' }, 'Context');
    log.warn('a word', { name: '张三' });
    expect(lines.join('')).not.toContain('张三');
    expect(lines).toHaveLength(2);
  });

  it('keeps class, code and place of an error, but not its words', () => {
    const lines: string[] = [];
    const error = Object.assign(new TypeError('invalid input syntax: "张三"'), { code: '22P02', detail: '李四' });
    logInto(lines).error(error, 'Worker');
    const line = JSON.parse(lines[0]!) as { error: { type: string; code: string; at: string[] } };
    expect(line.error).toMatchObject({ type: 'TypeError', code: '22P02' });
    expect(line.error.at.length).toBeGreaterThan(0);
    expect(lines[0]).not.toMatch(/张三|李四/);
  });
});

it.each([null, undefined, 'text', 7, {}])('anything can be thrown and logged: %p', (thrown) => {
  expect(loggedError(thrown)).toMatchObject({ at: [] });
});
