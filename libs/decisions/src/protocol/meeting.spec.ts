import { describe, expect, it } from '@jest/globals';
import { contestedStatuses, reachableStatuses, terminalStatuses } from '@sup/kernel';
import {
  type Meeting,
  type MeetingCommand,
  type MeetingEvent,
  type MeetingMove,
  type MeetingParty,
  type MeetingStatus,
  type Resolution,
  call,
  citationFault,
  decide,
  decisionOf,
  defaultQuorum,
  evolveAll,
  isQuorumLawful,
  keptDecision,
  meetingMoves,
  openCommands,
  quorumOf,
  recordedMeeting,
} from './index.ts';

const context = { today: '2026-12-01', now: '2026-12-01T02:00:00.000Z', actingPost: '集体会议秘书/p0' };
const outside = (name: string) => ({ personId: null, postId: null, name, title: '' });
const names = ['甲', '乙', '丙', '丁', '戊'];
const about = { kind: 'clue', id: '0190c1d2-0000-7000-8000-000000000001', caseId: 'c1', title: '某线索' };
const item = 'i1';

function called(more: { heldOn?: string; members?: string[]; quorum?: Meeting['quorum'] } = {}): Meeting {
  const members = (more.members ?? names).map(outside);
  const wanted = { id: 'm', meetingNo: '2026-1', body: 'ordinary', quorum: more.quorum ?? defaultQuorum, place: '' };
  return evolveAll(
    null,
    call({ ...wanted, heldOn: more.heldOn ?? '2026-12-01', members, chair: members[0]! }, context.today),
  );
}
const run = (meeting: Meeting, ...commands: MeetingCommand[]): Meeting =>
  commands.reduce((before, command) => evolveAll(before, decide(before, command, context)), meeting);
const addItem: MeetingCommand = { does: 'add-item', itemId: item, about, question: '是否移送', excluded: [] };
const convene = (present: string[]): MeetingCommand => ({ does: 'convene', heldOn: '2026-12-01', present });
const resolve = (resolution: Resolution, dissent: string[] = []): MeetingCommand => ({
  ...{ does: 'resolve', itemId: item, resolution, text: '同意移送', minutes: '逐一发言' },
  dissent: dissent.map((memberId) => ({ memberId, opinion: '应再核实' })),
});
const recuse = (memberId: string): MeetingCommand => ({
  ...{ does: 'recuse', itemId: item, memberId, category: 'relative', reason: '亲属' },
});
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

describe('the table of a meeting', () => {
  const table = meetingMoves as Record<MeetingMove, (typeof meetingMoves)[MeetingMove]>;
  it('is contested nowhere, reached everywhere, and ends concluded or cancelled', () => {
    expect(contestedStatuses<MeetingMove, MeetingStatus, MeetingParty>(table)).toEqual([]);
    expect([...reachableStatuses<MeetingMove, MeetingStatus, MeetingParty>(table, 'called')]).toHaveLength(4);
    expect(terminalStatuses<MeetingMove, MeetingStatus, MeetingParty>(table)).toEqual(['concluded', 'cancelled']);
  });

  it.each([
    ['called', ['add-member', 'add-item', 'remove-item', 'recuse', 'convene', 'cancel']],
    ['convened', ['add-item', 'recuse', 'resolve', 'conclude', 'cancel']],
    ['concluded', ['correct']],
    ['cancelled', []],
  ] as const)('in %s the secretary may %j and nothing else', (status, open) => {
    expect(openCommands({ status })).toEqual(open);
    const all: MeetingCommand[] = [
      { does: 'add-member', who: outside('新') },
      addItem,
      { does: 'remove-item', itemId: item },
      recuse('m2'),
      convene(['m1']),
      resolve('agreed'),
      { does: 'conclude' },
      { does: 'cancel', reason: '改期' },
      { does: 'correct', itemId: null, text: '更正' },
    ];
    for (const command of all.filter(({ does }) => !(open as readonly string[]).includes(does))) {
      expect(refusal(() => decide({ ...called(), status }, command, context))).toBe('MEETING_NOT_OPEN');
    }
  });
});

