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
  const sought = [reporter.name, ...contactsIn(reporter.contact ?? '')]
    .map(bare)
    .filter((one) => one.length > 1 && !nameless.includes(one));
  return texts.map(bare).some((text) => sought.some((one) => text.includes(one)));
}

/** A contact field may hold several: number, address, account. Short scraps would match anything. */
function contactsIn(contact: string): string[] {
  return contact.split(/[,，;；、/|:：\n]+/u).filter((one) => bare(one).length >= 5);
}

/** Letters and digits alone. */
function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]/gu, '');
}
