import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { accessMigrations, accessRows } from '@sup/access';
import { newId } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { type Clue } from '../protocol/index.ts';
import { clueRows } from '../store/clue.row.ts';
import { ClueStore } from '../store/clue.store.ts';
import { CreateClue1764000001000 } from '../store/migrations/20261202-create-clue.ts';
import { bandsOf, likeness, sharedPassage } from '../store/sketch.rules.ts';
import { actorFixture, listAccess } from '../testing/actors.fixture.ts';
import { clueFixture, personFixture } from '../testing/clue.fixture.ts';
import { DuplicatesService } from './duplicates.service.ts';

let database: TestDatabase;
let duplicates: DuplicatesService;
const store = new ClueStore({ agency: 'own-agency', numberKey: new Uint8Array(32).fill(7) });
const head = actorFixture('head');

beforeAll(async () => {
  database = await testDatabase({
    rows: [...accessRows, ...clueRows],
    migrations: [...accessMigrations, CreateClue1764000001000],
  });
  duplicates = new DuplicatesService(database.dataSource, store, listAccess());
});
afterAll(async () => database?.drop());
beforeEach(async () => {
  await database.dataSource.query(
    'truncate clue, clue_search, clue_history, clue_person, clue_referral, clue_reporter, identity_request, case_exclusion',
  );
});

const facts =
  '2026年10月12日上午，反映人到派出所报案称被邻居殴打致伤，值班民警未出具受案回执，也未委托伤情鉴定，' +
  '此后多次催问均答复正在研究，至今没有书面决定。';
const otherFacts = '法院执行局在冻结账户后超过法定期限未发放执行案款，申请人多次申请均未答复，怀疑有人从中截留。';
const persons = (name: string, idNumber: string | null = null, agency = 'unit-a') => ({
  ...{ agency, office: null, persons: [personFixture(name, { idNumber })] },
});
async function put(more: Partial<Clue> = {}): Promise<Clue> {
  const clue = clueFixture({
    status: 'registered',
    facts: otherFacts,
    subject: persons('赵六'),
    misconductCodes: [],
    ...more,
  });
  await store.insert(database.dataSource.manager, clue);
  return clue;
}
const typed = (more: Partial<Clue>) =>
  clueFixture({
    id: '',
    facts: '另一件事，与他人无关，需要另行核实处理。',
    misconductCodes: [],
    subject: persons('钱七'),
    ...more,
  });
const kindsOf = async (more: Partial<Clue>) =>
  (await duplicates.of(typed(more), head)).map(({ clueId, why }) => [clueId, why.map(({ kind }) => kind)]);

