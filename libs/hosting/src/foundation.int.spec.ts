import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessModule, Allow, People, type Role, accessMigrations, accessRows } from '@sup/access';
import { roles } from '@sup/access/protocol';
import { DomainError } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { FoundationModule } from './foundation.module.ts';
import { type Problem } from './protocol/index.ts';
import { type AgencySettings } from './service/agency.settings.ts';
import { OwnAgency } from './service/own-agency.service.ts';
import { ReadinessChecks } from './service/readiness.service.ts';
import { createService } from './service.start.ts';

const noteSchema = z.strictObject({ title: z.string().min(2).max(40), points: z.array(z.string()).max(3).default([]) });
const pageSchema = z.strictObject({ page: z.coerce.number().int().min(1).default(1) });

@Controller('api/notes')
@Allow('referral.read')
class NotesController {
  constructor(private readonly source: DataSource) {}

  @Post()
  write(@Body({ schema: noteSchema }) body: z.infer<typeof noteSchema>): object {
    return body;
  }

  @Get()
  list(@Query({ schema: pageSchema }) query: z.infer<typeof pageSchema>): object {
    return query;
  }

  @Get('fails')
  fails(): never {
    throw new Error('the case of 张三 fell through');
  }

  @Get('refuses')
  refuses(): never {
    throw new DomainError('RECIPIENT_IS_SUBJECT', 'refused', {
      zh: '不得移送给被反映人',
      en: 'not to the person concerned',
    });
  }

  @Get(':id')
  async read(@Param('id', { schema: z.string().max(50) }) id: string): Promise<unknown> {
    return this.source.query('select $1::uuid', [id]);
  }
}

const origin = 'http://unit.localhost:4005';
const agency = {
  id: 'unit-one',
  kind: 'police',
  level: 'county',
  nameZh: '某县公安局',
  nameEn: 'County police',
} as const;
const folder = mkdtempSync(join(tmpdir(), 'sup-hosting-'));
const logged: string[] = [];
const people: Record<string, string> = Object.fromEntries(roles.map((role) => [role, `pass word ${role} 7`]));
const nameOf = (role: string): string => `欧阳${role}`;

let database: TestDatabase;
let app: NestExpressApplication;
let settings: AgencySettings;