describe('the quorum', () => {
  const counted = (present: string[], recused: string[] = [], quorum = defaultQuorum) => {
    const meeting = run(called({ quorum }), addItem, ...recused.map(recuse), convene(present));
    return quorumOf(meeting, meeting.items[0]!);
  };
  it.each([
    [['m1', 'm2', 'm3'], [], true],
    [['m1', 'm2'], [], false],
    [['m1', 'm2', 'm3'], ['m3'], false],
    [['m1', 'm2', 'm3', 'm4'], ['m4'], true],
    [['m1', 'm2', 'm3'], ['m4', 'm5'], true],
    [['m1', 'm2', 'm3', 'm4', 'm5'], ['m1', 'm2', 'm3'], false],
  ] as const)('of five, present %j with %j recused: %s', (present, recused, met) => {
    expect(counted([...present], [...recused]).met).toBe(met);
  });

  it('half is not more than half', () => {
    const meeting = run(called({ members: [...names, '己'] }), addItem, convene(['m1', 'm2', 'm3']));
    expect(quorumOf(meeting, meeting.items[0]!).met).toBe(false);
  });

  it('a body may demand more than two thirds', () => {
    const strict = { over: [2, 3], least: 3 } as const;
    expect(counted(['m1', 'm2', 'm3'], [], strict).met).toBe(false);
    expect(counted(['m1', 'm2', 'm3', 'm4'], [], strict).met).toBe(true);
  });

  it.each([
    [[1, 3], 3],
    [[1, 2], 2],
    [[2, 2], 3],
    [[0, 1], 3],
    [[1, 2], 61],
    [[1.5, 2], 3],
  ] as const)('no body may set %j and %s', (over, least) => {
    expect(isQuorumLawful({ over, least })).toBe(false);
    expect(refusal(() => called({ quorum: { over, least } }))).toBe('QUORUM_UNLAWFUL');
  });

  it('below it nothing is decided, but it may be deferred', () => {
    const meeting = run(called(), addItem, convene(['m1', 'm2']));
    expect(refusal(() => run(meeting, resolve('agreed')))).toBe('QUORUM_NOT_MET');
    expect(refusal(() => run(meeting, resolve('not-agreed')))).toBe('QUORUM_NOT_MET');
    expect(run(meeting, resolve('deferred'), { does: 'conclude' }).status).toBe('concluded');
  });

  it('a recusal after the vote takes the vote back: the meeting cannot be concluded on it', () => {
    const meeting = run(called(), addItem, convene(['m1', 'm2', 'm3']), resolve('agreed'), recuse('m3'));
    expect(refusal(() => run(meeting, { does: 'conclude' }))).toBe('QUORUM_NOT_MET');
  });
});

describe('the guards of a meeting', () => {
  it.each([
    ['0001-01-01', 'TOO_LONG_AGO'],
    ['2016-01-01', 'TOO_LONG_AGO'],
    ['2026-02-30', 'NOT_A_DAY'],
    ['2027-12-31', 'IN_FUTURE'],
    ['9999-12-31', 'IN_FUTURE'],
  ])('no meeting is called for %s', (heldOn, why) => {
    expect(refusal(() => called({ heldOn }))).toBe('MEETING_DAY_INVALID');
    expect.assertions(2);
    try {
      called({ heldOn });
    } catch (error) {
      expect(error).toMatchObject({ details: { why } });
    }
  });

  it('a meeting called for tomorrow is not opened today', () => {
    const meeting = run(called({ heldOn: '2026-12-02' }), addItem);
    const tomorrow: MeetingCommand = { does: 'convene', heldOn: '2026-12-02', present: ['m1', 'm2', 'm3'] };
    expect(refusal(() => run(meeting, tomorrow))).toBe('MEETING_DAY_INVALID');
  });

  it.each<[string, MeetingCommand[], string]>([
    ['opening without an agenda', [convene(['m1', 'm2', 'm3'])], 'AGENDA_EMPTY'],
    ['a stranger among those present', [addItem, convene(['m1', 'm9'])], 'MEMBER_UNKNOWN'],
    ['opening without the chair', [addItem, convene(['m2', 'm3', 'm4'])], 'MEMBER_UNKNOWN'],
    ['concluding with an item open', [addItem, convene(['m1', 'm2', 'm3']), { does: 'conclude' }], 'ITEMS_OPEN'],
    ['the same item twice', [addItem, addItem], 'AGENDA_ITEM_TWICE'],
    ['a member twice', [{ does: 'add-member', who: outside('甲 ') }], 'MEMBER_TWICE'],
    ['an unknown item', [{ does: 'remove-item', itemId: 'i9' }], 'AGENDA_ITEM_ABSENT'],
    ['recusing a stranger', [addItem, recuse('m9')], 'MEMBER_UNKNOWN'],
    [
      'dissent of somebody absent',
      [addItem, convene(['m1', 'm2', 'm3']), resolve('agreed', ['m4'])],
      'DISSENT_NOT_VOTING',
    ],
    [
      'agreement against half of those voting',
      [addItem, convene(['m1', 'm2', 'm3', 'm4']), resolve('agreed', ['m3', 'm4'])],
      'DECISION_NO_MAJORITY',
    ],
    [
      'recusing who has dissented',
      [addItem, convene(['m1', 'm2', 'm3', 'm4']), resolve('agreed', ['m4']), recuse('m4')],
      'RECUSED_TOOK_PART',
    ],
  ])('%s is refused', (_, commands, code) => {
    expect(refusal(() => run(called(), ...commands))).toBe(code);
  });

  it('dissent is kept with the name of whoever dissents', () => {
    const meeting = run(called(), addItem, convene(['m1', 'm2', 'm3']), resolve('agreed', ['m3']), {
      does: 'conclude',
    });
    expect(decisionOf('unit', meeting, meeting.items[0]!).dissent).toEqual([
      { personId: null, name: '丙', opinion: '应再核实' },
    ]);
  });

  it('a correction is appended; what was concluded stays', () => {
    const done = run(called(), addItem, convene(['m1', 'm2', 'm3']), resolve('agreed'), { does: 'conclude' });
    const corrected = run(done, { does: 'correct', itemId: item, text: '记录有笔误' });
    expect(corrected.items).toEqual(done.items);
    expect(corrected.corrections).toMatchObject([{ n: 1, text: '记录有笔误' }]);
  });
});

