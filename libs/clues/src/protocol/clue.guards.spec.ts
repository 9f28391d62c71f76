import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@sup/kernel';
import { askedInOrder, clueInOrder, committeeFixture, unitFixture } from '../testing/asked.fixture.ts';
import { type ClueAsked, type ClueGuardName, checkClueGuards, clueGuards } from './clue.guards.ts';
import { type Clue } from './clue.ts';

const withClue = (more: Partial<Clue>, asked: Partial<ClueAsked> = {}): ClueAsked =>
  askedInOrder({ clue: clueInOrder(more), ...asked });
const persons = (leadsUnit: boolean): Clue['subject'] => ({
  ...clueInOrder().subject,
  persons: [{ ...clueInOrder().subject.persons[0]!, leadsUnit }],
});
const finding = { text: '经调取受案登记核实', evidenceFileIds: ['f1'], firstHand: true };
const criminal = { caseNo: null, stage: 'CONCLUDED', procedure: 'CRIMINAL' } as const;
const referral = { referralId: 'r1', to: 'unit', kind: 'FORWARD', status: 'sent', revision: 1, openedAt: 'x' } as const;
const proposal = { outcome: 'substantiated', subjectHeard: true, proposedBy: { personId: 'a', postId: 'b' } } as const;

/** For each guard: what passes, and one asking that it refuses, with the code an officer reads. */
const table: Record<ClueGuardName, { passes: ClueAsked; refuses: ClueAsked; code: string }> = {
  CLASSIFICATION_ALLOWED: {
    ...{
      passes: askedInOrder(),
      refuses: withClue({ classification: 'CONFIDENTIAL' }),
      code: 'CLASSIFICATION_TOO_HIGH',
    },
  },
  CODES_FIT: { passes: askedInOrder(), refuses: withClue({ misconductCodes: ['M3-CO-01'] }), code: 'CODES_UNFIT' },
  NOT_DUPLICATE: { passes: askedInOrder(), refuses: withClue({ checkedAt: null }), code: 'DUPLICATES_NOT_CHECKED' },
  EARLIER_CLUE: {
    passes: askedInOrder({ earlier: { id: 'other', receivedAt: '2026-03-01T00:00:00.000Z', status: 'screening' } }),
    refuses: askedInOrder({ earlier: { id: 'other', receivedAt: '2026-03-03T00:00:00.000Z', status: 'screening' } }),
    code: 'EARLIER_CLUE_REQUIRED',
  },
  REASON_CODE: {
    passes: askedInOrder({ data: { reasonCode: 'OTHER', text: '说明' } }),
    refuses: askedInOrder({ data: { reasonCode: 'OTHER', text: ' ' } }),
    code: 'REASON_MISSING',
  },
  PATH_TOLD: {
    ...{ passes: askedInOrder({ data: { path: '向法院申诉' } }), refuses: askedInOrder({ data: { path: '' } }) },
    code: 'PATH_MISSING',
  },
  LITIGATION_MATTER: {
    ...{ passes: withClue({ relatedCase: criminal }), refuses: askedInOrder(), code: 'NOT_A_LITIGATION_MATTER' },
  },
  LITIGATION_SEPARATION: {
    passes: withClue({ relatedCase: criminal, limits: [{ ruleId: 'XF-NOTICE-15', triggerAt: '2026-03-02' }] }),
    refuses: withClue({ relatedCase: criminal }, { data: { ruleId: 'XF-60' } }),
    code: 'LITIGATION_SEPARATION',
  },
  JURISDICTION_CHECK: {
    passes: askedInOrder(),
    refuses: askedInOrder({
      own: { ...unitFixture, id: 'neighbour' },
      unit: { ...committeeFixture, kind: 'procuratorate' },
    }),
    code: 'JURISDICTION_CHECK',
  },
  RECIPIENT_NOT_SUBJECT: {
    passes: askedInOrder({ data: { to: 'county-unit', office: null } }),
    refuses: withClue({ subject: persons(true) }, { data: { to: 'county-unit', office: null } }),
    code: 'RECIPIENT_IS_SUBJECT',
  },
  COMPLAINANT_IDENTITY_MASKED: {
    passes: askedInOrder({ identity: { name: '甲大明', contact: null, idNumber: null }, texts: ['反映人称'] }),
    refuses: askedInOrder({ identity: { name: '甲大明', contact: null, idNumber: null }, texts: ['据甲·大 明称'] }),
    code: 'COMPLAINANT_IDENTITY_EXPOSED',
  },
  NO_OPEN_OFFER: {
    passes: withClue({ referrals: [{ ...referral, status: 'returned' }] }, { data: { to: 'unit' } }),
    refuses: withClue({ referrals: [referral] }, { data: { to: 'unit' } }),
    code: 'OFFER_OPEN',
  },
  HANDLER_NO_CONFLICT: {
    passes: askedInOrder(),
    refuses: askedInOrder({ seats: [{ postId: 'h1', personId: 'p', handles: true, conflict: true }] }),
    code: 'HANDLER_CONFLICT',
  },
  TWO_OFFICERS: {
    passes: askedInOrder(),
    refuses: askedInOrder({
      seats: ['h1', 'h2'].map((postId) => ({ postId, personId: 'one person', handles: true, conflict: false })),
    }),
    code: 'TWO_OFFICERS_REQUIRED',
  },
  PLAN_PRESENT: { passes: askedInOrder({ data: { plan: '调卷' } }), refuses: askedInOrder(), code: 'PLAN_MISSING' },
  REVIEW_DATE: {
    passes: askedInOrder({ data: { reason: '待鉴定', reviewOn: '2026-06-01' } }),
    refuses: askedInOrder({ data: { reason: '待鉴定', reviewOn: '2026-03-05' } }),
    code: 'REVIEW_DATE_WRONG',
  },
  OUTCOME_PROPOSED: {
    passes: withClue({ proposal }, { data: { outcome: 'substantiated' } }),
    refuses: withClue({ proposal: null }, { data: { outcome: 'substantiated' } }),
    code: 'OUTCOME_NOT_PROPOSED',
  },
  COLLECTIVE_DECISION: {
    passes: askedInOrder(),
    refuses: askedInOrder({ decision: null }),
    code: 'COLLECTIVE_DECISION_REQUIRED',
  },
  SUBJECT_HEARD: {
    passes: withClue({ proposal }),
    refuses: withClue({ proposal: { ...proposal, subjectHeard: false } }),
    code: 'SUBJECT_NOT_HEARD',
  },
  FIRST_HAND_EVIDENCE: {
    passes: askedInOrder({ data: { findings: [finding] } }),
    refuses: askedInOrder({ data: { findings: [finding, { ...finding, firstHand: false }] } }),
    code: 'FIRST_HAND_EVIDENCE_REQUIRED',
  },
  CAUSES_NAMED: { passes: askedInOrder(), refuses: withClue({ causes: [] }), code: 'CAUSES_MISSING' },
  DISPOSAL_FITS: {
    passes: withClue({ outcome: 'unsubstantiated' }, { data: { disposals: [{ kind: 'CLARIFICATION' }] } }),
    refuses: withClue({ outcome: 'unsubstantiated' }, { data: { disposals: [{ kind: 'FIRST_FORM' }] } }),
    code: 'DISPOSAL_UNFIT',
  },
  FIVE_GATES: {
    passes: askedInOrder({ data: { ground: 'REPLIED_AND_CLOSED' } }),
    refuses: askedInOrder({ data: { ground: 'CLOSED_FIVE_GATES' } }),
    code: 'GATE_NOT_PASSED',
  },
  GROUND_HAPPENED: {
    passes: withClue({ outcome: 'unsubstantiated' }, { data: { ground: 'UNSUBSTANTIATED' } }),
    refuses: withClue({ outcome: 'unsubstantiated' }, { data: { ground: 'HANDED_OFF' } }),
    code: 'GROUND_NOT_MET',
  },
  NO_OPEN_REFERRAL: {
    ...{ passes: askedInOrder(), refuses: withClue({ referrals: [referral] }), code: 'REFERRALS_OPEN' },
  },
  REPORTER_ANSWERED: {
    passes: withClue({ repliedAt: '2026-03-04T00:00:00.000Z' }),
    refuses: askedInOrder(),
    code: 'REPORTER_NOT_ANSWERED',
  },
  NEW_FACTS: {
    passes: askedInOrder({ data: { newFacts: '新证据' } }),
    refuses: askedInOrder(),
    code: 'NEW_FACTS_MISSING',
  },
};

