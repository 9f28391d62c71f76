import {
  type AgencyKind,
  classifications,
  misconduct,
  referralKinds,
  type ReferralKind,
  refusedClassifications,
} from '@sup/contracts';
import { type Bilingual } from '@sup/kernel';
import { namesReporter, refusals, verdictDirectiveIn } from '@sup/referrals/protocol';
import { type DraftReferral } from '../api/referrals.views.ts';

/** A draft as it stands in the form: everything present, texts possibly empty. */
export type DraftForm = DraftReferral;

export const emptyDraft: DraftForm = {
  kind: 'TRANSFER',
  instrument: '线索移送函',
  to: '',
  office: null,
  title: '',
  classification: 'INTERNAL',
  legalBasis: [],
  requestedAction: 'VERIFY_AND_REPLY',
  unitConcerned: '',
  resultRuleId: 'PLC-URGE-30',
  petition: false,
  sendBy: null,
  reporter: null,
  body: {
    facts: '',
    points: [{ text: '' }],
    subject: { agency: '', office: null, persons: [] },
    misconductCodes: [],
    causes: [],
    caseStage: null,
  },
  fileIds: [],
  supersedes: null,
};

/** The usual paper of each kind (rules-and-model B4); the drafter may write another. */
export const usualInstruments: Readonly<Record<ReferralKind, readonly string[]>> = {
  TRANSFER: ['线索移送函', '案件移送函', '检察建议书', '纠正违法通知书', '要求说明不立案理由通知书'],
  FORWARD: ['转办函'],
  ASSIGN: ['交办函', '情况说明通知', '调卷函'],
  URGE: ['执法监督督办函', '限期整改通知书'],
  REPORT: ['情况报告', '重大事项报告'],
  HAND_OFF: ['问题线索移送函'],
};

export const kindsInOrder = Object.keys(referralKinds) as ReferralKind[];

/** What the form's own look finds missing, by field. The server judges the rest. */
export function missingIn(draft: DraftForm): string[] {
  const missing: string[] = [];
  const need = (field: string, present: boolean) => {
    if (!present) missing.push(field);
  };
  need('to', draft.to !== '');
  need('instrument', draft.instrument.trim() !== '');
  need('title', draft.title.trim() !== '');
  need('classification', draft.classification in classifications);
  need(
    'legalBasis',
    draft.legalBasis.some((basis) => basis.trim() !== ''),
  );
  need('unitConcerned', draft.unitConcerned.trim() !== '');
  need('resultRuleId', draft.resultRuleId !== '');
  need('facts', draft.body.facts.trim() !== '');
  draft.body.points.forEach((point, index) => need(`point-${index}`, point.text.trim() !== ''));
  draft.body.subject.persons.forEach((person, index) => need(`person-${index}`, person.alias.trim() !== ''));
  if (draft.sendBy) need('triggerAt', draft.sendBy.triggerAt !== '');
  if (draft.reporter) need('reporterName', draft.reporter.name.trim() !== '');
  return missing;
}

/** True for the levels that are named only to be refused: a state secret never enters the network. */
export function isRefused(classification: string): classification is keyof typeof refusedClassifications {
  return classification in refusedClassifications;
}

/** Misconduct codes that apply to an agency of `kind`: the general ones and its own. */
export function misconductFor(kind: AgencyKind | undefined): string[] {
  const own = kind === 'procuratorate-internal' ? 'procuratorate' : kind;
  return Object.entries(misconduct)
    .filter(([, row]) => row.appliesTo === null || row.appliesTo === own)
    .map(([code]) => code);
}

/** The draft as it is sent: texts trimmed, empty lines dropped, the subject's unit defaulting to the unit concerned. */
export function tidied(draft: DraftForm): DraftReferral {
  const { body } = draft;
  const unit = draft.unitConcerned.trim();
  return {
    ...draft,
    title: draft.title.trim(),
    instrument: draft.instrument.trim(),
    unitConcerned: unit,
    legalBasis: draft.legalBasis.map((basis) => basis.trim()).filter(Boolean),
    reporter: draft.reporter && {
      ...draft.reporter,
      name: draft.reporter.name.trim(),
      contact: draft.reporter.contact?.trim() || null,
    },
    supersedes: draft.supersedes?.trim() || null,
    body: {
      ...body,
      facts: body.facts.trim(),
      points: body.points.map((point) => ({ text: point.text.trim() })),
      subject: {
        ...body.subject,
        agency: body.subject.agency.trim() || unit,
        office: body.subject.office?.trim() || null,
      },
    },
  };
}

/**
 * What sending would refuse about the text, said while it is written; the same rules run again in the service. `at`: the
 * words that are meant, where there are some.
 */
export function warningsOf(draft: DraftForm): { readonly text: Bilingual; readonly at: string | null }[] {
  const texts = [draft.title, draft.body.facts, ...draft.body.points.map((point) => point.text)];
  const warnings: { text: Bilingual; at: string | null }[] = [];
  const directive = verdictDirectiveIn(texts);
  if (directive !== null) warnings.push({ text: refusals.verdictDirective(directive).text, at: directive });
  const everywhere = [...texts, ...draft.body.subject.persons.flatMap((person) => [person.alias, person.role])];
  if (draft.reporter && namesReporter(everywhere, draft.reporter))
    warnings.push({ text: refusals.complainantExposed().text, at: null });
  return warnings;
}
