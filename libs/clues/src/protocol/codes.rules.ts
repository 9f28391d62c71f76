import { type AgencyKind, misconduct } from '@sup/contracts';

/** The founding document's two further lists (A4): deficits of internal supervision, weaknesses of staff and leaders. */
const otherCodes = /^(D-0[1-4]|S-0[1-6])$/;
/** Codes with named parts (A4): 升格 or 降格; money, connections, favour. */
const parts: Readonly<Record<string, string>> = { 'M3-PO-08': 'ab', 'M3-CO-05': 'abc' };
/** A procuratorate's internal line answers for the procuratorate's misconduct. */
const sameKind: Partial<Record<AgencyKind, AgencyKind>> = { 'procuratorate-internal': 'procuratorate' };

/** A code without its part: M3-CO-05b is M3-CO-05. */
export function wholeCode(code: string): string {
  return code.replace(/[a-c]$/, '');
}

/** Whether a misconduct code exists. */
export function codeKnown(code: string): boolean {
  if (otherCodes.test(code)) return true;
  const whole = wholeCode(code);
  if (!Object.hasOwn(misconduct, whole)) return false;
  return whole === code || (parts[whole] ?? '').includes(code.slice(-1));
}

/** The codes that do not exist or are not of the kind of agency concerned. An outside unit has no kind: any code fits. */
export function unfitCodes(codes: readonly string[], kind: AgencyKind | null): string[] {
  return codes.filter((code) => {
    if (!codeKnown(code)) return true;
    const applies = misconduct[wholeCode(code)]?.appliesTo ?? null;
    return applies !== null && kind !== null && applies !== (sameKind[kind] ?? kind);
  });
}
