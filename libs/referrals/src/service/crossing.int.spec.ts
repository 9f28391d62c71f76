import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { testDatabase } from '@sup/testing';
import { Agencies, type UnderWay, history, letter } from '../testing/agencies.fixture.ts';

jest.setTimeout(120_000);

let network: Agencies;
beforeAll(async () => {
  network = await Agencies.start(['plc', 'police', 'police-c', 'court', 'disc'], (migrations) =>
    testDatabase({ migrations }),
  );
});
afterAll(async () => network?.stop());

const title = () => `反映 ${Math.random()}`;
const nothingRefused = () => expect(network.refusals).toEqual([]);

async function received(
  to: string,
  status: 'delivered' | 'acknowledged' | 'accepted',
  more: object = {},
): Promise<string> {
  const id = await network.at('plc').send(letter(to, { title: title(), ...more }));
  await network.settle();
  if (status !== 'delivered') await network.at(to).do('clerk', 'acknowledge', id);
  if (status === 'accepted') await network.at(to).do('head', 'accept', id);
  await network.settle();
  return id;
}

async function same(id: string, status: string, ids: readonly string[]): Promise<void> {
  const views = await Promise.all(ids.map((at) => network.at(at).view(id)));
  expect(views.map((view) => view.status)).toEqual(ids.map(() => status));
  for (const view of views) expect(history(view)).toEqual(history(views[0]!));
  nothingRefused();
}

describe('recall', () => {
  const recall = { reasonCode: 'SENT_BY_MISTAKE', reason: '误发' };

  it('is granted by the receiver’s own service while nobody has accepted, and the content is destroyed', async () => {
    const id = await received('police-c', 'acknowledged');
    await network.at('plc').do('head', 'recall', id, recall);
    expect((await network.at('plc').view(id)).recall).toMatchObject({ open: true });
    await network.settle();
    await same(id, 'recalled', ['plc', 'police-c']);
    const [left] = await network
      .at('police-c')
      .dataSource.query<[{ count: number }]>(
        'select count(*)::int as count from referral_sealed where referral_id = $1',
        [id],
      );
    expect(left.count).toBe(0);
  });

  it('crosses an acceptance: the acceptance stands and a head answers', async () => {
    const id = await received('police-c', 'acknowledged');
    await network.at('plc').do('head', 'recall', id, recall);
    await network.at('police-c').do('head', 'accept', id);
    await network.settle();
    await same(id, 'accepted', ['plc', 'police-c']);
    const police = network.at('police-c');
    expect((await police.view(id)).commands).toEqual(expect.arrayContaining(['grant-recall', 'refuse-recall']));
    await expect(police.do('handler', 'result', id, { outcome: 'EXPLAINED', text: '情况' })).rejects.toMatchObject({
      code: 'RECALL_OPEN',
    });
    await police.do('head', 'refuse-recall', id, { reason: '已近办结' });
    await network.settle();
    expect((await network.at('plc').view(id)).recall).toMatchObject({ open: false });
    await same(id, 'accepted', ['plc', 'police-c']);
  });

  it('lapses when it crosses a result: the sender then holds the pen and withdraws', async () => {
    const id = await received('police-c', 'accepted');
    await network.at('plc').do('head', 'recall', id, recall);
    await network.at('police-c').do('handler', 'result', id, { outcome: 'EXPLAINED', text: '情况' });
    await network.settle();
    await same(id, 'result', ['plc', 'police-c']);
    expect((await network.at('police-c').view(id)).recall).toMatchObject({ open: false });
    await network.at('plc').do('head', 'withdraw', id, recall);
    await network.settle();
    await same(id, 'recalled', ['plc', 'police-c']);
    expect((await network.at('police-c').view(id)).body).toBeNull();
  });

  it('is asked for once, and granted by a head after acceptance', async () => {
    const id = await received('police-c', 'accepted');
    await network.at('plc').do('head', 'recall', id, recall);
    await expect(network.at('plc').do('head', 'recall', id, recall)).rejects.toMatchObject({ code: 'RECALL_PENDING' });
    await network.settle();
    await network.at('police-c').do('head', 'grant-recall', id);
    await network.settle();
    await same(id, 'recalled', ['plc', 'police-c']);
  });
});

