import { type Clue } from '@sup/clues/protocol';
import { type ClueStore } from '@sup/clues';
import { type DataSource } from 'typeorm';

/** Clues that are written by the product itself; the other rows are copies of these with what is unique made unique. */
export const patterns = 2_000;

const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单仇解曾查尉欧阳司马诸葛'.match(/欧阳|司马|诸葛|./gu)!;
const given =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红毅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉文博浩宇'.split(
    '',
  );
const places = ['城北', '城南', '河东', '西关', '新区', '古镇', '北门', '东山', '南湖', '石桥', '柳林', '青田'];
const doers = ['民警', '法官', '执行员', '检察官', '书记员', '协警', '狱警', '社区矫正人员'];
const deeds = [
  '未按规定出具受案回执',
  '超期未立案',
  '违规扣押车辆',
  '久拖不执',
  '截留执行案款',
  '违规会见',
  '泄露案情',
  '接受宴请',
  '篡改笔录',
  '应当回避未回避',
  '压案不查',
  '降格处理',
  '违规减刑',
  '收受礼金',
  '刑讯逼供',
  '违规查询公民信息',
];
const objects = ['案款', '车辆', '账户', '笔录', '监控录像', '鉴定意见', '卷宗', '保证金', '手机', '房产'];
const endings = ['至今没有书面答复', '多次催问无果', '有录音为证', '有转账记录', '已向上级反映', '希望依法核查'];

/** Deterministic: both sizes hold the same patterns. */
export function chooser(seed: number): <Item>(items: readonly Item[]) => Item {
  let state = seed * 2_654_435_761 + 1;
  return (items) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return items[state % items.length]!;
  };
}

