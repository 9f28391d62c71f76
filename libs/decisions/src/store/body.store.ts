import { type DecidingBody, type Quorum, defaultQuorum } from '../protocol/index.ts';
import { type Queries, rows } from './queries.ts';

const columns = 'code, title_zh as "titleZh", title_en as "titleEn", quorum';

export async function listBodies(on: Queries): Promise<DecidingBody[]> {
  return rows<DecidingBody>(on, `select ${columns} from decision_body order by code`);
}

export async function putBody(on: Queries, { code, titleZh, titleEn, quorum }: DecidingBody): Promise<void> {
  await on.query(
    `insert into decision_body (code, title_zh, title_en, quorum) values ($1, $2, $3, $4)
     on conflict (code) do update set title_zh = excluded.title_zh, title_en = excluded.title_en, quorum = excluded.quorum`,
    [code, titleZh, titleEn, JSON.stringify(quorum)],
  );
}

export async function quorumOfBody(on: Queries, code: string): Promise<Quorum> {
  const [body] = await rows<{ quorum: Quorum }>(on, 'select quorum from decision_body where code = $1', [code]);
  return body?.quorum ?? defaultQuorum;
}
