import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Allow, type Actor, CurrentActor, type Role } from '@sup/access';
import { AuditTrail, Recorded, Unrecorded } from '@sup/audit';
import { type ChainView, type EntriesPage, type EntryView, type VerificationView } from '@sup/audit/protocol';
import { DomainError } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { createService } from './service.start.ts';
import { tinyFolder, tinyModule, tinySettings } from './tiny/tiny.service.ts';

const absent = (): DomainError => new DomainError('CLUE_ABSENT', 'absent', { zh: '无此线索', en: 'no such clue' });

const anything = z.looseObject({});

/** A capability in small: lists, a record, a write that records itself and one that forgets to. */
@Controller('api/clues')
@Allow('clue.read')
class CluesController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly source: DataSource,
  ) {}

  @Get()
  list(): object {
    return {
      items: [
        { id: 'c-1', title: '张三受贿' },
        { id: 'c-2', title: '李四' },
      ],
      next: null,
      total: 2,
    };
  }

  @Get('export')
  export(@Query({ schema: anything }) query: object): object {
    return { format: Object.keys(query).length };
  }

  @Get('queues')
  @Unrecorded()
  queues(): object[] {
    return [];
  }

  @Get(':id')
  read(@Param('id') id: string): object {
    if (id === 'none') throw absent();
    return { id, caseId: `case-of-${id}`, clueNo: 'XS-1', facts: '张三收受现金' };
  }

  @Post(':id/note')
  async note(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<object> {
    const { personId, postId, postTitle } = actor;
    await this.source.transaction((manager) =>
      this.trail.record(manager, {
        act: 'write',
        action: 'clue.noted',
        actor: { personId, postId, postTitle },
        record: { kind: 'clue', id },
        caseId: `case-of-${id}`,
      }),
    );
    return { id };
  }

  @Post('check')
  @Recorded({ act: 'search', action: 'clue.checked' })
  check(@Body({ schema: anything }) body: object): object {
    return { fields: Object.keys(body).length };
  }

  @Post(':id/:command')
  act(@Param('id') id: string): object {
    return { id, caseId: `case-of-${id}` };
  }
}

const { folder, passwords } = tinyFolder();
const cookies: Partial<Record<Role, string>> = {};
let database: TestDatabase;
let app: NestExpressApplication;
const http = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  database = await testDatabase({});
  const settings = tinySettings(folder, database.url);
  app = await createService(tinyModule(settings, [CluesController]), settings);
  // Signed in before anything is looked for: a sign-in is an entry too.
  for (const role of ['auditor', 'head', 'sysadmin', 'secadmin'] as const) await as(role, 'get', '/api/session');
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

async function as(role: Role, method: 'get' | 'post', path: string, body?: object): Promise<request.Response> {
  if (!cookies[role]) {
    const answer = await http().post('/api/session').send({ username: role, password: passwords[role] }).expect(201);
    cookies[role] = answer.headers['set-cookie']![0]!.split(';')[0]!;
  }
  const asked = http()[method](path).set('Cookie', cookies[role]);
  return body ? asked.send(body) : asked;
}

async function entries(query = ''): Promise<readonly EntryView[]> {
  const answer = await as('auditor', 'get', `/api/audit/entries${query}`);
  expect(answer.status).toBe(200);
  return (answer.body as EntriesPage).items;
}

/** The newest entry that is not the auditor's own. */
async function newest(query = ''): Promise<EntryView> {
  const found = (await entries(query)).find(({ action }) => !action.startsWith('audit.'));
  if (!found) throw new Error('nothing on record');
  return found;
}

