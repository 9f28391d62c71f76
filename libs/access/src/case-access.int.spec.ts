import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { DataSource } from 'typeorm';
import { type Actor, CaseAccess, People, type Role, Seats, Sessions } from './index.ts';
import { address, emptyAccess, password, tinyApp, tinyClock as clock } from './tiny/tiny.app.ts';

let database: TestDatabase;
let app: NestExpressApplication;
let people: People;
let cases: CaseAccess;
let source: DataSource;

beforeAll(async () => {
  database = await testDatabase({});
  app = await tinyApp(database.url);
  await app.init();
  people = app.get(People);
  cases = app.get(CaseAccess);
  source = app.get(DataSource);
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
});

beforeEach(async () => {
  await emptyAccess(source);
  await people.create({
    ...{ username: 'guard', password, nameZh: '安全员' },
    ...{ post: { titleZh: '安全管理员', titleEn: 'Security' }, roles: ['secadmin'] },
  });
});

interface Staff {
  readonly nameZh?: string;
  readonly idNumber?: string;
  readonly office?: string;
  readonly leadsUnit?: boolean;
}

async function staff(username: string, role: Role, known: Staff = {}): Promise<Actor> {
  const { nameZh = username, idNumber, office, leadsUnit } = known;
  const post = {
    titleZh: `岗位 ${username}`,
    titleEn: username,
    office: office ?? null,
    leadsUnit: leadsUnit ?? false,
  };
  await people.create({ username, password, nameZh, post, roles: [role], idNumber: idNumber ?? null });
  return actorOf(username);
}

async function actorOf(username: string): Promise<Actor> {
  return (await app.get(Sessions).signIn(username, password, address)).actor;
}

async function openedCase(): Promise<string> {
  const caseId = newId();
  await cases.openCase(source.manager, { caseId, kind: 'clue', openedBy: null });
  return caseId;
}

const failure = (code: string): object => expect.objectContaining({ code });

describe('who may read a case', () => {
  it('a head reads every case, a handler those admitted to, until the admission ends', async () => {
    const [head, handler] = [await staff('head', 'head'), await staff('handler', 'handler')];
    const caseId = await openedCase();
    expect(await cases.mayRead(head, { caseId })).toBe(true);
    expect(await cases.mayRead(handler, { caseId })).toBe(false);
    const until = new Date(clock.at + 60_000).toISOString();
    await cases.admit(source.manager, { caseId, postId: handler.postId, as: 'handler', by: head, reason: '', until });
    expect(await cases.mayRead(handler, { caseId })).toBe(true);
    clock.at += 60_000;
    expect(await cases.mayRead(handler, { caseId })).toBe(false);
  });

  it('a clerk reads what is at intake and what the own seat registered', async () => {
    const clerk = await staff('clerk', 'clerk');
    const caseId = await openedCase();
    expect(await cases.mayRead(clerk, { caseId, stage: 'screening' })).toBe(true);
    expect(await cases.mayRead(clerk, { caseId, stage: 'verifying' })).toBe(false);
    expect(await cases.mayRead(clerk, { caseId, stage: 'verifying', registeredBy: clerk.postId })).toBe(true);
  });

  it('a recused head reads nothing of the case, and everything again when the recusal is lifted', async () => {
    const head = await staff('head', 'head');
    const caseId = await openedCase();
    const of = { caseId, personId: head.personId, reason: '亲属', by: null };
    await cases.recuse(source.manager, { ...of, category: 'relative' });
    expect(await cases.mayRead(head, { caseId })).toBe(false);
    await cases.lift(source.manager, of);
    expect(await cases.mayRead(head, { caseId })).toBe(true);
  });

  it('who is recused is not admitted, neither in person nor by the seat', async () => {
    const handler = await staff('handler', 'handler');
    const caseId = await openedCase();
    await cases.recuse(source.manager, {
      caseId,
      personId: handler.personId,
      category: 'interest',
      reason: '',
      by: null,
    });
    const wanted = { caseId, as: 'handler', by: null, reason: '' };
    await expect(cases.admit(source.manager, { ...wanted, personId: handler.personId })).rejects.toEqual(
      failure('PERSON_EXCLUDED'),
    );
    await expect(cases.admit(source.manager, { ...wanted, postId: handler.postId })).rejects.toEqual(
      failure('PERSON_EXCLUDED'),
    );
  });
});

