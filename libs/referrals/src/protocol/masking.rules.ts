/** Reporters without a name to hide. */
const nameless: readonly string[] = ['匿名', '匿名群众', '群众', '无名', 'anonymous'];

/**
 * Whether a text names the reporter or gives a contact. Width, case, blanks and marks between the characters do not
 * hide a name: 甲 某, 甲·某 and 甲_某 are 甲某.
 */
export function namesReporter(
  texts: readonly string[],
  reporter: { readonly name: string; readonly contact: string | null },
): boolean {
  const { name, contact } = reporter;
  const sought = [name, ...namesIn(name), ...contactsIn(contact ?? ''), ...numbersIn(`${name} ${contact ?? ''}`)]
    .map(bare)
    .filter((one) => one.length > 1 && !nameless.includes(one));
  return texts.map(bare).some((text) => sought.some((one) => text.includes(one)));
}

/** Several reporters share one field: 张三、李四. Blanks stand inside names too and therefore part nothing. */
function namesIn(name: string): string[] {
  return name.split(/[、，,;；/和及与]/u).map(plainName);
}

/** Telephone and identity numbers, wherever a clerk wrote them. */
function numbersIn(text: string): string[] {
  return text.normalize('NFKC').match(/\d[\d\s-]{4,}\d/gu) ?? [];
}

/** The name without what a clerk wrote around it: 张三先生, 张三（女）, 反映人：张三. */
function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\([^)]*\)/gu, '')
    .replace(/^.*[:：]/u, '')
    .replace(/(?:先生|女士|小姐|同志|老师|师傅)\s*$/u, '');
}

/** A contact field may hold several: number, address, account. Short scraps would match anything. */
function contactsIn(contact: string): string[] {
  return contact.split(/[,，;；、/|:：\s]+/u).filter((one) => bare(one).length >= 5);
}

/** Letters and digits alone. */
function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]/gu, '');
}
