import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type AgencyClient, Refused, LocalNetwork, type ReferralView, history, letter, seen, send } from '@sup/deploy';

jest.setTimeout(240_000);

let network: LocalNetwork;
let committee: AgencyClient;
let police: AgencyClient;
let court: AgencyClient;

beforeAll(async () => {
  network = await LocalNetwork.start(['plc', 'proc', 'police', 'police-c', 'court', 'sharing']);
  committee = network.client('plc');
  police = network.client('police-c');
  court = network.client('court');
});
afterAll(async () => network?.stop());

describe('a referral crosses from one agency into another agency’s own service and database', () => {
  it('is previewed, signed for, accepted, answered, approved and struck off, and both sides agree on every rung', async () => {
    const id = await send(committee, letter('police-c', '报案后未予答复'));
    const preview = await seen(police, id, 'delivered');
    expect(preview.preview?.title).toBe('报案后未予答复');
    expect(preview.body).toBeNull();
    expect(JSON.stringify(preview)).not.toContain('经侦大队');

    await police.post('clerk', `/api/referrals/${id}/acknowledge`, {});
    const accepted = await police.post<ReferralView>('head', `/api/referrals/${id}/accept`, { declinedPoints: [] });
    expect(accepted.body?.facts).toContain('要求核查');
    await police.post('handler', `/api/referrals/${id}/first-feedback`, { text: '已指定两名民警核查。' });
    await police.post('handler', `/api/referrals/${id}/result`, {
      outcome: 'SUBSTANTIATED',
      text: '已受案并书面告知。',
      instrument: null,
    });
    await seen(committee, id, 'result');
    await committee.post('head', `/api/referrals/${id}/approve-result`, { remark: '同意', placedPoints: [] });
    await committee.post('head', `/api/referrals/${id}/strike-off`, { remark: '' });

    const theirs = await seen(police, id, 'struck-off');
    const ours = await seen(committee, id, 'struck-off');
    expect(history(theirs)).toEqual(history(ours));
    expect(ours.timeline.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'referral.sent',
        'referral.delivered',
        'referral.acknowledged',
        'referral.accepted',
        'referral.first-feedback',
        'referral.result',
        'referral.result-approved',
        'referral.struck-off',
      ]),
    );
  });

  it('comes back with its reason and the authority that is suggested, and its content is gone at the receiver', async () => {
    const id = await send(committee, letter('police-c', '管辖有误的反映'));
    await seen(police, id, 'delivered');
    await police.post('clerk', `/api/referrals/${id}/acknowledge`, {});
    await police.post('head', `/api/referrals/${id}/return`, {
      reasonCode: 'NOT_OUR_JURISDICTION',
      reason: '事发地属市局管辖',
      suggestedAuthority: 'police',
    });
    const ours = await seen(committee, id, 'returned');
    expect(ours.timeline.find(({ type }) => type === 'referral.returned')?.data).toMatchObject({
      reason: '事发地属市局管辖',
      suggestedAuthority: 'police',
    });
    const theirs = await seen(police, id, 'returned');
    expect(theirs.body).toBeNull();
    expect(history(theirs)).toEqual(history(ours));
  });

  it('is recalled by the receiver’s service at once while nobody has accepted it', async () => {
    const id = await send(committee, letter('police-c', '误发的反映'));
    await seen(police, id, 'delivered');
    await committee.post('head', `/api/referrals/${id}/recall`, { reasonCode: 'SENT_BY_MISTAKE', reason: '误发' });
    expect(history(await seen(committee, id, 'recalled'))).toEqual(history(await seen(police, id, 'recalled')));
  });

  it('is forwarded with its origin’s signature, and the third agency answers the origin directly', async () => {
    const id = await send(committee, letter('police', '应由县局办理的反映', { unitConcerned: 'police-c' }));
    const city = network.client('police');
    await seen(city, id, 'delivered');
    await city.post('clerk', `/api/referrals/${id}/acknowledge`, {});
    const { forwardedAs } = await city.post<{ forwardedAs: string }>('head', `/api/referrals/${id}/forward`, {
      to: 'police-c',
      office: null,
      reasonCode: 'NOT_OUR_JURISDICTION',
      reason: '依管辖转送县局',
    });
    await seen(committee, id, 'forwarded');
    await seen(police, forwardedAs, 'delivered');
    await police.post('clerk', `/api/referrals/${forwardedAs}/acknowledge`, {});
    const opened = await police.post<ReferralView>('head', `/api/referrals/${forwardedAs}/accept`, {
      declinedPoints: [],
    });
    expect(opened.body?.facts).toContain('要求核查');
    await police.post('handler', `/api/referrals/${forwardedAs}/result`, {
      outcome: 'EXPLAINED',
      text: '情况说明。',
      instrument: null,
    });
    const answered = await seen(committee, forwardedAs, 'result');
    expect(answered.party).toBe('sender');
  });
});

