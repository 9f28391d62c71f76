import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { accessMigrations, accessRows } from '@sup/access';
import { type Actor } from '@sup/access/protocol';
import { newId, systemClock } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { type Clue, clueQueues } from '../protocol/index.ts';
import { clueRows } from '../store/clue.row.ts';
import { ClueStore } from '../store/clue.store.ts';
import { CreateClue1764000001000 } from '../store/migrations/20261202-create-clue.ts';
import { actorFixture, listAccess } from '../testing/actors.fixture.ts';
import { clueFixture, personFixture } from '../testing/clue.fixture.ts';
import { type ClueListQuery, clueListSchema } from './list.requests.ts';
import { ClueLists } from './list.service.ts';

let database: TestDatabase;
let lists: ClueLists;
const store = new ClueStore({ agency: 'own-agency', numberKey: new Uint8Array(32).fill(7) });
const head = actorFixture('head');
const handler = actorFixture('handler');
const clerk = actorFixture('clerk');
const meeting = actorFixture('meeting');

beforeAll(async () => {
  database = await testDatabase({
    rows: [...accessRows, ...clueRows],
    migrations: [...accessMigrations, CreateClue1764000001000],
  });
  lists = new ClueLists(database.dataSource, store, listAccess(), systemClock);
});
afterAll(async () => database?.drop());
beforeEach(async () => {
  await database.dataSource.query(
    'truncate clue, clue_search, clue_history, clue_person, clue_referral, clue_reporter, identity_request, case_member, case_exclusion',
  );
});

async function put(more: Partial<Clue> = {}): Promise<Clue> {
  const clue = clueFixture({ status: 'registered', ...more });
  await store.insert(database.dataSource.manager, clue);
  return clue;
}
const query = (more: Partial<ClueListQuery> = {}): ClueListQuery => ({ ...clueListSchema.parse({}), ...more });
const idsOf = async (actor: Actor, more: Partial<ClueListQuery> = {}) =>
  (await lists.list(query(more), actor)).items.map(({ id }) => id);
const admit = (clue: Clue, actor: Actor) =>
  database.dataSource.query(
    `insert into case_member (id, case_id, holder_id, holder_kind, capacity, held_from, reason)
     values ($1, $2, $3, 'post', 'handler', now() - interval '1 minute', 'assigned')`,
    [newId(), clue.caseId, actor.postId],
  );
const exclude = (clue: Clue, actor: Actor) =>
  database.dataSource.query(
    `insert into case_exclusion (id, case_id, person_id, category, reason, since) values ($1, $2, $3, 'accused', 'x', now())`,
    [newId(), clue.caseId, actor.personId],
  );

describe('queues', () => {
  it('hold every clue in exactly one, whatever its state', async () => {
    const proposal = {
      outcome: 'partly',
      subjectHeard: true,
      proposedBy: { personId: newId(), postId: newId() },
    } as const;
    const statuses = ['draft', 'registered', 'screening', 'accepted', 'assigned', 'verifying', 'pending-keep'] as const;
    const others = ['substantiated', 'referred-out', 'disposed', 'closed', 'merged', 'declined', 'redirected'] as const;
    for (const status of [...statuses, ...others]) await put({ status });
    await put({ status: 'verifying', proposal });
    const counts = await lists.queues(head);
    const sum = counts.filter(({ queue }) => queue !== 'mine').reduce((total, { count }) => total + count, 0);
    expect(sum).toBe(statuses.length + others.length + 1);
    const all = await Promise.all(clueQueues.map((queue) => idsOf(head, { queue })));
    expect(new Set(all.flat()).size).toBe(all.flat().length);
    expect([...all.flat()].sort()).toEqual((await idsOf(head)).sort());
    for (const [at, queue] of clueQueues.entries()) {
      expect(counts.find((one) => one.queue === queue)?.count).toBe(all[at]!.length);
    }
  });

  it('`mine` is what waits for this actor: by role, by seat, and a kept clue from its review day', async () => {
    const seat = { personId: clerk.personId, postId: clerk.postId };
    const ownDraft = await put({ status: 'draft', registeredBy: seat });
    await put({ status: 'draft' });
    const registered = await put({ status: 'registered' });
    const due = await put({ status: 'pending-keep', reviewOn: '2020-01-01' });
    await put({ status: 'pending-keep', reviewOn: '2999-01-01' });
    const own = await put({ status: 'assigned', handlers: [handler.postId] });
    await admit(own, handler);
    const others = await put({ status: 'assigned', handlers: [newId()] });
    await admit(others, handler);
    const found = await put({ status: 'substantiated' });
    expect((await idsOf(head, { queue: 'mine' })).sort()).toEqual([registered.id, due.id].sort());
    expect(await idsOf(clerk, { queue: 'mine' })).toEqual([ownDraft.id]);
    expect(await idsOf(handler, { queue: 'mine' })).toEqual([own.id]);
    expect(await idsOf(meeting, { queue: 'mine' })).toEqual([found.id]);
    expect((await lists.queues(handler)).find(({ queue }) => queue === 'mine')?.count).toBe(1);
  });
});

