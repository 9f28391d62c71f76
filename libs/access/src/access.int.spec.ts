import { Controller, Get } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DomainError } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { type Actor, People, type Role, Sessions, sessionCookie } from './index.ts';
import { attemptLimits, permissions, roles } from './protocol/index.ts';
import { slownessOfAccount } from './protocol/sign-in.rules.ts';
import {
  RecordsController,
  address,
  emptyAccess,
  password,
  tinyApp,
  tinyClock as clock,
  tinySettings as settings,
} from './tiny/tiny.app.ts';

const minutes = (n: number): number => n * 60_000;

let database: TestDatabase;
let app: NestExpressApplication;
let sessions: Sessions;
let people: People;
let source: DataSource;
let admin: Actor;

beforeAll(async () => {
  database = await testDatabase({});
  app = await tinyApp(database.url);
  await app.init();
  sessions = app.get(Sessions);
  people = app.get(People);
  source = app.get(DataSource);
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
});

beforeEach(async () => {
  clock.at += 7 * 24 * 60 * minutes(1);
  await emptyAccess(source);
  await person('guard', 'secadmin');
  admin = (await sessions.signIn('guard', password, address)).actor;
});

async function person(username: string, role: Role): Promise<string> {
  const post = { titleZh: `岗位 ${role}`, titleEn: role };
  return (await people.create({ username, password, nameZh: '张三', post, roles: [role] })).id;
}

async function signIn(username: string): Promise<string> {
  return (await sessions.signIn(username, password, address)).token;
}

const cookieOf = (token: string): string => sessionCookie(token, settings).split(';')[0]!;
const get = (path: string, token?: string): request.Test =>
  request(app.getHttpServer())
    .get(path)
    .set('Cookie', token === undefined ? '' : cookieOf(token));
const failure = (code: string): object => expect.objectContaining({ code });

