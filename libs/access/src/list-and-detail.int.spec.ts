import { type NestExpressApplication } from '@nestjs/platform-express';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@sup/kernel';
import { type TestDatabase, testDatabase } from '@sup/testing';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { type Actor, CaseAccess, type CaseSubject } from './index.ts';
import { type Role, type SeatHeld, actionsOf, decidingStages, intakeStages, roles } from './protocol/index.ts';
import { tinyApp, tinyClock as clock } from './tiny/tiny.app.ts';

/** A register as a capability would keep one: case, stage, who registered it, and words to search. */
interface Entry {
  readonly caseId: string;
  readonly stage: string | null;
  readonly registeredBy: string | null;
  readonly title: string;
}

let database: TestDatabase;
let app: NestExpressApplication;
let cases: CaseAccess;
let source: DataSource;

const seats = Array.from({ length: 4 }, () => newId());
const persons = Array.from({ length: 3 }, () => newId());
const stages = [...intakeStages.slice(0, 2), ...decidingStages.slice(0, 2), 'verifying', 'closed', null];

beforeAll(async () => {
  database = await testDatabase({});
  app = await tinyApp(database.url);
  await app.init();
  cases = app.get(CaseAccess);
  source = app.get(DataSource);
  await source.query(
    'create table entry (case_id uuid primary key, stage text, registered_by uuid, title text not null)',
  );
});

afterAll(async () => {
  await app?.close();
  await database?.drop();
});

