import { type TestingModule, Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccessModule,
  type Actor,
  CaseAccess,
  People,
  type Role,
  Sessions,
  accessMigrations,
  accessRows,
} from '@sup/access';
import { AuditModule, auditMigrations } from '@sup/audit';
import { DeadlinesModule, deadlinesMigrations } from '@sup/deadlines';
import { newId } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import { DataSource } from 'typeorm';
import { AboutRegistry, DecisionsModule, DecisionsService, MeetingsService, decisionsMigrations } from '../index.ts';
import { DecisionReads } from './decision.reads.ts';
import { MajorReports } from './major-reports.service.ts';
import { callSchema, commandSchemas, listQuerySchema, majorReportSchema, recordSchema } from './meeting.requests.ts';
import { type CommandBody, type CommandName } from './meeting.requests.ts';
import { type MeetingView } from './meeting.views.ts';

const password = 'correct horse 9';
const kind = 'clue';
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const outside = ['委员一', '委员二', '委员三'];
let database: TestDatabase;
let app: TestingModule;
let source: DataSource;
let cases: CaseAccess;
let meetings: MeetingsService;
let reads: DecisionReads;
let secretary: Actor;
let head: Actor;
let member: Actor;
let aside: Actor;
let handler: Actor;

async function staff(username: string, role: Role, nameZh: string): Promise<Actor> {
  const post = { titleZh: `岗位 ${username}`, titleEn: username };
  await app.get(People).create({ username, password, nameZh, post, roles: [role] });
  return (await app.get(Sessions).signIn(username, password, '192.0.2.1')).actor;
}

/** A record of a made-up capability, open to the secretary and to whoever may read its case. */
async function record(): Promise<string> {
  const id = newId();
  await cases.openCase(source.manager, { caseId: id, kind, openedBy: null });
  return id;
}

