import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AboutRegistry, DecisionsService } from '@sup/decisions';
import { testDatabase } from '@sup/testing';
import { Agencies, letter } from '../testing/agencies.fixture.ts';
import { commandSchemas } from './referral.requests.ts';

jest.setTimeout(120_000);

let network: Agencies;
beforeAll(async () => {
  network = await Agencies.start(['plc', 'police', 'court', 'disc'], (migrations) => testDatabase({ migrations }));
});
afterAll(async () => network?.stop());

const committee = () => network.at('plc');
const people = ['委员一', '委员二', '委员三'];
let meetings = 0;
const minutes = (more: object = {}) => ({
  ...{ meetingNo: `2026-D${(meetings += 1)}`, heldOn: '2026-11-25', attendees: people, recused: [] },
  ...more,
});

function handOff(title: string): Promise<string> {
  return committee().draft(letter('disc', { kind: 'HAND_OFF', requestedAction: 'DISPOSE_BY_DISCIPLINE', title }));
}

/** A meeting's decision about a referral, found as an agenda finds it. */
async function decided(id: string, resolution: 'agreed' | 'not-agreed' | 'deferred' = 'agreed'): Promise<string> {
  const { module, dataSource } = committee();
  const by = committee().actor('meeting');
  const about = await module.get(AboutRegistry).find({ kind: 'referral', id }, by);
  const wanted = { about, meeting: minutes(), resolution, text: '研究意见' } as const;
  return dataSource.transaction(
    async (manager) => (await module.get(DecisionsService).record(manager, wanted, by)).decisionId,
  );
}

async function kept(id: string): Promise<{ decision: { decisionId: string } | null; recorded: number }> {
  const [row] = await committee().dataSource.query<[{ decision: { decisionId: string } | null; recorded: number }]>(
    `select h.decision, (select count(*)::int from decision d where d.about_id = h.referral_id::text) as recorded
     from referral_home h where h.referral_id = $1`,
    [id],
  );
  return row;
}

/** A dispute between police and court that lies before the committee. */
async function disputed(title: string): Promise<string> {
  const id = await network.at('police').send(letter('court', { title }));
  await network.settle();
  await network.at('court').do('clerk', 'acknowledge', id);
  const objection = { reasonCode: 'NOT_OUR_JURISDICTION', reason: '属县法院', suggestedAuthority: 'court-c' };
  await network.at('court').do('head', 'object', id, objection);
  await network.settle();
  await network.at('police').do('head', 'escalate', id, { reason: '坚持由市法院办理' });
  await network.settle();
  return id;
}