describe('pages', () => {
  it('follow one another without gap or repetition, also when clues move between them', async () => {
    const at = (n: number) => `2026-11-20T03:00:${String(n % 7).padStart(2, '0')}.000Z`;
    const ids = [];
    for (let n = 0; n < 25; n += 1) ids.push((await put({ movedAt: at(n) })).id);
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < 5; page += 1) {
      const { items, next, total, totalIsCapped } = await lists.list(
        query({ size: 6, ...(after ? { after } : {}) }),
        head,
      );
      expect({ total, totalIsCapped }).toEqual({ total: 25, totalIsCapped: false });
      seen.push(...items.map(({ id }) => id));
      if (page === 1) await put({ movedAt: '2026-11-25T00:00:00.000Z' });
      after = next ?? undefined;
    }
    expect(after).toBeUndefined();
    expect(seen.sort()).toEqual(ids.sort());
  });

  it('refuse a place that is none, and one of another kind of list', async () => {
    for (let n = 0; n < 3; n += 1) await put();
    const { next } = await lists.list(query({ size: 2 }), head);
    for (const after of ['nonsense', Buffer.from('["moved","x","y",1]').toString('base64url')]) {
      await expect(lists.list(query({ after }), head)).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
    }
    await expect(lists.list(query({ after: next!, q: '执法' }), head)).rejects.toMatchObject({
      code: 'CURSOR_INVALID',
    });
  });

  it('are narrowed by status and by day of receipt', async () => {
    const old = await put({ receivedAt: '2026-01-05T20:00:00.000Z', status: 'closed' });
    await put({ status: 'closed' });
    await put();
    expect(await idsOf(head, { status: ['closed'], to: '2026-01-06' })).toEqual([old.id]);
    expect(await idsOf(head, { to: '2026-01-05' })).toEqual([]);
    expect(await idsOf(head, { from: '2026-01-06', to: '2026-01-06' })).toEqual([old.id]);
  });
});