describe('signing in', () => {
  it('opens a session that knows person, post, roles and actions', async () => {
    const id = await person('zhang', 'clerk');
    const { actor, token } = await sessions.signIn(' ＺHANG ', password, address);
    expect(actor).toMatchObject({ personId: id, agency: 'unit-one', postTitle: '岗位 clerk', roles: ['clerk'] });
    expect([...actor.actions].sort()).toEqual([...permissions.clerk].sort());
    await get('/records', token).expect(200, { by: id });
  });

  it('keeps neither the token nor the password in the database', async () => {
    await person('zhang', 'clerk');
    const token = await signIn('zhang');
    const stored = JSON.stringify([
      await source.query('select * from session'),
      await source.query('select * from account'),
      await source.query('select * from sign_in_attempt'),
    ]);
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(password);
    expect(stored).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('answers alike for a wrong password, an unknown name, a disabled person and one without a post', async () => {
    const disabled = await person('disabled', 'clerk');
    const postless = await person('postless', 'clerk');
    await person('zhang', 'clerk');
    await people.disable(disabled, admin);
    await source.query('update holding set held_to = held_from where person_id = $1', [postless]);
    const answers = await Promise.all(
      [
        ['zhang', 'wrong horse 9'],
        ['nobody', password],
        ['disabled', password],
        ['postless', password],
      ].map(([name, word]) => sessions.signIn(name!, word!, address).catch((error: unknown) => error)),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toEqual(failure('SIGN_IN_FAILED'));
  });

  it('after five failures makes the right password wait too, whether the name exists or not', async () => {
    await person('zhang', 'clerk');
    for (const name of ['zhang', 'nobody']) {
      for (let tries = 0; tries < attemptLimits.account; tries += 1) {
        await expect(sessions.signIn(name, 'wrong', address)).rejects.toEqual(failure('SIGN_IN_FAILED'));
      }
      await expect(sessions.signIn(name, password, address)).rejects.toMatchObject({
        code: 'TOO_MANY_ATTEMPTS',
        details: { retryAfterSeconds: 30 },
      });
    }
    clock.at += 31_000;
    await expect(signIn('zhang')).resolves.toBeDefined();
  });

  it('the wait doubles with the next failure and is forgotten after a success', async () => {
    await person('zhang', 'clerk');
    for (let tries = 0; tries < attemptLimits.account; tries += 1)
      await sessions.signIn('zhang', 'x', address).catch(() => 0);
    clock.at += 31_000;
    await sessions.signIn('zhang', 'x', address).catch(() => 0);
    await expect(signIn('zhang')).rejects.toMatchObject({ details: { retryAfterSeconds: 60 } });
    clock.at += 61_000;
    await signIn('zhang');
    await expect(sessions.signIn('zhang', 'x', address)).rejects.toEqual(failure('SIGN_IN_FAILED'));
    await expect(signIn('zhang')).resolves.toBeDefined();
  });

  it('lets no more guesses through when they come at the same moment', async () => {
    await person('zhang', 'clerk');
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        sessions.signIn('zhang', 'wrong', address).catch((error: DomainError) => error.code),
      ),
    );
    expect(answers.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(attemptLimits.account);
    expect(answers.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(12 - attemptLimits.account);
  });

  it('strangers who fail elsewhere lock nobody out: the officer is only answered more slowly', async () => {
    await person('zhang', 'clerk');
    const [{ key }] = await source.query<[{ key: string }]>("select encode(sha256('zhang'), 'hex') as key");
    await source.query(
      `insert into sign_in_attempt (account_key, address, at, outcome)
       select $1, '198.51.100.' || n, $2, 'failed' from generate_series(1, $3::int) n`,
      [key, clock.now(), attemptLimits.accountAnywhere * 2],
    );
    await expect(signIn('zhang')).resolves.toBeDefined();
    expect(slownessOfAccount(attemptLimits.accountAnywhere)).toBeGreaterThan(0);
    expect(slownessOfAccount(attemptLimits.accountAnywhere - 1)).toBe(0);
  });

  it('an address that failed too often waits for every name, others do not', async () => {
    await person('zhang', 'clerk');
    await source.query(
      `insert into sign_in_attempt (account_key, address, at, outcome)
       select n::text, $1, $2, 'failed' from generate_series(1, $3::int) n`,
      ['198.51.100.7', clock.now(), attemptLimits.address],
    );
    await expect(sessions.signIn('zhang', password, '198.51.100.7')).rejects.toEqual(failure('TOO_MANY_ATTEMPTS'));
    await expect(sessions.signIn('zhang', password, address)).resolves.toBeDefined();
  });
});

describe('a session', () => {
  it('ends after half an hour without a request', async () => {
    await person('zhang', 'clerk');
    const token = await signIn('zhang');
    clock.at += minutes(29);
    await get('/records', token).expect(200);
    clock.at += minutes(29);
    await get('/records', token).expect(200);
    clock.at += minutes(31);
    await get('/records', token).expect(401, { code: 'SIGN_IN_REQUIRED' });
  });

  it('ends twelve hours after sign-in, however busy', async () => {
    await person('zhang', 'clerk');
    const token = await signIn('zhang');
    for (let passed = 0; passed < 12 * 60 - 20; passed += 20) {
      clock.at += minutes(20);
      await get('/records', token).expect(200);
    }
    clock.at += minutes(20);
    await get('/records', token).expect(401);
  });

  it('ends with sign-out, and only that one', async () => {
    await person('zhang', 'clerk');
    const [one, other] = [await signIn('zhang'), await signIn('zhang')];
    await sessions.signOut(one);
    await get('/records', one).expect(401);
    await get('/records', other).expect(200);
  });

  it.each([
    ['no cookie', undefined],
    ['a made-up token', 'A'.repeat(43)],
    ['an empty token', ''],
    ['a token that is no token', "' or 1=1 --"],
    ['a very long token', 'x'.repeat(10_000)],
  ])('is not opened by %s', async (_, token) => {
    await get('/records', token).expect(401);
  });

  it('opens no door of another agency, not even over the same database', async () => {
    await person('zhang', 'clerk');
    const token = await signIn('zhang');
    const foreign = await tinyApp(database.url, RecordsController, 'unit-two');
    await foreign.init();
    try {
      for (const name of ['sup_unit-one', 'sup_unit-two']) {
        await request(foreign.getHttpServer()).get('/records').set('Cookie', `${name}=${token}`).expect(401);
      }
    } finally {
      await foreign.close();
    }
  });

  it('the cookie is out of reach of scripts and other sites, and secure on https', () => {
    expect(sessionCookie('t', settings)).toBe('sup_unit-one=t; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict');
    expect(sessionCookie('t', { ...settings, publicOrigin: 'https://unit.example.test' })).toContain('; Secure');
    expect(sessionCookie('', settings)).toContain('Max-Age=0');
  });
});

describe('a person who is moved, disabled or given a new password loses everything at once (SHR-09)', () => {
  it('moved: the old sessions are dead, a new one has the new post only', async () => {
    const id = await person('zhang', 'clerk');
    const [one, other] = [await signIn('zhang'), await signIn('zhang')];
    await people.move(id, { post: { titleZh: '系统管理员', titleEn: 'System' }, roles: ['sysadmin'] }, admin);
    await get('/records', one).expect(401);
    await get('/records', other).expect(401);
    await get('/records', await signIn('zhang')).expect(403, { code: 'ACTION_NOT_ALLOWED' });
    const holdings = await source.query<unknown[]>('select 1 from holding where person_id = $1', [id]);
    expect(holdings).toHaveLength(2);
  });

  it('disabled: signed out, and cannot sign in', async () => {
    const id = await person('zhang', 'clerk');
    const token = await signIn('zhang');
    await people.disable(id, admin);
    await get('/records', token).expect(401);
    await expect(signIn('zhang')).rejects.toEqual(failure('SIGN_IN_FAILED'));
  });

  it('reset: signed out, the new password works at once even after too many failures', async () => {
    const id = await person('zhang', 'clerk');
    const token = await signIn('zhang');
    for (let tries = 0; tries < 6; tries += 1) await sessions.signIn('zhang', 'x', address).catch(() => 0);
    await people.resetPassword(id, 'another horse 7');
    await get('/records', token).expect(401);
    await expect(sessions.signIn('zhang', 'another horse 7', address)).resolves.toBeDefined();
    await expect(sessions.signIn('zhang', password, address)).rejects.toEqual(failure('SIGN_IN_FAILED'));
  });

  it('a session of an older epoch is dead even if its row survived', async () => {
    const id = await person('zhang', 'clerk');
    const token = await signIn('zhang');
    await source.query('update person set epoch = epoch + 1 where id = $1', [id]);
    await get('/records', token).expect(401);
  });
});

describe('the guard', () => {
  it.each(roles)('lets the role %s through exactly where one of its actions is asked', async (role) => {
    await person('zhang', role);
    const token = await signIn('zhang');
    const held = permissions[role] as readonly string[];
    const may = (...asked: string[]): boolean => asked.some((action) => held.includes(action));
    await get('/records', token).expect(may('referral.read') ? 200 : 403);
    await request(app.getHttpServer())
      .post('/records')
      .set('Cookie', cookieOf(token))
      .expect(may('referral.draft', 'referral.answer') ? 201 : 403);
  });

  it('a public handler needs no session', async () => {
    await get('/records/open').expect(200);
  });

  it('a page of another origin changes nothing, signed in or not, public or not', async () => {
    await person('zhang', 'clerk');
    const cookie = cookieOf(await signIn('zhang'));
    const http = request(app.getHttpServer());
    for (const origin of ['https://evil.test', 'null', 'http://unit.localhost:4006']) {
      await http.post('/records').set({ Cookie: cookie, Origin: origin }).expect(403, { code: 'ORIGIN_REFUSED' });
      await http.delete('/records/open').set('Origin', origin).expect(403, { code: 'ORIGIN_REFUSED' });
    }
    await http.post('/records').set({ Cookie: cookie, Origin: settings.publicOrigin }).expect(201);
    await http.post('/records').set({ Cookie: cookie, Host: 'unit.example.test' }).expect(403);
  });

  it('a handler that says neither who is allowed nor that it is public stops the service from starting', async () => {
    @Controller('forgotten')
    class ForgottenController {
      @Get()
      read(): string {
        return 'content';
      }
    }
    const forgotten = await tinyApp(database.url, ForgottenController);
    await expect(forgotten.init()).rejects.toThrow('ForgottenController.read');
    await forgotten.close().catch(() => undefined);
  });
});
