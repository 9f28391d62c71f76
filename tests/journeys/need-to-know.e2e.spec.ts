import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type AgencyClient, LocalNetwork, type Role } from '@sup/deploy';

jest.setTimeout(240_000);

let network: LocalNetwork;
let committee: AgencyClient;

interface Seen {
  readonly id: string;
  readonly caseId: string;
  readonly status: string;
  readonly commands: readonly string[];
}

beforeAll(async () => {
  network = await LocalNetwork.start(['plc', 'police', 'sharing']);
  committee = network.client('plc');
});
afterAll(async () => network?.stop());

const facts = '反映人多次到窗口报案，值班人员以管辖为由不予接收，亦不出具书面凭证，前后拖延二十余日。';
const complaint = {
  title: '报案不受理',
  channel: 'COMPLAINT',
  receivedAt: '2026-11-02T09:00:00+08:00',
  reporter: { kind: 'CITIZEN', realName: true, name: '己大明', contact: '13800001111' },
  subject: { agency: 'police', office: '治安支队', persons: [{ name: '王小二', role: '民警' }] },
  misconductCodes: ['M4-01'],
  causes: ['C3'],
  facts,
};
const register = (more: object = {}) => committee.post<Seen>('clerk', '/api/clues/register', { ...complaint, ...more });
const does = (role: Role, id: string, command: string, body = {}) =>
  committee.post<Seen & { readonly requestId?: string }>(role, `/api/clues/${id}/${command}`, body);
const personOf = async (role: Role): Promise<string> =>
  (await committee.get<{ person: { id: string } }>(role, '/api/session')).person.id;
const recuse = async (caseId: string, role: Role) =>
  committee.post('head', `/api/cases/${caseId}/recusals`, {
    ...{ personId: await personOf(role), category: 'interest', reason: '利害关系' },
  });
const upload = (role: Role, name: string) =>
  committee.post<{ fileId: string }>(role, `/api/files?name=${name}`, { content: name });

describe('whoever is shut out of a case learns nothing of it by the side doors', () => {
  it('a head merges into no clue that must not be known, and is answered as for one that does not exist', async () => {
    const hidden = await register();
    await recuse(hidden.caseId, 'head');
    await expect(committee.get('head', `/api/clues/${hidden.id}`)).rejects.toMatchObject({ status: 404 });
    const later = await register({ receivedAt: '2026-11-03T09:00:00+08:00' });
    expect(JSON.stringify(await committee.get('head', `/api/clues/${later.id}`))).not.toMatch(
      new RegExp(`${hidden.id}|similar`),
    );
    await does('head', later.id, 'begin-screening');
    const answers = await Promise.all(
      [hidden.id, '019abcde-0000-7000-8000-000000000001'].map((into) =>
        does('head', later.id, 'merge', { into }).catch((error: unknown) => String(error)),
      ),
    );
    expect(answers[0]).toContain('EARLIER_CLUE_REQUIRED');
    expect(answers[1]).toBe(answers[0]);
  });

  it('a custodian who is shut out sees no request of the case and releases none', async () => {
    const clue = await register({ title: '承办人态度恶劣', facts: '多次催问均无回音。' });
    const { requestId } = await does('head', clue.id, 'identity-request', { reason: '回访' });
    expect((await does('head', clue.id, 'identity-request', { reason: '回访' })).requestId).toBe(requestId);
    const queue = () => committee.get<{ requestId: string }[]>('custodian', '/api/identity-requests');
    expect((await queue()).map((one) => one.requestId)).toContain(requestId);
    await recuse(clue.caseId, 'custodian');
    expect((await queue()).map((one) => one.requestId)).not.toContain(requestId);
    const release = committee.post('custodian', `/api/clues/${clue.id}/identity-release`, { requestId });
    await expect(release).rejects.toMatchObject({ code: 'IDENTITY_REQUEST_ABSENT' });
  });

  it('a file is not read by naming its id in a clue of one’s own', async () => {
    const { fileId } = await upload('handler', 'evidence.json');
    const draft = { ...complaint, title: '借用附件', facts: '借用附件。', fileIds: [fileId] };
    await expect(committee.post('clerk', '/api/clues', draft)).rejects.toMatchObject({ code: 'FILE_ABSENT' });
    const own = await upload('clerk', 'own.json');
    const kept = await committee.post<Seen>('clerk', '/api/clues', { ...draft, fileIds: [own.fileId] });
    const amended = { ...draft, fileIds: [own.fileId, fileId] };
    await expect(committee.put('clerk', `/api/clues/${kept.id}`, amended)).rejects.toMatchObject({
      code: 'FILE_ABSENT',
    });
  });

  it('what is to leave bears no mark of a state secret, whoever wrote it into the letter', async () => {
    const clue = await register({ title: '窗口拖延', facts: '窗口拖延办理。' });
    await does('head', clue.id, 'begin-screening');
    await expect(does('head', clue.id, 'note', { text: '附：绝密★ 批示' })).rejects.toMatchObject({
      code: 'CLASSIFICATION_TOO_HIGH',
    });
    const letter = {
      ...{ kind: 'FORWARD', instrument: '线索转办函', to: 'police', requestedAction: 'VERIFY_AND_REPLY' },
      body: { facts: '机密★ 附件内容', points: ['核查'] },
    };
    await expect(does('head', clue.id, 'prepare-referral', letter)).rejects.toMatchObject({
      code: 'CLASSIFICATION_TOO_HIGH',
    });
  });
});
