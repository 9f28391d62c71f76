import { foldVariants } from './variants.rules.ts';

/** What only the deciding authority decides: the outcome of a case, its facts and evidence (监督不办案; 三个规定). */
const outcomes = [
  '改判',
  '判(?:处|决)?[有无]罪',
  '宣告无罪',
  '[有无]罪(?:判决|裁判|处理|释放|结论)',
  '(?:改|变更)为[有无]罪',
  '撤销(?:原判|判决|裁定|(?:该|本|此)?案(?:件)?)',
  '撤案',
  '发回重审',
  '维持原判',
  '驳回(?:[^的]{0,6})(?:起诉|上诉|抗诉|申诉|诉讼请求|诉请)',
  '支持[^的]{0,8}(?:诉讼请求|诉请|上诉|抗诉)',
  '(?:不(?:予以?|得|要|准)?|予以)?批(?:准逮)?捕',
  '(?:不(?:予以?|得|要|准)?|予以)?(?:提起公诉|起诉(?!意见书|书|材料))',
  '判处',
  '判令',
  '裁定(?=终结|准许|驳回|撤销|减刑|假释)',
  '判(?:缓刑|实刑|死刑|刑|重|轻|[^的，]{0,3}\\d+年|[^的，]{0,3}[一二三四五六七八九十]+年)',
  '(?:适用|宣告)缓刑',
  '判决(?!书|生效|执行|后|前|以来|结果)',
  '定罪',
  '定性为',
  '认定(?:为|其|该|构成|[^的]{1,8}(?:有罪|无罪|构成|自首|立功))',
  '采信',
  '排除(?:该|此|上述)?证据',
  '从(?:轻|重|宽|严)(?:予以)?(?:处罚|判处|判决|处理|量刑)',
  '减轻处罚',
  '免[予于](?:刑事)?处罚',
  '(?:变更为)?取保候审',
  '释放',
  '放人',
  '(?:胜|败)诉',
];
/** Outcomes that are an order where they are the whole text, as 改判无罪 where a request should stand. */
const bareOutcomes = [
  '改判',
  '判(?:处|决)?[有无]罪',
  '宣告无罪',
  '撤销(?:原判|判决)',
  '发回重审',
  '不(?:予以?)?批(?:准逮)?捕',
  '[有无]罪(?:判决|处理|释放)',
  '判(?:缓刑|实刑|死刑|重|轻)(?:一?点)?',
  '从[轻重宽严](?:处罚|判处|判决|处理)',
  '按[有无]罪处理',
  '(?<=立即|马上|尽快|迅速)(?:放人|释放)',
];

const modal =
  '应当|应该|必须|务必|一律|(?<![必无])须|(?<![回反相对适响供效感呼照])应(?!当|该|否|诉|急|聘|公诉)|限期|限(?:你|贵)';
const banning = '不得|不要|不准|不许|切勿';
const direct = '(?<![希期盼渴失绝])望(?=你|贵|依法|改|予)|(?<![提申邀聘恳])请(?!求|示|假|客|托|吃|帖)';
const telling = '要求|请求|恳请|建议|指令|责令|着令|督促|希望|同意|提议';
const orders = new RegExp(
  `(?<modal>${modal})|(?<banning>${banning})|(?<direct>${direct})|(?<telling>${telling})`,
  'gu',
);
const outcome = new RegExp(`(?:${outcomes.join('|')})`, 'gu');
const bare = new RegExp(
  `^(?:依法|直接|立即|马上|尽快|迅速|予以)*(?:${bareOutcomes.join('|')})[有无]?罪?(?:决定)?[。!.]?$`,
  'u',
);
const byOurOpinion =
  /^(?:请|应当?|必须|务必)?按照?(?:我|本|会议|领导|政法委|上级|协调会)[^的]{0,10}(?:判|裁|定罪|批捕|起诉)/u;
const english =
  /(?<!(?:why|whether)\b[^.;\n]{0,60})(?:^|\b(?:please|must|shall|should|demand|require|instruct|order)\w*\b)(?:(?!why|whether|explain|verify|check|review|report|reason)[^.;\n]){0,60}?\b(?:acquit\b|convict\b|(?:find|declare)\w* \w+ (?:not )?guilty|(?:reverse|overturn|change) the (?:verdict|judge?ment)|drop the (?:case|charges)|dismiss the (?:appeal|charges)|release the (?:suspect|defendant)|(?:not|never) (?:to )?(?:arrest|prosecute|indict))/iu;

/** Characters between an order and its outcome. */
const farthest = 40;
/** Asking about an outcome, or for its papers, directs nothing. */
const asking =
  '是否|有无|能否|为何|如何|说明|核查|核实|审查|复核|复议|复查|评查|查明|查询|调查|检查|监督|评估|了解|执行|履行|送达|情况|理由|依据|提供|报送|调[阅取]|告知|解释|反馈|回复|研究|关注|独立|违规|违法|完善|规范|加强|改进|杜绝|防止|避免';