beforeAll(async () => {
  database = await testDatabase({});
  mkdirSync(join(folder, 'console', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'console', 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(folder, 'console', 'assets', 'main-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(
    join(folder, 'people.json'),
    JSON.stringify(roles.map((role) => ({ username: role, password: people[role], nameZh: nameOf(role), role }))),
  );
  settings = settingsOf({ logLevel: 'trace' });
  app = await createService(moduleOf(settings), settings, { write: (line) => logged.push(line) });
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

function settingsOf(change: Partial<AgencySettings>): AgencySettings {
  return {
    agency: agency.id,
    profile: 'local',
    databaseUrl: database.url,
    pool: 4,
    natsUrl: 'nats://127.0.0.1:1',
    natsMonitorUrl: 'http://127.0.0.1:1',
    natsSeedFile: '',
    natsAdminSeedFile: '',
    keysFile: '',
    directoryFile: '',
    host: '127.0.0.1',
    port: 0,
    publicOrigin: origin,
    businessClock: 'wall',
    consoleDir: join(folder, 'console'),
    filesDir: folder,
    logLevel: 'silent',
    demoPeopleFile: join(folder, 'people.json'),
    metricsToken: 'm'.repeat(40),
    ...change,
  };
}

function moduleOf(given: AgencySettings): new () => object {
  @Module({
    imports: [
      FoundationModule.forAgency(given, { rows: accessRows, migrations: accessMigrations }),
      AccessModule.forAgency(given),
      OwnAgencyModule,
    ],
    controllers: [NotesController],
  })
  class TinyModule {}
  return TinyModule;
}

const ownAgency = new OwnAgency(() => ({ ...agency, superior: null, offices: [], successor: null, suspended: false }));

@Module({ providers: [{ provide: OwnAgency, useValue: ownAgency }], exports: [OwnAgency] })
class OwnAgencyProvider {}
const OwnAgencyModule = { module: OwnAgencyProvider, global: true };

const http = (): ReturnType<typeof request> => request(app.getHttpServer());

async function cookieOf(role: Role): Promise<string> {
  const answer = await http().post('/api/session').send({ username: role, password: people[role] }).expect(201);
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
    const answer = await http().post('/api/session').send({ username: 'head', password: people['head'] }).expect(201);
    expect(answer.body).toMatchObject({
      person: { name: '欧阳head' },
      agency,
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
    await problem(attempt.send({ username: 'head', password: people['head'] }), 403, 'ORIGIN_REFUSED');
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
    const answer = await raw('POST', '/api/notes', { cookie, 'content-type': 'application/json' }, bytes);
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
    await problem(post(), 400, 'INPUT_INVALID');
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

describe('the console', () => {
  it('is served for every view, never from a cache', async () => {
    for (const path of ['/', '/referrals/0190', '/sign-in']) {
      const answer = await http().get(path).set('Accept', 'text/html').expect(200).expect('Cache-Control', 'no-cache');
      expect(answer.text).toContain('<title>console</title>');
    }
  });

  it('hashed files are kept for a year', async () => {
    await http().get('/assets/main-1a2b.js').expect(200).expect('Cache-Control', 'public, max-age=31536000, immutable');
  });

  it('a missing file is a 404, not the page', async () => {
    await problem(http().get('/assets/gone.js').set('Accept', '*/*'), 404, 'ROUTE_ABSENT');
  });

  it('nothing outside its folder is served', async () => {
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%5c..%5csecret.txt']) {
      const answer = await raw('GET', path, {}, null);
      expect(answer.text).not.toBe('secret');
    }
  });

  it('may run its own scripts only, and may not be framed', async () => {
    const { headers } = await http().get('/').set('Accept', 'text/html');
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).toContain("style-src 'self' 'unsafe-inline';");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('answers of the API are never kept', async () => {
    await http().get('/api/health/live').expect('Cache-Control', 'no-store');
  });
});

describe('OpenAPI', () => {
  it('is built from the schemas that validate', async () => {
    const { body } = await http().get('/api/openapi.json').expect(200);
    const document = body as { openapi: string; paths: Record<string, Record<string, Record<string, unknown>>> };
    expect(document.openapi).toMatch(/^3\./);
    expect(JSON.stringify(document.paths['/api/notes']!['post'])).toContain('"maxLength":40');
    expect(document.paths['/api/notes']!['get']!['parameters']).toContainEqual(
      expect.objectContaining({ name: 'page', in: 'query' }),
    );
    expect(JSON.stringify(document.paths['/api/session']!['post'])).toContain('"username"');
    expect(document.paths['/api/people']!['post']!['responses']).toHaveProperty('default');
  });
});

describe('readiness', () => {
  it('is ready while the database answers', async () => {
    await http()
      .get('/api/health/ready')
      .expect(200, { status: 'ready', checks: { database: 'up' } });
  });

  it('is not ready when one part is down, and does not say why', async () => {
    const checks = app.get(ReadinessChecks);
    let broken = true;
    checks.register('part', () => (broken ? Promise.reject(new Error('password=abc')) : Promise.resolve()));
    const answer = await http().get('/api/health/ready').expect(503);
    expect(answer.body).toEqual({ status: 'not-ready', checks: { database: 'up', part: 'down' } });
    broken = false;
    await http().get('/api/health/ready').expect(200);
  });

  it('is alive whatever is down', async () => {
    await http().get('/api/health/live').expect(200, { status: 'live' });
  });
});

describe('metrics', () => {
  it('name routes by their template, never an id', async () => {
    const cookie = await cookieOf('clerk');
    await http().get('/api/notes/01900000-0000-7000-8000-00000000abcd').set('Cookie', cookie).expect(200);
    const { text } = await http().get('/metrics').expect(200);
    expect(text).toContain('route="/api/notes/:id"');
    expect(text).not.toMatch(/00000000abcd|sup_unit-one=/);
  });

  it('are hidden from whoever comes through a proxy, unless with the token', async () => {
    const forwarded = (): request.Test => http().get('/metrics').set('X-Forwarded-For', '203.0.113.9');
    await problem(forwarded(), 404, 'ROUTE_ABSENT');
    await problem(forwarded().set('Authorization', 'Bearer wrong'), 404, 'ROUTE_ABSENT');
    await forwarded()
      .set('Authorization', `Bearer ${'m'.repeat(40)}`)
      .expect(200);
  });
});

it('the log of all this knows routes, codes and pseudonyms, but no person, content, query or password', async () => {
  const cookie = await cookieOf('head');
  await http().get('/api/notes?page=2&q=李四').set('Cookie', cookie);
  await http().post('/api/notes').set('Cookie', cookie).send({ title: '王五的线索' });
  const all = logged.join('');
  expect(all).not.toMatch(/欧阳|赵六|张三|李四|王五|pass word|new horse|zhao|page=|evil\.test/);
  expect(all).not.toContain(cookie.split('=')[1]!);
  const lines = logged.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(
    expect.objectContaining({ agency: 'unit-one', route: '/api/notes', method: 'POST', status: 201 }),
  );
  expect(lines.some(({ person }) => typeof person === 'string')).toBe(true);
  expect(lines).toContainEqual(expect.objectContaining({ event: 'unforeseen' }));
});

describe('the service as a whole', () => {
  it('answers 503 while its database is away, and nothing else breaks', async () => {
    const own = await testDatabase({});
    const alone = settingsOf({ databaseUrl: own.url });
    const service = await createService(moduleOf(alone), alone);
    try {
      const attempt = (): request.Test =>
        request(service.getHttpServer()).post('/api/session').send({ username: 'head', password: people['head'] });
      await attempt().expect(201);
      await own.drop();
      const answer = await attempt();
      expect(answer.status).toBe(503);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      await request(service.getHttpServer()).get('/api/health/ready').expect(503);
      await request(service.getHttpServer()).get('/api/health/live').expect(200);
    } finally {
      await service.close();
    }
  });

  it('several instances starting at once migrate once', async () => {
    const own = await testDatabase({});
    const alone = settingsOf({ databaseUrl: own.url });
    const services = await Promise.all([1, 2, 3].map(() => createService(moduleOf(alone), alone)));
    try {
      const applied = await own.dataSource.query<unknown[]>('select 1 from schema_migration');
      expect(applied).toHaveLength(accessMigrations.length);
      expect(await services[0]!.get(People).list()).toHaveLength(roles.length);
    } finally {
      for (const service of services) await service.close();
      await own.drop();
    }
  });

  it('in production it creates nobody', async () => {
    const own = await testDatabase({});
    const alone = settingsOf({
      databaseUrl: own.url,
      profile: 'production',
      publicOrigin: 'https://unit.example.test',
    });
    const service = await createService(moduleOf(alone), alone);
    try {
      expect(await service.get(People).list()).toEqual([]);
      const { headers } = await request(service.getHttpServer()).get('/api/health/live');
      expect(headers['strict-transport-security']).toContain('max-age');
    } finally {
      await service.close();
      await own.drop();
    }
  });

  it('does not start on a port that is taken', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const taken = settingsOf({ port });
    await expect(createService(moduleOf(taken), taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

/** A request that no client library has tidied up. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: Buffer | null,
): Promise<{ status: number; code: string; text: string }> {
  const { port } = app.getHttpServer().address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const code = text.startsWith('{') ? (JSON.parse(text) as { code: string }).code : '';
        resolve({ status: response.statusCode ?? 0, code, text });
      });
    });
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
}
