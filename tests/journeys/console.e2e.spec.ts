import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { LocalNetwork, letter, seen, send } from '@sup/deploy';
import { type Browser } from 'playwright-core';
import { Officer, openBrowser } from './browser.ts';

jest.setTimeout(240_000);

let network: LocalNetwork;
let browser: Browser;

beforeAll(async () => {
  network = await LocalNetwork.start(['plc', 'police', 'police-c', 'sharing']);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await network?.stop();
});

function officer(agency: string, role: string): Promise<Officer> {
  const found = network.agencies().find(({ id }) => id === agency)!;
  const account = found.signIns.find((signIn) => signIn.role === role)!;
  return Officer.signIn(browser, found.publicOrigin, account);
}

describe('in a browser', () => {
  it('a county police reviewer previews, signs for, accepts and answers what the committee’s clerk sent', async () => {
    const id = await send(network.client('plc'), letter('police-c', '报案后未予答复'));
    await seen(network.client('police-c'), id, 'delivered');

    const clerk = await officer('police-c', 'clerk');
    await clerk.open('收文', '报案后未予答复');
    const preview = await clerk.text();
    expect(preview).toContain('内容已密封');
    expect(preview).not.toContain('经侦大队');
    await clerk.act('签收');

    const head = await officer('police-c', 'head');
    await head.page.goto(clerk.page.url());
    await head.act('受理');
    await head.page.getByText('经侦大队').first().waitFor();

    const handler = await officer('police-c', 'handler');
    await handler.page.goto(clerk.page.url());
    await handler.act('反馈结果', { 办理结果: '已受案并书面告知。' }, { 结果类别: '查实' });
    await seen(network.client('plc'), id, 'result');

    const committee = await officer('plc', 'clerk');
    await committee.open('发文', '报案后未予答复');
    await committee.page.getByText('已受案并书面告知。').first().waitFor();
    await handler.page.reload();
    await handler.page.locator('.ladder .rung-head').nth(4).waitFor();
    expect(await committee.ladder()).toEqual(await handler.ladder());
  });

  it('a returned one comes back with its reason and the authority that was suggested', async () => {
    const id = await send(network.client('plc'), letter('police-c', '误转的反映'));
    await seen(network.client('police-c'), id, 'delivered');
    await network.client('police-c').post('clerk', `/api/referrals/${id}/acknowledge`, {});

    const head = await officer('police-c', 'head');
    const origin = new URL(head.page.url()).origin;
    await head.page.goto(`${origin}/referrals/${id}`);
    await head.act(
      '退回',
      { 理由说明: '事发地属市局管辖', 建议的有权机关: 'XX市公安局' },
      { 理由类别: '不属于本单位管辖' },
    );
    await seen(network.client('plc'), id, 'returned');

    const committee = await officer('plc', 'clerk');
    await committee.page.goto(`${new URL(committee.page.url()).origin}/referrals/${id}`);
    await committee.page.getByText('事发地属市局管辖').first().waitFor();
  });

  it('an outsider’s session of another agency does not work here', async () => {
    const outsider = await officer('police', 'clerk');
    const cookies = await outsider.page.context().cookies();
    const here = network.agencies().find(({ id }) => id === 'police-c')!;
    await outsider.page.context().addCookies(
      cookies.flatMap((cookie) => [
        { ...cookie, domain: new URL(here.publicOrigin).hostname },
        { ...cookie, domain: new URL(here.publicOrigin).hostname, name: 'sup_police-c' },
      ]),
    );
    await outsider.page.goto(here.publicOrigin);
    await outsider.page.locator('input[name=username]').waitFor();
    const answer = await outsider.page.evaluate(async () => (await fetch('/api/referrals')).status);
    expect(answer).toBe(401);
  });

  it('speaks English when asked, and remembers it', async () => {
    const clerk = await officer('police-c', 'clerk');
    await clerk.page.getByRole('button', { name: /English|切换/ }).click();
    await clerk.page.getByRole('link', { name: 'Incoming' }).waitFor();
    await clerk.page.reload();
    await clerk.page.getByRole('link', { name: 'Incoming' }).waitFor();
  });
});
