import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type AgencyClient, LocalNetwork } from '@sup/deploy';

jest.setTimeout(240_000);

let network: LocalNetwork;
let committee: AgencyClient;
let police: AgencyClient;

/** What the tests read of a clue. */
interface Seen {
  readonly id: string;
  readonly clueNo: string | null;
  readonly caseId: string;
  readonly status: string;
  readonly version: number;
  readonly origin: { readonly referralId: string; readonly from: string } | null;
  readonly facts: string;
  readonly reporter: { readonly kind: string; readonly sealed: boolean } | null;
  readonly referrals: readonly { readonly referralId: string; readonly to: string; readonly status: string }[];
  readonly limits: readonly { readonly due: { readonly ruleId: string; readonly dueOn: string | null } }[];
  readonly timeline: readonly { readonly type: string }[];
  readonly commands: readonly string[];
  readonly closingGrounds: readonly string[];
}

beforeAll(async () => {
  network = await LocalNetwork.start(['plc', 'proc', 'police', 'police-c', 'sharing']);
  committee = network.client('plc');
  police = network.client('police');
});
afterAll(async () => network?.stop());

const complaint = {
  title: '报案后电话不接、拖延答复',
  channel: 'COMPLAINT',
  receivedAt: '2026-11-02T09:00:00+08:00',
  reporter: { kind: 'CITIZEN', realName: true, name: '己大明', contact: '13800001111', wantsSecrecy: true },
  subject: {
    agency: 'police-c',
    office: '城东派出所',
    persons: [{ name: '王小二', alias: '民警A', role: '民警', leadsUnit: false, partyMember: true }],
  },
  misconductCodes: ['M4-01'],
  causes: ['C3'],
  facts: '己大明报案后二十余日未获答复，电话 13800001111 多次联系无人接听。',
};
const offer = {
  kind: 'FORWARD',
  instrument: '线索转办函',
  to: 'police',
  requestedAction: 'VERIFY_AND_REPLY',
  legalBasis: ['信访工作条例第二十三条'],
  body: { points: ['是否依法受案', '是否按期答复'] },
};

const clue = (client: AgencyClient, id: string, role: 'head' | 'clerk' | 'handler' = 'head'): Promise<Seen> =>
  client.get<Seen>(role, `/api/clues/${id}`);
const does = (
  client: AgencyClient,
  role: 'clerk' | 'head' | 'handler' | 'meeting',
  id: string,
  command: string,
  body = {},
) => client.post<Seen & { readonly referralId?: string }>(role, `/api/clues/${id}/${command}`, body);

async function prepared(id: string, body = offer): Promise<string> {
  const { referralId } = await does(committee, 'head', id, 'prepare-referral', body);
  await committee.await<{ homeStatus: string }>(
    'clerk',
    `/api/referrals/${referralId}`,
    ({ homeStatus }) => homeStatus === 'draft',
    'the draft',
  );
  return referralId!;
}

