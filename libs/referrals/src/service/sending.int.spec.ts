import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type DomainError } from '@sup/kernel';
import { testDatabase } from '@sup/testing';
import { DeadlineTimer } from '@sup/deadlines';
import { Agencies, letter } from '../testing/agencies.fixture.ts';
import { ReferralReads } from './reads.service.ts';
import { ReferralsService } from './referrals.service.ts';
import { listQuerySchema, updateDraftSchema } from './referral.requests.ts';
import { DraftsService } from './drafts.service.ts';

jest.setTimeout(120_000);

let network: Agencies;
beforeAll(async () => {
  network = await Agencies.start(['plc', 'police', 'police-c', 'disc'], (migrations) => testDatabase({ migrations }));
});
afterAll(async () => network?.stop());

const meeting = { meetingNo: '2026-30', heldOn: '2026-11-25', attendees: ['委员一', '委员二', '委员三'], recused: [] };
const body = (more: object) => ({ ...(letter('police-c')['body'] as object), ...more });
const subject = (more: object) => body({ subject: { agency: 'police-c', office: '经侦大队', persons: [], ...more } });

/** Drafts and approves a letter; gives what sending it answers, and checks that nothing went out when it is refused. */
async function sent(draft: object): Promise<unknown> {
  const committee = network.at('plc');
  const facts = async () =>
    (await committee.dataSource.query<{ n: number }[]>('select count(*)::int as n from messaging_outbox'))[0]!.n;
  const before = await facts();
  const id = await committee.draft(draft);
  await committee.do('head', 'approve', id);
  const answer = await committee.do('clerk', 'send', id).then(
    () => 'sent',
    (error: { code: string }) => error.code,
  );
  if (answer !== 'sent') {
    expect(await facts()).toBe(before);
    expect(await committee.view(id)).toMatchObject({ homeStatus: 'approved', status: null, referralNo: null });
  }
  return answer;
}