const seat = fc.constantFrom(...seats);
const role = fc.constantFrom<Role>(...roles);
const persona = fc.record({
  personId: fc.constantFrom(...persons),
  held: fc.array(fc.record({ postId: seat, roles: fc.uniqueArray(role, { minLength: 1, maxLength: 2 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
});
const register = fc.array(
  fc.record({
    stage: fc.constantFrom(...stages),
    registeredBy: fc.option(fc.oneof(seat, fc.constantFrom(...persons))),
    title: fc.constantFrom('偷税', '打人', '打招呼'),
    members: fc.array(
      fc.record({
        holder: fc.oneof(seat, fc.constantFrom(...persons)),
        state: fc.constantFrom('now', 'over', 'future', 'until'),
      }),
      { maxLength: 3 },
    ),
    excluded: fc.array(fc.record({ personId: fc.constantFrom(...persons), lifted: fc.boolean() }), { maxLength: 2 }),
  }),
  { maxLength: 8 },
);
type Drawn = typeof register extends fc.Arbitrary<infer Value> ? Value : never;

function actorOf({ personId, held }: { personId: string; held: { postId: string; roles: Role[] }[] }): Actor {
  const posts = held.map(({ postId, roles: ofSeat }, index): SeatHeld => ({
    ...{ postId, titleZh: '岗位', titleEn: 'Post', office: null, roles: ofSeat },
    ...{ as: index === 0 ? 'own' : 'deputy', until: null },
  }));
  const all = roles.filter((one) => held.some((of) => of.roles.includes(one)));
  return {
    ...{
      personId,
      personName: '某',
      agency: 'unit-one',
      postId: posts[0]!.postId,
      postTitle: '岗位',
      postTitleEn: 'Post',
    },
    ...{ roles: all, actions: actionsOf(all), epoch: 1, posts },
  };
}

async function fill(drawn: Drawn): Promise<Entry[]> {
  await source.query('truncate entry, case_file, case_member, case_exclusion');
  const entries = drawn.map(({ stage, registeredBy, title }) => ({ caseId: newId(), stage, registeredBy, title }));
  for (const [index, entry] of entries.entries()) await insert(entry, drawn[index]!);
  return entries;
}

async function insert(entry: Entry, drawn: Drawn[number]): Promise<void> {
  const { caseId, stage, registeredBy, title } = entry;
  const minute = (minutes: number): string => new Date(clock.at + minutes * 60_000).toISOString();
  const spans = { now: [-1, null], over: [-2, -1], future: [1, null], until: [-1, 0] } as const;
  await source.query('insert into entry values ($1, $2, $3, $4)', [caseId, stage, registeredBy, title]);
  for (const { holder, state } of drawn.members) {
    const [from, to] = spans[state];
    await source.query(
      `insert into case_member (id, case_id, holder_id, holder_kind, capacity, held_from, held_to, reason)
       values (gen_random_uuid(), $1, $2, 'post', 'handler', $3, $4, '')`,
      [caseId, holder, minute(from), to === null ? null : minute(to)],
    );
  }
  for (const { personId, lifted } of drawn.excluded) {
    await source.query(
      `insert into case_exclusion (id, case_id, person_id, category, reason, since, lifted_at)
       values (gen_random_uuid(), $1, $2, 'interest', '', $3, $4) on conflict do nothing`,
      [caseId, personId, minute(-1), lifted ? minute(0) : null],
    );
  }
}

interface View {
  readonly list: Entry[];
  readonly total: number;
  readonly found: { caseId: string; total: string }[];
}

/** What a list, a count and a search answer, as bytes. */
async function viewOf(actor: Actor): Promise<View> {
  const columns = { stage: 'e.stage', registeredBy: 'e.registered_by' };
  const { sql, params } = cases.readableSql(actor, { caseId: 'e.case_id', columns, firstParam: 2 });
  const list = await source.query<Entry[]>(
    `select e.case_id as "caseId", e.stage, e.registered_by as "registeredBy", e.title from entry e
     where e.title <> $1 and ${sql} order by e.title, e.case_id`,
    ['', ...params],
  );
  const [{ total }] = await source.query<[{ total: number }]>(
    `select count(*)::int as total from entry e where e.title <> $1 and ${sql}`,
    ['', ...params],
  );
  const found = await source.query<View['found']>(
    `select e.case_id as "caseId", count(*) over () as total from entry e
     where e.title like '%' || $1 || '%' and not (not ${sql}) order by e.case_id limit 2`,
    ['打', ...params],
  );
  return { list, total, found };
}

const subjectOf = ({ caseId, stage, registeredBy }: Entry): CaseSubject => ({
  caseId,
  ...(stage === null ? {} : { stage }),
  ...(registeredBy === null ? {} : { registeredBy }),
});

describe('list, count, search and detail', () => {
  it('show a case if and only if the case itself opens, for every reader', async () => {
    await fc.assert(
      fc.asyncProperty(register, fc.array(persona, { minLength: 1, maxLength: 4 }), async (drawn, personas) => {
        const entries = await fill(drawn);
        for (const actor of personas.map(actorOf)) {
          const opened: string[] = [];
          for (const entry of entries) if (await cases.mayRead(actor, subjectOf(entry))) opened.push(entry.caseId);
          const { list, total, found } = await viewOf(actor);
          expect(list.map(({ caseId }) => caseId).sort()).toEqual(opened.sort());
          expect(total).toBe(opened.length);
          expect(found.every(({ caseId }) => opened.includes(caseId))).toBe(true);
        }
      }),
      { numRuns: 60, seed: 20_261_125 },
    );
  });

  it('answer an excluded person, byte for byte, as if the case did not exist', async () => {
    await fc.assert(
      fc.asyncProperty(register, persona, fc.nat(), async (drawn, one, chosen) => {
        fc.pre(drawn.length > 0);
        const entries = await fill(drawn);
        const actor = actorOf(one);
        const { caseId } = entries[chosen % entries.length]!;
        await source.query(
          `insert into case_exclusion (id, case_id, person_id, category, reason, since)
           values (gen_random_uuid(), $1, $2, 'accused', '', now())`,
          [caseId, actor.personId],
        );
        const excluded = JSON.stringify(await viewOf(actor));
        expect(await cases.mayRead(actor, subjectOf(entries[chosen % entries.length]!))).toBe(false);
        await source.query('delete from entry where case_id = $1', [caseId]);
        expect(JSON.stringify(await viewOf(actor))).toBe(excluded);
      }),
      { numRuns: 60, seed: 20_261_126 },
    );
  });

  it('show a custodian and the three administrators nothing, whatever they were admitted to', async () => {
    await fill([
      {
        stage: 'draft',
        registeredBy: null,
        title: '打人',
        members: seats.map((holder) => ({ holder, state: 'now' as const })),
        excluded: [],
      },
    ]);
    for (const none of ['custodian', 'sysadmin', 'secadmin', 'auditor'] as const) {
      const actor = actorOf({ personId: persons[0]!, held: [{ postId: seats[0]!, roles: [none] }] });
      expect(await viewOf(actor)).toEqual({ list: [], total: 0, found: [] });
    }
  });

  it('a list that names no stage shows a clerk only what the clerk was admitted to', async () => {
    const [entry] = await fill([{ stage: 'draft', registeredBy: null, title: '打人', members: [], excluded: [] }]);
    const clerk = actorOf({ personId: persons[0]!, held: [{ postId: seats[0]!, roles: ['clerk'] }] });
    const { sql, params } = cases.readableSql(clerk, { caseId: 'e.case_id' });
    expect(await source.query(`select 1 from entry e where ${sql}`, [...params])).toEqual([]);
    expect(await cases.mayRead(clerk, { caseId: entry!.caseId })).toBe(false);
  });
});
