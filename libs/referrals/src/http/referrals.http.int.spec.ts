import { type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { testDatabase } from '@sup/testing';
import { downloadHeaders } from '@sup/files/protocol';
import request from 'supertest';
import { type ReferralPage, type ReferralView } from '../index.ts';
import { Agencies, letter } from '../testing/agencies.fixture.ts';

jest.setTimeout(120_000);

let network: Agencies;
beforeAll(async () => {
  network = await Agencies.start(['plc', 'police'], (migrations) => testDatabase({ migrations }));
});
afterAll(async () => network?.stop());

const at = (id: string) => request(network.at(id).app.getHttpServer() as Server);
const view = (response: { body: unknown }) => response.body as ReferralView;

describe('a referral over HTTP', () => {
  it('goes from an uploaded file and a draft to a download at the other agency', async () => {
    const name = '关于“专项检查”情况的函（终稿）.svg';
    const content = '<svg onload="alert(1)"/>';
    const uploaded = await at('plc')
      .post(`/api/files?name=${encodeURIComponent(name)}`)
      .set('content-type', 'application/octet-stream')
      .send(content)
      .expect(201);
    const { fileId } = uploaded.body as { fileId: string };
    const drafted = await at('plc')
      .post('/api/referrals')
      .set('x-role', 'clerk')
      .send({ ...letter('police'), fileIds: [fileId] })
      .expect(201);
    const { id } = view(drafted);
    expect(view(drafted)).toMatchObject({
      homeStatus: 'draft',
      commands: expect.arrayContaining(['deliberate', 'discard']),
    });
    await at('plc').post(`/api/referrals/${id}/approve`).send({}).expect(200);
    await at('plc').post(`/api/referrals/${id}/send`).set('x-role', 'clerk').send({}).expect(200);
    await network.settle();
    const hash = view(await at('plc').get(`/api/referrals/${id}`)).attachments[0]!.hash;
    await at('police').get(`/api/referrals/${id}/attachments/${hash}`).expect(500);
    await at('police').post(`/api/referrals/${id}/acknowledge`).set('x-role', 'clerk').send({}).expect(200);
    await at('police').post(`/api/referrals/${id}/accept`).send({ declinedPoints: [] }).expect(200);
    const file = await at('police').get(`/api/referrals/${id}/attachments/${hash}`).buffer(true).expect(200);
    expect((file.body as Buffer).toString()).toBe(content);
    expect(file.headers).toMatchObject({
      'content-disposition': downloadHeaders(name, 'text/plain')['Content-Disposition'],
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
    expect(file.headers['content-disposition']).toMatch(
      /^attachment; filename="[ -~]+"; filename\*=UTF-8''[A-Za-z0-9%._-]+$/,
    );
    const page = (await at('police').get('/api/referrals?box=incoming&status=accepted&size=5').expect(200))
      .body as ReferralPage;
    expect(page).toMatchObject({
      total: 1,
      page: 1,
      size: 5,
      items: [{ id, party: 'receiver', status: 'accepted', overdue: false }],
    });
    const counts = (await at('police').get('/api/referrals/counts').expect(200)).body as object;
    expect(counts).toEqual({ boxes: [{ box: 'incoming', open: 1, overdue: 0 }] });
  });

  it('lists the deadline rules', async () => {
    const { rules } = (await at('plc').get('/api/deadline-rules').expect(200)).body as { rules: { id: string }[] };
    expect(rules.map(({ id }) => id)).toEqual(expect.arrayContaining(['PLC-URGE-30', 'REF-DECIDE-5W']));
  });
});