describe('forwarding', () => {
  const forward = { to: 'police-c', reasonCode: 'NOT_OUR_JURISDICTION', reason: '依管辖转送' };

  it('goes on with the origin’s signature and every file, and the third agency answers the origin directly', async () => {
    const committee = network.at('plc');
    const fileIds = await Promise.all(
      [
        ['空.txt', ''],
        ['名单.xlsx', 'first'],
        ['名单.xlsx', 'second'],
      ].map(([name, content]) => committee.upload(name!, content!)),
    );
    const id = await received('police', 'acknowledged', { fileIds });
    const view = await network.at('police').do('head', 'forward', id, forward);
    const next = view.forwardedAs!;
    expect(view).toMatchObject({ status: 'forwarded', body: null });
    await network.settle();
    await same(id, 'forwarded', ['plc', 'police']);
    const third = network.at('police-c');
    await third.do('clerk', 'acknowledge', next);
    const opened = await third.do('head', 'accept', next);
    const sent = await committee.view(id);
    expect(opened.attachments.map(({ sha256 }) => sha256)).toEqual(sent.attachments.map(({ sha256 }) => sha256));
    expect(opened.attachments.map(({ name }) => name)).toEqual(['空.txt', '名单.xlsx', '名单(2).xlsx']);
    await third.do('handler', 'result', next, { outcome: 'EXPLAINED', text: '情况说明。' });
    await network.settle();
    const answered = await committee.view(next);
    expect(answered).toMatchObject({ party: 'sender', status: 'result', hops: 1 });
    await expect(network.at('police').view(next)).rejects.toMatchObject({ code: 'REFERRAL_ABSENT' });
    await same(next, 'result', ['plc', 'police-c']);
  });

  it('opens at the origin even when the third agency’s answers come first', async () => {
    const id = await received('police', 'acknowledged');
    const { forwardedAs } = await network.at('police').do('head', 'forward', id, forward);
    const late = (fact: UnderWay) => fact.to === 'plc' && fact.from === 'police';
    await network.settle((facts) => facts.filter((fact) => !late(fact)));
    await expect(network.at('plc').view(forwardedAs!)).rejects.toMatchObject({ code: 'REFERRAL_ABSENT' });
    await network.settle();
    await same(forwardedAs!, 'delivered', ['plc', 'police-c']);
  });

  it('is refused as a whole when a file is missing', async () => {
    const fileId = await network.at('plc').upload('笔录.txt', 'third');
    const id = await received('police', 'accepted', { fileIds: [fileId] });
    const police = network.at('police');
    await police.dataSource.query(
      `delete from file_blob where hash = (select blobs -> 0 ->> 'hash' from referral_content where referral_id = $1)`,
      [id],
    );
    await expect(police.do('head', 'forward', id, forward)).rejects.toMatchObject({ code: 'FILES_INCOMPLETE' });
    expect((await police.view(id)).status).toBe('accepted');
  });

  it('goes neither back to its origin, nor to the subject’s own office, nor on from a third agency', async () => {
    const id = await received('police', 'acknowledged', {
      body: {
        ...(letter('police-c')['body'] as object),
        subject: { agency: 'police-c', office: '局领导', persons: [{ alias: '局长A', leadsUnit: true }] },
      },
    });
    const police = network.at('police');
    await expect(police.do('head', 'forward', id, { ...forward, to: 'plc' })).rejects.toMatchObject({
      code: 'BACK_TO_ORIGIN',
    });
    await expect(police.do('head', 'forward', id, forward)).rejects.toMatchObject({ code: 'RECIPIENT_IS_SUBJECT' });
    const first = await police.do('head', 'forward', id, { ...forward, to: 'court' });
    await network.settle();
    const court = network.at('court');
    await court.do('clerk', 'acknowledge', first.forwardedAs!);
    const second = await court.do('head', 'forward', first.forwardedAs!, { ...forward, to: 'disc' });
    await network.settle();
    const disc = network.at('disc');
    await disc.do('clerk', 'acknowledge', second.forwardedAs!);
    expect((await disc.view(second.forwardedAs!)).hops).toBe(2);
    await expect(disc.do('head', 'forward', second.forwardedAs!, { ...forward, to: 'police' })).rejects.toMatchObject({
      code: 'NO_HOPS_LEFT',
    });
    nothingRefused();
  });

  it('is refused by the third agency when the letter is not the origin’s', async () => {
    const id = await received('police', 'acknowledged');
    const other = await received('police', 'acknowledged', { title: '另一件' });
    const police = network.at('police');
    await police.dataSource.query(
      'update referral set opening_fact_id = (select opening_fact_id from referral where id = $2) where id = $1',
      [id, other],
    );
    await police.do('head', 'forward', id, forward);
    await network.settle();
    expect(network.refusals.map(({ code }) => code)).toEqual(['ORIGIN_DIFFERS', 'ORIGIN_DIFFERS']);
    network.refusals.length = 0;
  });
});

