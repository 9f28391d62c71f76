import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { DataSource } from 'typeorm';
import { type Actor, People, type Role, Sessions } from './index.ts';
import { address, emptyAccess, password, tinyApp } from './tiny/tiny.app.ts';

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
  await emptyAccess(source);
  await person('guard', 'secadmin');
  admin = (await sessions.signIn('guard', password, address)).actor;
});

async function person(username: string, role: Role): Promise<string> {
  const post = { titleZh: `岗位 ${role}`, titleEn: role };
  return (await people.create({ username, password, nameZh: '张三', post, roles: [role] })).id;
}

const failure = (code: string): object => expect.objectContaining({ code });

describe('administration of people', () => {
  const post = { titleZh: '岗位', titleEn: 'Post' };

  it('lists people with post and roles, without anything secret', async () => {
    await person('zhang', 'head');
    const listed = await people.list();
    expect(listed.map(({ username, roles: held, disabled }) => [username, held, disabled])).toEqual([
      ['guard', ['secadmin'], false],
      ['zhang', ['head'], false],
    ]);
    expect(JSON.stringify(listed)).not.toContain('argon2');
  });

  it.each<[Role[], string]>([
    [['sysadmin', 'secadmin'], 'ADMINISTRATORS_NOT_SEPARATED'],
    [['secadmin', 'auditor'], 'ADMINISTRATORS_NOT_SEPARATED'],
    [['auditor', 'head'], 'ADMINISTRATORS_NOT_SEPARATED'],
    [[], 'ROLES_EMPTY'],
  ])('roles %p are refused, for a new person and for a move', async (held, code) => {
    await expect(people.create({ username: 'li', password, nameZh: '李四', post, roles: held })).rejects.toEqual(
      failure(code),
    );
    const id = await person('zhang', 'clerk');
    const { token } = await sessions.signIn('zhang', password, address);
    await expect(people.move(id, { post, roles: held }, admin)).rejects.toEqual(failure(code));
    await expect(sessions.check(token)).resolves.toMatchObject({ roles: ['clerk'] });
  });

  it('the database itself refuses a post with two administrators', async () => {
    const insert = source.query(
      "insert into post (id, title_zh, title_en, roles, created_at) values (gen_random_uuid(), 'x', 'x', '{auditor,clerk}', now())",
    );
    await expect(insert).rejects.toThrow('post_administrators_separated');
  });

  it('refuses a name that is taken in another spelling, and a weak password', async () => {
    await person('zhang', 'clerk');
    const wanted = { password, nameZh: '李四', post, roles: ['clerk'] as Role[] };
    await expect(people.create({ ...wanted, username: 'ZHANG' })).rejects.toEqual(failure('USERNAME_TAKEN'));
    await expect(people.create({ ...wanted, username: 'li', password: 'short' })).rejects.toEqual(
      failure('PASSWORD_TOO_WEAK'),
    );
    expect(await people.list()).toHaveLength(2);
  });

  it('nobody moves or disables themselves', async () => {
    await expect(people.disable(admin.personId, admin)).rejects.toEqual(failure('SELF_ADMINISTRATION'));
    await expect(people.move(admin.personId, { post, roles: ['head'] }, admin)).rejects.toEqual(
      failure('SELF_ADMINISTRATION'),
    );
  });

  it('the last security administrator stays, also when two would go at the same moment', async () => {
    const second = await person('guard2', 'secadmin');
    const other = (await sessions.signIn('guard2', password, address)).actor;
    const answers = await Promise.allSettled([people.disable(second, admin), people.disable(admin.personId, other)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const left = (await people.list()).filter(({ disabled }) => !disabled);
    expect(left).toHaveLength(1);
  });

  it('an unknown person is absent', async () => {
    const nobody = '01900000-0000-7000-8000-000000000000';
    await expect(people.disable(nobody, admin)).rejects.toEqual(failure('PERSON_ABSENT'));
    await expect(people.resetPassword(nobody, password)).rejects.toEqual(failure('PERSON_ABSENT'));
  });

  it('the first people are made once, while there is nobody', async () => {
    const first = [{ username: 'a', password: 'short', nameZh: '甲', post, roles: ['clerk'] as Role[] }];
    await expect(people.createFirst(first)).resolves.toBe(false);
    await emptyAccess(source);
    await expect(people.createFirst(first)).resolves.toBe(true);
    await expect(people.createFirst(first)).resolves.toBe(false);
    expect(await people.list()).toHaveLength(1);
  });
});
