import { bareText as bare, foldVariants } from './variants.rules.ts';

/** Reporters without a name to hide, and words that a clerk writes where there is none. */
const nameless =
  /^(?:(?:匿名|无名|实名|未署名|不详|不明|未知|保密|无|某|一名|部分|热心|广大|当地)*(?:群众|市民|村民|居民|网民|网友|来信人|来访人|来电人|信访人|举报人|反映人|控告人|检举人|投诉人|当事人|知情人)?|anonymous|unknown|none)$/u;

const chineseDigits = '〇零一二三四五六七八九';

/**
 * Whether a text names the reporter or gives a contact. Width, case, traditional characters, blanks and marks between the
 * characters do not hide a name: 甲 某, 甲·某 and 甲_某 are 甲某, 張三 is 张三. Nor do Chinese numerals hide a number, or +86
 * in front of it.
 */
export function namesReporter(
  texts: readonly string[],
  reporter: { readonly name: string; readonly contact: string | null },
): boolean {
  const { name, contact } = reporter;
  const sought = [name, ...namesIn(name), ...contactsIn(contact ?? '')]
    .map(bare)
    .filter((one) => one.length > 1 && !nameless.test(one));
  const numbers = numbersIn(`${name} ${contact ?? ''}`);
  return texts.map(bare).some((text) => {
    if (sought.some((one) => text.includes(one))) return true;
    return numbers.length > 0 && numbers.some((one) => digits(text).includes(one));
  });
}

/** Several reporters share one field: 张三、李四. Blanks stand inside names too and therefore part nothing. */
function namesIn(name: string): string[] {
  return name.split(/[、，,;；/和及与]/u).map(plainName);
}

/** Telephone and identity numbers, wherever a clerk wrote them; without the country's code. */
function numbersIn(text: string): string[] {
  const found = digits(foldVariants(text)).match(/\d[\d\s-]{4,}\d/gu) ?? [];
  return found.map((one) => one.replace(/\D/gu, '').replace(/^(?:00)?86(?=1\d{10}$)/u, ''));
}

/** 一三八〇 is 1380, and so is 幺三八洞. */
function digits(text: string): string {
  return text
    .replace(/[〇零一二三四五六七八九]/gu, (numeral) => String(Math.max(0, chineseDigits.indexOf(numeral) - 1)))
    .replace(/幺/gu, '1')
    .replace(/洞/gu, '0');
}

/** The name without what a clerk wrote around it: 张三先生, 张三（女）, 反映人：张三. */
function plainName(name: string): string {
  return foldVariants(name)
    .replace(/\([^)]*\)/gu, '')
    .replace(/^.*[:：]/u, '')
    .replace(/(?:先生|女士|小姐|同志|老师|师傅)\s*$/u, '');
}

/** A contact field may hold several: number, address, account. Short scraps would match anything. */
function contactsIn(contact: string): string[] {
  return contact.split(/[,，;；、/|:：\s]+/u).filter((one) => bare(one).length >= 5);
}
