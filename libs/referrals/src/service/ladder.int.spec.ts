import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { testDatabase } from '@sup/testing';
import { Agencies, history, letter } from '../testing/agencies.fixture.ts';
import { ReferralReads } from './reads.service.ts';
import { listQuerySchema } from './referral.requests.ts';

jest.setTimeout(120_000);

let network: Agencies;
beforeAll(async () => {
  network = await Agencies.start(['plc', 'police', 'police-c', 'court'], (migrations) => testDatabase({ migrations }));
});
afterAll(async () => network?.stop());

/** Sent by the committee and delivered to the county police. */
async function delivered(more: object = {}): Promise<string> {
  const id = await network.at('plc').send(letter('police-c', { title: `报案未复 ${Math.random()}`, ...more }));
  await network.settle();
  return id;
}

async function accepted(more: object = {}): Promise<string> {
  const id = await delivered(more);
  await network.at('police-c').do('clerk', 'acknowledge', id);
  await network.at('police-c').do('head', 'accept', id);
  await network.settle();
  return id;
}

async function agreed(id: string, status: string): Promise<void> {
  await network.settle();
  const [ours, theirs] = [await network.at('plc').view(id), await network.at('police-c').view(id)];
  expect(ours.status).toBe(status);
  expect(theirs.status).toBe(status);
  expect(history(theirs)).toEqual(history(ours));
  expect(network.refusals).toEqual([]);
}

