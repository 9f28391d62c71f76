import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { testDatabase } from '@sup/testing';
import { Client } from 'pg';
import { type RunningAgency, Agencies, letter } from '../testing/agencies.fixture.ts';

jest.setTimeout(60_000);

let network: Agencies;
beforeAll(async () => {
  network = await Agencies.start(['plc', 'police'], (migrations) => testDatabase({ migrations }));
});
afterAll(async () => network?.stop());

/** What `agency` tells its windows while `act` runs. */
async function told(agency: RunningAgency, act: () => Promise<unknown>): Promise<unknown[]> {
  const { options } = agency.dataSource;
  const client = new Client({ connectionString: (options as { url: string }).url });
  const heard: unknown[] = [];
  await client.connect();
  client.on('notification', ({ payload }) => heard.push(JSON.parse(payload!)));
  await client.query('listen sup_notice');
  await act();
  // Whatever was committed before this is heard before its answer.
  await client.query('select 1');
  await client.end();
  return heard;
}

it('windows are told of a move here and of one that came in, with no word of its content, and of no refusal', async () => {
  const [committee, police] = [network.at('plc'), network.at('police')];
  const id = await committee.draft(letter('police', { title: '通知的移送' }));
  const about = (caseId: string, stage: string) => ({ changed: { caseId, stage, openTo: 'referral.read' } });
  const sent = await told(committee, async () => {
    await committee.do('head', 'approve', id);
    await committee.do('clerk', 'send', id);
  });
  expect(sent).toContainEqual(about(id, 'intake'));
  expect(await told(police, () => network.settle())).toContainEqual(about(id, 'intake'));
  await police.do('clerk', 'acknowledge', id);
  await police.do('head', 'accept', id);
  await network.settle();
  const progress = () => police.do('handler', 'progress', id, { text: '已约谈有关人员' });
  expect(await told(police, progress)).toContainEqual(about(id, 'open'));
  const noted = await told(committee, () => network.settle());
  expect(noted).toContainEqual(about(id, 'open'));
  expect(JSON.stringify([...sent, ...noted])).not.toMatch(/通知的移送|约谈/);
  const refused = police.do('clerk', 'acknowledge', id);
  expect(await told(police, () => refused.catch(() => undefined))).toEqual([]);
});