describe('a hand-off is approved on the ground of a meeting', () => {
  it('whose minutes are entered with the approval, and become a decision on record', async () => {
    const id = await handOff('随批准录入会议');
    await committee().do('meeting', 'approve', id, { decision: minutes() });
    const { decision, recorded } = await kept(id);
    expect(recorded).toBe(1);
    expect(decision).toEqual({
      ...{ decisionId: expect.any(String), meetingNo: expect.any(String), heldOn: '2026-11-25' },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await committee().do('clerk', 'send', id);
    expect((await committee().view(id)).status).toBe('sent');
  });

  it('or that decided before and is cited, once', async () => {
    const id = await handOff('引用会议决定');
    const decisionId = await decided(id);
    await committee().do('meeting', 'approve', id, { decisionId });
    expect(await kept(id)).toMatchObject({ decision: { decisionId }, recorded: 1 });
    await committee().do('clerk', 'reopen-draft', id);
    expect((await kept(id)).decision).toBeNull();
    await expect(committee().do('meeting', 'approve', id, { decisionId })).rejects.toMatchObject({
      code: 'DECISION_ALREADY_CITED',
    });
    await committee().do('meeting', 'approve', id, { decisionId: await decided(id) });
    await committee().do('clerk', 'send', id);
    expect((await committee().view(id)).status).toBe('sent');
  });

  it('not without one, nor without quorum after recusals, and nothing is recorded then', async () => {
    const id = await handOff('没有会议决定');
    const refused = { code: 'COLLECTIVE_DECISION_REQUIRED' };
    await expect(committee().do('head', 'approve', id)).rejects.toMatchObject(refused);
    const few = minutes({ attendees: people.slice(1), recused: people.slice(0, 1) });
    await expect(committee().do('meeting', 'approve', id, { decision: few })).rejects.toMatchObject(refused);
    const unknown = { decisionId: '00000000-0000-4000-8000-000000000000' };
    await expect(committee().do('meeting', 'approve', id, unknown)).rejects.toMatchObject(refused);
    expect(await kept(id)).toEqual({ decision: null, recorded: 0 });
    expect((await committee().view(id)).homeStatus).toBe('draft');
  });

  it('not on one about another referral, nor on one that was not agreed', async () => {
    const id = await handOff('会议决定不符');
    const other = await decided(await handOff('另一件'));
    await expect(committee().do('meeting', 'approve', id, { decisionId: other })).rejects.toMatchObject({
      code: 'DECISION_NOT_ABOUT_THIS',
    });
    for (const resolution of ['not-agreed', 'deferred'] as const) {
      await expect(
        committee().do('meeting', 'approve', id, { decisionId: await decided(id, resolution) }),
      ).rejects.toMatchObject({ code: 'DECISION_NOT_AGREED' });
    }
    expect((await kept(id)).decision).toBeNull();
  });

  it('takes minutes or a citation, never both', () => {
    const both = { decision: minutes(), decisionId: '00000000-0000-4000-8000-000000000000' };
    expect(commandSchemas.approve.safeParse(both).success).toBe(false);
    expect(commandSchemas.rule.safeParse({ accept: true, reason: '由市法院办理', ...both }).success).toBe(false);
  });
});

describe('a dispute is ruled on the ground of a meeting', () => {
  it('that decided before and is cited: the parties read the citation, never who sat there', async () => {
    const id = await disputed('引用决定裁决');
    await expect(committee().do('meeting', 'rule', id, { accept: true, reason: '由市法院办理' })).rejects.toMatchObject(
      {
        code: 'COLLECTIVE_DECISION_REQUIRED',
      },
    );
    const other = await decided(await handOff('无关的一件'));
    const ruling = { accept: true, reason: '由市法院办理' };
    await expect(committee().do('meeting', 'rule', id, { ...ruling, decisionId: other })).rejects.toMatchObject({
      code: 'DECISION_NOT_ABOUT_THIS',
    });
    const decisionId = await decided(id);
    await committee().do('meeting', 'rule', id, { ...ruling, decisionId });
    await network.settle();
    const { status, timeline } = await network.at('court').view(id);
    expect(status).toBe('accepted');
    expect(timeline.find(({ type }) => type === 'referral.ruled-accept')!.data).toMatchObject({
      decision: { decisionId, heldOn: '2026-11-25', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(JSON.stringify(timeline)).not.toContain(people[0]);
  });

  it('spends no decision on what cannot be ruled any more', async () => {
    const id = await disputed('已经裁决');
    const ruling = { accept: true, reason: '由市法院办理' };
    await committee().do('meeting', 'rule', id, { ...ruling, decision: minutes() });
    const again = { ...ruling, decision: minutes() };
    await expect(committee().do('meeting', 'rule', id, again)).rejects.toMatchObject({ code: 'COMMAND_NOT_OPEN' });
    const [{ n }] = await committee().dataSource.query<[{ n: number }]>(
      'select count(*)::int as n from decision where about_id = $1',
      [id],
    );
    expect(n).toBe(1);
  });
});

describe('a meeting puts a referral on its agenda', () => {
  it('by its own title and case, and not for somebody who must not know of it', async () => {
    const id = await handOff('会议议题');
    const { module, dataSource } = committee();
    const find = () => module.get(AboutRegistry).find({ kind: 'referral', id }, committee().actor('meeting'));
    expect(await find()).toEqual({ kind: 'referral', id, caseId: id, title: '会议议题' });
    await dataSource.query(
      `insert into case_exclusion (id, case_id, person_id, category, reason, since)
       values (gen_random_uuid(), $1, $2, 'other', '回避', '2026-01-01')`,
      [id, committee().actor('meeting').personId],
    );
    await expect(find()).rejects.toMatchObject({ code: 'ABOUT_UNKNOWN' });
  });
});