describe('every request of a person is on record', () => {
  it('a read, with its record and case and none of its content', async () => {
    await as('head', 'get', '/api/clues/c-7');
    const entry = await newest();
    expect(entry).toMatchObject({
      act: 'read',
      action: 'clue.read',
      actor: { postTitle: '负责人' },
      record: { kind: 'clue', id: 'c-7', no: 'XS-1' },
      caseId: 'case-of-c-7',
      outcome: 'done',
      code: null,
      details: { method: 'GET', route: '/api/clues/:id' },
    });
    expect(JSON.stringify(entry)).not.toMatch(/张三|现金/);
  });

  it('a list, by what it returned; a search, by the shape of what was looked for', async () => {
    await as('head', 'get', '/api/clues?status=draft&size=20');
    expect(await newest()).toMatchObject({
      act: 'read',
      details: { filters: ['size', 'status'], returned: { count: 2, ids: ['c-1', 'c-2'], total: 2 } },
    });
    const searches: EntryView[] = [];
    for (const q of ['张三', ' 张三 ', '李四']) {
      await as('head', 'get', `/api/clues?q=${encodeURIComponent(q)}`);
      searches.push(await newest());
    }
    const hashes = searches.map(({ details }) => (details['search'] as { hash: string }).hash);
    expect(searches[0]).toMatchObject({ act: 'search', details: { search: { length: 2 }, returned: { count: 2 } } });
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
    const plain = createHash('sha256').update('张三').digest('hex');
    expect(plain.startsWith(hashes[0]!)).toBe(false);
    expect(JSON.stringify(searches)).not.toMatch(/张三|李四/);
  });

  it('an export by its route, a question by what its handler says of it, and the names of its fields', async () => {
    await as('head', 'get', '/api/clues/export?format=csv');
    expect(await newest()).toMatchObject({ act: 'export', details: { filters: ['format'] } });
    await as('head', 'post', '/api/clues/check', { title: '张三', '李四 说': 1 });
    const entry = await newest();
    expect(entry).toMatchObject({ act: 'search', action: 'clue.checked', details: { fields: ['?', 'title'] } });
    expect(JSON.stringify(entry)).not.toMatch(/张三|李四/);
  });

  it('a write once: in its own transaction, or here where its capability forgot', async () => {
    await as('head', 'post', '/api/clues/c-8/note', { text: '内容' });
    expect((await entries('?record=c-8')).map(({ action, act }) => [act, action])).toEqual([['write', 'clue.noted']]);
    await as('head', 'post', '/api/clues/c-9/keep', { reason: '内容' });
    expect(await entries('?record=c-9')).toMatchObject([
      { act: 'write', action: 'clue.keep', caseId: 'case-of-c-9', details: { fields: ['reason'] } },
    ]);
  });

  it('a refusal by its code, whether the rule, the record or the permission refused', async () => {
    await as('head', 'get', '/api/clues/none');
    expect(await newest()).toMatchObject({
      act: 'refusal',
      action: 'clue.read',
      outcome: 'refused',
      code: 'CLUE_ABSENT',
      record: { kind: 'clue', id: 'none' },
    });
    await as('sysadmin', 'get', '/api/clues/c-7');
    expect(await newest()).toMatchObject({
      act: 'refusal',
      code: 'ACTION_NOT_ALLOWED',
      actor: { postTitle: '系统管理员' },
      record: { id: 'c-7' },
    });
    expect((await as('head', 'get', '/api/notes/fails')).status).toBe(500);
    const failed = await newest();
    expect(failed).toMatchObject({ act: 'refusal', outcome: 'failed', code: 'INTERNAL' });
    expect(JSON.stringify(failed)).not.toContain('张三');
  });

  it('a sign-in and a failed one, without name or password', async () => {
    await http().post('/api/session').send({ username: 'clerk', password: passwords['clerk'] }).expect(201);
    expect(await newest()).toMatchObject({ act: 'sign-in', outcome: 'done', actor: { postTitle: '内勤' } });
    await http().post('/api/session').send({ username: 'clerk', password: 'my real pass word' }).expect(401);
    const failed = await newest();
    expect(failed).toMatchObject({ act: 'sign-in', actor: null, outcome: 'refused', code: 'SIGN_IN_FAILED' });
    const account = createHash('sha256').update('clerk').digest('hex').slice(0, 16);
    expect(failed.details).toMatchObject({ account });
    expect(JSON.stringify(failed)).not.toMatch(/my real|"clerk"/);
  });

  it('an act of administration, with the person it was about', async () => {
    const post = { titleZh: '内勤', titleEn: 'Clerk' };
    const person = { username: 'wang.fang', password: 'Spring-Festival-7', nameZh: '王芳', post, roles: ['clerk'] };
    const { id } = (await as('secadmin', 'post', '/api/people', person)).body as { id: string };
    await as('secadmin', 'post', `/api/people/${id}/move`, { post, roles: ['handler'] });
    await as('secadmin', 'post', `/api/people/${id}/disable`);
    const acts = await entries(`?record=${id}`);
    expect(acts.map(({ action }) => action)).toEqual(['person.disabled', 'person.moved', 'person.created']);
    expect(acts.every(({ act, actor }) => act === 'administration' && actor?.postTitle === '安全管理员')).toBe(true);
    expect(JSON.stringify(acts)).not.toMatch(/王芳|Festival/);
  });

  it('but not who polls, nor who knocks without being known', async () => {
    await as('head', 'get', '/api/clues/c-7');
    const before = await newest();
    await as('head', 'get', '/api/session');
    await as('head', 'get', '/api/clues/queues');
    await http().get('/api/clues/c-1').expect(401);
    await http().get('/api/health/ready').expect(200);
    expect((await newest()).seq).toBe(before.seq);
  });
});

