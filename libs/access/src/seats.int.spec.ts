import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { DataSource } from 'typeorm';
import { type Actor, CaseAccess, People, type PersonView, type Role, Seats, Sessions } from './index.ts';
import { actingFor, actingPostOf } from './protocol/index.ts';
import { address, emptyAccess, password, tinyApp, tinyClock as clock } from './tiny/tiny.app.ts';

let database: TestDatabase;
let app: NestExpressApplication;
let people: People;
let seats: Seats;
let cases: CaseAccess;
let source: DataSource;
let admin: Actor;

beforeAll(async () => {
  database = await testDatabase({});
  app = await tinyApp(database.url);
  await app.init();
  people = app.get(People);
  seats = app.get(Seats);
  cases = app.get(CaseAccess);
  source = app.get(DataSource);
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
});

beforeEach(async () => {
  await emptyAccess(source);
  await person('guard', 'secadmin');
  admin = await actorOf('guard');
});

const idNumber = '11010519491231002X';
const failure = (code: string): object => expect.objectContaining({ code });
const hour = (hours: number): string => new Date(clock.at + hours * 3_600_000).toISOString();

function person(username: string, role: Role, more: { idNumber?: string; titleZh?: string } = {}): Promise<PersonView> {
  const post = { titleZh: more.titleZh ?? '承办人', titleEn: 'Handler' };
  return people.create({
    ...{ username, password, nameZh: username, post, roles: [role] },
    idNumber: more.idNumber ?? null,
  });
}

async function actorOf(username: string): Promise<Actor> {
  return (await app.get(Sessions).signIn(username, password, address)).actor;
}

/** A case to which the seat is admitted. */
async function caseOf(postId: string): Promise<string> {
  const caseId = newId();
  await cases.openCase(source.manager, { caseId, kind: 'clue', openedBy: null });
  await cases.admit(source.manager, { caseId, postId, as: 'handler', by: null, reason: '分办' });
  return caseId;
}

describe('seats', () => {
  it('two people with the same title hold two seats, and each sees the own seat’s cases only', async () => {
    const [one, other] = [await person('one', 'handler'), await person('other', 'handler')];
    expect(one.post!.id).not.toBe(other.post!.id);
    const caseId = await caseOf(one.post!.id);
    expect(await cases.mayRead(await actorOf('one'), { caseId })).toBe(true);
    expect(await cases.mayRead(await actorOf('other'), { caseId })).toBe(false);
  });

  it('a successor sees the work of the seat, the predecessor no longer; the history keeps who held it', async () => {
    const [one, other] = [await person('one', 'handler'), await person('other', 'handler')];
    const postId = one.post!.id;
    const caseId = await caseOf(postId);
    await people.move(one.id, { post: { titleZh: '内勤', titleEn: 'Clerk' }, roles: ['clerk'] }, admin);
    expect(await cases.mayRead(await actorOf('one'), { caseId })).toBe(false);
    await people.move(other.id, { postId }, admin);
    const successor = await actorOf('other');
    expect(successor.postId).toBe(postId);
    expect(await cases.mayRead(successor, { caseId })).toBe(true);
    const held = await source.query<unknown[]>('select 1 from holding where post_id = $1', [postId]);
    expect(held).toHaveLength(2);
  });

  it('a seat that is held is not taken, and no seat that does not exist', async () => {
    const [one, other] = [await person('one', 'handler'), await person('other', 'handler')];
    await expect(people.move(other.id, { postId: one.post!.id }, admin)).rejects.toEqual(failure('POST_TAKEN'));
    await expect(people.move(other.id, { postId: newId() }, admin)).rejects.toEqual(failure('POST_ABSENT'));
    expect((await actorOf('other')).postId).toBe(other.post!.id);
  });

  it('the list shows vacant seats and covers, and nothing secret', async () => {
    const [one, other] = [await person('one', 'handler'), await person('other', 'handler', { idNumber })];
    await seats.deputise(cover(one, other), admin);
    await people.move(one.id, { post: { titleZh: '内勤', titleEn: 'Clerk' }, roles: ['clerk'] }, admin);
    const vacant = (await seats.list()).find(({ id }) => id === one.post!.id)!;
    expect(vacant).toMatchObject({ holder: null, deputies: [{ personId: other.id, nameZh: 'other' }] });
    expect(JSON.stringify([await seats.list(), await people.list()])).not.toContain(idNumber);
  });

  it('a disabled person leaves the seat to a successor', async () => {
    const [one, other] = [await person('one', 'handler'), await person('other', 'handler')];
    await people.disable(one.id, admin);
    await people.move(other.id, { postId: one.post!.id }, admin);
    expect((await actorOf('other')).postId).toBe(one.post!.id);
  });
});