describe('what must not happen is refused in both languages and changes nothing', () => {
  it('shows nothing to an agency that is not a party', async () => {
    const id = await send(committee, letter('police-c', '与法院无关的反映'));
    await seen(police, id, 'delivered');
    await expect(court.get('clerk', `/api/referrals/${id}`)).rejects.toMatchObject({ status: 404 });
  });

  it('does not accept another agency’s session', async () => {
    const signIn = police.agency.signIns.find(({ role }) => role === 'clerk')!;
    const response = await fetch(`${police.agency.baseUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: signIn.username, password: signIn.password }),
    });
    const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0]!);
    const token = cookie[0]!.split('=')[1]!;
    const foreign = await fetch(`${committee.agency.baseUrl}/api/referrals`, {
      headers: { cookie: `${cookie[0]}; sup_plc=${token}` },
    });
    expect(foreign.status).toBe(401);
    expect(await foreign.json()).toMatchObject({ detailZh: expect.any(String), detailEn: expect.any(String) });
  });

  it('refuses a letter that names the reporter, one without a recipient and one above 工作秘密', async () => {
    const drafts = [
      [letter('police-c', '甲某报案后未予答复'), 'COMPLAINANT_IDENTITY_EXPOSED'],
      [letter('', '没有收件单位'), 'RECIPIENTS_EMPTY'],
      [letter('police-c', '密级过高', { classification: 'CONFIDENTIAL' }), 'CLASSIFICATION_TOO_HIGH'],
    ] as const;
    for (const [draft, code] of drafts) {
      const refused = await send(committee, draft).then(
        () => null,
        (error: unknown) => error,
      );
      expect(refused).toBeInstanceOf(Refused);
      expect(refused).toMatchObject({ code });
    }
  });

  it('refuses words that direct a verdict or name the reporter in every command, not in letters alone', async () => {
    const id = await send(committee, letter('police-c', '事后的言语'));
    await seen(police, id, 'delivered');
    const recall = (reason: string) =>
      committee.post('head', `/api/referrals/${id}/recall`, { reasonCode: 'OTHER', reason });
    await expect(recall('举报人甲某要求撤回')).rejects.toMatchObject({ code: 'COMPLAINANT_IDENTITY_EXPOSED' });
    await expect(recall('你院应当改判')).rejects.toMatchObject({ code: 'VERDICT_DIRECTIVE' });
    const dispatch = { to: 'PARTY', channel: 'LETTER', instrument: '函', text: '请贵院改判无罪' };
    await expect(committee.post('clerk', `/api/referrals/${id}/dispatch`, dispatch)).rejects.toMatchObject({
      code: 'VERDICT_DIRECTIVE',
    });
    expect((await seen(police, id, 'delivered')).timeline).toHaveLength(2);
  });

  it('refuses a letter to the information-sharing centre, and an office that names the reporter', async () => {
    await expect(send(committee, letter('sharing', '无人可收'))).rejects.toMatchObject({
      code: 'RECIPIENT_TAKES_NO_REFERRALS',
    });
    await expect(send(committee, letter('police-c', '经办处室', { office: '甲某接待室' }))).rejects.toMatchObject({
      code: 'COMPLAINANT_IDENTITY_EXPOSED',
    });
  });

  it('lets one of two officers who act at once win, and tells the other who did what', async () => {
    const id = await send(committee, letter('police-c', '两人同时办理'));
    const { revision } = await seen(police, id, 'delivered');
    const both = await Promise.allSettled([
      police.post('clerk', `/api/referrals/${id}/acknowledge`, { expectedRevision: revision }),
      police.post('head', `/api/referrals/${id}/acknowledge`, { expectedRevision: revision }),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusal = both.find((result) => result.status === 'rejected');
    expect(refusal?.reason).toMatchObject({ status: expect.any(Number) });
    expect(
      (await seen(committee, id, 'acknowledged')).timeline.filter(({ type }) => type === 'referral.acknowledged'),
    ).toHaveLength(1);
  });
});