describe('the guards of the register', () => {
  it.each(Object.entries(table))('%s lets pass what is in order', (name, { passes }) => {
    expect(clueGuards[name as ClueGuardName](passes)).toBeNull();
  });

  it.each(Object.entries(table))('%s refuses in both languages what is not', (name, { refuses, code }) => {
    const refusal = clueGuards[name as ClueGuardName](refuses);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ code });
    expect(refusal!.text.zh).toMatch(/\p{Script=Han}/u);
    expect(refusal!.text.en).toMatch(/[a-z]/);
  });

  it('a text that bears a secrecy mark is refused whatever level was stated', () => {
    expect(clueGuards.CLASSIFICATION_ALLOWED(withClue({ facts: '附件 机密★5年' }))).toMatchObject({
      details: { classification: 'CONFIDENTIAL' },
    });
    expect(clueGuards.CLASSIFICATION_ALLOWED(withClue({ facts: '涉嫌泄露国家机密' }))).toBeNull();
  });

  it('an accepting agency whose own head is accused sends the clue up instead', () => {
    const own = { ...unitFixture, id: 'county-unit' };
    const refusal = clueGuards.JURISDICTION_CHECK(withClue({ subject: persons(true) }, { own, unit: own }));
    expect(refusal).toMatchObject({ code: 'RECIPIENT_IS_SUBJECT' });
  });

  it('a procuratorate does not take up a clue about itself', () => {
    const own = { ...unitFixture, kind: 'procuratorate' } as const;
    expect(clueGuards.JURISDICTION_CHECK(askedInOrder({ own, unit: own }))).toMatchObject({ code: 'SELF_SUPERVISION' });
  });

  it('the office of the accused is no recipient, another office of the same unit is', () => {
    const to = (office: string | null) => askedInOrder({ data: { to: 'county-unit', office } });
    expect(clueGuards.RECIPIENT_NOT_SUBJECT(to('经侦大队'))).toMatchObject({ code: 'RECIPIENT_IS_SUBJECT' });
    expect(clueGuards.RECIPIENT_NOT_SUBJECT(to('法制大队'))).toBeNull();
  });

  it('a matter that was opened holds the clue until its gates are passed, whatever ground is named', () => {
    const disposals = [{ kind: 'MATTER_OPENED', text: '', decisionId: null }] as const;
    const asked = withClue({ disposals }, { data: { ground: 'REPLIED_AND_CLOSED' } });
    expect(clueGuards.FIVE_GATES(asked)).toMatchObject({ code: 'GATE_NOT_PASSED' });
  });

  it('an anonymous report needs no answer; a clue that came by referral is answered to its sender', () => {
    expect(
      clueGuards.REPORTER_ANSWERED(withClue({ reporter: { kind: 'ANONYMOUS', realName: false, wantsSecrecy: true } })),
    ).toBeNull();
    const origin = { referralId: 'r', from: 'sender' };
    expect(clueGuards.REPORTER_ANSWERED(withClue({ reporter: null, origin }))).toMatchObject({
      code: 'SENDER_NOT_ANSWERED',
    });
  });

  it('names every refusal when several guards refuse, the first as the reason', () => {
    const asked = withClue(
      { subject: persons(true) },
      {
        ...{ data: { to: 'county-unit' }, identity: { name: '甲大明', contact: null, idNumber: null } },
        texts: ['甲大明称'],
      },
    );
    const ask = () => checkClueGuards(['RECIPIENT_NOT_SUBJECT', 'COMPLAINANT_IDENTITY_MASKED'], asked);
    expect(ask).toThrow(
      expect.objectContaining({
        code: 'RECIPIENT_IS_SUBJECT',
        details: expect.objectContaining({ also: ['COMPLAINANT_IDENTITY_EXPOSED'] }),
      }),
    );
  });
});
