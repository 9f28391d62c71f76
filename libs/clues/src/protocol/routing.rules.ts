import { type Agency, type AgencyKind, refusedClassifications } from '@sup/contracts';
import { type Clue } from './clue.ts';
import { isLitigation, isSubject } from './clue.guards.ts';
import { wholeCode } from './codes.rules.ts';
import { systemOf } from './jurisdiction.rules.ts';
import { type Concerned, type Directory, type Recipient, recipientRules } from './routing.recipients.ts';
import { type RouteCondition, type RouteRow, type RouteWay, routeTable } from './routing.table.ts';
import { isOutsideInstitution, says } from './routing.words.rules.ts';

/** What the suggestion is made from; all of it may be half filled while an officer types. */
export type RoutedClue = Pick<
  Clue,
  'channel' | 'reporter' | 'subject' | 'misconductCodes' | 'relatedCase' | 'facts' | 'classification'
>;

export interface RouteQuestion {
  readonly clue: RoutedClue;
  /** The agency that holds the clue. */
  readonly own: Agency;
  readonly directory: Directory;
  /** The search for duplicates found the same matter pending. */
  readonly duplicate?: boolean;
  /** The office that received it; null: the intake office. */
  readonly receivingOffice?: string | null;
}

/** One suggested way, with the reason an officer reads. It binds nobody: the officer decides. */
export interface RouteSuggestion {
  readonly rule: string;
  readonly route: string;
  readonly instrument: string;
  /** In the order in which they are asked. Never the accused's own office, nor a unit the accused leads. */
  readonly recipients: readonly Recipient[];
  /** `COMMITTEE_TO_UNIT` …, one for each recipient. */
  readonly paths: readonly string[];
  readonly reasonZh: string;
  readonly reasonEn: string;
}

export interface Routing extends RouteSuggestion {
  /** Every row that fits, the first first: what goes beside it (R4), and what else was considered. */
  readonly all: readonly RouteSuggestion[];
}

/** The route that C14 suggests for a clue: the first row that fits. */
export function routeOf(question: RouteQuestion): Routing {
  const all = routeTable.filter((row) => fits(row, question)).map((row) => suggestion(row, question));
  const beside = routeTable.find(({ rule }) => rule === all[0]!.rule)?.parallel ? besideDiscipline(question) : [];
  return { ...all[0]!, all: [all[0]!, ...beside, ...all.slice(1)] };
}

/** A unit that hands its own people off also reports to the committee (PLC-MAJOR-24H: 重大事项请示报告). */
function besideDiscipline(question: RouteQuestion): RouteSuggestion[] {
  const { own } = question;
  if (own.kind === 'committee' || own.kind === 'discipline' || own.kind === 'procuratorate') return [];
  const recipients = recipientRules.committee(concerned(question));
  return [
    {
      ...{ rule: 'R4', route: 'MAJOR_MATTER', instrument: '重大事项报告', recipients },
      paths: pathsOf(question, 'MAJOR_MATTER', recipients),
      reasonZh: '重大事项同时向党委政法委请示报告',
      reasonEn: 'A major matter is reported to the committee besides',
    },
  ];
}

function suggestion(row: RouteRow, question: RouteQuestion): RouteSuggestion {
  const way = row.ways.find((one) => leads(one, question))!;
  const recipients = lawful(recipientRules[way.to](concerned(question)), question);
  return {
    ...{ rule: row.rule, route: way.route, instrument: way.instrument, recipients },
    paths: pathsOf(question, way.route, recipients),
    ...{ reasonZh: row.zh, reasonEn: row.en },
  };
}

/** RECIPIENT_NOT_SUBJECT over every suggestion: one up instead, or nobody. */
function lawful(recipients: readonly Recipient[], question: RouteQuestion): Recipient[] {
  const { clue } = question;
  const barred = (one: Recipient): boolean => isSubject({ id: one.to, office: one.office }, clue);
  const replaced = recipients.flatMap((one) => (barred(one) ? recipientRules.oneUp(concerned(question)) : [one]));
  return replaced.filter((one, index) => !barred(one) && replaced.findIndex(({ to }) => to === one.to) === index);
}

