import { type DynamicModule, Module } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessModule, type Role, accessMigrations, accessRows } from '@sup/access';
import { permissions, roles } from '@sup/access/protocol';
import { DeadlinesModule, deadlinesMigrations, deadlinesRows } from '@sup/deadlines';
import { DomainError } from '@sup/kernel';
import { DirectoryService, LinkService, type MessagingHealth } from '@sup/messaging';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { rmSync } from 'node:fs';
import request from 'supertest';
import { HostingModule } from './hosting.module.ts';
import { type AgencySettings } from './service/agency.settings.ts';
import { createService } from './service.start.ts';
import { tinyAgency, tinyFolder, tinySettings } from './tiny/tiny.service.ts';

/** What messaging reports; its own suites show that it is true. */
const health: { -readonly [Key in keyof MessagingHealth]: MessagingHealth[Key] } = {
  ready: true,
  connected: true,
  durable: true,
  restoring: false,
  restore: null,
  outboxAgeSeconds: 7,
  waiting: 2,
  unreceiptedOverHour: 0,
  dead: 1,
  quarantined: 0,
  heldOverAlarm: 0,
  pending: 0,
};
const deadLetter = {
  id: '12',
  capability: 'referrals',
  author: 'unit-two',
  factId: '01900000-0000-7000-8000-000000000001',
  recordId: '01900000-0000-7000-8000-000000000002',
  type: 'referral.sent',
  code: 'X',
  reason: 'the name 张三 is too long',
  attempts: 3,
};
const retried: string[] = [];
const links = {
  health: () => Promise.resolve({ ...health }),
  links: () => Promise.resolve([{ peer: 'unit-two', queued: 2 }]),
  deadLetters: () => Promise.resolve([deadLetter]),
  quarantine: () => Promise.resolve([{ id: '3', sender: 'unit-two', code: 'SIGNATURE' }]),
  reconcile: () => Promise.resolve([{ peer: 'unit-two', missing: 0, doubled: 0 }]),
  retry: (id: string) =>
    id === '12'
      ? Promise.resolve(void retried.push(id))
      : Promise.reject(
          new DomainError('DEAD_LETTER_ABSENT', 'absent', { zh: '没有该死信', en: 'no such dead letter' }),
        ),
  retryQuarantined: () => Promise.resolve(true),
};
const listed = [{ ...tinyAgency, superior: null, offices: [], successor: null, suspended: false }];
const directory = {
  view: () => ({ agencies: () => listed, agency: (id: string) => listed.find((agency) => agency.id === id) ?? null }),
};

@Module({
  providers: [
    { provide: LinkService, useValue: links },
    { provide: DirectoryService, useValue: directory },
  ],
  exports: [LinkService, DirectoryService],
})
class NetworkModule {}

@Module({})
class AgencyModule {}

function moduleOf(settings: AgencySettings): DynamicModule {
  return {
    module: AgencyModule,
    imports: [
      HostingModule.forAgency(settings, {
        rows: [...accessRows, ...deadlinesRows],
        migrations: [...accessMigrations, ...deadlinesMigrations],
      }),
      AccessModule.forAgency({ ...settings, identityKey: new Uint8Array(32).fill(7) }),
      DeadlinesModule.forAgency({ agency: settings.agency, adjustable: settings.businessClock === 'adjustable' }),
      { module: NetworkModule, global: true },
    ],
  };
}

const { folder, passwords } = tinyFolder();
const cookies: Partial<Record<Role, string>> = {};
let database: TestDatabase;
let app: NestExpressApplication;
const http = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  database = await testDatabase({});
  const settings = tinySettings(folder, database.url, { businessClock: 'adjustable' });
  app = await createService(moduleOf(settings), settings);
  for (const role of roles) {
    const answer = await http().post('/api/session').send({ username: role, password: passwords[role] }).expect(201);
    cookies[role] = answer.headers['set-cookie']![0]!.split(';')[0]!;
  }
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

function call(role: Role, method: 'get' | 'post' | 'put', path: string): request.Test {
  return http()[method](path).set('Cookie', cookies[role]!);
}

const routes = [
  ['get', '/api/network/health', 'network.read', 200],
  ['get', '/api/network/dead-letters', 'network.read', 200],
  ['get', '/api/network/quarantine', 'network.read', 200],
  ['get', '/api/network/reconcile', 'network.read', 200],
  ['post', '/api/network/dead-letters/12/retry', 'network.retry', 204],
  ['post', '/api/network/quarantine/3/retry', 'network.retry', 200],
  ['get', '/api/people', 'person.manage', 200],
  ['get', '/api/session', 'session.own', 200],
  ['get', '/api/agencies', 'session.own', 200],
  ['get', '/api/business-clock', 'session.own', 200],
] as const;

describe.each(routes)('%s %s', (method, path, action, status) => {
  it.each(roles)(`lets %s through only with ${action}`, async (role) => {
    const may = (permissions[role] as readonly string[]).includes(action);
    await call(role, method, path).expect(may ? status : 403);
  });

  it('needs a session', async () => {
    await http()[method](path).expect(401);
  });
});

