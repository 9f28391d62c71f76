import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { People, type Role } from '@sup/access';
import { roles } from '@sup/access/protocol';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { rmSync } from 'node:fs';
import request from 'supertest';
import { type Problem } from './protocol/index.ts';
import { createService } from './service.start.ts';
import { rawRequest, tinyAgency, tinyFolder, tinyModule, tinySettings } from './tiny/tiny.service.ts';

const { folder, passwords } = tinyFolder();
let database: TestDatabase;
let app: NestExpressApplication;

beforeAll(async () => {
  database = await testDatabase({});
  const settings = tinySettings(folder, database.url);
  app = await createService(tinyModule(settings), settings);
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

const http = (): ReturnType<typeof request> => request(app.getHttpServer());

async function cookieOf(role: Role): Promise<string> {
  const answer = await http().post('/api/session').send({ username: role, password: passwords[role] }).expect(201);
  return answer.headers['set-cookie']![0]!.split(';')[0]!;
}

async function problem(test: request.Test, status: number, code: string): Promise<Problem> {
  const answer = await test.expect(status).expect('Content-Type', /^application\/problem\+json/);
  const body = JSON.parse(answer.text) as Problem;
  expect(body).toMatchObject({ status, code, type: `urn:sup:problem:${code}` });
  expect(body.detailZh).toMatch(/\p{Script=Han}/u);
  expect(body.detailEn).toMatch(/^[\x20-\x7e]+$/);
  expect(body.instance).toBe(`urn:sup:request:${answer.headers['x-request-id']}`);
  return body;
}

describe('signing in over HTTP', () => {
  it('answers with the session and a cookie that scripts cannot read', async () => {
    const answer = await http()
      .post('/api/session')
      .send({ username: 'head', password: passwords['head'] })
      .expect(201);
    expect(answer.body).toMatchObject({
      person: { name: '欧阳head' },
      agency: tinyAgency,
      post: { titleZh: '负责人', titleEn: 'Head of unit' },
      roles: ['head'],
    });
    expect(answer.headers['set-cookie']![0]).toMatch(/^sup_unit-one=[\w-]{43}; .*HttpOnly; SameSite=Strict$/);
    const cookie = answer.headers['set-cookie']![0]!.split(';')[0]!;
    const read = await http().get('/api/session').set('Cookie', cookie).expect(200);
    expect(read.body).toEqual(answer.body);
    await http().delete('/api/session').set('Cookie', cookie).expect(204);
    await problem(http().get('/api/session').set('Cookie', cookie), 401, 'SIGN_IN_REQUIRED');
  });

  it('a wrong password and an unknown name are told in the same words', async () => {
    const wrong = await problem(
      http().post('/api/session').send({ username: 'meeting', password: 'x' }),
      401,
      'SIGN_IN_FAILED',
    );
    const unknown = await problem(
      http().post('/api/session').send({ username: 'nobody', password: 'x' }),
      401,
      'SIGN_IN_FAILED',
    );
    expect({ ...wrong, instance: '' }).toEqual({ ...unknown, instance: '' });
  });

  it('too many failures are a 429 that says when to come back', async () => {
    const attempt = (): request.Test => http().post('/api/session').send({ username: 'ghost', password: 'x' });
    for (let tries = 0; tries < 5; tries += 1) await attempt().expect(401);
    const answer = await attempt().expect(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  });

  it('a page of another origin cannot sign anybody in', async () => {
    const attempt = http().post('/api/session').set('Origin', 'https://evil.test');
    await problem(attempt.send({ username: 'head', password: passwords['head'] }), 403, 'ORIGIN_REFUSED');
  });
});

describe('the security administrator', () => {
  const wanted = {
    username: 'zhao',
    password: 'new horse 2026',
    nameZh: '赵六',
    post: { titleZh: '承办人', titleEn: 'Handler' },
    roles: ['handler'],
  };

  it('creates, moves, resets and disables a person', async () => {
    const cookie = await cookieOf('secadmin');
    const post = (path: string, body: object): request.Test =>
      http().post(`/api/people${path}`).set('Cookie', cookie).send(body);
    const { body: created } = await post('', wanted).expect(201);
    const { id } = created as { id: string };
    const moved = await post(`/${id}/move`, { post: { titleZh: '审计', titleEn: 'Audit' }, roles: ['auditor'] }).expect(
      200,
    );
    expect(moved.body).toMatchObject({ roles: ['auditor'], post: { titleZh: '审计' } });
    await post(`/${id}/reset-password`, { password: 'other horse 2027' }).expect(204);
    await http().post('/api/session').send({ username: 'zhao', password: 'other horse 2027' }).expect(201);
    await post(`/${id}/disable`, {}).expect(204);
    await http().post('/api/session').send({ username: 'zhao', password: 'other horse 2027' }).expect(401);
    const { body } = await http().get('/api/people').set('Cookie', cookie).expect(200);
    expect((body as { people: object[] }).people).toContainEqual(expect.objectContaining({ id, disabled: true }));
  });

  it.each<[string, object, number, string]>([
    ['two administrators in one', { roles: ['sysadmin', 'auditor'] }, 422, 'ADMINISTRATORS_NOT_SEPARATED'],
    ['no role', { roles: [] }, 422, 'ROLES_EMPTY'],
    ['an unknown role', { roles: ['god'] }, 400, 'INPUT_INVALID'],
    ['a field too many', { epoch: 7 }, 400, 'INPUT_INVALID'],
    ['a weak password', { password: 'abc' }, 422, 'PASSWORD_TOO_WEAK'],
    ['a user name with blanks', { username: 'a b' }, 400, 'INPUT_INVALID'],
    ['a name that turns the line round', { nameZh: '张\u202e三' }, 400, 'INPUT_INVALID'],
    ['a name that is taken', { username: 'HEAD' }, 409, 'USERNAME_TAKEN'],
  ])('is refused %s, and nothing changes', async (_, change, status, code) => {
    const cookie = await cookieOf('secadmin');
    const before = await app.get(People).list();
    await problem(
      http()
        .post('/api/people')
        .set('Cookie', cookie)
        .send({ ...wanted, username: 'qian', ...change }),
      status,
      code,
    );
    expect(await app.get(People).list()).toEqual(before);
  });

  it.each(roles.filter((role) => role !== 'secadmin'))(
    'nobody else administers people: %s is refused',
    async (role) => {
      const cookie = await cookieOf(role);
      await problem(http().get('/api/people').set('Cookie', cookie), 403, 'ACTION_NOT_ALLOWED');
      await problem(http().post('/api/people').set('Cookie', cookie).send(wanted), 403, 'ACTION_NOT_ALLOWED');
    },
  );

  it.each(['sysadmin', 'secadmin', 'auditor'] as const)('the administrator %s sees no content', async (role) => {
    await problem(
      http()
        .get('/api/notes')
        .set('Cookie', await cookieOf(role)),
      403,
      'ACTION_NOT_ALLOWED',
    );
  });
});

describe('bad input', () => {
  let cookie: string;
  beforeAll(async () => {
    cookie = await cookieOf('clerk');
  });
  const post = (path = '/api/notes'): request.Test => http().post(path).set('Cookie', cookie);
  const get = (path: string): request.Test => http().get(path).set('Cookie', cookie);
  const json = (text: string | Buffer): request.Test =>
    post()
      .set('Content-Type', 'application/json')
      .send(text as string);

  it('that fails its schema is told field by field', async () => {
    const { details } = await problem(
      post().send({ title: 'x', points: [1], verdict: 'guilty' }),
      400,
      'INPUT_INVALID',
    );
    const errors = details['errors'] as { path: string }[];
    expect(errors.map(({ path }) => path).sort()).toEqual(['', 'points.0', 'title']);
  });

  it.each([
    ['broken JSON', '{"title": "张三'],
    ['a bare word', 'null'],
    ['a number', '7'],
    ['a text', '"text"'],
  ])('that is %s is refused without being repeated', async (_, text) => {
    expect(JSON.stringify(await problem(json(text), 400, 'BODY_UNREADABLE'))).not.toContain('张三');
  });

  it('that is not UTF-8 is refused, not mended', async () => {
    const bytes = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xd5, 0xc5]), Buffer.from('"}')]);
    const headers = { cookie, 'content-type': 'application/json' };
    const answer = await rawRequest(app.getHttpServer(), 'POST', '/api/notes', headers, bytes);
    expect(answer).toMatchObject({ status: 400, code: 'BODY_NOT_UTF8' });
  });

  it('that is larger than 1 MB is refused', async () => {
    await problem(post().send({ title: 'x'.repeat(1_100_000) }), 413, 'BODY_TOO_LARGE');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
    'of type %s is refused',
    async (type) => {
      await problem(post().set('Content-Type', type).send('title=abc'), 415, 'MEDIA_TYPE_UNSUPPORTED');
    },
  );

  it('that is compressed or in another alphabet is refused', async () => {
    await problem(json('{}').set('Content-Encoding', 'gzip'), 415, 'MEDIA_TYPE_UNSUPPORTED');
    const latin = post().set('Content-Type', 'application/json; charset=gb18030').send('{}');
    await problem(latin, 415, 'MEDIA_TYPE_UNSUPPORTED');
  });

  it('without a body is told what was expected', async () => {
    const { details } = await problem(post(), 400, 'INPUT_INVALID');
    expect(details['errors']).toMatchObject([{ path: 'title' }]);
  });

  it('in the query is refused: wrong type, unknown name, the same name twice', async () => {
    for (const query of ['page=0', 'page=x', 'sort=title', 'page=1&page=2', 'page[$gt]=1']) {
      const { details } = await problem(get(`/api/notes?${query}`), 400, 'INPUT_INVALID');
      expect(details['in']).toBe('query');
    }
    await get('/api/notes?page=2').expect(200, { page: 2 });
  });

  it('in the path is refused, also where the database had to say so', async () => {
    await problem(get('/api/notes/not-a-uuid'), 400, 'VALUE_UNREADABLE');
    await problem(get('/api/notes/a%00b'), 400, 'INPUT_INVALID');
    await problem(get('/api/notes/%E0%A4%A'), 400, 'PATH_UNREADABLE');
  });

  it('a route that does not exist is a problem too, in the language asked for', async () => {
    const { detail, detailZh } = await problem(get('/api/nowhere'), 404, 'ROUTE_ABSENT');
    expect(detail).toBe(detailZh);
    const english = await problem(
      get('/api/nowhere').set('Accept-Language', 'en-GB,en;q=0.9,zh;q=0.1'),
      404,
      'ROUTE_ABSENT',
    );
    expect(english.detail).toBe(english.detailEn);
  });

  it('a refusal of the procedure is a 422 with its code', async () => {
    await problem(get('/api/notes/refuses'), 422, 'RECIPIENT_IS_SUBJECT');
  });

  it('an unforeseen error says only where to ask', async () => {
    const answer = await problem(get('/api/notes/fails'), 500, 'INTERNAL');
    expect(JSON.stringify(answer)).not.toMatch(/张三|fell through|Error|\.ts/);
    expect(answer.detailZh).toContain(answer.instance.split(':').at(-1)!);
  });

  it('an object that pretends to be a prototype is refused', async () => {
    await problem(json('{"title":"abc","constructor":{"x":1}}'), 400, 'INPUT_INVALID');
    const answer = await json('{"title":"abc","__proto__":{"admin":true}}');
    expect(JSON.stringify(answer.body)).not.toContain('admin');
  });
});
