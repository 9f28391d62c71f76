import { type Agency, type AgencyKind } from '@sup/contracts';

/** An agency as the rules see it. */
export type AgencySeen = Pick<Agency, 'id' | 'kind' | 'level' | 'superior'>;

/** Whether two kinds belong to one system: a procuratorate and its internal line do. */
const systems: Partial<Record<AgencyKind, AgencyKind>> = { 'procuratorate-internal': 'procuratorate' };
export function systemOf(kind: AgencyKind): AgencyKind {
  return systems[kind] ?? kind;
}

type Competence = 'competent' | 'not-competent' | 'self-supervision';
type Judge = (own: AgencySeen, unit: AgencySeen) => Competence;

const yes = (fits: boolean): Competence => (fits ? 'competent' : 'not-competent');
/** A county agency is not competent for a city one. */
const reaches = (own: AgencySeen, unit: AgencySeen): boolean => own.level === 'city' || unit.level === 'county';
/** A unit looks after itself and those below it in its own system (A1-07). */
const ownLine: Judge = (own, unit) =>
  yes(
    systemOf(own.kind) === systemOf(unit.kind) &&
      reaches(own, unit) &&
      (unit.id === own.id || unit.level !== own.level || own.kind !== unit.kind),
  );

/**
 * Who is competent for a clue about which unit (A2). The committee: every unit. A procuratorate: the other units by law,
 * never itself; procuratorates below it by its leadership. A unit: its own house and those below. Discipline: everybody.
 * A kind without a row takes up none.
 */
const competence: Readonly<Partial<Record<AgencyKind, Judge>>> = {
  committee: (own, unit) => yes(reaches(own, unit)),
  procuratorate: (own, unit) => (unit.id === own.id ? 'self-supervision' : yes(reaches(own, unit))),
  'procuratorate-internal': ownLine,
  police: ownLine,
  court: ownLine,
  justice: ownLine,
  discipline: (own, unit) => yes(reaches(own, unit)),
};

/** Whether `own` may take up a clue about `unit`; a unit outside the network is anybody's. */
export function competenceOf(own: AgencySeen, unit: AgencySeen | null): Competence {
  if (unit === null) return 'competent';
  return competence[own.kind]?.(own, unit) ?? 'not-competent';
}

/** The kinds marked, in the order of the marks. Kinds are written as keys: as words some are also an agency's name. */
export function kindsIn(marks: Partial<Record<AgencyKind, true>>): AgencyKind[] {
  return Object.keys(marks) as AgencyKind[];
}
