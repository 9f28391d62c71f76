/** Words that order. */
const orders =
  '(?<!是否|有无|何以)(?:应当|应该|必须|务必|一律|责令|要求|(?<![提申邀聘])请(?:你|贵)?(?:单位|院|局)?|建议|指令|督促)';
/** Outcomes that need no order to be one: as a whole text they say what to decide and nothing else. */
const bareOutcomes = [
  '改判',
  '判(?:有|无)罪',
  '宣告无罪',
  '撤销(?:原判|判决)',
  '发回重审',
  '不(?:予以?)?批(?:准逮)?捕',
  '[有无]罪(?:判决|处理|释放)',
];
/** What only the deciding authority decides: the outcome of a case (监督不办案、监督不干涉). */
const outcomes = [
  ...bareOutcomes,
  '判处',
  '判决(?!书)',
  '定罪',
  '从(?:轻|重|宽|严)(?:处罚|判处|处理|量刑)',
  '减轻处罚',
  '免[予于](?:刑事)?处罚',
  '撤销案件',
  '不?(?:予以?)?批(?:准逮)?捕',
  '不?(?:予以?)?(?:起诉|提起公诉)',
  '取保候审',
  '(?:立即)?释放',
  '胜诉',
  '败诉',
].join('|');
/** Asking about an outcome, or for its papers, directs nothing. */
const asking =
  '是否|有无|说明|核查|审查|复核|复议|评查|查明|查询|调查|检查|了解|执行|履行|送达|情况|理由|提供|报送|调阅|告知|解释|反馈|回复|而|未|却';
/** An order, then an outcome in the same clause. What was due and not done is a complaint: 应当释放未释放, 应该批捕不批捕. */
const directive = new RegExp(
  `${orders}(?:(?!${asking}|${outcomes})[^，。；,;.\\n]){0,12}(?:${outcomes})(?!而|未|却|没有|不(?!得))`,
  'u',
);
/** The whole text is an outcome: 改判无罪 where a request should stand. */
const bare = new RegExp(`^(?:依法|直接|立即|予以)*(?:${bareOutcomes.join('|')})[有无]?罪?(?:决定)?[。!.]?$`, 'u');

/** The clause that directs a verdict, or null. Supervision may ask why and whether, never what to decide. */
export function verdictDirectiveIn(texts: readonly string[]): string | null {
  for (const text of texts) {
    const plain = text.normalize('NFKC').replace(/[^\S\n]+|\p{Cf}/gu, '');
    const found = directive.exec(plain) ?? bare.exec(plain.trim());
    if (found) return found[0];
  }
  return null;
}