describe('splitting', () => {
  it('keeps the parent open until every part is closed and every point is answered', async () => {
    const id = await received('police', 'accepted');
    const police = network.at('police');
    await expect(police.do('head', 'open-part', id, { to: 'police-c', pointIds: ['P7'] })).rejects.toMatchObject({
      code: 'POINTS_UNKNOWN',
    });
    await police.do('head', 'open-part', id, { to: 'police-c', pointIds: ['P1'], title: title() });
    await network.settle();
    const split = await police.view(id);
    expect(split.parts).toMatchObject([{ to: 'police-c', pointIds: ['P1'], closed: false }]);
    expect(split.pointsLeft).toEqual(['P2']);
    const answer = { outcome: 'PROCESSED', text: '已办理。' };
    await expect(police.do('handler', 'result', id, answer)).rejects.toMatchObject({ code: 'PARTS_OPEN' });
    const part = split.parts[0]!.referralId;
    const county = network.at('police-c');
    await county.do('clerk', 'acknowledge', part);
    const opened = await county.do('head', 'accept', part);
    expect(opened.body?.points.map((point) => point.id)).toEqual(['P1']);
    await county.do('handler', 'result', part, answer);
    await network.settle();
    await police.do('head', 'approve-result', part, {});
    await police.do('head', 'strike-off', part, {});
    await network.settle();
    await expect(police.do('handler', 'result', id, answer)).rejects.toMatchObject({
      code: 'POINTS_NOT_COVERED',
      details: { pointIds: ['P2'] },
    });
    await police.do('handler', 'result', id, { ...answer, ownPoints: ['P2'] });
    await network.settle();
    await same(id, 'result', ['plc', 'police']);
    const notes = (await network.at('plc').view(id)).timeline.filter(({ type }) => type.startsWith('referral.part-'));
    expect(notes.map(({ type, data }) => [type, data['status'] ?? data['pointIds']])).toEqual([
      ['referral.part-opened', ['P1']],
      ['referral.part-closed', 'struck-off'],
    ]);
  });

  it('tells the sender that a part came back', async () => {
    const id = await received('police', 'accepted');
    const police = network.at('police');
    await police.do('head', 'open-part', id, { to: 'court', pointIds: ['P1', 'P2'], title: title() });
    await network.settle();
    const part = (await police.view(id)).parts[0]!.referralId;
    await network.at('court').do('clerk', 'acknowledge', part);
    await network.at('court').do('head', 'return', part, { reasonCode: 'MATERIAL_INCOMPLETE', reason: '材料不全' });
    await network.settle();
    const closed = (await network.at('plc').view(id)).timeline.find(({ type }) => type === 'referral.part-closed');
    expect(closed?.data).toMatchObject({ status: 'returned' });
  });
});

