import { CaseAccess, accessMigrations, accessRows } from '@sup/access';
import { type Actor, type Role, actionsOf } from '@sup/access/protocol';
import { ClueLists, ClueStore, DuplicatesService, clueMigrations, clueRows } from '@sup/clues';
import { newId, systemClock } from '@sup/kernel';
import { testDatabase } from '@sup/testing';
import { fill, idNumberOf, patternOf, patterns } from './register.rows.ts';

/** Milliseconds of each run of an operation. */
export interface Timings {
  readonly rows: number;
  readonly fillSeconds: number;
  readonly bytes: Readonly<Record<string, number>>;
  readonly lists: Readonly<Record<string, readonly number[]>>;
  readonly searches: Readonly<Record<string, readonly number[]>>;
  readonly duplicates: readonly number[];
  readonly lookups: readonly number[];
}

/** Bundled as a service is, for decorators; `register.bench.ts` calls it once for each size. */
export async function measure(rows: number, runs: number): Promise<Timings> {
  const database = await testDatabase({
    rows: [...accessRows, ...clueRows],
    migrations: [...accessMigrations, ...clueMigrations],
  });
  try {
    const { dataSource } = database;
    const store = new ClueStore({ agency: 'bench', numberKey: new Uint8Array(32).fill(1) });
    const started = performance.now();
    await fill(dataSource, store, rows, newId);
    const fillSeconds = (performance.now() - started) / 1_000;
    const absent = null as never;
    // Only what lists ask of need-to-know, its SQL, is used here.
    const access = new CaseAccess(systemClock, absent, absent, absent, absent);
    const lists = new ClueLists(dataSource, store, access, systemClock);
    const duplicates = new DuplicatesService(dataSource, store, access);
    const [head, handler, clerk] = [actorOf('head'), actorOf('handler'), actorOf('clerk')];
    await dataSource.query(
      `insert into case_member (id, case_id, holder_id, holder_kind, capacity, held_from, reason)
       select gen_random_uuid(), id, $1, 'post', 'handler', now() - interval '1 hour', 'bench' from clue
       where clue_no is not null order by clue_no limit 40`,
      [handler.postId],
    );
    await dataSource.query('analyze case_member');
    const page = (actor: Actor, more: object) => () =>
      lists.list({ queue: 'all', q: '', status: [], size: 20, ...more }, actor);
    const found =
      (texts: readonly string[], actor = head) =>
      (run: number) =>
        lists.list({ queue: 'all', q: texts[run % texts.length]!, status: [], size: 20 }, actor);
    const oldest = Array.from({ length: 50 }, (_, n) => patternOf(n * 7, newId()));
    const names = oldest.map(({ subject }) => subject.persons[0]!.name);
    const deep = (await page(head, { size: 100 })()).next ?? undefined;
    return {
      rows,
      fillSeconds,
      bytes: await sizes(dataSource),
      lists: {
        all: await timed(runs, page(head, {})),
        next: await timed(runs, page(head, { after: deep })),
        queue: await timed(runs, (run) =>
          page(head, { queue: (['intake', 'screening', 'deciding'] as const)[run % 3] })(),
        ),
        mine: await timed(runs, page(head, { queue: 'mine' })),
        clerk: await timed(runs, page(clerk, {})),
        handler: await timed(runs, page(handler, {})),
        status: await timed(runs, page(head, { status: ['verifying'], from: '2024-01-01' })),
        queues: await timed(Math.ceil(runs / 4), () => lists.queues(head)),
      },
      searches: {
        name: await timed(runs, found(names)),
        pinyin: await timed(runs, found(['wangwei', 'lifang', 'shan', 'ouyang', 'chenjing'])),
        initials: await timed(runs, found(['ww', 'lf', 'oyj', 'zgl'])),
        idNumber: await timed(runs, found(oldest.map((_, n) => idNumberOf(n * 7)))),
        clueNumber: await timed(
          runs,
          found(Array.from({ length: 50 }, (_, n) => `XS-bench-20261120-${patterns + n * 97}`)),
        ),
        commonWord: await timed(runs, found(['反映人', '案款', '核查', '录音'])),
        words: await timed(runs, found(['泄露案情 石桥', '篡改笔录 卷宗', '违规减刑 转账', '城北民警'])),
        rareWord: await timed(runs, found(oldest.map(({ facts }) => /金额约\d+元/u.exec(facts)![0]))),
        nothing: await timed(runs, found(['没有这样的词', '直升飞机', 'qqqq'])),
        handler: await timed(runs, found(['反映人', '案款'], handler)),
      },
      duplicates: await timed(Math.ceil(runs / 2), (run) => duplicates.of(patternOf(run * 3, ''), head)),
      lookups: await timed(runs, (run) =>
        dataSource.query('select state from clue where clue_no = $1', [`XS-bench-20261120-${patterns + run * 13}`]),
      ),
    };
  } finally {
    await database.drop();
  }
}

async function timed(runs: number, act: (run: number) => Promise<unknown>): Promise<number[]> {
  for (let run = 0; run < 5; run += 1) await act(run);
  const took: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await act(run);
    took.push(performance.now() - started);
  }
  return took;
}

async function sizes(on: { query<T>(sql: string): Promise<T> }): Promise<Record<string, number>> {
  const found = await on.query<{ name: string; bytes: string }[]>(
    `select relname as name, pg_total_relation_size(oid) as bytes from pg_class
     where relname in ('clue', 'clue_search', 'clue_person', 'clue_history')`,
  );
  return Object.fromEntries(found.map(({ name, bytes }) => [name, Number(bytes)]));
}

function actorOf(...roles: Role[]): Actor {
  const [personId, postId] = [newId(), newId()];
  return {
    ...{ personId, personName: 'bench', agency: 'bench', postId, postTitle: 'bench', postTitleEn: 'bench', roles },
    ...{ actions: actionsOf(roles), epoch: 1 },
    posts: [{ postId, titleZh: 'bench', titleEn: 'bench', office: null, roles, as: 'own', until: null }],
  };
}