describe('whom a case concerns', () => {
  const about = { name: '欧阳静', unit: null, office: null };

  it.each<[string, Staff, object]>([
    ['by name, in another spelling', { nameZh: '欧阳 静' }, {}],
    ['by name, in traditional characters', { nameZh: '欧阳静' }, { name: '歐陽靜' }],
    ['by name and office', { nameZh: '欧阳静', office: '刑侦大队' }, { office: '某县公安局 刑侦大队' }],
    [
      'by number, whatever the name',
      { nameZh: '欧阳婧', idNumber: '11010519491231002X' },
      { idNumber: '１１０１０５ 19491231 002x' },
    ],
    [
      'by number, though said to be of another agency',
      { idNumber: '11010519491231002X' },
      { unit: 'unit-two', idNumber: '11010519491231002X' },
    ],
  ])('finds the accused %s', async (_, known, said) => {
    const accused = await staff('accused', 'head', known);
    const other = await staff('other', 'head');
    const caseId = await openedCase();
    expect(await cases.concern(source.manager, { caseId, subjects: [{ ...about, ...said }] })).toEqual([
      accused.personId,
    ]);
    expect(await cases.mayRead(accused, { caseId })).toBe(false);
    expect(await cases.mayRead(other, { caseId })).toBe(true);
  });

  it.each<[string, Staff, object]>([
    ['the same name in another office', { nameZh: '欧阳静', office: '治安大队' }, { office: '刑侦大队' }],
    [
      'the same name with another number',
      { nameZh: '欧阳静', idNumber: '11010519491231002X' },
      { idNumber: '440524188001010014' },
    ],
    ['the same name in another agency', { nameZh: '欧阳静' }, { unit: 'unit-two' }],
    ['a case that names nobody', { nameZh: '欧阳静' }, { name: '' }],
  ])('does not take %s for the accused', async (_, known, said) => {
    const namesake = await staff('namesake', 'head', known);
    const caseId = await openedCase();
    expect(await cases.concern(source.manager, { caseId, subjects: [{ ...about, ...said }] })).toEqual([]);
    expect(await cases.mayRead(namesake, { caseId })).toBe(true);
  });

  it("shuts out who leads the accused's office, and who is put there later", async () => {
    const chief = await staff('chief', 'head', { office: '刑侦大队', leadsUnit: true });
    const other = await staff('other', 'head', { office: '治安大队', leadsUnit: true });
    const caseId = await openedCase();
    await cases.concern(source.manager, { caseId, subjects: [{ ...about, office: '刑侦大队' }] });
    expect(await cases.mayRead(chief, { caseId })).toBe(false);
    expect(await cases.mayRead(other, { caseId })).toBe(true);
    const place = {
      post: { titleZh: '大队长', titleEn: 'Chief', office: '刑侦大队', leadsUnit: true },
      roles: ['head'] as Role[],
    };
    await people.move(other.personId, place, await actorOf('guard'));
    expect(await cases.mayRead(await actorOf('other'), { caseId })).toBe(false);
  });

  it('shuts out whoever is to cover the leading seat, before the cover begins', async () => {
    await staff('chief', 'head', { office: '刑侦大队', leadsUnit: true });
    const deputy = await staff('deputy', 'head', { office: '治安大队' });
    const caseId = await openedCase();
    await cases.concern(source.manager, { caseId, subjects: [{ ...about, office: '刑侦大队' }] });
    const { posts } = await actorOf('chief');
    const from = clock.at + 3_600_000;
    const [begins, ends] = [from, from + 3_600_000].map((at) => new Date(at).toISOString());
    const cover = { postId: posts[0]!.postId, personId: deputy.personId, from: begins!, to: ends!, reason: '休假' };
    await app.get(Seats).deputise(cover, await actorOf('guard'));
    expect(await cases.mayRead(deputy, { caseId })).toBe(false);
  });

  it('finds the accused who joins the agency later, and both accounts of one person', async () => {
    const caseId = await openedCase();
    await cases.concern(source.manager, { caseId, subjects: [{ ...about, idNumber: '11010519491231002X' }] });
    const one = await staff('one', 'head', { nameZh: '欧阳静', idNumber: '11010519491231002X' });
    const other = await staff('other', 'clerk', { nameZh: '静', idNumber: '11010519491231002x' });
    expect(other.personId).toBe(one.personId);
    expect(await cases.mayRead(one, { caseId })).toBe(false);
    expect(await cases.mayRead(other, { caseId, stage: 'registered' })).toBe(false);
  });

  it('told anew, it forgets whom it no longer concerns, and no recusal that a person decided', async () => {
    const [zhang, li] = [
      await staff('zhang', 'head', { nameZh: '张三' }),
      await staff('li', 'head', { nameZh: '李四' }),
    ];
    const caseId = await openedCase();
    await cases.concern(source.manager, { caseId, subjects: [{ ...about, name: '张三' }] });
    await cases.recuse(source.manager, { caseId, personId: zhang.personId, category: 'relative', reason: '', by: li });
    await cases.concern(source.manager, { caseId, subjects: [{ ...about, name: '李四' }] });
    expect(await cases.mayRead(zhang, { caseId })).toBe(false);
    expect(await cases.mayRead(li, { caseId })).toBe(false);
    const { excluded } = await cases.actorsOf(caseId);
    expect(excluded.map(({ personId, category }) => [personId, category])).toEqual([
      [zhang.personId, 'relative'],
      [li.personId, 'accused'],
    ]);
  });
});