describe('the auditor', () => {
  it('finds entries by who, what, which case, how it ended and when, page by page without loss', async () => {
    const all = await entries('?size=200');
    expect(all.map(({ seq }) => seq)).toEqual([...all.map(({ seq }) => seq)].sort((left, right) => right - left));
    const actor = all.find((entry) => entry.actor?.postTitle === '负责人')!.actor!.personId;
    expect((await entries(`?actor=${actor}&act=refusal`)).every(({ act }) => act === 'refusal')).toBe(true);
    expect(await entries('?caseId=case-of-c-8')).toHaveLength(1);
    expect((await entries('?outcome=refused&code=CLUE_ABSENT')).length).toBeGreaterThan(0);
    expect(await entries('?to=2020-01-01')).toEqual([]);
    expect(await entries('?record=XS-1&from=2999-01-01')).toEqual([]);
    const paged: number[] = [];
    let after = '';
    do {
      const path = `/api/audit/entries?size=3&caseId=case-of-c-7${after}`;
      const { items, next } = (await as('auditor', 'get', path)).body as EntriesPage;
      paged.push(...items.map(({ seq }) => seq));
      after = next ? `&after=${next}` : '';
    } while (after);
    expect(paged).toEqual((await entries('?size=200&caseId=case-of-c-7')).map(({ seq }) => seq));
  });

  it('leaves a trace by reading', async () => {
    await entries('?record=c-8');
    const [last] = await entries();
    expect(last).toMatchObject({ act: 'read', action: 'audit.read', actor: { postTitle: '审计管理员' } });
    expect(last!.details).toMatchObject({ route: '/api/audit/entries', filters: ['record'] });
  });

  it('sees the chain, verifies it, and takes away lines that prove themselves', async () => {
    const chain = (await as('auditor', 'get', '/api/audit/chain')).body as ChainView;
    expect(chain).toMatchObject({ agency: 'unit-one', lastAnchor: null, disputes: [], unanchored: { level: 'fresh' } });
    expect(chain.unanchored.count).toBe(chain.entries + chain.pending);
    const report = (await as('auditor', 'post', '/api/audit/verify', {})).body as VerificationView;
    expect(report).toMatchObject({ intact: true, broken: 0, first: null, findings: [] });
    const exported = await http()
      .get('/api/audit/export')
      .set('Cookie', cookies.auditor!)
      .buffer(true)
      .parse((stream, parsed) => {
        stream.setEncoding('utf8');
        let text = '';
        stream.on('data', (part: string) => (text += part)).on('end', () => parsed(null, text));
      });
    expect(exported.headers['content-type']).toMatch(/ndjson/);
    const lines = (exported.body as unknown as string).trimEnd().split('\n').reverse();
    let prev = '0'.repeat(64);
    for (const line of lines) {
      expect((JSON.parse(line) as { prev: string }).prev).toBe(prev);
      prev = createHash('sha256').update(line).digest('hex');
    }
    expect(lines.length).toBeGreaterThanOrEqual(report.entries);
    expect((await entries('?act=export'))[0]).toMatchObject({ action: 'audit.export' });
    expect((await as('auditor', 'post', '/api/audit/anchor', {})).body).toMatchObject({ code: 'AUDIT_NO_WITNESS' });
  });

  it('is the only one who reads it, and is told what is wrong with a question', async () => {
    for (const role of ['head', 'clerk', 'sysadmin', 'secadmin'] as const) {
      for (const path of ['entries', 'chain', 'export'])
        expect((await as(role, 'get', `/api/audit/${path}`)).status).toBe(403);
      expect((await as(role, 'post', '/api/audit/verify', {})).status).toBe(403);
    }
    for (const bad of ['act=looked', 'from=yesterday', 'after=-1', 'size=0', 'whom=1', 'from=2026-02-30']) {
      expect((await as('auditor', 'get', `/api/audit/entries?${bad}`)).body).toMatchObject({ code: 'INPUT_INVALID' });
    }
  });

  it('shows a read only when it is on record: without the record there is no answer', async () => {
    await database.dataSource.query('alter table audit_pending rename to audit_away');
    try {
      const answer = await as('head', 'get', '/api/clues/c-7');
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('现金');
    } finally {
      await database.dataSource.query('alter table audit_away rename to audit_pending');
    }
    expect((await as('head', 'get', '/api/clues/c-7')).status).toBe(200);
  });
});