describe('what may not be sent', () => {
  const refused: readonly (readonly [string, string, object])[] = [
    ['a letter without a recipient', 'RECIPIENTS_EMPTY', letter('')],
    ['a letter to nobody of the network', 'RECIPIENT_UNKNOWN', letter('nobody')],
    ['a letter to ourselves', 'RECIPIENT_IS_US', letter('plc')],
    [
      'a letter to the agency whose leader is accused',
      'RECIPIENT_IS_SUBJECT',
      letter('police-c', { body: subject({ persons: [{ alias: '局长A', leadsUnit: true }] }) }),
    ],
    ['a letter to the accused’s own office', 'RECIPIENT_IS_SUBJECT', letter('police-c', { office: '经侦大队' })],
    ['a letter without a legal basis', 'LEGAL_BASIS_MISSING', letter('police-c', { legalBasis: [] })],
    [
      'a letter that names the reporter',
      'COMPLAINANT_IDENTITY_EXPOSED',
      letter('police-c', { title: '甲 某报案未复' }),
    ],
    [
      'a letter that gives the reporter’s number',
      'COMPLAINANT_IDENTITY_EXPOSED',
      letter('police-c', { body: body({ facts: '请致电 130-0000-0000。' }) }),
    ],
    [
      'a letter that directs a verdict',
      'VERDICT_DIRECTIVE',
      letter('police-c', { body: body({ points: ['应当立即撤销案件并释放嫌疑人'] }) }),
    ],
  ];
  it.each(refused)('%s', async (_, code, draft) => {
    expect(await sent(draft)).toBe(code);
  });

  it('anything above 工作秘密 is not even stored', async () => {
    const committee = network.at('plc');
    const count = () => committee.dataSource.query('select count(*)::int as n from referral');
    const before = await count();
    await expect(committee.draft(letter('police-c', { classification: 'CONFIDENTIAL' }))).rejects.toMatchObject({
      code: 'CLASSIFICATION_TOO_HIGH',
    });
    expect(await count()).toEqual(before);
  });

  it('the same matter twice to one agency, while the first is open', async () => {
    const draft = letter('police-c', { title: '重复的反映' });
    expect(await sent(draft)).toBe('sent');
    for (const title of ['重复的反映 ', '重复的 反映', '「重复的反映」。', '重复的·反映'])
      expect([title, await sent({ ...draft, title })]).toEqual([title, 'DUPLICATE_OFFER']);
    expect(await sent({ ...draft, title: '重复的反映二' })).toBe('sent');
  });

  it('a hand-off without a meeting, or to anybody but a discipline body', async () => {
    const committee = network.at('plc');
    const handOff = (to: string) =>
      letter(to, { kind: 'HAND_OFF', requestedAction: 'DISPOSE_BY_DISCIPLINE', title: `移送 ${to}` });
    const id = await committee.draft(handOff('disc'));
    await expect(committee.do('head', 'approve', id)).rejects.toMatchObject({ code: 'COLLECTIVE_DECISION_REQUIRED' });
    await committee.do('clerk', 'deliberate', id);
    const recused = { ...meeting, recused: ['委员一'] };
    await expect(committee.do('meeting', 'approve', id, { decision: recused })).rejects.toMatchObject({
      code: 'COLLECTIVE_DECISION_REQUIRED',
    });
    await committee.do('meeting', 'approve', id, { decision: meeting });
    await committee.do('clerk', 'send', id);
    const wrong = await committee.draft(handOff('police-c'));
    await committee.do('meeting', 'approve', wrong, { decision: meeting });
    await expect(committee.do('clerk', 'send', wrong)).rejects.toMatchObject({ code: 'HAND_OFF_RECIPIENT' });
    await network.settle();
    const disc = network.at('disc');
    await disc.do('clerk', 'acknowledge', id);
    await disc.do('head', 'accept', id);
    await disc.do('handler', 'result', id, { outcome: 'RECEIPTED', text: '已受理。' });
    await network.settle();
    await expect(committee.do('head', 'send-back', id, { reasonCode: 'OTHER', reason: '再查' })).rejects.toMatchObject({
      code: 'HAND_OFF_NOT_SENT_BACK',
    });
  });

  it('what a post may not do', async () => {
    const committee = network.at('plc');
    const id = await committee.draft(letter('police-c', { title: '越权' }));
    await expect(committee.do('clerk', 'approve', id)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(committee.do('sysadmin', 'discard', id)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(committee.do('clerk', 'send', id)).rejects.toMatchObject({ code: 'COMMAND_NOT_OPEN' });
  });
});

describe('a letter at home', () => {
  it('is edited by one at a time, keeps its reporter sealed and apart, and never shows who it is', async () => {
    const committee = network.at('plc');
    const id = await committee.draft(letter('police-c', { title: '草稿' }));
    const { version, reporterSealed, draft } = await committee.view(id);
    expect(reporterSealed).toBe(true);
    const drafts = committee.module.get(DraftsService);
    const edited = updateDraftSchema.parse({ ...draft, title: '新草稿', reporter: null, expectedVersion: version });
    await drafts.update(id, edited, committee.actor('clerk'));
    await expect(drafts.update(id, edited, committee.actor('clerk'))).rejects.toMatchObject({ code: 'DRAFT_CHANGED' });
    const view = await committee.view(id);
    expect(view).toMatchObject({ reporterSealed: true, preview: { title: '新草稿' } });
    expect(JSON.stringify(view)).not.toMatch(/甲某|13000000000/);
    const rows = await committee.dataSource.query<object[]>(
      'select r.*, h.* from referral r join referral_home h on h.referral_id = r.id where r.id = $1',
      [id],
    );
    expect(JSON.stringify(rows)).not.toMatch(/甲某|13000000000/);
    const [kept] = await committee.dataSource.query<{ sealed: string }[]>(
      'select sealed from referral_reporter where referral_id = $1',
      [id],
    );
    expect(kept!.sealed).not.toMatch(/甲某/);
  });

  it('runs by its own stated limit until it is sent', async () => {
    const committee = network.at('plc');
    const sendBy = { ruleId: 'PLC-URGE-30', triggerAt: '2026-11-20' };
    const id = await committee.draft(letter('police-c', { title: '限期', sendBy }));
    const home = (await committee.view(id)).clocks;
    expect(home).toMatchObject([
      { ruleId: 'PLC-URGE-30', state: 'running', due: { triggerAt: '2026-11-20', dueOn: '2026-12-21' } },
    ]);
    await committee.do('head', 'approve', id);
    await committee.do('clerk', 'send', id);
    expect((await committee.view(id)).clocks.find(({ clockId }) => clockId === home[0]!.clockId)?.state).toBe('met');
    await expect(
      committee.draft(letter('police-c', { sendBy: { ...sendBy, triggerAt: '2026-12-30' } })),
    ).rejects.toMatchObject({ code: 'TRIGGER_IN_FUTURE' });
    await expect(
      committee.draft(letter('police-c', { sendBy: { ...sendBy, ruleId: 'NO-SUCH' } })),
    ).rejects.toMatchObject({ code: 'RULE_UNKNOWN' });
  });

  it('is recorded when a letter goes to a body outside the network, with the limit it meets', async () => {
    const id = await network.at('plc').send(letter('police-c', { title: '答复群众' }));
    await network.settle();
    const police = network.at('police-c');
    await police.do('clerk', 'acknowledge', id);
    await police.do('head', 'accept', id);
    const reply = {
      to: 'CITIZEN',
      channel: 'LETTER',
      instrument: '答复函',
      text: '已答复',
      ruleId: 'PLC-URGE-30',
      triggerAt: '2026-11-24',
    };
    const view = await police.do('handler', 'dispatch', id, reply);
    expect(view.dispatches).toMatchObject([{ to: 'CITIZEN', instrument: '答复函' }]);
    expect(view.clocks.find(({ due }) => due.triggerAt === '2026-11-24')?.state).toBe('met');
    await network.settle();
    expect((await network.at('plc').view(id)).dispatches).toEqual([]);
  });
});

describe('two officers at once', () => {
  it('one wins, the other is told who did what when', async () => {
    const id = await network.at('plc').send(letter('police-c', { title: '同时' }));
    await network.settle();
    const police = network.at('police-c');
    const service = police.module.get(ReferralsService);
    const revision = (await police.view(id)).revision;
    const both = await Promise.allSettled(
      [police.actor('clerk'), { ...police.actor('clerk'), personId: '019ab000-0000-7000-8000-00000000000a' }].map(
        (actor) => service.command('acknowledge', { id, body: { expectedRevision: revision }, actor }),
      ),
    );
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const lost = both.find((one) => one.status === 'rejected')!;
    expect(lost.reason).toMatchObject({
      code: 'REFERRAL_CHANGED',
      kind: 'conflict',
      details: { type: 'referral.acknowledged', agency: 'police-c', post: 'clerk' },
    });
    const { zh, en } = (lost.reason as DomainError).text;
    expect(zh).toMatch(/^该件已由police-c（clerk）于北京时间 \d{4}-\d{2}-\d{2} \d{2}:\d{2} 办理/u);
    expect(zh + en).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|\dZ/u);
  });
});

describe('lists', () => {
  it('show each box, filter, search in title and number, and count what is open', async () => {
    const reads = network.at('plc').module.get(ReferralReads);
    const list = (query: object) => reads.list(listQuerySchema.parse(query), network.at('plc').actor('head'));
    const id = await network.at('plc').send(letter('police-c', { title: '查封房产超标的的反映' }));
    await network.settle();
    const { referralNo } = await network.at('plc').view(id);
    expect((await list({ box: 'outgoing', q: '超标' })).items.map((item) => item.id)).toEqual([id]);
    expect((await list({ q: referralNo!.slice(-6) })).items.map((item) => item.id)).toContain(id);
    expect((await list({ q: '房产　查封' })).items).toEqual([]);
    expect((await list({ q: "%' or 1=1 --" })).items).toEqual([]);
    const delivered = await list({ box: 'outgoing', status: 'delivered', size: '2' });
    expect(delivered.items.every((item) => item.status === 'delivered' && item.nextDue !== null)).toBe(true);
    expect(delivered.items.length).toBe(2);
    expect(delivered.total).toBeGreaterThan(2);
    expect((await list({ box: 'incoming' })).items).toEqual([]);
    const counts = await reads.counts(network.at('plc').actor('head'));
    expect(counts.boxes.find(({ box }) => box === 'outgoing')?.open).toBeGreaterThan(0);
    expect(JSON.stringify(await list({ size: '100' }))).not.toMatch(/甲某|经侦大队|民警A/);
  });
});

describe('silence', () => {
  it('makes the waiting party write it down, on both sides; an act stated in time makes it void', async () => {
    const own = await Agencies.start(['plc', 'police', 'police-c'], (migrations) => testDatabase({ migrations }));
    try {
      const late = await own.at('plc').send(letter('police-c', { title: '逾期' }));
      await own.settle();
      await own.setClock('2026-11-30T16:00:01.000Z');
      const other = await own.at('plc').send(letter('police-c', { title: '另一件' }));
      await own.settle();
      await own.setClock('2026-12-01T16:00:01.000Z');
      await own.runTimers();
      await own.settle();
      const noted = (await own.at('plc').view(late)).clocks.find(({ ruleId }) => ruleId === 'PLC-ACK-3W')!;
      expect(noted).toMatchObject({ state: 'running', overdueRungs: [1] });
      const theirs = await own.at('police-c').view(late);
      expect(theirs.timeline.find(({ type }) => type === 'clock.overdue')).toMatchObject({ author: 'plc' });
      expect(theirs.clocks.find(({ ruleId }) => ruleId === 'PLC-ACK-3W')?.overdueRungs).toEqual([1]);
      const reads = own.at('plc').module.get(ReferralReads);
      const overdue = await reads.list(listQuerySchema.parse({ overdue: 'true' }), own.at('plc').actor('head'));
      expect(overdue.items.map((item) => item.id)).toEqual([late]);
      await own.at('police-c').do('clerk', 'acknowledge', late);
      await own.settle();
      for (const at of ['plc', 'police-c']) {
        expect((await own.at(at).view(late)).clocks.find(({ ruleId }) => ruleId === 'PLC-ACK-3W')?.state).toBe('late');
      }
      expect(
        (await own.at('plc').view(other)).clocks.find(({ ruleId }) => ruleId === 'PLC-ACK-3W')?.overdueRungs,
      ).toEqual([]);
      expect(own.refusals).toEqual([]);
    } finally {
      await own.stop();
    }
  });

  it('accepts a transferred petition by the receiver’s own timer, and opens its content', async () => {
    const own = await Agencies.start(['plc', 'police-c', 'police'], (migrations) => testDatabase({ migrations }));
    try {
      const id = await own.at('plc').send(letter('police-c', { petition: true }));
      await own.settle();
      await own.at('police-c').do('clerk', 'acknowledge', id);
      await own.settle();
      await own.setClock('2026-12-02T16:00:01.000Z');
      await own.at('police-c').module.get(DeadlineTimer).runNow();
      await own.settle();
      const theirs = await own.at('police-c').view(id);
      expect(theirs).toMatchObject({ status: 'accepted', body: { facts: expect.stringContaining('要求核查') } });
      const accepted = (await own.at('plc').view(id)).timeline.find(({ type }) => type === 'referral.accepted');
      expect(accepted).toMatchObject({ actingPost: 'system', data: { deemed: true } });
      expect(own.refusals).toEqual([]);
    } finally {
      await own.stop();
    }
  });
});
