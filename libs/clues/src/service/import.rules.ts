import { caseProcedures, classifications, clueChannels, reporterKinds } from '@sup/contracts';
import { type Bilingual } from '@sup/kernel';
import { severities } from '../protocol/index.ts';
import { dayOfSerial, dayOfText } from './import-date.rules.ts';
import { registerColumns } from './register.rules.ts';
import { type SheetCell, type SheetRead, type SheetRow, addressOf } from './sheet.rules.ts';

/** One thing wrong with a list that is imported: where, and what. Never the value itself. */
export interface ImportFault extends Bilingual {
  readonly line: number;
  /** The column's title; null: the whole row. */
  readonly column: string | null;
  /** The cell as spreadsheets call it. */
  readonly address: string | null;
}

export interface ImportColumn {
  readonly title: string;
  /** What it is read as; null: it is not read. */
  readonly key: string | null;
  readonly ignored: 'hidden' | 'unknown' | 'register' | null;
}

type Labels = Readonly<Record<string, Bilingual>>;
const yes: Labels = { true: { zh: '是', en: 'Yes' }, false: { zh: '否', en: 'No' } };
const coded: Readonly<Record<string, Labels>> = {
  channel: clueChannels,
  procedure: caseProcedures,
  reporterKind: reporterKinds,
  classification: classifications,
  severity: severities,
  publicOpinion: yes,
};
/** Titles that lists from elsewhere use. */
const aliases: Readonly<Record<string, string>> = {
  线索标题: 'title',
  线索来源: 'channel',
  来源渠道: 'channel',
  受理日期: 'receivedOn',
  收件日期: 'receivedOn',
  日期: 'receivedOn',
  单位: 'agency',
  被反映人单位: 'agency',
  科室: 'office',
  部门: 'office',
  姓名: 'persons',
  被反映人姓名: 'persons',
  身份证号: 'idNumbers',
  身份证号码: 'idNumbers',
  职位: 'roles',
  问题编码: 'codes',
  内容: 'facts',
  反映内容: 'facts',
  事实: 'facts',
};
/** What our own register tells of a clue's course; a new draft has none of it. */
const ownOnly = ['n', 'clueNo', 'status', 'registeredOn', 'outcome', 'dueOn', 'daysLeft'];

const folded = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}*:：]+/gu, '')
    .toLowerCase();
const keys = new Map<string, string>([
  ...Object.entries(aliases).map(([title, key]) => [folded(title), key] as const),
  ...registerColumns.flatMap(({ key, title }) => [title.zh, title.en, key].map((text) => [folded(text), key] as const)),
]);

/** The columns of a list by its first row. A hidden column is not read: nobody who sent the list saw it (IMP-05). */
export function columnsOf(header: SheetRow, hidden: readonly number[]): ImportColumn[] {
  const taken = new Set<string>();
  return Array.from(header.cells, (cell, at) => {
    const title = cell && 'text' in cell ? cell.text.trim() : '';
    const key = keys.get(folded(title)) ?? null;
    if (hidden.includes(at + 1)) return { title, key: null, ignored: 'hidden' };
    if (key === null || taken.has(key)) return { title, key: null, ignored: 'unknown' };
    if (ownOnly.includes(key)) return { title, key: null, ignored: 'register' };
    taken.add(key);
    return { title, key, ignored: null };
  });
}

/** A row as the draft's members, before they are checked as a draft, and what could not be read. */
export interface RowRead {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly ImportFault[];
}

export function readRow(
  row: SheetRow,
  columns: readonly ImportColumn[],
  sheet: Extract<SheetRead, { kind: 'rows' }>,
): RowRead {
  const values: Record<string, string> = {};
  const faults: ImportFault[] = [];
  columns.forEach(({ key, title }, at) => {
    const cell = row.cells[at] ?? null;
    if (key === null || cell === null) return;
    const read = valueOf(cell, key, sheet.from1904);
    if (typeof read === 'string') {
      if (read !== '') values[key] = read;
    } else faults.push({ line: row.line, column: title, address: cell.address, ...read });
  });
  row.cells.slice(columns.length).forEach((cell, at) => {
    if (cell)
      faults.push({
        line: row.line,
        column: null,
        address: cell.address ?? addressOf(columns.length + at + 1, row.line),
        ...words.beyond,
      });
  });
  return { line: row.line, values, faults };
}