describe('the network, as the system administrator sees it', () => {
  it('shows links, figures and dead letters, but never the words of an error', async () => {
    const { body, text } = await call('sysadmin', 'get', '/api/network/health').expect(200);
    expect(body).toMatchObject({ connected: true, outboxAgeSeconds: 7, dead: 1, links: [{ peer: 'unit-two' }] });
    expect((body as { deadLetters: object[] }).deadLetters[0]).toMatchObject({ id: '12', code: 'X' });
    expect(text).not.toContain('张三');
  });

  it('retries a dead letter by its number; an unknown one is absent, a wrong one invalid', async () => {
    const before = retried.length;
    await call('sysadmin', 'post', '/api/network/dead-letters/12/retry').expect(204);
    expect(retried).toHaveLength(before + 1);
    await call('sysadmin', 'post', '/api/network/dead-letters/13/retry').expect(404);
    await call('sysadmin', 'post', '/api/network/dead-letters/abc/retry').expect(400);
  });
});

/** The answer once it has that status: one look at the links serves questions for a moment. */
async function readinessOnce(status: number): Promise<unknown> {
  for (;;) {
    const answer = await http().get('/api/health/ready');
    if (answer.status === status) return answer.body;
    await new Promise((passed) => setTimeout(passed, 50));
  }
}

describe('readiness of the network', () => {
  it('is ready when connected, durable and not restoring', async () => {
    const checks = { database: 'up', broker: 'up', durable: 'up', restored: 'up' };
    await http().get('/api/health/ready').expect(200, { status: 'ready', checks });
  });

  it.each<[Partial<MessagingHealth>, string]>([
    [{ connected: false }, 'broker'],
    [{ durable: false }, 'durable'],
    [{ durable: null }, 'durable'],
    [{ restoring: true }, 'restored'],
  ])('with %j the service is not ready, for want of %s', async (change, part) => {
    const sound = { ...health };
    Object.assign(health, change);
    const down = await readinessOnce(503);
    Object.assign(health, sound);
    expect(down).toMatchObject({ checks: { [part]: 'down' } });
    await expect(readinessOnce(200)).resolves.toMatchObject({ status: 'ready' });
  });

  it('the figures of the network are metrics', async () => {
    const { text } = await http().get('/metrics').expect(200);
    expect(text).toMatch(/^sup_outbox_age_seconds 7$/m);
    expect(text).toMatch(/^sup_dead_letters 1$/m);
  });
});

describe('the business clock', () => {
  const ahead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

  it('is set forward by the system administrator and answers when the timers have run', async () => {
    const wanted = ahead(3);
    const { body } = await call('sysadmin', 'put', '/api/business-clock').send({ now: wanted }).expect(200);
    expect(body).toMatchObject({ adjustable: true });
    const read = await call('clerk', 'get', '/api/business-clock').expect(200);
    expect((read.body as { now: string }).now >= wanted).toBe(true);
  });

  it.each(roles.filter((role) => role !== 'sysadmin'))('is not set by %s', async (role) => {
    await call(role, 'put', '/api/business-clock')
      .send({ now: ahead(9) })
      .expect(403);
  });

  it.each<[object, number]>([
    [{ now: '2026-13-45T00:00:00Z' }, 400],
    [{ now: 'tomorrow' }, 400],
    [{}, 400],
    [{ now: ahead(10), zone: 'x' }, 400],
    [{ now: '2020-01-01T00:00:00Z' }, 422],
    [{ now: ahead(40_000) }, 422],
  ])('refuses %j with %i', async (body, status) => {
    const answer = await call('sysadmin', 'put', '/api/business-clock').send(body);
    expect(answer.status).toBe(status);
  });

  it('is not set at all where it is wall time', async () => {
    const own = await testDatabase({});
    const settings = tinySettings(folder, own.url);
    const service = await createService(moduleOf(settings), settings);
    try {
      const agent = request(service.getHttpServer());
      const signed = await agent.post('/api/session').send({ username: 'sysadmin', password: passwords['sysadmin'] });
      const cookie = signed.headers['set-cookie']![0]!;
      const answer = await agent
        .put('/api/business-clock')
        .set('Cookie', cookie)
        .send({ now: ahead(1) });
      expect(answer.status).toBeGreaterThanOrEqual(403);
      expect(answer.status).toBeLessThan(500);
      const { body } = await agent.get('/api/business-clock').set('Cookie', cookie).expect(200);
      expect(body).toMatchObject({ adjustable: false });
    } finally {
      await service.close();
      await own.drop();
    }
  });
});

describe('the directory', () => {
  it('tells a visitor whose door this is, and nothing else', async () => {
    await http().get('/api/agency').expect(200, tinyAgency);
  });

  it('lists agencies and outside parties to those who are signed in', async () => {
    const { body } = await call('clerk', 'get', '/api/agencies').expect(200);
    expect(body).toMatchObject({ agencies: listed, outsideParties: { CITIZEN: { zh: '群众' } } });
  });
});