describe('citing a decision', () => {
  const kept = (resolution: Resolution) => {
    const meeting = run(called(), addItem, convene(['m1', 'm2', 'm3']), resolve(resolution), { does: 'conclude' });
    return keptDecision(decisionOf('unit', meeting, meeting.items[0]!));
  };
  const asked = { kind: 'clue', id: about.id, purpose: 'clue.dispose' };

  it('is granted once for a purpose, and again where that is stated', () => {
    expect(citationFault(kept('agreed'), asked, ['clue.decide'])).toBeNull();
    expect(citationFault(kept('agreed'), asked, ['clue.dispose'])?.code).toBe('DECISION_ALREADY_CITED');
    expect(citationFault(kept('agreed'), { ...asked, again: true }, ['clue.dispose'])).toBeNull();
  });

  it.each([
    ['none', null, asked, 'COLLECTIVE_DECISION_REQUIRED'],
    ['one that did not agree', kept('not-agreed'), asked, 'DECISION_NOT_AGREED'],
    ['a deferral', kept('deferred'), asked, 'DECISION_NOT_AGREED'],
    ['one about another record', kept('agreed'), { ...asked, id: newerId() }, 'DECISION_NOT_ABOUT_THIS'],
    ['one about another kind', kept('agreed'), { ...asked, kind: 'referral' }, 'DECISION_NOT_ABOUT_THIS'],
    ['one that was changed', { ...kept('agreed'), canonical: kept('not-agreed').canonical }, asked, 'DECISION_DAMAGED'],
  ])('%s is refused', (_, decision, wanted, code) => {
    expect(citationFault(decision, wanted, [])?.code).toBe(code);
  });
});

function newerId(): string {
  return about.id.replace(/1$/, '2');
}

describe('a meeting entered at once', () => {
  const record = (attendees: string[], recused: string[] = [], absent: string[] = []): MeetingEvent[] =>
    recordedMeeting(
      { about, meeting: { heldOn: '2026-12-01' }, resolution: 'agreed', text: '同意' },
      {
        ...{ id: 'm', itemId: item, body: 'ordinary', meetingNo: '1', quorum: defaultQuorum },
        people: {
          attendees: attendees.map(outside),
          recused: recused.map((name) => ({ ...outside(name), category: 'other' })),
          absent: absent.map(outside),
          ...{ chair: null, dissent: [] },
        },
      },
      context,
    );

  it('goes through the same moves and ends concluded', () => {
    const events = record(['甲', '乙', '丙'], ['丁']);
    expect(events.map(({ type }) => type)).toEqual([
      ...['meeting.called', 'meeting.item-added', 'meeting.recused', 'meeting.convened', 'meeting.resolved'],
      'meeting.concluded',
    ]);
  });

  it.each([
    ['two', ['甲', '乙'], [], [], 'QUORUM_NOT_MET'],
    ['nobody', [], [], [], 'QUORUM_NOT_MET'],
    ['only somebody recused', [], ['甲'], [], 'QUORUM_NOT_MET'],
    ['one name three times', ['甲', '甲 ', '甲（书记）'], [], [], 'QUORUM_NOT_MET'],
    ['three of seven', ['甲', '乙', '丙'], [], ['丁', '戊', '己', '庚'], 'QUORUM_NOT_MET'],
    ['somebody recused who sat there', ['甲', '乙', '丙', '丁'], ['丁 '], [], 'RECUSED_TOOK_PART'],
  ])('%s is refused', (_, attendees, recused, absent, code) => {
    expect(refusal(() => record(attendees, recused, absent))).toBe(code);
  });
});