/** A number with the right check character, unique for `n`. */
export function idNumberOf(n: number): string {
  const digits = `110105${1950 + (n % 55)}${String(1 + (n % 12)).padStart(2, '0')}${String(1 + (n % 28)).padStart(2, '0')}${String(n % 1_000).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return digits + '10X98765432'[sum % 11]!;
}

export function patternOf(n: number, id: string): Clue {
  const pick = chooser(n + 1);
  const name = pick(surnames) + pick(given) + (n % 3 ? pick(given) : '');
  const deed = pick(deeds);
  const place = pick(places);
  const facts =
    `${2020 + (n % 7)}年${1 + (n % 12)}月${1 + (n % 28)}日，反映人称${place}${pick(doers)}${name}在办理${pick(places)}一案时${deed}，` +
    `涉及${pick(objects)}和${pick(objects)}，金额约${1 + ((n * 37) % 9_999)}元，${pick(endings)}，${pick(endings)}。`;
  return {
    ...{ id, clueNo: null, caseId: id, status: 'registered', version: 1, title: `反映${place}${deed}问题`, facts },
    ...{ channel: 'COMPLAINT', receivedAt: '2026-11-20T02:00:00.000Z', onBehalfOf: null, receivedFrom: null },
    subject: {
      ...{ agency: `unit-${n % 14}`, office: `${place}所` },
      persons: [{ name, alias: null, idNumber: idNumberOf(n), role: '民警', leadsUnit: false, partyMember: true }],
    },
    reporter: { kind: 'CITIZEN', realName: true, wantsSecrecy: false },
    ...{ misconductCodes: [`M3-PO-${String(1 + (n % 9)).padStart(2, '0')}`], causes: [], relatedCase: null },
    ...{
      classification: 'INTERNAL',
      severity: 'ORDINARY',
      publicOpinion: false,
      fileIds: [],
      limits: [],
      origin: null,
    },
    registeredBy: { personId: '019abcde-0000-7000-8000-000000000001', postId: '019abcde-0000-7000-8000-0000000000a1' },
    ...{ registeredAt: '2026-11-20T03:00:00.000Z', checkedAt: null, handlers: [], plan: null, reviewOn: null },
    ...{ proposal: null, outcome: null, findings: [], disposals: [], decisions: [], declined: null, mergedInto: null },
    ...{ closingGround: null, repliedAt: null, referrals: [], movedAt: '2026-11-20T03:00:00.000Z' },
  };
}

/**
 * Fills the register with `rows` clues: the patterns by the store, the rest by SQL. Without a log and without the checks of
 * foreign keys, and indexes last: the rows and the plans are the same, and a million are there in minutes.
 */
export async function fill(database: DataSource, store: ClueStore, rows: number, newId: () => string): Promise<void> {
  for (const table of await referringFirst(database)) await database.query(`alter table ${table} set unlogged`);
  await database.transaction(async (on) => {
    for (let n = 0; n < Math.min(patterns, rows); n += 1) await store.insert(on, patternOf(n, newId()));
  });
  const indexes = await database.query<{ name: string; sql: string }[]>(
    `select i.indexname as name, i.indexdef as sql from pg_indexes i
     where i.tablename in ('clue', 'clue_search', 'clue_person') and i.indexname not like '%_pkey'`,
  );
  for (const { name } of indexes) await database.query(`drop index ${name}`);
  await database.transaction(async (on) => {
    await on.query('set local session_replication_role = replica');
    await on.query(`create temporary table pattern on commit drop as
      select c.*, s.terms, s.folded, p.name, p.name_key, p.pinyin, p.initials, p.number_tail, p.office, s.ordinal - 1 as k
      from clue c join clue_search s on s.clue_id = c.id join clue_person p on p.clue_id = c.id`);
    await on.query('create index on pattern (k)');
    await on.query('analyze pattern');
    await on.query(
      `create temporary table copy on commit drop as
       select gen_random_uuid() as id, nextval('clue_ordinal_seq') as ordinal, n, n / ${patterns} as round, n % ${patterns} as k
       from generate_series(${patterns}, ${rows} - 1) as n`,
    );
    for (const statement of copies) await on.query(statement);
  });
  for (const { sql } of indexes) {
    await database.transaction(async (on) => {
      await on.query(`set local maintenance_work_mem = '1GB'`);
      await on.query(sql);
    });
  }
  for (const table of ['clue', 'clue_search', 'clue_person', 'clue_history']) {
    await database.query(`vacuum (analyze) ${table}`);
  }
}

/** Tables of clues in the order in which they can be taken out of the log: whoever refers to another before it. */
async function referringFirst(database: DataSource): Promise<string[]> {
  const found = await database.query<{ name: string }[]>(
    `select t.relname as name from pg_class t
       where t.relkind = 'r' and (t.relname = 'clue' or exists (select from pg_constraint f
         where f.conrelid = t.oid and f.confrelid = 'clue'::regclass)) order by t.relname = 'clue'`,
  );
  return found.map(({ name }) => name);
}

/** Nine of ten are closed; the open ones are spread over all statuses. */
const status = `case when n % 10 > 0 then 'closed' else (array['registered','screening','accepted','assigned','verifying','substantiated','referred-out','disposed'])[1 + (n / 10) % 8] end`;
const queue = `case when n % 10 > 0 then 'closed' else (array['intake','screening','assigned','assigned','verifying','deciding','referred','disposed'])[1 + (n / 10) % 8] end`;
const waits = `case when n % 10 > 0 then 'nobody' else (array['head','head','head','handlers','handlers','meeting','nobody','head'])[1 + (n / 10) % 8] end`;
const received = `timestamptz '2023-01-01' + (n % 1400) * interval '1 day'`;

const copies = [
  `insert into clue (id, case_id, version, clue_no, status, queue, waits_for, title, channel, classification, severity,
     public_opinion, subject_agency, received_at, received_on, registered_by_person, registered_by_post, registered_at,
     handlers, state, moved_at)
   select copy.id, copy.id, 1, 'XS-bench-20261120-' || n, ${status}, ${queue}, ${waits}, title, 'COMPLAINT', 'INTERNAL', 'ORDINARY', false,
     subject_agency, ${received}, to_char(${received}, 'YYYY-MM-DD'), '019abcde-0000-7000-8000-000000000001',
     '019abcde-0000-7000-8000-0000000000a1', ${received}, array['post-' || n % 5000],
     state || jsonb_build_object('id', copy.id, 'caseId', copy.id), ${received} + (n % 86400) * interval '1 second' from copy join pattern using (k)`,
  // A number, a case number and the bands of a text are unique in life; one text in fifty is reported again.
  `insert into clue_search (clue_id, ordinal, terms, folded)
   select copy.id, copy.ordinal, array(select case when left(t, 2) = 'm:' or left(t, 2) = 'b:' and n % 50 > 0 then t || '/' || round
       when left(t, 2) = 'u:' then left(t, -7) || to_char(${received}, 'YYYY-MM') else t end
       from unnest(terms) t where left(t, 2) <> '@:') || ('@:' || copy.ordinal / 8192) || ('#:xs-bench-20261120-' || n) || ('#:' || n), folded
   from copy join pattern using (k)`,
  `insert into clue_person (clue_id, n, name, name_key, pinyin, initials, number_mark, number_tail, agency, office, role, leads_unit)
   select copy.id, 0, name, name_key, pinyin, initials, null, number_tail, subject_agency, office, '民警', false
   from copy join pattern using (k)`,
  `insert into clue_history (clue_id, n, type, at, acting_post, payload)
   select id, 1, 'clue.registered', now(), 'bench', '{}' from copy`,
];
