import { type Clue } from '../protocol/clue.ts';
import { type ClueAsked } from '../protocol/clue.guards.ts';
import { type AgencySeen, kindsIn } from '../protocol/jurisdiction.rules.ts';

/** A clue that passes every guard until a spec takes something away. */
export function clueInOrder(more: Partial<Clue> = {}): Clue {
  return {
    ...{ id: 'clue-1', clueNo: 'XS-a-20260302-0001', caseId: 'clue-1', status: 'registered', version: 2 },
    ...{ title: '报案后未予答复', channel: 'COMPLAINT', receivedAt: '2026-03-02T01:30:00.000Z', onBehalfOf: null },
    ...{ receivedFrom: null, reporter: { kind: 'CITIZEN', realName: true, wantsSecrecy: false } },
    subject: {
      ...{ agency: 'county-unit', office: '经侦大队' },
      persons: [{ name: '王某', alias: '民警A', idNumber: null, role: '民警', leadsUnit: false, partyMember: true }],
    },
    ...{ misconductCodes: ['M4-01'], causes: ['C2'], relatedCase: null, facts: '反映人报案后未获答复。' },
    ...{ classification: 'INTERNAL', severity: 'ORDINARY', publicOpinion: false, fileIds: [], limits: [] },
    ...{ origin: null, registeredBy: { personId: 'p1', postId: 'clerk-1' }, registeredAt: '2026-03-02T02:00:00.000Z' },
    ...{ checkedAt: '2026-03-02T02:00:00.000Z', handlers: ['h1', 'h2'], plan: null, reviewOn: null },
    ...{ proposal: null, outcome: null, findings: [], disposals: [], decisions: [], declined: null },
    ...{ mergedInto: null, closingGround: null, repliedAt: null, referrals: [] },
    movedAt: '2026-03-02T02:00:00.000Z',
    ...more,
  };
}

export const committeeFixture: AgencySeen = { id: 'committee-one', kind: 'committee', level: 'city', superior: null };
export const unitFixture: AgencySeen = {
  id: 'county-unit',
  kind: kindsIn({ police: true })[0]!,
  level: 'county',
  superior: 'unit',
};

/** What a command finds when everything is in order. */
export function askedInOrder(more: Partial<ClueAsked> = {}): ClueAsked {
  return {
    ...{ clue: clueInOrder(), data: {}, today: '2026-03-05', own: committeeFixture, unit: unitFixture },
    seats: [
      { postId: 'h1', personId: 'person-1', handles: true, conflict: false },
      { postId: 'h2', personId: 'person-2', handles: true, conflict: false },
    ],
    decision: { decisionId: 'd1', meetingNo: '2026-1', heldOn: '2026-03-05', hash: 'ab' },
    ...{ identity: null, texts: [], earlier: null },
    ...more,
  };
}