function cover(of: PersonView, by: PersonView, from = hour(0), to = hour(24)) {
  return { postId: of.post!.id, personId: by.id, from, to, reason: '休假' };
}

describe('a deputy (代理)', () => {
  it('acts in the covered seat from the first instant to the last, says so, and is still one person', async () => {
    const head = await person('head', 'head', { titleZh: '负责人' });
    const handler = await person('handler', 'handler');
    await seats.deputise(cover(head, handler, hour(1), hour(3)), admin);
    expect((await actorOf('handler')).roles).toEqual(['handler']);
    clock.at += 3_600_000;
    const acting = await actorOf('handler');
    expect(acting.roles).toEqual(['handler', 'head']);
    expect(acting).toMatchObject({ postTitle: '承办人', personId: handler.id });
    const inSeat = actingFor(acting, 'referral.decide');
    expect(inSeat).toMatchObject({ postId: head.post!.id, postTitle: '代理负责人', personId: handler.id });
    expect(actingPostOf(inSeat)).toBe(`代理负责人/${handler.id}`);
    expect(actingFor(acting, 'referral.answer')).toMatchObject({ postTitle: '承办人' });
    clock.at += 2 * 3_600_000;
    expect((await actorOf('handler')).roles).toEqual(['handler']);
  });

  it('sees what the covered seat sees, unless the deputy is shut out', async () => {
    const [one, other] = [await person('one', 'handler'), await person('other', 'handler')];
    const caseId = await caseOf(one.post!.id);
    await seats.deputise(cover(one, other), admin);
    expect(await cases.mayRead(await actorOf('other'), { caseId })).toBe(true);
    await cases.recuse(source.manager, { caseId, personId: other.id, category: 'relative', reason: '亲属', by: null });
    expect(await cases.mayRead(await actorOf('other'), { caseId })).toBe(false);
    expect(await cases.mayRead(await actorOf('one'), { caseId })).toBe(true);
  });

  it('loses cover and sessions when it is ended early', async () => {
    const [one, other] = [await person('one', 'handler'), await person('other', 'clerk')];
    const { deputies } = await seats.deputise(cover(one, other), admin);
    const { token } = await app.get(Sessions).signIn('other', password, address);
    await seats.endCover(deputies[0]!.id, admin);
    await expect(app.get(Sessions).check(token)).resolves.toBeUndefined();
    expect((await actorOf('other')).roles).toEqual(['clerk']);
    await expect(seats.endCover(deputies[0]!.id, admin)).rejects.toEqual(failure('DEPUTY_ABSENT'));
  });

  it('is not an administrator besides: the three stay separated over covers, also future ones', async () => {
    const auditor = await person('auditor', 'auditor');
    const clerk = await person('clerk', 'clerk');
    const later = cover(auditor, clerk, hour(48), hour(72));
    await expect(seats.deputise(later, admin)).rejects.toEqual(failure('ADMINISTRATORS_NOT_SEPARATED'));
    await expect(seats.deputise(cover(clerk, auditor), admin)).rejects.toEqual(failure('ADMINISTRATORS_NOT_SEPARATED'));
    expect((await seats.list()).flatMap(({ deputies }) => deputies)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['ends before it begins', hour(2), hour(1)],
    ['is over already', hour(-48), hour(-24)],
    ['lasts two years', hour(0), hour(24 * 730)],
  ])('is not named for a time that %s', async (_, from, to) => {
    const [one, other] = [await person('one', 'handler'), await person('other', 'handler')];
    const shift = (instant: string): string =>
      new Date(Date.parse(instant) - Date.parse(hour(0)) + clock.at).toISOString();
    await expect(seats.deputise(cover(one, other, shift(from), shift(to)), admin)).rejects.toEqual(
      failure('COVER_DATES_WRONG'),
    );
  });

  it('is neither the holder, nor somebody disabled, nor who names them', async () => {
    const [one, other] = [await person('one', 'handler'), await person('other', 'handler')];
    await expect(seats.deputise(cover(one, one), admin)).rejects.toEqual(failure('OWN_SEAT'));
    await people.disable(other.id, admin);
    await expect(seats.deputise(cover(one, other), admin)).rejects.toEqual(failure('PERSON_DISABLED'));
    const self = { ...cover(one, other), personId: admin.personId };
    await expect(seats.deputise(self, admin)).rejects.toEqual(failure('SELF_ADMINISTRATION'));
  });
});

describe('one person with two accounts', () => {
  it('is one: acts under one pseudonym, and is shut out by both, from the moment the number is known', async () => {
    const work = await person('work', 'head', { idNumber });
    const pool = await person('pool', 'head');
    const caseId = await caseOf(work.post!.id);
    await cases.recuse(source.manager, { caseId, personId: pool.id, category: 'relative', reason: '亲属', by: null });
    expect(await cases.mayRead(await actorOf('work'), { caseId })).toBe(true);
    const view = await people.setIdNumber(pool.id, '１１０１０５ 19491231 002x', admin);
    expect(view).toMatchObject({ sameAs: work.id, idNumberKnown: true });
    for (const username of ['work', 'pool']) {
      const actor = await actorOf(username);
      expect(actor.personId).toBe(work.id);
      expect(await cases.mayRead(actor, { caseId })).toBe(false);
    }
  });

  it('is not an administrator by the other account', async () => {
    await person('work', 'clerk', { idNumber });
    await expect(person('pool', 'auditor', { idNumber })).rejects.toEqual(failure('ADMINISTRATORS_NOT_SEPARATED'));
    const auditor = await person('auditor', 'auditor');
    await expect(people.setIdNumber(auditor.id, idNumber, admin)).rejects.toEqual(
      failure('ADMINISTRATORS_NOT_SEPARATED'),
    );
    expect((await people.list()).map(({ username }) => username)).toEqual(['auditor', 'guard', 'work']);
  });

  it.each(['110105194912310021', '1234567890', '', 'ABCDEFGHIJKLMNOPQR'])('refuses %p as a number', async (wrong) => {
    const { id } = await person('work', 'clerk');
    await expect(people.setIdNumber(id, wrong, admin)).rejects.toEqual(failure('ID_NUMBER_INVALID'));
  });

  it('the number stands nowhere in the database', async () => {
    await person('work', 'clerk', { idNumber });
    const stored = JSON.stringify(await source.query('select * from person'));
    expect(stored).not.toContain(idNumber);
    expect(stored).not.toContain(idNumber.slice(0, 17));
  });
});

describe('what administration leaves in the record', () => {
  it('every act with who, whom and the seat; no name and no number', async () => {
    const before = await source.query<unknown[]>('select 1 from audit_pending union all select 1 from audit_entry');
    const [one, other] = [await person('one', 'handler'), await person('other', 'handler', { idNumber })];
    await seats.deputise(cover(one, other), admin);
    await people.move(one.id, { post: { titleZh: '内勤', titleEn: 'Clerk' }, roles: ['clerk'] }, admin);
    const caseId = await caseOf(one.post!.id);
    await cases.recuse(source.manager, { caseId, personId: other.id, category: 'witness', reason: '证人', by: admin });
    const rows = await source.query<{ text: string }[]>(
      `select text from (select position, text from audit_pending union all select position, text from audit_entry) e
       order by position`,
    );
    const texts = rows.slice(before.length).map(({ text }) => text);
    const entries = texts.map((text) => JSON.parse(text) as { action?: string; entry?: { action: string } });
    expect(entries.map((kept) => kept.entry?.action ?? kept.action)).toEqual([
      ...['person.created', 'person.created', 'post.covered', 'person.moved', 'case.admitted', 'case.recused'],
    ]);
    expect(texts.join()).not.toContain(idNumber);
    expect(texts.join()).not.toContain('证人');
  });
});
