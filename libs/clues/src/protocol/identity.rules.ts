import { type ReporterIdentity } from './clue.ts';

/** Stands in the register's texts where the reporter's name or number stood. */
export const reporterMark = '〔反映人〕';
/** Words a clerk writes where there is no name to hide. */
const nameless =
  /^(?:匿名|无名|实名|不详|不明|未知|保密|无)?(?:群众|市民|村民|居民|网民|网友|来信人|来访人|信访人|举报人|反映人|控告人|投诉人|当事人)?$|^(?:anonymous|unknown|none)$/iu;

/** Whether a text gives the reporter away: name, contact or ID number, whatever their width, blanks and marks between. */
export function exposesReporter(texts: readonly string[], identity: ReporterIdentity): boolean {
  const sought = secretsOf(identity).map(bare);
  return texts.map(bare).some((text) => sought.some((one) => text.includes(one)));
}

/** The text with the reporter's name, contact and ID number taken out. */
export function maskReporter(text: string, identity: ReporterIdentity): string {
  return secretsOf(identity).reduce((masked, secret) => masked.replaceAll(spaced(secret), reporterMark), text);
}

function secretsOf({ name, contact, idNumber }: ReporterIdentity): string[] {
  const names = [name, ...name.split(/[、，,;；/]/u)].map((one) => one.trim());
  const contacts = (contact ?? '').split(/[,，;；、|\s]+/u);
  return [...new Set([...names, ...contacts, idNumber ?? ''])]
    .filter((one) => bare(one).length > 1 && !nameless.test(one))
    .filter((one) => names.includes(one) || bare(one).length >= 5)
    .sort((left, right) => right.length - left.length);
}

/** The secret as it may be written: in either width and with blanks or marks between its characters. */
function spaced(secret: string): RegExp {
  const letters = [...secret.normalize('NFKC').replace(/[^\p{Letter}\p{Number}]/gu, '')];
  const forms = letters.map((letter) => {
    const wide = /[!-~]/.test(letter) ? String.fromCodePoint(letter.codePointAt(0)! + 0xfee0) : '';
    return wide ? `[${letter}${wide}]` : letter;
  });
  return new RegExp(forms.join('[\\s·・._\\-]{0,2}'), 'giu');
}

function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]/gu, '');
}

/** A name as papers going out carry it when no alias was given: 张三丰 is 张某某. */
export function maskedName(name: string): string {
  const [first = '某', ...rest] = [...name.trim()];
  return `${first}${'某'.repeat(Math.min(Math.max(rest.length, 1), 3))}`;
}
