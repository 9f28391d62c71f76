import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { People, Public, accessMigrations } from '@sup/access';
import { auditMigrations } from '@sup/audit';
import { roles } from '@sup/access/protocol';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { rmSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import request from 'supertest';
import { ReadinessChecks } from './service/readiness.service.ts';
import { createService } from './service.start.ts';
import { rawRequest, tinyFolder, tinyModule, tinySettings } from './tiny/tiny.service.ts';

const { folder, passwords } = tinyFolder();
const logged: string[] = [];
let database: TestDatabase;
let app: NestExpressApplication;

beforeAll(async () => {
  database = await testDatabase({});
  const settings = tinySettings(folder, database.url, { logLevel: 'trace' });
  app = await createService(tinyModule(settings), settings, { write: (line) => logged.push(line) });
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

const http = (): ReturnType<typeof request> => request(app.getHttpServer());

async function cookieOf(role: string): Promise<string> {
  const answer = await http().post('/api/session').send({ username: role, password: passwords[role] }).expect(201);
  return answer.headers['set-cookie']![0]!.split(';')[0]!;
}

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
    const answer = await http().get('/assets/gone.js').set('Accept', '*/*').expect(404);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'ROUTE_ABSENT' });
  });

  it('nothing outside its folder is served', async () => {
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%5c..%5csecret.txt']) {
      const answer = await rawRequest(app.getHttpServer(), 'GET', path);
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
    await forwarded().expect(404);
    await forwarded().set('Authorization', 'Bearer wrong').expect(404);
    await forwarded()
      .set('Authorization', `Bearer ${'m'.repeat(40)}`)
      .expect(200);
  });
});

it('the log knows routes, codes and pseudonyms, but no person, content, query or password', async () => {
  const cookie = await cookieOf('head');
  await http().get('/api/notes?page=2&q=李四').set('Cookie', cookie).expect(400);
  await http().post('/api/notes').set('Cookie', cookie).send({ title: '王五的线索' }).expect(201);
  await http().get('/api/notes/fails').set('Cookie', cookie).expect(500);
  await http().get('/api/notes/周八').set('Cookie', cookie).expect(400);
  await http().post('/api/session').send({ username: 'zhao', password: 'a wrong horse' }).expect(401);
  const person = { username: 'zhaoliu', password: 'new horse 2026', nameZh: '赵六', roles: ['clerk'] };
  const body = { ...person, post: { titleZh: '内勤', titleEn: 'Clerk' } };
  const people = http()
    .post('/api/people')
    .set('Cookie', await cookieOf('secadmin'));
  await people.send(body).expect(201);
  await http().get('/api/people').set('Cookie', cookie).expect(403);
  const all = logged.join('');
  expect(all).not.toMatch(/欧阳|赵六|张三|李四|王五|周八|%E5|pass word|horse|zhao|page=/);
  expect(all).not.toContain(cookie.split('=')[1]!);
  const lines = logged.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(
    expect.objectContaining({ agency: 'unit-one', route: '/api/notes', method: 'POST', status: 201 }),
  );
  const refused = lines.find(({ code }) => code === 'ACTION_NOT_ALLOWED');
  expect(refused).toMatchObject({
    route: '/api/people',
    status: 403,
    person: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(lines).toContainEqual(expect.objectContaining({ event: 'unforeseen' }));
});

describe('the service as a whole', () => {
  it('answers 503 while its database is away, and nothing else breaks', async () => {
    const own = await testDatabase({});
    const alone = tinySettings(folder, own.url);
    const service = await createService(tinyModule(alone), alone);
    try {
      const attempt = (): request.Test =>
        request(service.getHttpServer()).post('/api/session').send({ username: 'head', password: passwords['head'] });
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
    const alone = tinySettings(folder, own.url);
    const services = await Promise.all([1, 2, 3].map(() => createService(tinyModule(alone), alone)));
    try {
      const applied = await own.dataSource.query<unknown[]>('select 1 from schema_migration');
      expect(applied).toHaveLength(auditMigrations.length + accessMigrations.length);
      expect(await services[0]!.get(People).list()).toHaveLength(roles.length);
    } finally {
      for (const service of services) await service.close();
      await own.drop();
    }
  });

  it('in production it creates nobody', async () => {
    const own = await testDatabase({});
    const alone = tinySettings(folder, own.url, { profile: 'production', publicOrigin: 'https://unit.example.test' });
    const service = await createService(tinyModule(alone), alone);
    try {
      expect(await service.get(People).list()).toEqual([]);
      const { headers } = await request(service.getHttpServer()).get('/api/health/live');
      expect(headers['strict-transport-security']).toContain('max-age');
    } finally {
      await service.close();
      await own.drop();
    }
  });

  it('does not start with a handler that takes a body or a query without a schema', async () => {
    @Controller('careless')
    class CarelessController {
      @Post()
      @Public()
      write(@Body() body: object, @Query('q') q: string): object {
        return { body, q };
      }
    }
    const settings = tinySettings(folder, database.url);
    const careless = createService(tinyModule(settings, [CarelessController]), settings);
    await expect(careless).rejects.toThrow('CarelessController.write (@Query), CarelessController.write (@Body)');
  });

  it('finishes what is under way when it is told to stop', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    @Controller('api/slow')
    class SlowController {
      @Get()
      @Public()
      async read(): Promise<object> {
        await released;
        return { done: true };
      }
    }
    const settings = tinySettings(folder, database.url);
    const service = await createService(tinyModule(settings, [SlowController]), settings);
    const server = service.getHttpServer();
    const answer = rawRequest(server, 'GET', '/api/slow');
    await new Promise((connected) => server.once('request', connected));
    const closed = service.close();
    release();
    await expect(answer).resolves.toMatchObject({ status: 200, text: '{"done":true}' });
    await closed;
  });

  it('does not start on a port that is taken', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const taken = tinySettings(folder, database.url, { port });
    await expect(createService(tinyModule(taken), taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