describe('a duplicate is shown with what speaks for it', () => {
  it('the same person by number, in any writing, in whichever unit', async () => {
    const known = await put({ subject: persons('王五', '11010519491231002X') });
    const [found] = await duplicates.of(typed({ subject: persons('王伍', '110105491231002', 'unit-b') }), head);
    expect(found).toMatchObject({ clueId: known.id, why: [{ kind: 'same-person', evidence: '王五 · …002X' }] });
  });

  it('the same name in the same unit, unless the numbers differ; not in another unit', async () => {
    const known = await put({ subject: persons('欧阳 静') });
    await put({ subject: persons('欧阳静', null, 'unit-b') });
    expect(await kindsOf({ subject: persons('欧阳静') })).toEqual([[known.id, ['same-person']]]);
    await put({ subject: persons('孙八', '11010519491231002X') });
    expect(await kindsOf({ subject: persons('孙八', '110105194912310038') })).toEqual([]);
  });

  it('a variant of the name: traditional, or a look-alike', async () => {
    const known = await put({ subject: persons('王喆') });
    const [found] = await duplicates.of(typed({ subject: persons('王哲') }), head);
    expect(found).toMatchObject({ clueId: known.id, why: [{ kind: 'variant-name', evidence: '王哲 ≈ 王喆' }] });
    const traditional = await put({ subject: persons('劉國強') });
    expect(await kindsOf({ subject: persons('刘国强') })).toEqual([[traditional.id, ['variant-name']]]);
  });

  it('the same case number, however its brackets are written', async () => {
    const of = (caseNo: string) => ({ caseNo, stage: 'PENDING', procedure: 'CRIMINAL' }) as const;
    const known = await put({ relatedCase: of('（2026）甲0102刑初12号') });
    expect(await kindsOf({ relatedCase: of('(2026) 甲0102刑初12号') })).toEqual([[known.id, ['same-facts']]]);
    expect(await kindsOf({ relatedCase: of('(2026)甲0102刑初13号') })).toEqual([]);
  });

  it('the same unit, code and weeks with like words; not months apart', async () => {
    const common = { subject: { agency: 'unit-a', office: '城北所', persons: [] }, misconductCodes: ['M3-PO-01'] };
    const known = await put({ ...common, facts });
    const shorter = facts.slice(0, 60) + '，请依法处理。';
    expect((await kindsOf({ ...common, facts: shorter }))[0]).toEqual([
      known.id,
      expect.arrayContaining(['same-facts']),
    ]);
    const kinds = await kindsOf({ ...common, facts: shorter, receivedAt: '2026-03-01T02:00:00.000Z' });
    expect(kinds.flat(2)).not.toContain('same-facts');
  });

  it('close text, with the share and the longest common passage', async () => {
    const known = await put({ facts });
    const [found] = await duplicates.of(typed({ facts: `据反映，${facts}请予核查。` }), head);
    expect(found?.clueId).toBe(known.id);
    expect(found?.why[0]?.kind).toBe('close-text');
    expect(found?.why[0]?.evidence).toMatch(/^9\d% · 2026年10月12日上午/);
    expect(await kindsOf({ facts: otherFacts.split('').reverse().join('') })).toEqual([]);
  });

  it('the strongest evidence first, ten at most', async () => {
    for (let n = 0; n < 12; n += 1) await put({ subject: persons('王哲') });
    const strong = await put({ subject: persons('王喆', '11010519491231002X'), facts });
    const found = await duplicates.of(typed({ subject: persons('王喆', '11010519491231002X'), facts }), head);
    expect(found).toHaveLength(10);
    expect(found[0]).toMatchObject({ clueId: strong.id, why: [{ kind: 'same-person' }, { kind: 'close-text' }] });
  });
});

describe('a duplicate is not shown', () => {
  it('to whom it must not be known, nor is its existence; discarded and merged ones and itself to nobody', async () => {
    const known = await put({ facts });
    const accused = actorFixture('head');
    await database.dataSource.query(
      `insert into case_exclusion (id, case_id, person_id, category, reason, since) values ($1, $2, $3, 'accused', 'x', now())`,
      [newId(), known.caseId, accused.personId],
    );
    expect(await duplicates.of(typed({ facts }), accused)).toEqual([]);
    expect(await duplicates.of(known, head)).toEqual([]);
    await put({ facts, status: 'discarded' });
    await put({ facts, status: 'merged' });
    expect(await kindsOf({ facts })).toEqual([[known.id, ['close-text']]]);
  });
});

describe('the marks of a text', () => {
  it('are shared by texts of much the same words, and not by others', () => {
    const shared = (one: string, other: string) => bandsOf(one).filter((mark) => bandsOf(other).includes(mark)).length;
    expect(shared(facts, `据反映，${facts}请予核查。`)).toBeGreaterThan(0);
    expect(shared(facts, otherFacts)).toBe(0);
    expect(bandsOf('')).toEqual([]);
    expect(likeness('', facts)).toBe(0);
    expect(likeness(facts, facts)).toBe(1);
    expect(sharedPassage('甲乙丙丁', '乙丙戊')).toBe('乙丙');
  });
});
