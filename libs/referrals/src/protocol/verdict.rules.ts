/** Words that order. */
const orders =
  '(?<!是否|有无|何以)(?:应当|应该|必须|务必|一律|责令|要求|(?<![提申邀聘])请(?:你|贵)?(?:单位|院|局)?|建议|指令|督促)';
/** What only the deciding authority decides: the outcome of a case (监督不办案、监督不干涉). */
const outcomes = [
  '改判',
  '判处',
  '判决(?!书)',
  '判(?:有|无)罪',
  '宣告无罪',
  '定罪',
  '从(?:轻|重|宽|严)(?:处罚|判处|处理|量刑)',
  '减轻处罚',
  '免[予于](?:刑事)?处罚',
  '撤销(?:原判|判决|案件)',
  '发回重审',
  '不?(?:予以?)?批(?:准逮)?捕',
  '不?(?:予以?)?(?:起诉|提起公诉)',
  '取保候审',
  '(?:立即)?释放',
  '胜诉',
  '败诉',
];
/** An order, then an outcome in the same clause; a question about it is none (是否, 有无, 说明). */
const directive = new RegExp(
  `${orders}(?:(?!是否|有无|说明|核查|情况|依法|理由)[^，。；,;.\\n]){0,12}?(?:${outcomes.join('|')})`,
  'u',
);

/** The clause that directs a verdict, or null. Supervision may ask why and whether, never what to decide. */
export function verdictDirectiveIn(texts: readonly string[]): string | null {
  for (const text of texts) {
    const found = directive.exec(text.normalize('NFKC').replace(/[ \t]+/g, ''));
    if (found) return found[0];
  }
  return null;
}
