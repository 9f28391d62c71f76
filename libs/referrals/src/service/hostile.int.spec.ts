import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { testDatabase } from '@sup/testing';
import { Agencies, letter } from '../testing/agencies.fixture.ts';
import { createDraftSchema } from './referral.requests.ts';

jest.setTimeout(240_000);

let network: Agencies;
beforeAll(async () => {
  network = await Agencies.start(['plc', 'police', 'police-c'], (migrations) => testDatabase({ migrations }));
});
afterAll(async () => network?.stop());
const at = (id: string) => network.at(id);
const refusedDraft = (more: Readonly<Record<string, unknown>>) => at('plc').draft(letter('police', more));

describe('a letter that is drafted', () => {
  it.each(['REF-DELIVER-24H', 'PLC-ACK-3W', 'XF-OBJECT-5W', 'PO-FORWARD-24H', 'IN-QUARTER'])(
    'names no result rule that is none: %s',
    async (resultRuleId) => {
      await expect(refusedDraft({ resultRuleId })).rejects.toMatchObject({ code: 'RESULT_RULE_UNFIT' });
    },
  );

  it('has its limit start in a year that can be meant', async () => {
    const sendBy = { ruleId: 'PLC-URGE-30', triggerAt: '1926-11-20' };
    await expect(refusedDraft({ sendBy })).rejects.toMatchObject({ code: 'TRIGGER_TOO_EARLY' });
    await expect(refusedDraft({ sendBy: { ...sendBy, triggerAt: '9026-11-20' } })).rejects.toMatchObject({
      code: 'TRIGGER_IN_FUTURE',
    });
  });

  it('bears no secrecy mark in a text or by its own word; who tried and when is kept, and nothing else', async () => {
    for (const more of [{ classification: 'CONFIDENTIAL' }, { title: '【机密】关于某案的函' }])
      await expect(refusedDraft(more)).rejects.toMatchObject({ code: 'CLASSIFICATION_TOO_HIGH' });
    const stubs = await at('plc').dataSource.query<Record<string, unknown>[]>('select * from referral_stub');
    expect(stubs).toHaveLength(2);
    expect(stubs[0]).toMatchObject({ person_id: at('plc').actor('clerk').personId });
    expect(JSON.stringify(stubs)).not.toContain('某案');
  });

  it.each(['题\u202e目', '题\u0007目', '题\n目', '题\u2066目'])(
    'has one-line texts without characters that deceive: %j',
    (title) => {
      expect(createDraftSchema.safeParse(letter('police', { title })).success).toBe(false);
      expect(createDraftSchema.safeParse(letter('police', { instrument: title })).success).toBe(false);
      expect(createDraftSchema.safeParse(letter('police', { title: '题目' })).success).toBe(true);
    },
  );
});

describe('an approved letter that is refused at sending', () => {
  it('goes back to the draft, and needs approval anew', async () => {
    const id = await at('plc').draft(letter('police', { title: '缺法律依据', legalBasis: [] }));
    await at('plc').do('head', 'approve', id);
    await expect(at('plc').do('clerk', 'send', id)).rejects.toMatchObject({
      code: 'LEGAL_BASIS_MISSING',
      details: { reasons: ['LEGAL_BASIS_MISSING'] },
    });
    expect((await at('plc').view(id, 'clerk')).commands).toContain('reopen-draft');
    expect((await at('plc').do('clerk', 'reopen-draft', id)).homeStatus).toBe('draft');
    await expect(at('plc').do('clerk', 'send', id)).rejects.toMatchObject({ code: 'COMMAND_NOT_OPEN' });
  });

  it('is told every reason at once (N02)', async () => {
    const { body } = letter('police') as { body: object };
    const subject = { agency: 'police', office: '督察支队', persons: [{ alias: '民警A', role: '民警' }] };
    const more = { title: '甲某反映', office: '督察支队', body: { ...body, subject } };
    const id = await at('plc').draft(letter('police', more));
    await at('plc').do('head', 'approve', id);
    await expect(at('plc').do('clerk', 'send', id)).rejects.toMatchObject({
      details: { reasons: ['RECIPIENT_IS_SUBJECT', 'COMPLAINANT_IDENTITY_EXPOSED'] },
    });
  });
});

describe('a referral under way', () => {
  it('is not forwarded back to whoever had it before, and ends without offering a dispatch', async () => {
    const id = await at('plc').send(letter('police', { title: '转来转去' }));
    await network.settle();
    await at('police').do('clerk', 'acknowledge', id);
    const reason = { reasonCode: 'NOT_OUR_JURISDICTION', reason: '不属本单位' };
    await at('police').do('head', 'forward', id, { to: 'police-c', ...reason });
    await network.settle();
    const second = (await at('plc').view(id)).forwardedAs!;
    await at('police-c').do('clerk', 'acknowledge', second);
    for (const to of ['police', 'plc']) {
      const forwarding = at('police-c').do('head', 'forward', second, { to, ...reason });
      await expect(forwarding).rejects.toMatchObject({ code: 'BACK_TO_ORIGIN' });
    }
    expect((await at('plc').view(second, 'clerk')).commands).toContain('dispatch');
    expect((await at('plc').view(id, 'clerk')).commands).not.toContain('dispatch');
  });

  it('is asked no longer extension than the rule gives', async () => {
    const id = await at('plc').send(letter('police', { title: '申请过长延期' }));
    await network.settle();
    await at('police').do('clerk', 'acknowledge', id);
    await at('police').do('head', 'accept', id, { declinedPoints: [] });
    const asked = { clockId: 'PLC-URGE-30#1', length: 366, unit: 'NATURAL_DAY', reason: '案情复杂' };
    await expect(at('police').do('handler', 'request-extension', id, asked)).rejects.toMatchObject({
      code: 'EXTENSION_TOO_LONG',
    });
  });
});