beforeAll(async () => {
  database = await testDatabase({});
  const migrations = [...accessMigrations, ...auditMigrations, ...deadlinesMigrations, ...decisionsMigrations];
  app = await Test.createTestingModule({
    imports: [
      TypeOrmModule.forRoot({
        ...{ type: 'postgres', url: database.url, entities: accessRows, migrations, migrationsRun: true },
        retryAttempts: 0,
      }),
      AccessModule.forAgency({
        ...{ agency: 'unit-one', publicOrigin: 'http://unit.localhost:4005', identityKey: new Uint8Array(32).fill(7) },
      }),
      AuditModule.forAgency({ agency: 'unit-one' }),
      DeadlinesModule.forAgency({ agency: 'unit-one', adjustable: false }),
      DecisionsModule.forAgency({ agency: 'unit-one' }),
    ],
  }).compile();
  await app.init();
  source = app.get(DataSource);
  cases = app.get(CaseAccess);
  meetings = app.get(MeetingsService);
  reads = app.get(DecisionReads);
  await app.get(People).createFirst([
    {
      ...{ username: 'guard', password, nameZh: '安全员', roles: ['secadmin'] as const },
      post: { titleZh: '安全管理员', titleEn: 'Security' },
    },
  ]);
  secretary = await staff('secretary', 'meeting', '秘书甲');
  head = await staff('head', 'head', '负责人乙');
  member = await staff('member', 'handler', '委员丙');
  aside = await staff('aside', 'handler', '委员丁');
  handler = await staff('handler', 'handler', '旁人戊');
  app.get(AboutRegistry).register(kind, async (id, actor) => {
    const subject = { caseId: id, stage: 'deciding' };
    return (await cases.mayRead(actor, subject)) ? { kind, id, caseId: id, title: '关于某某的线索' } : null;
  });
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

const called = (more: object = {}): Promise<MeetingView> => {
  const members = [
    { personId: head.personId },
    { personId: member.personId },
    { personId: aside.personId },
    ...outside,
  ];
  return meetings.call(
    callSchema.parse({ heldOn: today, chair: { personId: head.personId }, members, ...more }),
    secretary,
  );
};
function does<Name extends CommandName>(meeting: MeetingView, name: Name, body: object, by = secretary) {
  return meetings.command(meeting.id, name, commandSchemas[name].parse(body) as CommandBody<Name>, by);
}
const failure = (code: string): object => expect.objectContaining({ code });
const cite = (decisionId: string | null, id: string, purpose = 'clue.dispose') =>
  source.transaction((manager) => app.get(DecisionsService).cite(manager, decisionId, { kind, id, purpose }));

describe('a meeting kept step by step', () => {
  it('is called, convened, resolved and concluded; its decision is cited for its record, once for a purpose', async () => {
    const id = await record();
    let meeting = await called();
    expect(meeting.meetingNo).toMatch(/^HY-UNIT-ONE-\d{4}-\d{4,}$/);
    meeting = await does(meeting, 'agenda', { about: { kind, id, caseId: newId(), title: '假标题' } });
    expect(meeting.items[0]!.about).toEqual({ kind, id, caseId: id, title: '关于某某的线索' });
    const itemId = meeting.items[0]!.id;
    expect(await meetings.view(meeting.id, member)).toMatchObject({ items: [{ n: 1 }], commands: [] });
    expect(await cases.mayRead(member, { caseId: id })).toBe(true);
    meeting = await does(meeting, 'convene', { present: ['m1', 'm2', 'm4', 'm5'] });
    await does(meeting, 'resolve', { itemId, resolution: 'agreed', text: '同意移送', minutes: '逐一发言' });
    meeting = await does(meeting, 'conclude', {});
    expect(meeting).toMatchObject({ status: 'concluded', commands: ['correct'] });
    const citation = await cite(itemId, id);
    expect(citation).toMatchObject({ decisionId: itemId, meetingNo: meeting.meetingNo, heldOn: today });
    expect((await reads.about(id, member))[0]).toMatchObject({ resolution: 'agreed', hash: citation.hash });
    await expect(cite(itemId, id)).rejects.toEqual(failure('DECISION_ALREADY_CITED'));
    await expect(cite(itemId, await record(), 'other')).rejects.toEqual(failure('DECISION_NOT_ABOUT_THIS'));
    for (const none of [null, newId(), 'nonsense']) {
      await expect(cite(none, id, 'other')).rejects.toEqual(failure('COLLECTIVE_DECISION_REQUIRED'));
    }
  });

  it('whoever is recused neither sees the item, nor the case, nor what was decided', async () => {
    const id = await record();
    let meeting = await called();
    meeting = await does(meeting, 'agenda', { about: { kind, id } });
    const itemId = meeting.items[0]!.id;
    expect((await meetings.view(meeting.id, aside)).items).toHaveLength(1);
    meeting = await does(meeting, 'recuse', { itemId, memberId: 'm3', category: 'relative', reason: '系近亲属' });
    await expect(meetings.view(meeting.id, aside)).rejects.toEqual(failure('MEETING_ABSENT'));
    expect((await meetings.list(listQuerySchema.parse({}), aside)).items.map((one) => one.id)).not.toContain(
      meeting.id,
    );
    expect(await cases.mayRead(aside, { caseId: id })).toBe(false);
    meeting = await does(meeting, 'convene', { present: ['m1', 'm2', 'm3', 'm4'] });
    meeting = await does(meeting, 'resolve', { itemId, resolution: 'agreed', text: '同意' });
    expect(meeting.items[0]!.quorum).toMatchObject({ entitled: 5, present: 3 });
    await does(meeting, 'conclude', {});
    expect(await reads.about(id, aside)).toEqual([]);
    await expect(reads.view(itemId, aside)).rejects.toEqual(failure('DECISION_ABSENT'));
    expect(await reads.about(id, member)).toHaveLength(1);
  });

  it('a member who was shut out of the case before is recused without a word, and two items hide only one', async () => {
    const [first, second] = [await record(), await record()];
    await cases.recuse(source.manager, {
      ...{ caseId: second, personId: aside.personId, category: 'accused', reason: '', by: null },
    });
    let meeting = await called();
    meeting = await does(meeting, 'agenda', { about: { kind, id: first } });
    meeting = await does(meeting, 'agenda', { about: { kind, id: second } });
    const seen = await meetings.view(meeting.id, aside);
    expect(seen.items.map(({ n, about }) => [n, about.id])).toEqual([[1, first]]);
    expect(JSON.stringify(seen)).not.toContain(second);
    expect(meeting.items[1]!.recused.map(({ memberId }) => memberId)).toEqual(['m3']);
  });

  it('nobody else sees it: not in lists, not by id', async () => {
    const id = await record();
    let meeting = await called();
    meeting = await does(meeting, 'agenda', { about: { kind, id } });
    await expect(meetings.view(meeting.id, handler)).rejects.toEqual(failure('MEETING_ABSENT'));
    expect((await meetings.list(listQuerySchema.parse({}), handler)).items).toEqual([]);
    await expect(does(meeting, 'cancel', { reason: '无' }, handler)).rejects.toEqual(failure('MEETING_ABSENT'));
  });

  it('nobody puts on an agenda what they may not read', async () => {
    const meeting = await called();
    await expect(does(meeting, 'agenda', { about: { kind: 'unknown', id: newId() } })).rejects.toEqual(
      failure('ABOUT_UNKNOWN'),
    );
    const hidden = await record();
    await cases.recuse(source.manager, {
      ...{ caseId: hidden, personId: secretary.personId, category: 'interest', reason: '', by: null },
    });
    await expect(does(meeting, 'agenda', { about: { kind, id: hidden } })).rejects.toEqual(failure('ABOUT_UNKNOWN'));
  });

  it('whoever looked at an older state is told so', async () => {
    const meeting = await called();
    const id = await record();
    await does(meeting, 'agenda', { about: { kind, id }, expectedVersion: 1 });
    await expect(does(meeting, 'cancel', { reason: '改期', expectedVersion: 1 })).rejects.toEqual(
      failure('MEETING_CHANGED'),
    );
  });

  it('members lose sight of the case when the meeting is cancelled', async () => {
    const id = await record();
    const meeting = await does(await called(), 'agenda', { about: { kind, id } });
    expect(await cases.mayRead(member, { caseId: id })).toBe(true);
    await does(meeting, 'cancel', { reason: '改期' });
    expect(await cases.mayRead(member, { caseId: id })).toBe(false);
  });

  it('one number is one meeting, whatever its dashes and width', async () => {
    await called({ meetingNo: '党组会 2026-7' });
    await expect(called({ meetingNo: '党组会２０２６－７' })).rejects.toEqual(failure('MEETING_NO_TAKEN'));
    await expect(called({ meetingNo: '党组会 2026-71' })).resolves.toBeDefined();
  });

  it('what was decided, and how, cannot be changed in the database either', async () => {
    await expect(source.query("update decision set canonical = 'x'")).rejects.toThrow('never changed');
    await expect(source.query('delete from decision_meeting_event')).rejects.toThrow('never changed');
  });
});

describe('a meeting entered at once', () => {
  const entered = (id: string, meeting: object, more: object = {}) =>
    reads.record(
      recordSchema.parse({
        ...{ about: { kind, id }, resolution: 'agreed', text: '同意移送' },
        meeting: { heldOn: today, attendees: outside, ...meeting },
        ...more,
      }),
      secretary,
    );

  it('yields a decision like any other; entered again it is the one on record', async () => {
    const id = await record();
    const first = await entered(id, { meetingNo: 'E-1' });
    expect(first).toMatchObject({ resolution: 'agreed', quorum: { entitled: 3, present: 3 } });
    expect((await entered(id, { meetingNo: 'E-1' })).decisionId).toBe(first.decisionId);
    await expect(entered(id, { meetingNo: 'E-1' }, { text: '不同意', resolution: 'not-agreed' })).rejects.toEqual(
      failure('DECISION_ALREADY_RECORDED'),
    );
    const other = await entered(await record(), { meetingNo: 'E-1' });
    expect(other.decisionId).not.toBe(first.decisionId);
    await expect(entered(await record(), { meetingNo: 'E-1', attendees: [...outside, '委员四'] })).rejects.toEqual(
      failure('MEETING_NO_TAKEN'),
    );
    expect(await cite(first.decisionId, id)).toMatchObject({ meetingNo: 'E-1' });
  });

  it.each([
    ['below the quorum', { attendees: ['委员一', '委员二', '委员一 '] }, 'QUORUM_NOT_MET'],
    ['in the future', { heldOn: '2999-01-01' }, 'MEETING_DAY_INVALID'],
    ['in the year 1', { heldOn: '0001-01-01' }, 'MEETING_DAY_INVALID'],
    ['with somebody recused at the table', { recused: ['委员 三'] }, 'RECUSED_TOOK_PART'],
    ['with nobody at the table', { attendees: [] }, 'QUORUM_NOT_MET'],
    ['with a name that is none', { attendees: [...outside, '（ ）'] }, 'ATTENDEE_NAME_INVALID'],
    ['with a person nobody knows', { attendees: [...outside, { personId: newId() }] }, 'ATTENDEE_UNKNOWN'],
  ])('%s is refused and leaves nothing', async (_, meeting, code) => {
    const id = await record();
    await expect(entered(id, meeting)).rejects.toEqual(failure(code));
    expect(await reads.about(id, head)).toEqual([]);
  });

  it('is refused where somebody shut out of the case voted, by name as by person', async () => {
    const id = await record();
    await cases.recuse(source.manager, {
      ...{ caseId: id, personId: aside.personId, category: 'accused', reason: '', by: null },
    });
    await expect(entered(id, { attendees: [...outside, '委员 丁'] })).rejects.toEqual(failure('RECUSED_TOOK_PART'));
  });

  it('whoever is recused by name is shut out, and a decision that was not agreed carries nothing', async () => {
    const id = await record();
    const decided = await entered(id, { recused: ['委员丁'] }, { resolution: 'not-agreed', text: '不同意' });
    expect(await cases.excludedAmong(id, [aside.personId])).toEqual([aside.personId]);
    await expect(cite(decided.decisionId, id)).rejects.toEqual(failure('DECISION_NOT_AGREED'));
  });
});

it('a major matter is reported with its limit, answered once, and hidden from whoever may not know the case', async () => {
  const id = await record();
  const reports = app.get(MajorReports);
  const known = new Date(Date.now() - 25 * 3_600_000).toISOString();
  const body = majorReportSchema.parse({ about: { kind, id }, to: '市委', text: '重大事项', knownAt: known });
  const late = await reports.report(body, head);
  expect(late).toMatchObject({ inTime: false, due: { ruleId: 'PLC-MAJOR-24H' }, to: '市委' });
  expect((await reports.report({ ...body, knownAt: undefined }, head)).inTime).toBe(true);
  const future = new Date(Date.now() + 3_600_000).toISOString();
  await expect(reports.report({ ...body, knownAt: future }, head)).rejects.toEqual(failure('MEETING_DAY_INVALID'));
  await expect(reports.report({ ...body, ruleId: 'NONE' }, head)).rejects.toEqual(failure('MAJOR_REPORT_RULE_UNKNOWN'));
  await expect(reports.report(body, handler)).rejects.toEqual(failure('ABOUT_UNKNOWN'));
  await reports.answer(late.id, { text: '同意', answeredOn: today }, head);
  await expect(reports.answer(late.id, { text: '同意', answeredOn: today }, head)).rejects.toEqual(
    failure('MAJOR_REPORT_ANSWERED'),
  );
  expect(await reports.about(id, head)).toHaveLength(2);
  expect(await reports.about(id, handler)).toEqual([]);
});
