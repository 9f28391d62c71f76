import { caseProcedures, classifications, clueChannels, refusedClassifications, reporterKinds } from '@sup/contracts';
import { shanghaiDay } from '@sup/deadlines/protocol';
import { type Bilingual, type Language } from '@sup/kernel';
import { type Clue, clueStatuses, severities } from '../protocol/index.ts';

/** A row of the register: the clue, what lists know beside it, and its number in this register. */
export interface RegisterRow {
  readonly n: number;
  readonly clue: Clue;
  readonly dueOn: string | null;
  /** Working name of an agency; the id where the directory does not know it. */
  readonly nameOf: (agency: string) => string;
  /** Day in Asia/Shanghai. */
  readonly today: string;
}

export interface RegisterColumn {
  readonly key: string;
  readonly title: Bilingual;
  /** Characters. */
  readonly width: number;
  readonly kind: 'text' | 'number';
  readonly cell: (row: RegisterRow, language: Language) => string | number | null;
}

type Labels = Readonly<Record<string, Bilingual>>;
const label = (labels: Labels, code: string, language: Language) => labels[code]?.[language] ?? code;
const yes: Labels = { true: { zh: '是', en: 'Yes' }, false: { zh: '否', en: 'No' } };
const joined = (texts: readonly (string | null)[]) => texts.filter((text) => text !== null && text !== '').join('；');

function text(key: string, title: Bilingual, width: number, cell: RegisterColumn['cell']): RegisterColumn {
  return { key, title, width, kind: 'text', cell };
}

/** The columns of a register (台账), in order. The reporter is a kind, never a person. Import reads the same titles. */
export const registerColumns: readonly RegisterColumn[] = [
  { key: 'n', title: { zh: '序号', en: 'No.' }, width: 6, kind: 'number', cell: ({ n }) => n },
  text('clueNo', { zh: '线索编号', en: 'Clue number' }, 30, ({ clue }) => clue.clueNo),
  text('title', { zh: '标题', en: 'Title' }, 40, ({ clue }) => clue.title),
  text('channel', { zh: '来源', en: 'Channel' }, 14, ({ clue }, language) =>
    label(clueChannels, clue.channel, language),
  ),
  text('receivedOn', { zh: '收到日期', en: 'Received on' }, 12, ({ clue }) => shanghaiDay(clue.receivedAt)),
  text('status', { zh: '状态', en: 'Status' }, 12, ({ clue }, language) => label(clueStatuses, clue.status, language)),
  text('agency', { zh: '被反映单位', en: 'Unit concerned' }, 24, ({ clue, nameOf }) => nameOf(clue.subject.agency)),
  text('office', { zh: '内设机构', en: 'Office' }, 16, ({ clue }) => clue.subject.office),
  text('persons', { zh: '被反映人', en: 'Persons' }, 16, ({ clue }) =>
    joined(clue.subject.persons.map(({ name }) => name)),
  ),
  text('idNumbers', { zh: '证件号码', en: 'ID numbers' }, 22, ({ clue }) =>
    joined(clue.subject.persons.map(({ idNumber }) => idNumber)),
  ),
  text('roles', { zh: '职务', en: 'Positions' }, 14, ({ clue }) =>
    joined(clue.subject.persons.map(({ role }) => role)),
  ),
  text('codes', { zh: '问题类型', en: 'Misconduct codes' }, 20, ({ clue }) => joined(clue.misconductCodes)),
  text('caseNo', { zh: '案号', en: 'Case number' }, 24, ({ clue }) => clue.relatedCase?.caseNo ?? null),
  text('procedure', { zh: '诉讼程序', en: 'Procedure' }, 12, ({ clue }, language) =>
    clue.relatedCase ? label(caseProcedures, clue.relatedCase.procedure, language) : null,
  ),
  text('reporterKind', { zh: '反映人类别', en: 'Reporter' }, 12, ({ clue }, language) =>
    clue.reporter ? label(reporterKinds, clue.reporter.kind, language) : null,
  ),
  text('facts', { zh: '主要内容', en: 'Facts' }, 60, ({ clue }) => clue.facts),
  text('classification', { zh: '密级', en: 'Level' }, 10, ({ clue }, language) =>
    label({ ...classifications, ...refusedClassifications }, clue.classification, language),
  ),
  text('severity', { zh: '轻重', en: 'Severity' }, 8, ({ clue }, language) =>
    label(severities, clue.severity, language),
  ),
  text('publicOpinion', { zh: '涉舆情', en: 'Public opinion' }, 8, ({ clue }, language) =>
    label(yes, String(clue.publicOpinion), language),
  ),
  text(
    'registeredOn',
    { zh: '登记日期', en: 'Registered on' },
    12,
    ({ clue }) => clue.registeredAt && shanghaiDay(clue.registeredAt),
  ),
  text('outcome', { zh: '核查结论', en: 'Outcome' }, 12, ({ clue }, language) =>
    clue.outcome ? label(clueStatuses, clue.outcome, language) : null,
  ),
  text('dueOn', { zh: '到期日', en: 'Due on' }, 12, ({ dueOn }) => dueOn),
  {
    ...{ key: 'daysLeft', title: { zh: '剩余天数', en: 'Days left' }, width: 10, kind: 'number' as const },
    cell: ({ dueOn, today }) => (dueOn === null ? null : (Date.parse(dueOn) - Date.parse(today)) / 86_400_000),
  },
];

/** What XML cannot hold. */
export function storableInXml(cell: string | number | null): string | number | null {
  return typeof cell === 'string'
    ? cell.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    : cell;
}