function concerned({ clue, own, directory }: RouteQuestion): Concerned {
  const { agency, office, persons } = clue.subject;
  return {
    ...{ own, directory, office },
    unit: directory.find(({ id }) => id === agency) ?? null,
    led: persons.some(({ leadsUnit }) => leadsUnit),
  };
}

function fits(row: RouteRow, question: RouteQuestion): boolean {
  return row.when.some((condition) => holds(condition, question));
}

function holds(asked: RouteCondition, question: RouteQuestion): boolean {
  const { clue, own, duplicate } = question;
  const { unit, office } = concerned(question);
  const codes = clue.misconductCodes.map(wholeCode);
  const checks = [
    oneOf(asked.codes, codes),
    !asked.withoutCodes?.some((code) => codes.includes(code)),
    oneOf(asked.channels, [clue.channel]),
    !asked.notChannels?.includes(clue.channel),
    asked.says === undefined || says(clue.facts, asked.says),
    oneOf(asked.holders, [own.kind]),
    !asked.notHolders?.includes(own.kind),
    asked.units === undefined || (unit !== null && asked.units.includes(unit.kind)),
    oneOf(asked.reporters, [clue.reporter?.kind ?? '']),
    asked.litigation === undefined || isLitigation(clue) === asked.litigation,
    !asked.classified || Object.hasOwn(refusedClassifications, clue.classification),
    !asked.duplicate || duplicate === true,
    !asked.subjectIsUs || subjectIsUs(question),
    !asked.officials || !isOutsideInstitution(office),
    asked.ownLine === undefined || asked.ownLine === isOwnLine(own, unit),
  ];
  return checks.every(Boolean);
}

function oneOf(wanted: readonly string[] | undefined, found: readonly string[]): boolean {
  return wanted === undefined || found.some((one) => wanted.includes(one));
}

function leads(way: RouteWay, { clue, own }: RouteQuestion): boolean {
  return (
    oneOf(way.holders, [own.kind]) &&
    oneOf(way.codes, clue.misconductCodes.map(wholeCode)) &&
    oneOf(way.channels, [clue.channel])
  );
}

function subjectIsUs({ clue, own, receivingOffice = null }: RouteQuestion): boolean {
  return isSubject({ id: own.id, office: receivingOffice }, clue);
}

/** Our own house, or one below it in our own system: the internal line handles it itself. */
function isOwnLine(own: Agency, unit: Agency | null): boolean {
  const line: readonly AgencyKind[] = ['committee', 'discipline', 'procuratorate'];
  return unit !== null && !line.includes(own.kind) && systemOf(own.kind) === systemOf(unit.kind);
}

const sides: Partial<Record<AgencyKind, string>> = {
  committee: 'COMMITTEE',
  procuratorate: 'PROCURATORATE',
  discipline: 'DISCIPLINE',
};

/** The routing paths in the words of cases.json: who hands to whom. */
function pathsOf(question: RouteQuestion, route: string, recipients: readonly Recipient[]): string[] {
  const { own, clue, directory } = question;
  const fixed = route === 'JOINT_INSPECTION' || route === 'ADMIN_TO_POLICE' ? [route] : [];
  const from = sides[own.kind] ?? 'UNIT';
  const paths = recipients.map(({ to }) => {
    const agency = directory.find(({ id }) => id === to);
    const asUnit = to === clue.subject.agency || isAbove(to, clue, directory);
    const side = agency ? (sides[agency.kind] ?? 'UNIT') : to;
    return `${from}_TO_${asUnit && side === 'PROCURATORATE' && route !== 'RECONSIDERATION' ? 'UNIT' : side}`;
  });
  return [...new Set([...fixed, ...paths])];
}

/** A procuratorate that answers for one below it is a supervised unit, not the supervising line. */
function isAbove(to: string, clue: RoutedClue, directory: Directory): boolean {
  return directory.find(({ id }) => id === clue.subject.agency)?.superior === to;
}

/** The path by which a clue came in, in the words of cases.json. */
export function intakePathOf({ clue, own }: Pick<RouteQuestion, 'clue' | 'own'>): string | null {
  const side = sides[own.kind] ?? 'UNIT';
  if (clue.reporter?.kind === 'UNIT') return `UNIT_TO_${side}`;
  return clue.channel === 'COMPLAINT' || clue.channel === 'PETITION' ? `COMPLAINT_TO_${side}` : null;
}
