import { Controller, Get, StreamableFile } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Allow, CaseAccess, type CaseSubject, Notices } from '@sup/access';
import { newId } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type IncomingMessage, get } from 'node:http';
import { type AddressInfo, type Server } from 'node:net';
import { Readable } from 'node:stream';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { createService } from './service.start.ts';
import { tinyFolder, tinyModule, tinySettings } from './tiny/tiny.service.ts';

@Controller('api/endless')
class EndlessController {
  /** A download of which only the first part ever comes. */
  @Get()
  @Allow('session.own')
  download(): StreamableFile {
    const body = new Readable({ read: () => undefined });
    body.push('first part');
    return new StreamableFile(body);
  }
}

const { folder, passwords } = tinyFolder();
let database: TestDatabase;
let one: NestExpressApplication;
let other: NestExpressApplication;

beforeAll(async () => {
  database = await testDatabase({});
  const settings = tinySettings(folder, database.url);
  one = await createService(tinyModule(settings, [EndlessController]), settings);
  other = await createService(tinyModule(settings, [EndlessController]), settings);
}, 30_000);

afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await database?.drop();
  rmSync(folder, { recursive: true });
});

const post = { titleZh: '岗位', titleEn: 'Post' };

async function signIn(username: string, password: string): Promise<string> {
  const answer = await request(one.getHttpServer()).post('/api/session').send({ username, password }).expect(201);
  return answer.headers['set-cookie']![0]!.split(';')[0]!;
}

/** The security administrator's act over HTTP, at the one instance. */
async function administer(path: string, body: object): Promise<{ id: string; post: { id: string } }> {
  const cookie = await signIn('secadmin', passwords['secadmin']!);
  const answer = await request(one.getHttpServer()).post(path).set('Cookie', cookie).send(body);
  expect(answer.status).toBeLessThan(300);
  return answer.body as { id: string; post: { id: string } };
}

async function person(role: string): Promise<{ id: string; postId: string; username: string; cookie: string }> {
  const username = `p${newId()}`;
  const wanted = { username, password: 'pass word p 7', nameZh: '张三', post, roles: [role] };
  const made = await administer('/api/people', wanted);
  return { id: made.id, postId: made.post.id, username, cookie: await signIn(username, wanted.password) };
}

interface Open {
  readonly answer: IncomingMessage;
  text: string;
  readonly closed: Promise<unknown>;
}

/** Opens an answer that does not end by itself, and waits for its first part. */
async function open(app: NestExpressApplication, path: string, cookie: string): Promise<Open> {
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const asked = get({ port, host: '127.0.0.1', path, headers: { cookie }, agent: false });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const opened: Open = {
    answer,
    text: '',
    closed: new Promise((resolve) => answer.once('close', resolve)),
  };
  answer.on('error', () => undefined);
  answer.setEncoding('utf8').on('data', (part: string) => (opened.text += part));
  await once(answer, 'data');
  return opened;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const stream = '/api/notices/stream';

describe('a person who is moved while cookie, stream and download are open (SHR-09)', () => {
  it('loses all of them at once, on both instances; a new sign-in has the new post only', async () => {
    const zhang = await person('clerk');
    const held = await Promise.all(
      [one, other].flatMap((app) => [open(app, stream, zhang.cookie), open(app, '/api/endless', zhang.cookie)]),
    );
    await administer(`/api/people/${zhang.id}/move`, { post, roles: ['handler'] });
    await Promise.all(held.map(({ closed }) => closed));
    for (const app of [one, other]) {
      await request(app.getHttpServer()).get('/api/session').set('Cookie', zhang.cookie).expect(401);
      await request(app.getHttpServer()).get(stream).set('Cookie', zhang.cookie).expect(401);
    }
    const again = await signIn(zhang.username, 'pass word p 7');
    const { body } = await request(other.getHttpServer()).get('/api/session').set('Cookie', again).expect(200);
    expect(body).toMatchObject({ roles: ['handler'] });
  });

  it('so does one who is disabled, and one who gets a new password; others keep theirs', async () => {
    const [zhang, li, wang] = [await person('clerk'), await person('clerk'), await person('clerk')];
    const [ofZhang, ofLi, ofWang] = [
      await open(other, stream, zhang.cookie),
      await open(other, stream, li.cookie),
      await open(other, stream, wang.cookie),
    ];
    await administer(`/api/people/${zhang.id}/disable`, {});
    await administer(`/api/people/${li.id}/reset-password`, { password: 'another horse 7' });
    await Promise.all([ofZhang.closed, ofLi.closed]);
    expect(ofWang.answer.destroyed).toBe(false);
    ofWang.answer.destroy();
  });

  it('signing out closes the streams of that session, and no other of the same person', async () => {
    const zhang = await person('clerk');
    const second = await signIn(zhang.username, 'pass word p 7');
    const [first, later] = [await open(other, stream, zhang.cookie), await open(other, stream, second)];
    await request(one.getHttpServer()).delete('/api/session').set('Cookie', zhang.cookie).expect(204);
    await first.closed;
    expect(later.answer.destroyed).toBe(false);
    later.answer.destroy();
  });

  it('the own new password ends every other session, and the one that set it goes on', async () => {
    const zhang = await person('clerk');
    const second = await signIn(zhang.username, 'pass word p 7');
    const [own, elsewhere] = [await open(other, stream, zhang.cookie), await open(other, stream, second)];
    const change = (body: object, status: number): request.Test =>
      request(one.getHttpServer()).put('/api/session/password').set('Cookie', zhang.cookie).send(body).expect(status);
    const refused = await change({ current: 'wrong', next: 'another horse 7' }, 422);
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'PASSWORD_WRONG' });
    await change({ current: 'pass word p 7', next: 'short' }, 422);
    await change({ current: 'pass word p 7', next: 'pass word p 7' }, 422);
    await change({ current: 'pass word p 7', next: 'another horse 7' }, 204);
    await elsewhere.closed;
    expect(own.answer.destroyed).toBe(false);
    await request(other.getHttpServer()).get('/api/session').set('Cookie', zhang.cookie).expect(200);
    await request(other.getHttpServer()).get('/api/session').set('Cookie', second).expect(401);
    own.answer.destroy();
  });
});

