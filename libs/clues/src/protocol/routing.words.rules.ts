/** Words in a clue's facts that decide its route. What is denied of somebody does not count: 未发现收受好处. */
const denial = /(?:未|没有|并无|不存在|无证据|否认)[^，。；,;]{0,10}$/u;

const wordLists = {
  /** Benefit taken: a duty violation or duty crime (监察法 3, 11). */
  benefit:
    /收受|受贿|行贿|贿赂|索贿|索要|礼金|好处费|好处|吃拿卡要|贪污|挪用公款|以权谋私|权钱交易|利益输送|谋取私利|谋取不正当利益/gu,
  /** The fourteen offences of judicial staff that a procuratorate investigates itself (刑诉法 19; 刑诉规则 13). */
  judicialCrime:
    /刑讯逼供|非法拘禁|非法搜查|暴力取证|虐待被监管人|徇私枉法|枉法裁判|执行判决、裁定失职|私放在押人员|失职致使在押人员脱逃|徇私舞弊减刑/gu,
  /** The same pattern in several units. */
  widespread: /多家单位|多个单位|多个部门|多个派出所|普遍存在|全市范围|系统性问题/gu,
  /** Police against the procuratorate's decision. */
  objection: /不批捕|不批准逮捕|不起诉|纠正意见/gu,
  /** An administrative agency found what may be a crime. */
  crime: /涉嫌犯罪|构成犯罪/gu,
} as const;
export type RoutingWord = keyof typeof wordLists;

/** Whether the facts say it, and do not deny it. */
export function says(facts: string, word: RoutingWord): boolean {
  const plain = facts.normalize('NFKC').replace(/\s/gu, '');
  return [...plain.matchAll(wordLists[word])].some(({ index }) => !denial.test(plain.slice(0, index)));
}

/** An institution that is no office of the bureau it is listed under: notary office, appraisal institute, law firm. */
export function isOutsideInstitution(office: string | null): boolean {
  return office !== null && /公证处|鉴定所|鉴定中心|鉴定机构|律师事务所|外部机构/u.test(office);
}
