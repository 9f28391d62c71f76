import { type Agency, type AgencyKind } from '@sup/contracts';
import { kindsIn, systemOf } from './jurisdiction.rules.ts';
import { isOutsideInstitution } from './routing.words.rules.ts';

/** The directory as the routing asks it. */
export type Directory = readonly Agency[];

/** Who is asked, and by which way: agency id or outside party; `office` where an office inside it is the addressee. */
export interface Recipient {
  readonly to: string;
  readonly office: string | null;
}

export interface Concerned {
  readonly own: Agency;
  readonly unit: Agency | null;
  readonly office: string | null;
  /** The accused leads the unit. */
  readonly led: boolean;
  readonly directory: Directory;
}

export type RecipientRule = (concerned: Concerned) => Recipient[];

const at = (agency: Agency | null | undefined, office: string | null = null): Recipient[] =>
  agency ? [{ to: agency.id, office }] : [];

function ofKind(directory: Directory, kind: AgencyKind, level: Agency['level']): Agency | undefined {
  return directory.find((one) => one.kind === kind && one.level === level && one.successor === null);
}

/** The agency one level up in the unit's own system; undefined at its top in this network. */
function above({ directory, unit }: Concerned): Agency | undefined {
  const superior = directory.find(({ id }) => id === unit?.superior);
  return superior && unit && systemOf(superior.kind) === systemOf(unit.kind) ? superior : undefined;
}

/** The discipline body of an agency's level. */
function disciplineOf(directory: Directory, level: Agency['level']): Agency | undefined {
  return ofKind(directory, 'discipline', level) ?? ofKind(directory, 'discipline', 'city');
}

const [police] = kindsIn({ police: true });

/** The discipline body of our own level; the group resident in our own house where it is our own people (A1-10). */
function discipline({ own, unit, directory }: Concerned): Recipient[] {
  const body = disciplineOf(directory, own.level);
  const resident = unit?.id === own.id ? body?.offices.find(({ id }) => id === residentOffice(own.id)) : undefined;
  return at(body?.id === own.id ? null : body, resident?.id ?? null);
}

/** One level up in the unit's system; discipline where there is none. */
function oneUp(concerned: Concerned): Recipient[] {
  const up = above(concerned);
  return up ? at(up) : discipline(concerned);
}

/** The unit above the accused's office: one level up, or the bureau itself at the top and for outside institutions. */
function unitAbove(concerned: Concerned): Recipient[] {
  const { unit, office, led } = concerned;
  if (unit && isOutsideInstitution(office)) return at(unit);
  const up = above(concerned);
  if (up) return at(up);
  return led ? discipline(concerned) : at(unit);
}

/** The supervised unit itself, as an instrument goes; one up where the accused leads it. */
function unitItself(concerned: Concerned): Recipient[] {
  return concerned.led ? oneUp(concerned) : at(concerned.unit);
}

/** The procuratorate of the unit's level; the city's where the unit is a procuratorate itself. */
function procuratorate({ unit, directory, own }: Concerned): Recipient[] {
  const level = unit && systemOf(unit.kind) === 'procuratorate' ? 'city' : (unit?.level ?? own.level);
  return at(ofKind(directory, 'procuratorate', level));
}

function committee({ own, directory }: Concerned): Recipient[] {
  const found = ofKind(directory, 'committee', own.level) ?? ofKind(directory, 'committee', 'city');
  return at(found?.id === own.id ? null : found);
}

/** The internal-review body of the unit's house. */
function internalReview(concerned: Concerned): Recipient[] {
  const { unit, directory, led } = concerned;
  if (led) return oneUp(concerned);
  const line = unit?.kind === 'procuratorate' ? ofKind(directory, 'procuratorate-internal', unit.level) : unit;
  return at(line ?? unit);
}

/** Recipient rules by name: computed from the agency table, never spelled. */
export const recipientRules = {
  nobody: () => [],
  discipline,
  oneUp,
  unitAbove,
  unitItself,
  procuratorate,
  committee,
  internalReview,
  /** The prefecture-level procuratorate. */
  cityProcuratorate: ({ directory }) => at(ofKind(directory, 'procuratorate', 'city')),
  /** Reconsideration by the same procuratorate (another prosecutor), then review one level up. */
  reconsideration: (concerned) => [...at(concerned.unit), ...at(above(concerned))],
  /** The committee studies a register of interference and reports: discipline, Party committee (中办国办 2015, 7). */
  interferenceStudied: (concerned) => [...discipline(concerned), { to: 'PARTY', office: null }],
  /** The police of our own level. */
  policeBeside: ({ own, directory }) => at(ofKind(directory, police!, own.level)),
  /** Consultation with the procuratorate of our level, then notice to the unit. */
  jointInspection: (concerned) => [
    ...at(ofKind(concerned.directory, 'procuratorate', concerned.own.level)),
    ...unitItself(concerned),
  ],
} as const satisfies Record<string, RecipientRule>;
export type RecipientRuleName = keyof typeof recipientRules;

/** The office of the discipline group resident in an agency, as the directory names it (RDG-POLICE-C). */
export function residentOffice(agency: string): string {
  return `RDG-${agency.toUpperCase()}`;
}
