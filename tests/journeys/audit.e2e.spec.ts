import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type AgencyClient, LocalNetwork, Refused, letter, seen, send } from '@sup/deploy';
import { type AnchorView, type ChainView, type EntriesPage, type VerificationView } from '@sup/audit/protocol';

jest.setTimeout(240_000);

let network: LocalNetwork;
let committee: AgencyClient;
let police: AgencyClient;

beforeAll(async () => {
  network = await LocalNetwork.start(['plc', 'police-c']);
  committee = network.client('plc');
  police = network.client('police-c');
});
afterAll(async () => network?.stop());

const entries = async (agency: AgencyClient, query: string): Promise<EntriesPage['items']> =>
  (await agency.get<EntriesPage>('auditor', `/api/audit/entries?${query}`)).items;

describe('what officers of two agencies do is on record in both, and each witnesses the other', () => {
  it('each step of a referral, each look at it and each refusal can be found by the record', async () => {
    const id = await send(committee, letter('police-c', '报案后未予答复'));
    await seen(police, id, 'delivered');
    await police.get('head', `/api/referrals/${id}`);
    await expect(police.get('sysadmin', `/api/referrals/${id}`)).rejects.toThrow(Refused);
    const theirs = await entries(police, `record=${id}&size=200`);
    expect(theirs.map(({ act }) => act)).toEqual(expect.arrayContaining(['read', 'refusal']));
    expect(theirs.find(({ act }) => act === 'refusal')).toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    const ours = await entries(committee, `record=${id}&size=200`);
    expect(ours.map(({ act }) => act)).toContain('write');
    expect(JSON.stringify([...ours, ...theirs])).not.toMatch(/经侦大队|未予答复/);
  });

  it('the head of either chain is countersigned by the other agency over the network', async () => {
    for (const [agency, peer] of [
      [committee, 'police-c'],
      [police, 'plc'],
    ] as const) {
      const anchor = await agency.post<AnchorView>('auditor', '/api/audit/anchor', {});
      expect(anchor.peers).toEqual([peer]);
      const chain = await agency.get<ChainView>('auditor', '/api/audit/chain');
      expect(chain).toMatchObject({ disputed: 0, disputes: [], lastAnchor: { peers: [peer] } });
      expect(chain.lastAnchor!.seq).toBeGreaterThanOrEqual(anchor.seq);
      const report = await agency.post<VerificationView>('auditor', '/api/audit/verify', {});
      expect(report).toMatchObject({
        intact: true,
        findings: [],
        witnesses: [{ peer, reachable: true, agrees: true }],
      });
      expect(report.anchors).toBeGreaterThan(0);
    }
  });

  it('the system administrator sees how much waits for a countersignature, and nothing else of it', async () => {
    const { audit } = await committee.get<{ audit: { disputed: number; unanchored: { level: string } } }>(
      'sysadmin',
      '/api/network/health',
    );
    expect(audit.disputed).toBe(0);
    expect(['none', 'fresh']).toContain(audit.unanchored.level);
    await expect(committee.get('sysadmin', '/api/audit/entries')).rejects.toThrow(Refused);
  });
});