const words = {
  formula: {
    zh: '公式没有缓存的结果，请在表格软件中打开并保存',
    en: 'The formula has no stored result: open and save the file',
  },
  error: { zh: '单元格是错误值', en: 'The cell holds an error value' },
  digits: {
    zh: '长数字按数值保存，尾数已丢失，请改为文本',
    en: 'A long number was kept as a number and lost digits: make it text',
  },
  ambiguous: { zh: '日期有歧义，请写成 2026-02-14', en: 'That could be several days: write 2026-02-14' },
  unreadable: { zh: '不是日期，请写成 2026-02-14', en: 'That is no day: write 2026-02-14' },
  beyond: { zh: '该单元格没有列标题', en: 'This cell has no column title' },
  code: (labels: Labels) => {
    const list = (language: 'zh' | 'en') =>
      Object.values(labels)
        .map((label) => label[language])
        .join('、');
    return { zh: `应为：${list('zh')}`, en: `One of: ${list('en')}` };
  },
} as const;

function valueOf(cell: NonNullable<SheetCell>, key: string, from1904: boolean): string | Bilingual {
  if ('fault' in cell) return cell.fault === 'no-cached-value' ? words.formula : words.error;
  if (key === 'receivedOn') return dayIn(cell, from1904);
  if ('serial' in cell) {
    const read = dayOfSerial(cell.serial, from1904);
    return 'day' in read ? read.day : words.unreadable;
  }
  if ('number' in cell)
    return Number.isSafeInteger(cell.number) || !Number.isInteger(cell.number) ? String(cell.number) : words.digits;
  const text = cell.text.trim();
  const labels = coded[key];
  if (!labels || text === '') return text;
  const code = Object.keys(labels).find((one) =>
    [one, labels[one]!.zh, labels[one]!.en].some((label) => folded(label) === folded(text)),
  );
  return code ?? words.code(labels);
}

function dayIn(cell: NonNullable<SheetCell>, from1904: boolean): string | Bilingual {
  const read =
    'serial' in cell
      ? dayOfSerial(cell.serial, from1904)
      : 'number' in cell
        ? cell.number >= 10_000_000
          ? dayOfText(String(cell.number))
          : dayOfSerial(cell.number, from1904)
        : 'text' in cell
          ? dayOfText(cell.text)
          : ({ fault: 'unreadable' } as const);
  return 'day' in read ? read.day : words[read.fault];
}

const parts = (text: string | undefined) => (text ?? '').split(/[；;、\n]/u).map((part) => part.trim());

/** What the draft's schema is given. `agencyOf`: the id of an agency named by its name or id; itself where unknown. */
export function draftOf(
  values: Readonly<Record<string, string>>,
  agencyOf: (name: string) => string,
): Record<string, unknown> {
  const [numbers, roles] = [parts(values['idNumbers']), parts(values['roles'])];
  const persons = parts(values['persons']).filter(Boolean);
  const { caseNo, reporterKind, receivedOn } = values;
  return {
    title: values['title'] ?? [...(values['facts'] ?? '')].slice(0, 40).join(''),
    channel: values['channel'] ?? 'COMPLAINT',
    receivedAt: receivedOn && new Date(`${receivedOn}T00:00:00.000+08:00`).toISOString(),
    reporter: reporterKind ? { kind: reporterKind } : null,
    subject: {
      agency: agencyOf(values['agency'] ?? ''),
      office: values['office'] ?? null,
      persons: persons.map((name, at) => ({ name, idNumber: numbers[at] || null, role: roles[at] ?? '' })),
    },
    misconductCodes: parts(values['codes']?.replaceAll(',', '；')).filter(Boolean),
    relatedCase: caseNo ? { caseNo, stage: 'PENDING', procedure: values['procedure'] ?? 'CRIMINAL' } : null,
    facts: values['facts'] ?? values['title'],
    ...(values['classification'] ? { classification: values['classification'] } : {}),
    ...(values['severity'] ? { severity: values['severity'] } : {}),
    publicOpinion: values['publicOpinion'] === 'true',
  };
}

/** The column that a fault of the draft belongs to. */
export function columnOfPath(path: readonly PropertyKey[]): string {
  const [first, second, , fourth] = path.map(String);
  if (first === 'receivedAt') return 'receivedOn';
  if (first === 'misconductCodes') return 'codes';
  if (first === 'relatedCase') return 'caseNo';
  if (first === 'subject' && second === 'persons')
    return fourth === 'idNumber' ? 'idNumbers' : fourth === 'role' ? 'roles' : 'persons';
  return first === 'subject' ? (second ?? 'agency') : (first ?? '');
}