describe('facts that overtake each other', () => {
  it('ends in the same order whatever comes first, and a doubled fact changes nothing', async () => {
    const id = await received('police-c', 'accepted');
    const police = network.at('police-c');
    await police.do('handler', 'first-feedback', id, { text: '第一次反馈' });
    await police.do('handler', 'progress', id, { text: '同样的话' });
    await police.do('handler', 'progress', id, { text: '同样的话' });
    await network.settle((facts) => [...facts].reverse().flatMap((fact) => [fact, fact]));
    await same(id, 'handling', ['plc', 'police-c']);
    const shown = (await network.at('plc').view(id)).timeline.map(({ type }) => type);
    expect(shown.filter((type) => type === 'referral.progress')).toHaveLength(2);
    expect(shown.indexOf('referral.delivered')).toBeLessThan(shown.indexOf('referral.first-feedback'));
  });

  it('shows the author’s time, ours, and by how much its clock is slow', async () => {
    const id = await received('police-c', 'accepted');
    await network.at('police-c').do('handler', 'first-feedback', id, { text: '反馈' });
    await network.settle((facts) =>
      facts.map((fact) => {
        const slow = JSON.parse(fact.body) as { time: string };
        slow.time = new Date(Date.now() - 7 * 60_000).toISOString();
        return Object.assign(fact, { body: JSON.stringify(slow) });
      }),
    );
    const entry = (await network.at('plc').view(id)).timeline.find(({ type }) => type === 'referral.first-feedback');
    expect(entry).toMatchObject({ clockSkewMinutes: 7, clockSkewNote: { zh: '对方时钟慢约 7 分钟' } });
    expect(entry?.receivedAt).not.toBeNull();
  });

  it('freezes loudly when one number bears two facts', async () => {
    const id = await received('police-c', 'acknowledged');
    const held: UnderWay[] = [];
    await network.at('police-c').do('head', 'accept', id);
    await network.settle((facts) => {
      held.push(...facts);
      return facts;
    });
    const original = held.find(({ type }) => type === 'referral.accepted')!;
    const forged = { ...(JSON.parse(original.body) as object), id: '019ab000-0000-7000-8000-000000000001' };
    await network.handOver({ ...original, body: JSON.stringify(forged) });
    expect(network.refusals.map(({ code }) => code)).toEqual(['REVISION_CONFLICT']);
    network.refusals.length = 0;
    const frozen = await network.at('plc').view(id);
    expect(frozen).toMatchObject({ frozen: 'REVISION_CONFLICT', commands: [] });
    await expect(
      network.at('plc').do('head', 'recall', id, { reasonCode: 'OTHER', reason: '试' }),
    ).rejects.toMatchObject({ code: 'REFERRAL_FROZEN' });
  });

  it('refuses what a party may not write', async () => {
    const id = await received('police-c', 'acknowledged');
    const held: UnderWay[] = [];
    await network.at('police-c').do('head', 'accept', id);
    await network.settle((facts) => (held.push(...facts), facts));
    const original = held.find(({ type }) => type === 'referral.accepted')!;
    const change = (more: object) =>
      JSON.stringify({
        ...(JSON.parse(original.body) as object),
        id: '019ab000-0000-7000-8000-000000000002',
        n: 5,
        ...more,
      });
    await network.handOver({ ...original, from: 'court', body: change({ source: 'urn:sup:agency:court' }) });
    await network.handOver({
      ...original,
      body: change({
        type: 'referral.struck-off',
        dataschema: 'urn:sup:fact:referral.struck-off:v1',
        data: { remark: '' },
      }),
    });
    expect(network.refusals.map(({ code }) => code)).toEqual(['NOT_A_PARTY', 'WRONG_PARTY']);
    network.refusals.length = 0;
    expect((await network.at('plc').view(id)).status).toBe('accepted');
  });
});

describe('a closed agency', () => {
  it('hands what came in to its successor, and the sender sees where it went', async () => {
    const own = await Agencies.start(['plc', 'police', 'police-c'], (migrations) => testDatabase({ migrations }));
    try {
      const id = await own.at('plc').send(letter('police-c'));
      await own.settle();
      await own.adopt((agencies) =>
        agencies.map((agency) => (agency.id === 'police-c' ? { ...agency, successor: 'police' } : agency)),
      );
      const until = Date.now() + 10_000;
      while ((await own.at('police-c').view(id)).status !== 'forwarded' && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await own.settle();
      const { forwardedAs, status } = await own.at('plc').view(id);
      expect(status).toBe('forwarded');
      expect((await own.at('police').view(forwardedAs!)).status).toBe('delivered');
      expect(own.refusals).toEqual([]);
    } finally {
      await own.stop();
    }
  });
});