describe('the ladder of a referral', () => {
  it('is climbed rung by rung to struck-off, and both sides keep the same history and clocks', async () => {
    const id = await delivered();
    const police = network.at('police-c');
    const preview = await police.view(id, 'clerk');
    expect(preview).toMatchObject({
      status: 'delivered',
      body: null,
      attachments: [],
      commands: expect.arrayContaining(['acknowledge']),
    });
    expect(JSON.stringify(preview)).not.toMatch(/经侦大队|民警A|要求核查|甲某/);
    expect(preview.clocks.map(({ ruleId, state }) => `${ruleId} ${state}`).sort()).toEqual([
      'PLC-ACK-3W running',
      'PLC-URGE-30 running',
      'REF-DELIVER-24H met',
    ]);
    await police.do('clerk', 'acknowledge', id);
    const open = await police.do('head', 'accept', id);
    expect(open.body?.facts).toContain('要求核查');
    expect(JSON.stringify(open)).not.toContain('甲某');
    await police.do('handler', 'first-feedback', id, { text: '已指定两名民警核查。' });
    await police.do('handler', 'progress', id, { text: '已调取受案登记。' });
    await police.do('handler', 'result', id, { outcome: 'SUBSTANTIATED', text: '已受案并书面告知。' });
    await network.settle();
    await network.at('plc').do('head', 'approve-result', id, { remark: '同意' });
    await network.at('plc').do('head', 'strike-off', id);
    await agreed(id, 'struck-off');
    const clocks = async (at: string) =>
      (await network.at(at).view(id)).clocks.map(({ clockId, state, due }) => `${clockId} ${state} ${due.dueAt}`);
    expect(await clocks('police-c')).toEqual(await clocks('plc'));
    expect((await clocks('plc')).filter((line) => line.includes('running'))).toEqual([]);
  });

  it('numbers the letter by agency and day', async () => {
    const view = await network.at('plc').view(await delivered());
    expect(view.referralNo).toMatch(/^YS-plc-20261125-\d{4,}$/);
  });

  it('comes back with its reason and the authority suggested, and nothing of its content stays', async () => {
    const fileId = await network.at('plc').upload('名单.xlsx', 'secret');
    const id = await delivered({ fileIds: [fileId] });
    const police = network.at('police-c');
    await police.do('clerk', 'acknowledge', id);
    const returned = { reasonCode: 'NOT_OUR_JURISDICTION', reason: '属市局管辖' };
    await expect(police.do('head', 'return', id, returned)).rejects.toMatchObject({
      code: 'SUGGESTED_AUTHORITY_MISSING',
    });
    await police.do('head', 'return', id, { ...returned, suggestedAuthority: 'police' });
    await agreed(id, 'returned');
    const ours = await network.at('plc').view(id);
    expect(ours.timeline.find(({ type }) => type === 'referral.returned')?.data).toMatchObject({
      suggestedAuthority: 'police',
    });
    expect(ours.body?.facts).toContain('要求核查');
    const left = await police.dataSource.query<{ count: number }[]>(
      `select (select count(*)::int from referral_sealed where referral_id = $1)
            + (select count(*)::int from referral_content where referral_id = $1)
            + (select count(*)::int from file_blob) as count`,
      [id],
    );
    expect(left[0]?.count).toBe(0);
  });

  it('may be sent back for more, and the result’s limit runs on with what was left', async () => {
    const id = await accepted();
    const police = network.at('police-c');
    await police.do('handler', 'result', id, { outcome: 'EXPLAINED', text: '情况说明。' });
    await network.settle();
    await network.at('plc').do('head', 'send-back', id, { reasonCode: 'ANSWER_INCOMPLETE', reason: '缺告知书' });
    await agreed(id, 'handling');
    const clock = (await police.view(id)).clocks.find(({ ruleId }) => ruleId === 'PLC-URGE-30');
    expect(clock?.state).toBe('running');
    await police.do('handler', 'result', id, { outcome: 'EXPLAINED', text: '已补充。' });
    await agreed(id, 'result');
  });

  it('is objected to, escalated to the common superior, ruled on, and cannot be objected to again', async () => {
    const id = await network.at('police').send(letter('court', { title: '执行拖延的反映' }));
    await network.settle();
    const court = network.at('court');
    await court.do('clerk', 'acknowledge', id);
    await court.do('head', 'object', id, {
      reasonCode: 'NOT_OUR_JURISDICTION',
      reason: '属县法院',
      suggestedAuthority: 'court-c',
    });
    await network.settle();
    await network.at('police').do('head', 'escalate', id, { reason: '坚持由市法院办理' });
    await network.settle();
    const committee = network.at('plc');
    const asked = await committee.view(id, 'meeting');
    expect(asked).toMatchObject({
      party: 'arbiter',
      status: 'escalated',
      body: null,
      commands: expect.arrayContaining(['rule']),
    });
    const decision = { meetingNo: '2026-31', heldOn: '2026-11-25', attendees: ['委员一', '委员二'], recused: [] };
    const ruling = { accept: true, reason: '由市法院办理' };
    await expect(committee.do('meeting', 'rule', id, { ...ruling, decision })).rejects.toMatchObject({
      code: 'COLLECTIVE_DECISION_REQUIRED',
    });
    await committee.do('meeting', 'rule', id, {
      ...ruling,
      decision: { ...decision, attendees: ['委员一', '委员二', '委员三'] },
    });
    await network.settle();
    for (const at of ['police', 'court', 'plc']) expect((await network.at(at).view(id)).status).toBe('accepted');
    const opened = await court.view(id);
    expect(opened.body?.facts).toContain('要求核查');
    expect(opened.commands).not.toContain('object');
    expect(opened.clocks.find(({ ruleId }) => ruleId === 'PLC-URGE-30')?.state).toBe('running');
    expect(JSON.stringify((await network.at('court').view(id)).timeline)).not.toContain('委员一');
  });

  it('is ruled on by the sender’s own meeting where the sender is the common superior', async () => {
    const id = await delivered();
    const committee = network.at('plc');
    await network.at('police-c').do('clerk', 'acknowledge', id);
    await network.at('police-c').do('head', 'object', id, { reasonCode: 'UPPER_LEVEL', reason: '属市局' });
    await network.settle();
    const list = () =>
      committee.module.get(ReferralReads).list(listQuerySchema.parse({ box: 'arbitration' }), committee.actor('head'));
    expect((await list()).items.map((item) => item.id)).not.toContain(id);
    await committee.do('head', 'escalate', id, { reason: '提请集体研究' });
    expect((await list()).items.map((item) => item.id)).toContain(id);
    const decision = { meetingNo: '2026-32', heldOn: '2026-11-25', attendees: ['一', '二', '三'] };
    await committee.do('meeting', 'rule', id, { accept: false, reason: '异议成立', decision });
    await agreed(id, 'returned');
    expect((await network.at('police-c').view(id)).body).toBeNull();
  });

  it('is upheld by the sender when the objection is right', async () => {
    const id = await delivered();
    await network.at('police-c').do('clerk', 'acknowledge', id);
    await network.at('police-c').do('head', 'object', id, { reasonCode: 'UPPER_LEVEL', reason: '属市局' });
    await network.settle();
    await network.at('plc').do('head', 'uphold', id, { reason: '异议成立' });
    await agreed(id, 'returned');
    expect((await network.at('police-c').view(id)).body).toBeNull();
  });

  it('extends a limit when the waiting party grants it, on both sides alike', async () => {
    const id = await accepted();
    const police = network.at('police-c');
    const clock = (await police.view(id)).clocks.find(({ ruleId }) => ruleId === 'PLC-URGE-30')!;
    const asked = { clockId: clock.clockId, length: 10, unit: 'NATURAL_DAY', reason: '案情复杂' };
    await police.do('handler', 'request-extension', id, asked);
    await expect(police.do('handler', 'request-extension', id, asked)).rejects.toMatchObject({
      code: 'EXTENSION_PENDING',
    });
    await network.settle();
    await network.at('plc').do('head', 'grant-extension', id, { clockId: clock.clockId });
    await agreed(id, 'accepted');
    const due = async (at: string) =>
      (await network.at(at).view(id)).clocks.find(({ clockId }) => clockId === clock.clockId)!.due.dueOn;
    expect(await due('police-c')).toBe(await due('plc'));
    expect((await due('plc'))! > clock.due.dueOn!).toBe(true);
  });

  it('accepts in part, and is approved only when each declined point is placed elsewhere', async () => {
    const id = await delivered();
    const police = network.at('police-c');
    await police.do('clerk', 'acknowledge', id);
    const decline = (pointId: string) => ({ pointId, reasonCode: 'UPPER_LEVEL', reason: '属市局' });
    await expect(police.do('head', 'accept', id, { declinedPoints: [decline('P9')] })).rejects.toMatchObject({
      code: 'POINTS_UNKNOWN',
    });
    await expect(
      police.do('head', 'accept', id, { declinedPoints: [decline('P1'), decline('P2')] }),
    ).rejects.toMatchObject({ code: 'ALL_POINTS_DECLINED' });
    await police.do('head', 'accept', id, { declinedPoints: [decline('P2')] });
    await police.do('handler', 'result', id, { outcome: 'PROCESSED', text: '已办理。' });
    await network.settle();
    const committee = network.at('plc');
    await expect(committee.do('head', 'approve-result', id, {})).rejects.toMatchObject({
      code: 'DECLINED_POINTS_NOT_PLACED',
      details: { pointIds: ['P2'] },
    });
    await committee.do('head', 'approve-result', id, { placedPoints: [{ pointId: 'P2', placedWith: 'police' }] });
    await agreed(id, 'approved');
  });

  it('takes more material while it is handled; sealed before acceptance, readable after', async () => {
    const id = await delivered();
    const police = network.at('police-c');
    await police.do('clerk', 'acknowledge', id);
    await network.settle();
    await network.at('plc').do('clerk', 'supplement', id, { text: '补充：通话记录一份。' });
    await network.settle();
    expect(JSON.stringify(await police.view(id))).not.toContain('通话记录');
    await police.do('head', 'accept', id);
    expect((await police.view(id)).supplements.map(({ text }) => text)).toEqual(['补充：通话记录一份。']);
    await expect(
      network.at('plc').do('clerk', 'supplement', id, { text: '反映人甲某电话可联系。' }),
    ).rejects.toMatchObject({ code: 'COMPLAINANT_IDENTITY_EXPOSED' });
  });
});
