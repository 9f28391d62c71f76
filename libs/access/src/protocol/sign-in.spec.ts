import { describe, expect, it } from '@jest/globals';
import { mayChange } from './origin.rules.ts';
import { accountName, attemptLimits, isPasswordFit, waitOfAccount, waitOfAddress } from './sign-in.rules.ts';

const ours = 'https://review.example.test';

describe('who may change something', () => {
  it('our own page may', () => {
    expect(mayChange({ method: 'POST', origin: ours, host: 'review.example.test' }, ours)).toBe(true);
  });

  it.each([
    'http://review.example.test',
    'https://review.example.test:8443',
    'https://review.example.test.evil.test',
    'https://REVIEW.example.test',
    'null',
    '',
    'http://localhost:4005',
  ])('a page of origin "%s" may not', (origin) => {
    expect(mayChange({ method: 'POST', origin, host: '127.0.0.1:4005' }, ours)).toBe(false);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('%s without an origin from elsewhere may not', (method) => {
    expect(mayChange({ method, host: 'review.example.test' }, ours)).toBe(false);
  });

  it.each(['127.0.0.1:4005', 'localhost', '[::1]:4005', 'unit.localhost:4005'])(
    'a script on this machine (%s) may',
    (host) => {
      expect(mayChange({ method: 'POST', host }, ours)).toBe(true);
    },
  );

  it.each(['127.0.0.1.evil.test', 'evil-localhost', 'localhost.evil.test:80', ''])(
    'a host that looks local (%s) may not',
    (host) => {
      expect(mayChange({ method: 'POST', host }, ours)).toBe(false);
    },
  );

  it('a browser on another site that hides its origin may not', () => {
    expect(mayChange({ method: 'POST', host: '127.0.0.1', fetchSite: 'cross-site' }, ours)).toBe(false);
  });

  it('reading is free to all', () => {
    expect(mayChange({ method: 'GET', origin: 'https://evil.test' }, ours)).toBe(true);
  });
});

describe('how long a name must wait', () => {
  it('four failures cost nothing, the fifth costs half a minute', () => {
    expect(waitOfAccount(4, 0)).toBe(0);
    expect(waitOfAccount(5, 0)).toBe(30_000);
  });

  it('each further failure doubles the wait, up to a quarter of an hour', () => {
    expect([6, 7, 8, 9, 10, 5_000].map((failures) => waitOfAccount(failures, 0))).toEqual([
      60_000, 120_000, 240_000, 480_000, 900_000, 900_000,
    ]);
  });

  it('waiting counts from the last failure', () => {
    expect(waitOfAccount(5, 29_000)).toBe(1_000);
    expect(waitOfAccount(5, 31_000)).toBe(0);
  });

  it('an address waits once it has failed a hundred times in the window', () => {
    expect(waitOfAddress(attemptLimits.address - 1, 0)).toBe(0);
    expect(waitOfAddress(attemptLimits.address, 60_000)).toBe(attemptLimits.addressWindowMs - 60_000);
  });
});

it('full-width letters, capitals and blanks make no second account', () => {
  expect(accountName(' Ｚhang.Ｓan ')).toBe('zhang.san');
});

describe('which passwords may be set', () => {
  it.each(['correct horse 9', '监督执法网络安全第一道12', 'aaaaaaaaa1'])('%s may', (password) => {
    expect(isPasswordFit(password, 'zhang')).toBe(true);
  });

  it.each(['short1!', 'onlyletters', '12345678901', 'my-ZHANG-2026!', `a1${'x'.repeat(200)}`])(
    '%s may not',
    (password) => {
      expect(isPasswordFit(password, 'zhang')).toBe(false);
    },
  );
});
