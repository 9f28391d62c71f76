import { type AgencyKind } from './agencies.ts';

/** The misconduct codes of the founding document (A4). `appliesTo` null: any agency. */
export interface Misconduct {
  readonly zh: string;
  readonly en: string;
  readonly appliesTo: AgencyKind | null;
}

export const misconduct: Readonly<Record<string, Misconduct>> = {
  'M1-01': {
    zh: '有的干部当了“一把手”,就觉得可以“一把抓”',
    en: 'Top leader takes everything into own hands',
    appliesTo: null,
  },
  'M1-02': {
    zh: '把自己的意愿凌驾于班子集体之上,凌驾于组织之上,大搞“一言堂”',
    en: 'Own will above collective and organisation; one-man rule',
    appliesTo: null,
  },
  'M1-03': {
    zh: '利用职务便利违规插手干预具体案件',
    en: 'Uses office to interfere in a specific case',
    appliesTo: null,
  },
  'M1-04': { zh: '以法吃法,带头违法', en: 'Lives off the law, leads in breaking it', appliesTo: null },
  'M1-05': {
    zh: '把制度当橡皮筋,视监督形同虚设,排斥监督、压制监督',
    en: 'Treats rules as elastic; excludes or suppresses supervision',
    appliesTo: null,
  },
  'M2-01': { zh: '“攀关系”；搞圈子', en: 'Social climbing, clique-building', appliesTo: null },
  'M2-02': {
    zh: '吃吃喝喝；与案件关联人不正当交往',
    en: 'Wining and dining; improper contact with case-related persons',
    appliesTo: null,
  },
  'M2-03': { zh: '帮忙约见办案工作人员', en: 'Arranges meetings with case handlers', appliesTo: null },
  'M2-04': { zh: '转交涉案材料', en: 'Passes on case materials', appliesTo: null },
  'M2-05': { zh: '说情打招呼', en: 'Pleads or puts in a word', appliesTo: null },
  'M2-06': { zh: '插手干预案件', en: 'Interferes in a case', appliesTo: null },
  'M2-07': {
    zh: '利用职务便利或是关系网“平事”“摆事”',
    en: '"Fixes things" through office or network',
    appliesTo: null,
  },
  'M3-PO-01': { zh: '该立案的不立案', en: 'Fails to file a case that should be filed', appliesTo: 'police' },
  'M3-PO-02': { zh: '不该立的违规立案', en: 'Files a case that should not be filed', appliesTo: 'police' },
  'M3-PO-03': {
    zh: '履行侦查职责懈怠,开展侦查不及时、不到位',
    en: 'Slack, late or incomplete investigation',
    appliesTo: 'police',
  },
  'M3-PO-04': {
    zh: '滥用刑事手段,违规介入经济纠纷“拉偏架”',
    en: 'Criminal means abused to take sides in economic disputes',
    appliesTo: 'police',
  },
  'M3-PO-05': { zh: '违规作出撤销案件', en: 'Irregular withdrawal of case', appliesTo: 'police' },
  'M3-PO-06': { zh: '终止侦查', en: 'Irregular termination of investigation', appliesTo: 'police' },
  'M3-PO-07': { zh: '变更强制措施', en: 'Irregular change of compulsory measure', appliesTo: 'police' },
  'M3-PO-08': {
    zh: '降格或升格处理案件决定',
    en: 'Irregular downgrading (08a) or upgrading (08b) of case handling',
    appliesTo: 'police',
  },
  'M3-PR-01': { zh: '对该批捕的不批捕', en: 'Fails to approve a due arrest', appliesTo: 'procuratorate' },
  'M3-PR-02': { zh: '该起诉的不起诉', en: 'Fails to bring a due prosecution', appliesTo: 'procuratorate' },
  'M3-PR-03': {
    zh: '滥用量刑建议,重罪轻诉',
    en: 'Abuses sentencing recommendation; serious crime charged lightly',
    appliesTo: 'procuratorate',
  },
  'M3-PR-04': { zh: '轻罪重诉', en: 'Minor crime charged heavily', appliesTo: 'procuratorate' },
  'M3-PR-05': { zh: '该抗诉不抗诉', en: 'Fails to lodge a due protest', appliesTo: 'procuratorate' },
  'M3-PR-06': { zh: '该追诉的不追诉', en: 'Fails to pursue omitted suspects or crimes', appliesTo: 'procuratorate' },
  'M3-PR-07': {
    zh: '该补充侦查的不监督',
    en: 'Fails to supervise supplementary investigation',
    appliesTo: 'procuratorate',
  },
  'M3-CO-01': { zh: '拖延立案', en: 'Delays docketing', appliesTo: 'court' },
  'M3-CO-02': { zh: '人为控制立案', en: 'Artificially controls docketing', appliesTo: 'court' },
  'M3-CO-03': { zh: '违反诉讼程序', en: 'Violates procedure', appliesTo: 'court' },
  'M3-CO-04': { zh: '滥用自由裁量权', en: 'Abuses discretion', appliesTo: 'court' },
  'M3-CO-05': {
    zh: '办金钱案、关系案、人情案',
    en: 'Cases decided by money (05a), connections (05b), favour (05c)',
    appliesTo: 'court',
  },
  'M3-CO-06': { zh: '违法宣告无罪', en: 'Unlawful acquittal', appliesTo: 'court' },
  'M3-CO-07': { zh: '违法判处免于刑事处罚', en: 'Unlawful exemption from punishment', appliesTo: 'court' },
  'M3-CO-08': { zh: '违法降格量刑', en: 'Unlawful sentence reduction below range', appliesTo: 'court' },
  'M3-CO-09': { zh: '严重超期限执行', en: 'Enforcement seriously beyond time limit', appliesTo: 'court' },
  'M3-CO-10': { zh: '超标的查封', en: 'Sealing beyond the claim value', appliesTo: 'court' },
  'M3-CO-11': { zh: '违规采取强制措施', en: 'Irregular compulsory measures in enforcement', appliesTo: 'court' },
  'M3-CO-12': { zh: '懈怠执行、消极执行', en: 'Slack or passive enforcement', appliesTo: 'court' },
  'M3-CO-13': {
    zh: '滥用终本方式虚假报结',
    en: 'Abuses "termination of this enforcement" to report false closure',
    appliesTo: 'court',
  },
  'M3-JU-01': { zh: '接受吃请、收受贿赂', en: 'Accepts treats, takes bribes', appliesTo: 'justice' },
  'M3-JU-02': {
    zh: '为社区矫正对象违规办理外出,导致脱管漏管',
    en: 'Irregular leave for community-correction subjects; loss of control',
    appliesTo: 'justice',
  },
  'M3-JU-03': {
    zh: '违规收取调解费用',
    en: "Charges mediation fees (mediation is free by law: People's Mediation Law Art. 4)",
    appliesTo: 'justice',
  },
  'M3-JU-04': { zh: '偏袒、打压调解对象', en: 'Favours or oppresses a party in mediation', appliesTo: 'justice' },
  'M3-JU-05': {
    zh: '为不真实、不合法事项出具公证书,谋取不正当利益',
    en: 'Notarises untrue or unlawful matters for gain',
    appliesTo: 'justice',
  },
  'M3-JU-06': { zh: '人情鉴定', en: 'Favour appraisal', appliesTo: 'justice' },
  'M3-JU-07': { zh: '金钱鉴定', en: 'Paid-for appraisal', appliesTo: 'justice' },
  'M3-JU-08': { zh: '虚假鉴定', en: 'False appraisal', appliesTo: 'justice' },
  'M4-01': {
    zh: '面对群众诉求,不重视、不回应,电话不接、信息不回、拒不见面',
    en: 'Ignores requests: no answer to calls or messages, refuses to meet',
    appliesTo: null,
  },
  'M4-02': { zh: '民事案件久拖不决', en: 'Civil case dragged out', appliesTo: null },
  'M4-03': { zh: '刑事案件久押不决', en: 'Criminal case: prolonged detention without decision', appliesTo: null },
  'M4-04': { zh: '执行案件久执不结', en: 'Enforcement case never closed', appliesTo: null },
  'M4-05': { zh: '忽视社会效果,机械办案', en: 'Mechanical handling, social effect ignored', appliesTo: null },
  'M4-06': {
    zh: '回应争议不及时、不细致,导致案结事不了、信访久诉不息',
    en: 'Late/careless answers: case closed, dispute alive, endless petitions',
    appliesTo: null,
  },
  'M4-07': {
    zh: '自恃特殊身份耍特权,枉顾法纪酒驾醉驾并发生车祸',
    en: 'Abuses status; drink/drunk driving with a crash',
    appliesTo: null,
  },
  'M4-00': {
    zh: '不作为、慢作为、乱作为',
    en: 'Inaction / slow action / wrong action: three-value facet on M4-02..04',
    appliesTo: null,
  },
};
