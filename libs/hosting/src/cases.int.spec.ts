import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CaseAccess,
  type ExclusionView,
  type MemberView,
  type PersonView,
  type Role,
  type SeatView,
} from '@sup/access';
import { newId } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { rmSync } from 'node:fs';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { createService } from './service.start.ts';
import { tinyFolder, tinyModule, tinySettings } from './tiny/tiny.service.ts';

const { folder, passwords } = tinyFolder();
let database: TestDatabase;
let app: NestExpressApplication;
let people: PersonView[];

beforeAll(async () => {
  database = await testDatabase({});
  const settings = tinySettings(folder, database.url);
  app = await createService(tinyModule(settings), settings);
  people = ((await as('secadmin', 'get', '/api/people')).body as { people: PersonView[] }).people;
}, 30_000);

afterAll(async () => {
  await app?.close();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

const cookies = new Map<Role, string>();

async function as(role: Role, method: 'get' | 'post', path: string, body?: object): Promise<request.Response> {
  const http = request(app.getHttpServer());
  if (!cookies.has(role)) {
    const answer = await http.post('/api/session').send({ username: role, password: passwords[role] }).expect(201);
    cookies.set(role, answer.headers['set-cookie']![0]!.split(';')[0]!);
  }
  return http[method](path).set('Cookie', cookies.get(role)!).send(body);
}

async function openedCase(): Promise<string> {
  const caseId = newId();
  await app.get(CaseAccess).openCase(app.get(DataSource).manager, { caseId, kind: 'clue', openedBy: null });
  return caseId;
}

const personOf = (role: Role): PersonView => people.find(({ username }) => username === role)!;
type CasePeopleBody = { members: MemberView[]; excluded: ExclusionView[] };

describe('who may know a case, over HTTP', () => {
  it('a head admits a seat, sees who is admitted and shut out, and takes both back', async () => {
    const caseId = await openedCase();
    const { posts } = (await as('head', 'get', '/api/posts')).body as { posts: SeatView[] };
    const postId = posts.find(({ roles }) => roles.includes('handler'))!.id;
    const personId = personOf('clerk').id;
    const admission = { postId, as: 'handler', reason: '分办' };
    expect((await as('head', 'post', `/api/cases/${caseId}/admissions`, admission)).status).toBe(204);
    const recusal = { personId, category: 'relative', reason: '近亲属' };
    expect((await as('head', 'post', `/api/cases/${caseId}/recusals`, recusal)).status).toBe(204);
    const { members, excluded } = (await as('head', 'get', `/api/cases/${caseId}/people`)).body as CasePeopleBody;
    expect(members).toMatchObject([{ holder: { kind: 'post', id: postId }, personName: '欧阳handler', as: 'handler' }]);
    expect(excluded).toMatchObject([{ personId, category: 'relative' }]);
    expect((await as('head', 'post', `/api/cases/${caseId}/admissions/release`, { postId })).status).toBe(204);
    expect((await as('head', 'post', `/api/cases/${caseId}/recusals/lift`, { personId, reason: '解除' })).status).toBe(
      204,
    );
    expect((await as('head', 'get', `/api/cases/${caseId}/people`)).body).toEqual({ members: [], excluded: [] });
  });

  it('a head who is shut out gets, byte for byte, the answer of a case that does not exist', async () => {
    const caseId = await openedCase();
    const recusal = { personId: personOf('head').id, category: 'interest', reason: '利害关系' };
    expect((await as('head', 'post', `/api/cases/${caseId}/recusals`, recusal)).status).toBe(204);
    for (const [method, path, body] of [
      ['get', 'people', undefined],
      ['post', 'recusals/lift', { personId: personOf('head').id, reason: '解除' }],
      ['post', 'admissions', { personId: personOf('head').id, as: 'handler', reason: '分办' }],
    ] as const) {
      const [there, nowhere] = [
        await as('head', method, `/api/cases/${caseId}/${path}`, body),
        await as('head', method, `/api/cases/${newId()}/${path}`, body),
      ];
      expect(there.status).toBe(404);
      const bare = ({ text }: request.Response): string => text.replace(/urn:sup:request:[\w-]+/, '');
      expect(bare(there)).toBe(bare(nowhere));
    }
  });

  it.each<Role>(['clerk', 'handler', 'meeting', 'custodian', 'sysadmin', 'secadmin', 'auditor'])(
    'nobody else keeps it: %s is refused',
    async (role) => {
      const caseId = await openedCase();
      expect((await as(role, 'get', `/api/cases/${caseId}/people`)).status).toBe(403);
      const recusal = { personId: personOf('head').id, category: 'other', reason: '其他' };
      expect((await as(role, 'post', `/api/cases/${caseId}/recusals`, recusal)).status).toBe(403);
    },
  );
});
