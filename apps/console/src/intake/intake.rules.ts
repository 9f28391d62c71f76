import { type AgencyKind, misconduct, refusedClassifications } from '@sup/contracts';
import { type Bilingual } from '@sup/kernel';
import { type ClueView, type DraftClue, type DraftPerson, type DraftReporter } from '../api/clues.views.ts';

export const emptyPerson: DraftPerson = {
  ...{ name: '', alias: null, idNumber: null, role: '', leadsUnit: false, partyMember: false },
};
export const emptyReporter: DraftReporter = {
  ...{ kind: 'CITIZEN', realName: true, name: null, contact: null, idNumber: null, wantsSecrecy: true },
};

/** A blank form; `now`: the business instant at which it was opened, taken as the receipt until changed. */
export function emptyClue(now: string): DraftClue {
  return {
    ...{ title: '', channel: 'COMPLAINT', receivedAt: `${now.slice(0, 17)}00.000Z`, onBehalfOf: null },
    ...{ receivedFrom: null, reporter: null, subject: { agency: '', office: null, persons: [] } },
    ...{ misconductCodes: [], causes: [], relatedCase: null, facts: '', classification: 'INTERNAL' },
    ...{ severity: 'ORDINARY', publicOpinion: false, fileIds: [], limits: [] },
  };
}

/** A kept draft as the form holds it. The reporter's identity never comes back: left blank it stays as it is sealed. */
export function draftOf(view: ClueView): DraftClue {
  const { reporter } = view;
  return {
    ...{ title: view.title, channel: view.channel, receivedAt: view.receivedAt, onBehalfOf: view.onBehalfOf },
    ...{ receivedFrom: view.receivedFrom, subject: view.subject, misconductCodes: view.misconductCodes },
    ...{ causes: view.causes, relatedCase: view.relatedCase, facts: view.facts, severity: view.severity },
    ...{ classification: view.classification, publicOpinion: view.publicOpinion, fileIds: view.fileIds },
    limits: [...view.statedLimits],
    reporter: reporter && {
      ...emptyReporter,
      ...{ kind: reporter.kind, realName: reporter.realName, wantsSecrecy: reporter.wantsSecrecy },
    },
  };
}

/** What the form's own look finds missing for registration, by field. The service judges the rest. */
export function missingIn(draft: DraftClue): string[] {
  const missing: string[] = [];
  const need = (field: string, present: boolean) => {
    if (!present) missing.push(field);
  };
  need('title', draft.title.trim() !== '');
  need('receivedAt', draft.receivedAt !== '');
  need('agency', draft.subject.agency.trim() !== '');
  draft.subject.persons.forEach((person, index) => need(`person-${index}`, person.name.trim() !== ''));
  need('facts', draft.facts.trim() !== '');
  draft.limits.forEach((limit, index) => need(`limit-${index}`, limit.triggerAt !== ''));
  return missing;
}

/** True for the levels that are named only to be refused: a state secret never enters the network (B11). */
export const isSecret = (classification: string): boolean => classification in refusedClassifications;

/** Whether the service can keep it as a draft. A state secret is never kept, not even for a moment. */
export const isKeepable = (draft: DraftClue): boolean =>
  missingIn(draft).length === 0 && !isSecret(draft.classification);

/** As it is sent: texts trimmed, empty texts null. */
export function tidied(draft: DraftClue): DraftClue {
  const { subject, reporter, relatedCase } = draft;
  const orNull = (text: string | null) => text?.trim() || null;
  return {
    ...draft,
    title: draft.title.trim(),
    facts: draft.facts.trim(),
    onBehalfOf: orNull(draft.onBehalfOf),
    receivedFrom: orNull(draft.receivedFrom),
    reporter: reporter && {
      ...reporter,
      ...{ name: orNull(reporter.name), contact: orNull(reporter.contact), idNumber: orNull(reporter.idNumber) },
    },
    subject: {
      ...{ agency: subject.agency.trim(), office: orNull(subject.office) },
      persons: subject.persons.map((person) => ({
        ...person,
        ...{ name: person.name.trim(), role: person.role.trim() },
        ...{ alias: orNull(person.alias), idNumber: orNull(person.idNumber) },
      })),
    },
    relatedCase: relatedCase && { ...relatedCase, caseNo: orNull(relatedCase.caseNo) },
  };
}

/** As it is asked about while it is typed: persons without a name yet are left out, half-stated limits too. */
export function askedOf(draft: DraftClue): Partial<DraftClue> {
  const { subject, limits, ...rest } = tidied(draft);
  return {
    ...rest,
    subject: { ...subject, persons: subject.persons.filter(({ name }) => name !== '') },
    limits: limits.filter(({ triggerAt }) => triggerAt !== ''),
  };
}

/** Enough to look for duplicates and a route. */
export const isAskable = (draft: DraftClue): boolean =>
  draft.title.trim().length + draft.facts.trim().length >= 6 ||
  draft.subject.persons.some(({ name }) => name.trim().length > 1);

export interface CodeGroup {
  readonly id: string;
  readonly codes: readonly string[];
}

const otherCodes = ['D-01', 'D-02', 'D-03', 'D-04', 'S-01', 'S-02', 'S-03', 'S-04', 'S-05', 'S-06'];
const groupOf = (code: string): string =>
  code.startsWith('M3-') ? code.slice(0, 5) : code.startsWith('M') ? code.slice(0, 2) : code.slice(0, 1);

/** The codes that fit an agency of `kind` (any, where it is unknown), as the founding document groups them (A4). */
export function codeGroups(kind: AgencyKind | undefined): CodeGroup[] {
  const own = kind === 'procuratorate-internal' ? 'procuratorate' : kind;
  const fitting = Object.entries(misconduct)
    .filter(([, { appliesTo }]) => appliesTo === null || own === undefined || appliesTo === own)
    .map(([code]) => code);
  const groups = new Map<string, string[]>();
  for (const code of [...fitting, ...otherCodes])
    groups.set(groupOf(code), [...(groups.get(groupOf(code)) ?? []), code]);
  return [...groups].map(([id, codes]) => ({ id, codes }));
}

/** A code's words in a language; the code itself where contracts has none. */
export function codeText(code: string, others: Readonly<Record<string, Bilingual>>): Bilingual {
  return misconduct[code.replace(/[a-c]$/, '')] ?? others[code] ?? { zh: code, en: code };
}