describe('pings', () => {
  async function change(subject: CaseSubject | null): Promise<void> {
    await one.get(DataSource).transaction((manager) => one.get(Notices).changed(manager, subject));
  }

  it('reach, on every instance, those who may see what changed, and have no content', async () => {
    const [head, handler] = [await person('head'), await person('handler')];
    const [ofHead, ofHandler] = [await open(one, stream, head.cookie), await open(other, stream, handler.cookie)];
    const caseId = newId();
    await change({ caseId });
    await until(() => ofHead.text.includes('changed'));
    await change(null);
    await until(() => ofHandler.text.includes('changed'));
    expect(ofHandler.text.split('event: changed')).toHaveLength(2);
    expect(ofHead.text.replace('retry: 2000\n\n', '').replaceAll('event: changed\ndata: {}\n\n', '')).toBe('');
    await one.get(CaseAccess).admit(one.get(DataSource).manager, {
      ...{ caseId, postId: handler.postId, as: 'handler', by: null, reason: '' },
    });
    await change({ caseId });
    await until(() => ofHandler.text.split('event: changed').length === 3);
    ofHead.answer.destroy();
    ofHandler.answer.destroy();
  });

  it('do not reach a head who is shut out of the case', async () => {
    const [head, recused] = [await person('head'), await person('head')];
    const [ofHead, ofRecused] = [await open(one, stream, head.cookie), await open(one, stream, recused.cookie)];
    const caseId = newId();
    await one.get(CaseAccess).recuse(one.get(DataSource).manager, {
      ...{ caseId, personId: recused.id, category: 'relative', reason: '亲属', by: null },
    });
    await change({ caseId });
    await until(() => ofHead.text.includes('changed'));
    await change(null);
    await until(() => ofRecused.text.includes('changed'));
    expect(ofRecused.text.split('event: changed')).toHaveLength(2);
    ofHead.answer.destroy();
    ofRecused.answer.destroy();
  });

  it('a change that is rolled back is told to nobody', async () => {
    const head = await person('head');
    const ofHead = await open(one, stream, head.cookie);
    const failed = one.get(DataSource).transaction(async (manager) => {
      await one.get(Notices).changed(manager, null);
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    await change(null);
    await until(() => ofHead.text.includes('changed'));
    expect(ofHead.text.split('event: changed')).toHaveLength(2);
    ofHead.answer.destroy();
  });

  it('an instance that cannot hear closes its streams; the windows come back and hear again', async () => {
    const head = await person('head');
    const first = await open(one, stream, head.cookie);
    await one.get(DataSource).query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'sup-notices'`,
    );
    await first.closed;
    let told = false;
    while (!told) {
      const again = await open(one, stream, head.cookie);
      await change(null);
      // Closed at once while the instance does not hear yet.
      await until(() => again.answer.closed || again.text.includes('changed'));
      told = again.text.includes('changed');
      again.answer.destroy();
    }
  });
});