const asks = new RegExp(asking, 'u');
/** … unless the outcome is what is to follow: 核查后改判, 审查并撤销案件. */
const follows = /(?:并|后|且|再|然后|直至|从而)(?:依法|及时|尽快|予以|立即|直接|坚决|对.{1,10})?$/u;
/** To decide in time, whatever the decision: that is what delay is complained of for. */
const inTime = /及时|尽快|尽早|早日|按期|公正|审限|期限内/u;
/** What was due and not done is a complaint: 应当释放未释放, 应当改判的案件没有改判. */
const complained =
  /^[^并]{0,6}?(?:而|却|没有|未(?!成年|遂|满)|不(?!得|予))|^(?:以[上下])?(?:决定|意见|裁定)?的(?!决定|意见|裁定|处理|判决|结论)/u;
/** An outcome that is spoken of: 改判情况, 不起诉的理由. */
const spokenOf =
  /^(?:决定|裁定)?(?:情况|一事|问题|案件|理由|依据|过程|原因|经过|线索|程序|期间|条件|标准|质量|率|后再|书)/u;
/** To be strict with one's own people directs no verdict. */
const byDiscipline = /违纪|依纪|依规|纪律|党纪|问责|责任人|[民干]警/u;
const contrast = /^(?:但|却|而|仍|至今|然而|结果|实际)/u;

const ours = /我[委院局办厅部组方们]|本[委院局办厅部单]|经(?:集体|会议)?研究|政法委|评查组?|工作组|督导组|检查组|会议/u;
/** Whose demand is reported, not made. */
const others = new RegExp(
  '群众|当事人|[家亲]属|[信举反来控申上被诉代辩][访报映告诉害理护]{1,2}人|来信人|律师|原告|被告|领导|[局院庭处科队所厅部]长|检察长|主任|书记|' +
    '法官|检察官|民警|干警|有人|中间人|说情人|承办人|嫌疑人|对方|他人|(?:检察院|检察机关|公诉机关|公安(?:机关|局)?|法院|司法局|上级|某|他|她|其)(?:多次|亲自|口头|书面|一再|私下|曾|又|也)?$',
  'u',
);
const opinion = /(?:认为|称|主张|提出|反映|表示|强调|说)[^:]{0,30}$/u;

/** The clause that directs a verdict, or null. Supervision may ask why and whether, never what to decide. */
export function verdictDirectiveIn(texts: readonly string[]): string | null {
  for (const text of texts) {
    const found = directiveIn(foldVariants(text));
    if (found !== null) return found;
  }
  return null;
}

function directiveIn(text: string): string | null {
  const spoken = english.exec(text);
  if (spoken) return spoken[0];
  const plain = text.replace(/[^\S\n]+|(?<=\p{Script=Han})[-_*·~.](?=\p{Script=Han})/gu, '');
  const whole = bare.exec(plain.trim());
  if (whole) return whole[0];
  const clauses = plain.split(/[,。;!?\n]/u);
  for (const [at, clause] of clauses.entries()) {
    const found = directiveInClause(clause, clauses[at - 1] ?? '', clauses[at + 1] ?? '');
    if (found !== null) return found;
  }
  return null;
}

function directiveInClause(clause: string, previous: string, next: string): string | null {
  const opinionOfOurs = byOurOpinion.exec(clause);
  if (opinionOfOurs) return opinionOfOurs[0];
  for (const order of clause.matchAll(orders)) {
    const before = clause
      .slice(Math.max(0, order.index - farthest), order.index)
      .split(':')
      .at(-1)!;
    const after = clause.slice(order.index + order[0].length).slice(0, 2 * farthest);
    if (isNoOrder(order, before, after, previous)) continue;
    for (const found of after.matchAll(outcome)) {
      const gap = after.slice(0, found.index);
      if (gap.length > farthest || /[而却](?:未|不|没)/u.test(gap)) break;
      if (order.groups!['banning'] && !/^(?:再|予以|对.{1,8})?$/u.test(gap)) break;
      const tail = after.slice(found.index + found[0].length);
      if (complained.test(tail) || contrast.test(next)) break;
      if (isDirected(gap, found[0], tail)) return order[0] + gap + found[0];
    }
  }
  return null;
}

/** Banned, asked, cited from a law, or reported of somebody else. */
function isNoOrder(order: RegExpExecArray, before: string, after: string, previous: string): boolean {
  if (/(?:严禁|不得|禁止|不应|不能|不可|无权|不)$/u.test(before)) return true;
  if (/(?:是否|有无|何以|能否|可否|为何)[^:]{0,6}$/u.test(before)) return true;
  if (ours.test(before) || order.groups!['direct'] || /^(?:你|贵)/u.test(after)) return false;
  if (order.groups!['telling']) return others.test(before);
  if (/规定[^:]{0,20}$/u.test(before) && !/^(?:依照|按照|根据|依据|依)/u.test(before)) return true;
  return opinion.test(before) || (/(?:认为|称|主张|提出|反映|表示|强调|说)$/u.test(previous) && !ours.test(previous));
}

function isDirected(gap: string, what: string, tail: string): boolean {
  if ((asks.test(gap) && !follows.test(gap)) || spokenOf.test(tail)) return false;
  if (/^从.(?:予以)?处理$/u.test(what) && byDiscipline.test(gap + tail)) return false;
  if (what === '判决' && inTime.test(gap) && !/^[^的]{0,6}(?:[有无]罪|[胜败]诉|支持|驳回)/u.test(tail)) return false;
  const continued = /^(?:决定|裁定|判决|处理)?(?:并|后|且|再)/u.test(tail);
  return continued || !asks.test(tail);
}