describe('a clue lives in its agency’s register before, during and after it is referred', () => {
  it('is registered, referred, returned, referred again, answered and closed; the receiver’s clue opens on acceptance', async () => {
    const registered = await committee.post<Seen>('clerk', '/api/clues/register', complaint);
    expect(registered).toMatchObject({ status: 'registered', reporter: { kind: 'CITIZEN', sealed: true } });
    expect(registered.clueNo).toMatch(/^XS-/);
    expect(JSON.stringify(registered)).not.toContain('己大明');
    expect(registered.limits.map(({ due }) => [due.ruleId, due.dueOn])).toEqual([['XF-NOTICE-15', '2026-11-17']]);
    const { id } = registered;
    const list = await committee.get<{ items: Seen[] }>('clerk', '/api/clues?queue=intake');
    expect(list.items.map((one) => one.id)).toContain(id);

    await does(committee, 'head', id, 'begin-screening');
    const first = await prepared(id);
    await expect(does(committee, 'head', id, 'prepare-referral', offer)).rejects.toMatchObject({ code: 'OFFER_OPEN' });
    await committee.post('head', `/api/referrals/${first}/approve`, {});
    await committee.post('clerk', `/api/referrals/${first}/send`, {});
    await committee.await<Seen>('head', `/api/clues/${id}`, ({ status }) => status === 'referred-out', 'referred out');

    await police.await(
      'clerk',
      `/api/referrals/${first}`,
      ({ status }: { status: string }) => status === 'delivered',
      'the letter',
    );
    await police.post('clerk', `/api/referrals/${first}/acknowledge`, {});
    await police.post('head', `/api/referrals/${first}/return`, {
      ...{ reasonCode: 'MATERIAL_INCOMPLETE', reason: '请补充报案时间', suggestedAuthority: null },
    });
    const back = await committee.await<Seen>(
      'head',
      `/api/clues/${id}`,
      ({ status }) => status === 'screening',
      'back',
    );
    expect(back.limits.map(({ due }) => due.ruleId)).toContain('REF-REROUTE-3W');

    const second = await prepared(id, { ...offer, body: { points: ['报案时间为十月十一日，是否依法受案'] } });
    await committee.post('head', `/api/referrals/${second}/approve`, {});
    await committee.post('clerk', `/api/referrals/${second}/send`, {});
    await police.await(
      'clerk',
      `/api/referrals/${second}`,
      ({ status }: { status: string }) => status === 'delivered',
      'the letter',
    );
    await police.post('clerk', `/api/referrals/${second}/acknowledge`, {});
    await police.post('head', `/api/referrals/${second}/accept`, { declinedPoints: [] });
    const received = await police.await<{ items: Seen[] }>(
      'head',
      '/api/clues?queue=all',
      ({ items }) => items.length === 1,
      'the receiver’s clue',
    );
    const theirs = await clue(police, received.items[0]!.id);
    expect(theirs).toMatchObject({ status: 'accepted', caseId: second, origin: { referralId: second, from: 'plc' } });
    expect(JSON.stringify(theirs)).not.toContain('己大明');

    await police.post('handler', `/api/referrals/${second}/first-feedback`, { text: '已指定两名民警核查。' });
    await police.post('handler', `/api/referrals/${second}/result`, {
      ...{ outcome: 'SUBSTANTIATED', text: '已受案并书面告知。', instrument: null },
    });
    await committee.await(
      'head',
      `/api/referrals/${second}`,
      ({ status }: { status: string }) => status === 'result',
      'the answer',
    );
    await committee.post('head', `/api/referrals/${second}/approve-result`, { remark: '同意', placedPoints: [] });
    await committee.await<Seen>(
      'head',
      `/api/clues/${id}`,
      ({ status }) => status === 'disposed',
      'the answer approved',
    );

    const close = (ground: string) => does(committee, 'head', id, 'close', { ground });
    await expect(close('CLOSED_FIVE_GATES')).rejects.toMatchObject({ code: 'GATE_NOT_PASSED' });
    await expect(close('CLOSED_AFTER_TRANSFER')).rejects.toMatchObject({ code: 'REPORTER_NOT_ANSWERED' });
    await does(committee, 'clerk', id, 'tell-reporter', {
      ...{
        channel: '书面',
        instrument: '信访事项答复意见书',
        text: '已由市公安局核查并答复。',
        ruleId: 'XF-NOTICE-15',
      },
    });
    const closed = await close('REPLIED_AND_CLOSED');
    expect(closed.status).toBe('closed');
  });

  it('is verified by two at home, decided by a meeting and closed; the reporter is shown once, to the one who asked', async () => {
    const draft = await committee.post<Seen>('clerk', '/api/clues', {
      ...complaint,
      title: '执法随意',
      facts: '己大明称无人接听。',
    });
    expect(draft).toMatchObject({ status: 'draft', facts: '〔反映人〕称无人接听。' });
    const { id } = draft;
    const stale = { ...complaint, title: '执法随意', expectedVersion: 7 };
    await expect(committee.put('clerk', `/api/clues/${id}`, stale)).rejects.toMatchObject({
      status: 409,
      code: 'CLUE_CHANGED',
    });
    await does(committee, 'clerk', id, 'register');
    await does(committee, 'head', id, 'begin-screening');
    await does(committee, 'head', id, 'accept');
    const seats = await committee.get<{ postId: string }[]>('head', '/api/clues/handlers');
    const handlers = seats.map(({ postId }) => postId);
    await expect(clue(committee, id, 'handler')).rejects.toMatchObject({ status: 404, code: 'CLUE_ABSENT' });
    await does(committee, 'head', id, 'assign', { handlers: handlers.slice(0, 1) });
    expect((await clue(committee, id, 'handler')).status).toBe('assigned');
    const verify = () => does(committee, 'handler', id, 'begin-verification', { plan: '调取受案登记' });
    await expect(verify()).rejects.toMatchObject({ code: 'TWO_OFFICERS_REQUIRED' });
    await does(committee, 'head', id, 'assign', { handlers });
    await verify();
    const hearsay = { outcome: 'unsubstantiated', findings: [{ text: '据称', firstHand: false }], subjectHeard: false };
    await expect(does(committee, 'handler', id, 'conclude', hearsay)).rejects.toMatchObject({
      code: 'FIRST_HAND_EVIDENCE_REQUIRED',
    });
    const evidenceFileIds = [await uploaded(committee)];
    const sound = {
      outcome: 'unsubstantiated',
      findings: [{ text: '已受案', firstHand: true, evidenceFileIds }],
      subjectHeard: true,
    };
    await does(committee, 'handler', id, 'conclude', sound);

    const undecided = does(committee, 'meeting', id, 'decide-outcome', { outcome: 'unsubstantiated' });
    await expect(undecided).rejects.toMatchObject({ code: 'COLLECTIVE_DECISION_REQUIRED' });
    const decided = (question: string) =>
      committee.post<{ decisionId: string }>('meeting', '/api/decisions', {
        ...{ about: { kind: 'clue', id }, question, resolution: 'agreed', text: '同意' },
        meeting: { meetingNo: question, heldOn: today(), attendees: ['赵甲', '钱乙', '孙丙'], recused: [] },
      });
    const { decisionId } = await decided('核查结论');
    await does(committee, 'meeting', id, 'decide-outcome', { outcome: 'unsubstantiated', decisionId });
    const disposals = [{ kind: 'CLARIFICATION', text: '向本人澄清' }];
    const disposal = await decided('处置意见');
    await does(committee, 'meeting', id, 'dispose', { disposals, decisionId: disposal.decisionId });

    const asked = await does(committee, 'handler', id, 'identity-request', { reason: '回访核实' });
    const requestId = (asked as unknown as { requestId: string }).requestId;
    const show = (role: 'handler' | 'head') =>
      committee.post<{ name: string }>(role, `/api/clues/${id}/identity-show`, { requestId });
    await expect(show('handler')).rejects.toMatchObject({ code: 'IDENTITY_NOT_RELEASED' });
    await expect(committee.get('custodian', `/api/clues/${id}`)).rejects.toMatchObject({ status: 403 });
    await committee.post('custodian', `/api/clues/${id}/identity-release`, { requestId });
    await expect(show('head')).rejects.toMatchObject({ code: 'IDENTITY_NOT_RELEASED' });
    expect((await show('handler')).name).toBe('己大明');
    await expect(show('handler')).rejects.toMatchObject({ code: 'IDENTITY_NOT_RELEASED' });
    const trail = await committee.get<{ items: { action: string }[] }>(
      'auditor',
      '/api/audit/entries?act=identity-release',
    );
    expect(trail.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['identity.requested', 'identity.released', 'identity.seen']),
    );
    expect(JSON.stringify(trail)).not.toContain('己大明');

    await does(committee, 'clerk', id, 'tell-reporter', { channel: '书面', instrument: '答复', text: '已核查' });
    expect(await does(committee, 'head', id, 'close', { ground: 'UNSUBSTANTIATED' })).toMatchObject({
      status: 'closed',
    });
    expect(await does(committee, 'head', id, 'reopen', { newFacts: '新的录音' })).toMatchObject({
      status: 'screening',
    });
  });

  it('N02, N06 and litigation are refused with their reasons, and nothing but a stub is written', async () => {
    const before = await committee.get<{ total: number }>('head', '/api/clues');
    const register = (more: object) => committee.post<Seen>('clerk', '/api/clues/register', { ...complaint, ...more });
    const secret = { classification: 'CONFIDENTIAL', title: '某项机密', facts: '不得入网的内容' };
    await expect(register(secret)).rejects.toMatchObject({ status: 422, code: 'CLASSIFICATION_TOO_HIGH' });
    await expect(register(secret)).rejects.toMatchObject({ code: 'CLASSIFICATION_TOO_HIGH' });
    await expect(register({ misconductCodes: ['M3-CO-01'] })).rejects.toMatchObject({ code: 'CODES_UNFIT' });
    const relatedCase = { stage: 'CONCLUDED', procedure: 'CRIMINAL' };
    const limits = [{ ruleId: 'XF-60', triggerAt: '2026-11-02' }];
    await expect(register({ relatedCase, limits })).rejects.toMatchObject({ code: 'LITIGATION_SEPARATION' });
    const after = await committee.get<{ total: number }>('head', '/api/clues');
    expect(after.total).toBe(before.total + 1);
    expect(JSON.stringify(after)).not.toContain('不得入网');

    const { id } = await register({ title: '派出所拖延' });
    await does(committee, 'head', id, 'begin-screening');
    const exposed = {
      ...offer,
      to: 'police-c',
      office: '城东派出所',
      body: { facts: '己大明反映拖延', points: ['核查'] },
    };
    await expect(does(committee, 'head', id, 'prepare-referral', exposed)).rejects.toMatchObject({
      code: 'RECIPIENT_IS_SUBJECT',
    });
    const named = { ...exposed, to: 'police', office: null };
    await expect(does(committee, 'head', id, 'prepare-referral', named)).rejects.toMatchObject({
      code: 'COMPLAINANT_IDENTITY_EXPOSED',
    });
  });
});

const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

async function uploaded(client: AgencyClient): Promise<string> {
  const { fileId } = await client.post<{ fileId: string }>('handler', '/api/files?name=evidence.json', {
    register: '受案登记',
  });
  return fileId;
}
