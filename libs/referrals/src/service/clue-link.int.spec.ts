import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Signals } from '@sup/contracts';
import { newId } from '@sup/kernel';
import { Outbox } from '@sup/messaging';
import { testDatabase } from '@sup/testing';
import { Agencies, letter } from '../testing/agencies.fixture.ts';
import { ContentService } from './content.service.ts';

jest.setTimeout(240_000);

let network: Agencies;
beforeAll(async () => {
  network = await Agencies.start(['plc', 'police', 'police-c', 'court'], (migrations) => testDatabase({ migrations }));
});
afterAll(async () => network?.stop());
const at = (id: string) => network.at(id);

type Prepared = Signals['clue.referral-prepared'];
type Wanted = Partial<Omit<Prepared, 'draft'>> & { draft?: object };

/** Tells referrals what the register prepared, as often as `times` says. */
async function prepare(more: Wanted = {}, times = 1): Promise<Prepared> {
  const { dataSource, module } = at('plc');
  const clueId = more.clueId ?? newId();
  const draft = {
    ...{ office: null, resultRuleId: 'PLC-URGE-30', petition: false, sendBy: null, fileIds: [], supersedes: null },
    ...letter('police'),
    reporter: null,
    ...more.draft,
  } as unknown as Prepared['draft'];
  const signal: Prepared = {
    ...{ referralId: newId(), caseId: clueId, preparedBy: { personId: newId(), postTitle: '受理员' } },
    ...more,
    ...{ clueId, draft },
  };
  for (let n = 0; n < times; n += 1) {
    await dataSource.transaction((manager) =>
      module.get(Outbox).signal(manager, 'clue.referral-prepared', signal.referralId, signal),
    );
  }
  await network.settle();
  return signal;
}

async function discardedSignals(referralId: string): Promise<number> {
  const rows = await at('plc').dataSource.query<{ n: number }[]>(
    `select count(*)::int as n from messaging_fact where type = 'referral.discarded' and record_id = $1`,
    [referralId],
  );
  return rows[0]!.n;
}

async function send(id: string): Promise<void> {
  await at('plc').do('head', 'approve', id);
  await at('plc').do('clerk', 'send', id);
}

describe('a referral that the clue register prepares', () => {
  it('opens as a draft under the id the register chose, with clue and case, and once however often it is told', async () => {
    const caseId = newId();
    const { referralId, clueId } = await prepare({ caseId }, 2);
    const view = await at('plc').view(referralId);
    expect(view).toMatchObject({
      id: referralId,
      clueId,
      caseId,
      homeStatus: 'draft',
      version: 2,
      reporterSealed: false,
    });
    await at('plc').do('head', 'approve', referralId);
    const again = { ...(await at('plc').view(referralId)) };
    expect(again.homeStatus).toBe('approved');
  });

  it('keeps the reporter sealed as it came and refuses content that names the reporter', async () => {
    const sealedReporter = at('plc')
      .module.get(ContentService)
      .sealReporter({ kind: 'CITIZEN', name: '甲某某', contact: null });
    const { body } = letter('police') as { body: object };
    const draft = { sealedReporter, title: '封存反映人', body: { ...body, facts: '甲某某反映未获答复。' } };
    const { referralId } = await prepare({ draft });
    expect((await at('plc').view(referralId)).reporterSealed).toBe(true);
    await at('plc').do('head', 'approve', referralId);
    await expect(at('plc').do('clerk', 'send', referralId)).rejects.toMatchObject({
      code: 'COMPLAINANT_IDENTITY_EXPOSED',
    });
  });

  it('that no draft may hold opens none, and the register hears that the clue is free', async () => {
    const { referralId } = await prepare({ draft: { classification: 'SECRET', title: '涉密' } }, 2);
    await expect(at('plc').view(referralId)).rejects.toMatchObject({ code: 'REFERRAL_ABSENT' });
    expect(await discardedSignals(referralId)).toBeGreaterThan(0);
  });

  it('tells the register when its draft is discarded; a letter written by hand tells nobody', async () => {
    const { referralId } = await prepare({ draft: { title: '废弃的草稿' } });
    await at('plc').do('clerk', 'discard', referralId);
    expect(await discardedSignals(referralId)).toBe(1);
    const byHand = await at('plc').draft(letter('police', { title: '手写草稿' }));
    await at('plc').do('clerk', 'discard', byHand);
    expect(await discardedSignals(byHand)).toBe(0);
    expect(await at('plc').view(byHand)).toMatchObject({ clueId: null, caseId: byHand });
  });

  it('is one open offer per clue and recipient, in whatever words', async () => {
    const first = await prepare({ draft: { title: '首次移送' } });
    await send(first.referralId);
    const { clueId } = first;
    const second = await prepare({ clueId, draft: { title: '换个说法', instrument: '另一文书' } });
    await at('plc').do('head', 'approve', second.referralId);
    await expect(at('plc').do('clerk', 'send', second.referralId)).rejects.toMatchObject({ code: 'DUPLICATE_OFFER' });
    const elsewhere = await prepare({ clueId, draft: { ...letter('court'), title: '换个单位' } });
    await send(elsewhere.referralId);
    await network.settle();
    await at('police').do('clerk', 'acknowledge', first.referralId);
    const returned = { reasonCode: 'NOT_OUR_JURISDICTION', reason: '不属本单位管辖', suggestedAuthority: 'court' };
    await at('police').do('head', 'return', first.referralId, returned);
    await network.settle();
    await at('plc').do('clerk', 'send', second.referralId);
    await network.settle();
    expect((await at('plc').view(second.referralId)).status).toBe('delivered');
  });

  it('keeps its clue and case at the origin when it is forwarded; receivers hold a case of their own', async () => {
    const caseId = newId();
    const { referralId, clueId } = await prepare({ caseId, draft: { title: '将被转送' } });
    await send(referralId);
    await network.settle();
    expect(await at('police').view(referralId)).toMatchObject({ clueId: null, caseId: referralId });
    await at('police').do('clerk', 'acknowledge', referralId);
    const forwarding = { to: 'police-c', reasonCode: 'NOT_OUR_JURISDICTION', reason: '属县局管辖' };
    await at('police').do('head', 'forward', referralId, forwarding);
    await network.settle();
    const second = (await at('plc').view(referralId)).forwardedAs!;
    expect(await at('plc').view(second)).toMatchObject({ clueId, caseId });
    expect(await at('police-c').view(second)).toMatchObject({ clueId: null, caseId: second });
    const again = await prepare({ clueId, draft: { ...letter('police-c'), title: '再移送县局' } });
    await at('plc').do('head', 'approve', again.referralId);
    await expect(at('plc').do('clerk', 'send', again.referralId)).rejects.toMatchObject({ code: 'DUPLICATE_OFFER' });
  });
});
