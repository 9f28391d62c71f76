import { newId } from '@sup/kernel';
import { type Clue, type CluePerson } from '../protocol/index.ts';

/** A registered clue of an ordinary kind; `more` says what is special about it. */
export function clueFixture(more: Partial<Clue> = {}): Clue {
  const id = more.id ?? newId();
  return {
    ...{ id, clueNo: null, caseId: id, status: 'draft', version: 1, title: '反映民警执法不规范', channel: 'COMPLAINT' },
    ...{ receivedAt: '2026-11-20T02:00:00.000Z', onBehalfOf: null, receivedFrom: null, reporter: null },
    subject: { agency: 'unit-concerned', office: null, persons: [personFixture('王五')] },
    ...{ misconductCodes: ['M3-PO-01'], causes: [], relatedCase: null, classification: 'INTERNAL' },
    facts: '反映人称，2026年10月，民警在办理其被打一案时未按规定开具回执。',
    ...{ severity: 'ORDINARY', publicOpinion: false, fileIds: [], limits: [], origin: null, registeredAt: null },
    registeredBy: { personId: '019abcde-0000-7000-8000-000000000001', postId: '019abcde-0000-7000-8000-0000000000a1' },
    ...{ checkedAt: null, handlers: [], plan: null, reviewOn: null, proposal: null, outcome: null, findings: [] },
    ...{ disposals: [], decisions: [], declined: null, mergedInto: null, closingGround: null, repliedAt: null },
    ...{ referrals: [], movedAt: '2026-11-20T03:00:00.000Z' },
    ...more,
  };
}

export function personFixture(name: string, more: Partial<CluePerson> = {}): CluePerson {
  return { name, alias: null, idNumber: null, role: '民警', leadsUnit: false, partyMember: false, ...more };
}