describe('search', () => {
  const persons = (...names: string[]) => ({
    agency: 'unit',
    office: null,
    persons: names.map((name) => personFixture(name)),
  });
  const find = (q: string, actor: Actor = head) => idsOf(actor, { q });

  it.each([
    ['欧阳静', ['欧阳 静', '欧阳静', '歐陽靜', '欧阳', 'ouyangjing', 'Ouyang Jing', 'oyj', 'ouyang']],
    ['买买提·艾力', ['买买提艾力', '买买提•艾力', '买买提 艾力', '艾力', 'maimaitiaili']],
    ['单欣', ['shanxin', 'shan', 'sx', '單欣']],
    ['仇和', ['qiuhe', 'qh']],
    ['解晓东', ['xiexiaodong', 'xxd', '解曉東']],
    ['吕布', ['lvbu', 'lübu', 'lyubu', '呂布']],
    ['王喆', ['王哲', '喆']],
    ['Ａｌｉ Smith', ['ali smith', 'alismith']],
  ])('finds %s by every way to write it', async (name, ways) => {
    const clue = await put({ subject: persons(name) });
    await put({ subject: persons('赵六') });
    for (const way of ways) expect({ way, found: await find(way) }).toEqual({ way, found: [clue.id] });
  });

  it('finds an ID number in any writing, and never by a part of it', async () => {
    const of = (idNumber: string) => ({ agency: 'unit', office: null, persons: [personFixture('王五', { idNumber })] });
    const clue = await put({ subject: of('11010519491231002X') });
    const old = await put({ subject: of('110105491231003') });
    await put();
    for (const way of [
      '11010519491231002x',
      '１１０１０５１９４９１２３１００２Ｘ',
      '110105 19491231 002X',
      '110105491231002',
    ]) {
      expect({ way, found: await find(way) }).toEqual({ way, found: [clue.id] });
    }
    expect(await find('110105491231003')).toEqual([old.id]);
    expect(await find('110105194912310038')).toEqual([old.id]);
    for (const part of ['1101051949123100', '1231002X']) expect(await find(part)).toEqual([]);
  });

  it('finds numbers of clues and cases, and words of title and facts, one or several', async () => {
    const clueNo = 'XS-own-agency-20261125-0042';
    const relatedCase = { caseNo: '（2026）甲0102刑初12号', stage: 'PENDING', procedure: 'CRIMINAL' } as const;
    const clue = await put({ clueNo, relatedCase, title: '违规扣押车辆', facts: '扣押清单未交当事人签字。' });
    await put({ clueNo: 'XS-own-agency-20261125-0043' });
    for (const way of [clueNo, clueNo.toLowerCase(), '0042', '(2026)甲0102刑初12号', '扣押', '清单 车辆', '違規扣押']) {
      expect({ way, found: await find(way) }).toEqual({ way, found: [clue.id] });
    }
    for (const none of ['扣押单清', '不存在的词', '%', '___', "';drop table clue"])
      expect(await find(none)).toEqual([]);
  });

  it('goes from page to page, newest first, and says when there are more than it counts', async () => {
    const ids = [];
    for (let n = 0; n < 105; n += 1) ids.push((await put({ title: `第${n}件扣押` })).id);
    const first = await lists.list(query({ q: '扣押', size: 60 }), head);
    expect(first).toMatchObject({ total: 100, totalIsCapped: true });
    const second = await lists.list(query({ q: '扣押', size: 60, after: first.next! }), head);
    expect(second.next).toBeNull();
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([...ids].reverse());
  });
});

describe('need-to-know', () => {
  it('is the same in list, count, search and selection: an excluded head sees what would be without the clue', async () => {
    const clue = await put({ title: '反映扣押问题' });
    const other = await put({ title: '另一扣押问题' });
    const accused = actorFixture('head');
    await exclude(clue, accused);
    expect(await idsOf(accused)).toEqual([other.id]);
    expect(await idsOf(accused, { q: '扣押' })).toEqual([other.id]);
    expect((await lists.list(query(), accused)).total).toBe(1);
    expect((await lists.queues(accused)).find(({ queue }) => queue === 'intake')?.count).toBe(1);
    expect(await lists.selected([clue.id], accused)).toEqual(
      await lists.selected([newId()], accused).then((rows) => [{ ...rows[0], id: clue.id }]),
    );
    expect(await idsOf(head)).toHaveLength(2);
  });

  it('shows a handler the admitted cases only', async () => {
    const own = await put({ status: 'verifying' });
    await put({ status: 'verifying' });
    await admit(own, handler);
    expect(await idsOf(handler)).toEqual([own.id]);
    expect(await idsOf(handler, { q: '执法' })).toEqual([own.id]);
    expect(await idsOf(actorFixture('custodian'))).toEqual([]);
    expect(await idsOf(actorFixture('sysadmin'), { q: '执法' })).toEqual([]);
  });
});

describe('CON-01', () => {
  it('answers for every ticked row, in order, and reports the one that is gone', async () => {
    const [one, two] = [await put(), await put({ status: 'closed' })];
    const gone = newId();
    expect(await lists.selected([two.id, gone, one.id, two.id], head)).toMatchObject([
      { id: two.id, state: 'present', clue: { status: 'closed' } },
      { id: gone, state: 'absent', clue: null },
      { id: one.id, state: 'present', clue: { status: 'registered' } },
    ]);
  });
});
