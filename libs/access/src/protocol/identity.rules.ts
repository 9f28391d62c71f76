import { foldVariants } from '@sup/contracts';

/**
 * One form of a Chinese personal name: full width, traditional characters, letter case, spaces, separators and invisible
 * characters make no difference ("歐陽 靜" = "欧阳静", "买买提·艾力" = "买买提艾力").
 */
export function nameKeyText(name: string): string {
  return foldVariants(name)
    .replace(/[\s\p{P}\p{S}]/gu, '')
    .toLowerCase();
}

/** One form of an office's or unit's name. Null where nothing is said. */
export function officeKeyText(office: string | null | undefined): string | null {
  const key = nameKeyText(office ?? '');
  return key === '' ? null : key;
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const signs = '10X98765432';

/**
 * A resident identity number in its one form: 18 characters, `X` upper case. Full width, spaces, dashes and `x` are read;
 * numbers of 15 digits are carried over (GB 11643: century 19, sign computed). Null if it is no such number.
 */
export function idNumberOf(typed: string): string | null {
  const text = typed
    .normalize('NFKC')
    .replace(/[\s\p{Cf}\p{Pd}]/gu, '')
    .toUpperCase();
  if (/^\d{15}$/.test(text)) {
    const carried = `${text.slice(0, 6)}19${text.slice(6)}`;
    return carried + signOf(carried);
  }
  if (!/^\d{17}[\dX]$/.test(text)) return null;
  return signOf(text.slice(0, 17)) === text[17] ? text : null;
}

function signOf(digits: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return signs[sum % 11]!;
}

/** What is known of a person: the agency's keyed hashes of name and number, and the office in its one form. */
export interface PersonKeys {
  readonly nameKey: string;
  readonly idNumberKey: string | null;
  readonly officeKey: string | null;
}

/** A person a case is about. `ownAgency`: said to be of this agency, or of none in particular. */
export interface SubjectKeys extends PersonKeys {
  readonly ownAgency: boolean;
}

/**
 * Whether a member of this agency's staff is the person a case is about. Two numbers decide alone. Without them the name
 * does, together with the office; an office unknown on either side is no excuse, for a wrong exclusion costs a
 * colleague and a missing one costs the case.
 */
export function isSamePerson(staff: PersonKeys, about: SubjectKeys): boolean {
  if (staff.idNumberKey !== null && about.idNumberKey !== null) return staff.idNumberKey === about.idNumberKey;
  return (
    about.ownAgency &&
    about.nameKey !== '' &&
    staff.nameKey === about.nameKey &&
    officesMayBeOne(staff.officeKey, about.officeKey)
  );
}

/** Whether two offices may be the same: equal, one named within the other (刑侦大队, 某县公安局刑侦大队), or one unknown. */
export function officesMayBeOne(one: string | null, other: string | null): boolean {
  return one === null || other === null || one.includes(other) || other.includes(one);
}

/**
 * Whether the holder of a leading seat leads the office of a person a case is about. A seat without an office leads the whole
 * agency, and so everybody's.
 */
export function leadsOfficeOf(
  seat: { readonly leadsUnit: boolean; readonly officeKey: string | null },
  office: string | null,
): boolean {
  if (!seat.leadsUnit) return false;
  if (seat.officeKey === null) return true;
  return office !== null && officesMayBeOne(seat.officeKey, office);
}
